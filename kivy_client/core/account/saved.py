"""The servers that are kept: which of them is meant, what is kept of it, and how it is to be reached. Pure, over the
store. Nothing here connects; where to go is the client's to decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kivy_client.core.account.sessions import can_be_sent
from kivy_client.core.model.events import Refused, Toast, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, StoreDamaged, StoreError


class SavedServers:
    """`new_id` makes unguessable words."""

    def __init__(self, store: Store, show: Callable[[UiEvent], None], new_id: Callable[[], str]) -> None:
        self._store = store
        self._show = show
        self._new_id = new_id

    def usable(self, server: Server) -> bool:
        """Whether a connection can be tried under this name; if not, the person is told."""
        if not can_be_sent(server):
            self._show(Refused("That name cannot be used: it has characters that no name may have.", "name"))
            return False
        return True

    def chosen(self, server: Server, wall: int) -> Server | None:
        """What the person filled in, as it is kept from now on: with its number, its sender key, and the fingerprint
        that is trusted there. `wall`: now, microseconds since 1970. None: it cannot be, and the person is told."""
        if not self.usable(server):
            return None
        server = self._by_tls(server, wall)
        known = self._meant(server)
        if known is not None:
            trusted = known.fingerprint if known.host.lower() == server.host.lower() else ""
            server = replace(
                server,
                number=known.number,
                sender_key=server.sender_key or known.sender_key,
                fingerprint=server.fingerprint or trusted,
            )
        try:
            return self._use(server)
        except StoreDamaged:
            raise
        except StoreError as error:
            self._show(Refused(str(error), "server"))
            return None

    def started_with(self, server: Server, wall: int) -> tuple[Server | None, str]:
        """Where and as whom the app was told to go on starting: what else is known of that server stays. Where nothing
        can be kept (the disk is full), as it was kept before (None: it never was), and a sentence that says so."""
        server = self._by_tls(server, wall)
        known = self._meant(server)
        try:
            return self._use(replace(known, nick=server.nick) if known is not None else server), ""
        except StoreDamaged:
            raise
        except StoreError as error:
            return known, str(error)

    def last(self, wall: int) -> Server | None:
        """The one used last, None if none is kept."""
        server = self._store.servers.last()
        return self._by_tls(server, wall) if server is not None else None

    def is_promised(self, host: str, wall: int) -> bool:
        """Whether the host has said that it must not be talked to without TLS."""
        return self._store.traits.secure_port(host, wall) != 0

    def _use(self, server: Server) -> Server:
        if not server.sender_key:
            server = replace(server, sender_key=self._new_id())
        with self._store.together(durable=True):
            saved = self._store.servers.save(server)
            self._store.servers.use(saved.number)
            self._store.traits.called(saved.number, server.nick)
        return saved

    def _by_tls(self, server: Server, wall: int) -> Server:
        """By TLS, if its host has said that it must not be talked to without (IRCv3 sts)."""
        port = 0 if server.tls else self._store.traits.secure_port(server.host, wall)
        if not port:
            return server
        self._show(Toast(f"{server.host} wants to be reached by TLS only: so it is."))
        return replace(server, port=port, tls=True)

    def _meant(self, server: Server) -> Server | None:
        """Which of those that are kept it is, if any: by its number, or (of one that has none) by where and who. By the
        name that the person gave, too: at the server they may be called otherwise by now."""
        kept = self._store.servers.list()
        if server.number:
            return next((one for one in kept if one.number == server.number), None)
        here = [one for one in kept if _place(one) == _place(server) and _may_be(one, server)]
        for one in here:
            if server.account or one.nick == server.nick:
                return one
        return next((one for one in here if self._store.traits.of(one.number).called == server.nick), None)


def _place(server: Server) -> tuple[str, int, bool]:
    return server.host.lower(), server.port, server.tls


def _may_be(one: Server, other: Server) -> bool:
    """Two accounts are two persons."""
    return not other.account or other.account == one.account or (not one.account and other.nick == one.nick)
