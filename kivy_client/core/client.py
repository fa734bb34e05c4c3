"""The app without its window: commands in, events out, over one store and one server at a time. Pure: the engine gives
it the time and the bytes, and carries out its actions.

Here servers are chosen, saved and forgotten. How one is reached is `account`'s affair, what goes on there `chat`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kivy_client.core.account.actions import Action, HangUp
from kivy_client.core.account.participant import LINKS, Participant, Phase
from kivy_client.core.account.sessions import features, session_for
from kivy_client.core.chat.chat import Chat
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.names import Names
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link, Linked, Loaded, Refused, ServersChanged, Toast, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store

_NEVER = float("inf")


class Client:
    """`new_id` makes unguessable words; `random` gives numbers from 0 up to 1. Events go to `show`, in order."""

    def __init__(
        self,
        store: Store,
        show: Callable[[UiEvent], None],
        new_id: Callable[[], str],
        random: Callable[[], float],
    ) -> None:
        self._store = store
        self._show = show
        self._new_id = new_id
        self._random = random
        self._preferences = store.preferences.load()
        self._context: Context | None = None
        self._chat: Chat | None = None
        self._participant: Participant | None = None
        self._actions: list[Action] = []
        self._linked: Linked | None = None
        self._hidden = False
        self.over = False
        """We have left: nothing more is done or told."""

    def start(self, now: Moment, server: Server | None = None, warning: str = "") -> None:
        """Tell what the store has, and go to the server used last, or to `server`."""
        given = server is not None and self._usable(server)
        self._go(self._saved(server) if server is not None and given else self._store.servers.last(), now, warning)

    # What the window asks

    def do(self, command: ask.Command, now: Moment) -> None:
        """Carry it out."""
        self._at(now)
        match command:
            case _ if self.over:
                return
            case ask.Connect(server):
                if self._usable(server):
                    self._go(self._saved(server), now)
            case ask.ForgetServer(number):
                self._forget(number, now)
            case ask.RetryNow():
                if self._participant is not None:
                    self._participant.retry_now()
            case ask.Trust(fingerprint):
                if self._participant is not None:
                    self._participant.trust(fingerprint)
            case ask.Leave():
                self._leave(now)
            case ask.Prefer():
                self._prefer(command)
            case ask.Background(hidden):
                self._hidden = hidden
                if self._context is not None and self._participant is not None:
                    self._context.hidden = hidden
                    self._participant.watch(seen=not hidden)
            case _ if self._chat is not None:
                self._chat.do(command)
                if self._context is not None and self._context.leaving:
                    self._leave(now)
        self._settle(now)

    # What happens to the connection

    def connected(self, now: Moment) -> None:
        """The connection stands."""
        self._happen(now, lambda participant: participant.connected(now))

    def received(self, data: bytes, now: Moment) -> None:
        """The server sent bytes."""
        waiting = self._chat is not None and self._chat.waiting > 0  # then the outbox may change
        with self._store.together(durable=waiting):
            self._happen(now, lambda participant: participant.received(data, now))

    def lost(self, reason: str, now: Moment) -> None:
        """The connection broke, or could not be made: `reason` is a short phrase."""
        self._happen(now, lambda participant: participant.lost(reason, now))

    def untrusted(self, fingerprint: str, reason: str, now: Moment) -> None:
        """Nobody vouches for the server's certificate."""
        self._happen(now, lambda participant: participant.untrusted(fingerprint, reason))

    def tick(self, now: Moment) -> None:
        """Time passed; to be called at `deadline`, or at any time."""
        if now.mono < self.deadline():
            return
        if self._chat is not None:
            self._at(now)
            self._chat.tick()
        self._happen(now, lambda participant: participant.tick(now))

    def tidy(self) -> bool:
        """Do a slice of the store's work that can wait; whether there is more."""
        return self._store.tidy()

    # What comes of it

    def deadline(self) -> float:
        """When to call `tick`, in monotonic seconds; infinity: not before something happens."""
        participant, chat = self._participant, self._chat
        return min(participant.deadline() if participant else _NEVER, chat.deadline if chat else _NEVER)

    def take_actions(self) -> list[Action]:
        """What is to be done now, in order."""
        actions, self._actions = self._actions, []
        if self._participant is not None:
            actions += self._participant.take_actions()
        return actions

    # How

    def _happen(self, now: Moment, call: Callable[[Participant], None]) -> None:
        if self._participant is not None and not self.over:
            self._at(now)
            call(self._participant)
            self._settle(now)

    def _at(self, now: Moment) -> None:
        if self._context is not None:
            self._context.now = now

    def _usable(self, server: Server) -> bool:
        """Whether a connection can be tried under this name; if not, the person is told."""
        try:
            session_for(server)
        except ValueError:
            self._show(Refused("That name cannot be used: it has characters that no name may have.", "name"))
            return False
        return True

    def _saved(self, server: Server) -> Server:
        """The server as it is kept: with its number, its sender key, and the fingerprint that is trusted there."""
        known = next((one for one in self._store.servers.list() if _same(one, server)), None)
        if known is not None:
            server = replace(
                server,
                number=known.number,
                sender_key=server.sender_key or known.sender_key,
                fingerprint=server.fingerprint or (known.fingerprint if known.host == server.host else ""),
            )
        if not server.sender_key:
            server = replace(server, sender_key=self._new_id())
        saved = self._store.servers.save(server)
        self._store.servers.use(saved.number)
        return saved

    def _go(self, server: Server | None, now: Moment, warning: str = "") -> None:
        """Leave where we are, tell what the store has of the server, and connect."""
        self._give_up(now)
        chat = None
        if server is not None:
            server = self._secured(server, now)
            names = Names(self._store, server.number)
            self._context = Context(
                *(self._store, server, self._preferences, self._show, self._new_id, now, server.nick, names),
                hidden=self._hidden,
            )
            chat = self._chat = Chat(self._context)
        self._show(
            Loaded(
                servers=self._store.servers.list(),
                server=server,
                preferences=self._preferences,
                conversations=chat.conversations() if chat else (),
                current=chat.current if chat else "",
                warning=warning,
            )
        )
        if server is not None and chat is not None:
            self._participant = Participant(
                *(server, chat, self._show, session_for, self._keep, self._promised, self._random),
                known=bool(chat.conversations()),
            )
            self._participant.watch(seen=not self._hidden)
            self._participant.start()
        self._settle(now)

    def _give_up(self, now: Moment) -> None:
        """Leave the present server without waiting."""
        if self._participant is not None:
            self._participant.leave(now)
            self._actions += [*self._participant.take_actions(), HangUp()]
        self._participant = self._chat = self._context = self._linked = None

    def _keep(self, server: Server) -> None:
        """Something of the present server changed."""
        self._store.servers.save(server)
        if self._context is not None:
            self._context.server = server
        self._show(ServersChanged(self._store.servers.list()))

    def _promised(self, seconds: int) -> None:
        """The present server must not be talked to without TLS for so long."""
        if self._context is not None:
            until = self._context.now.wall + seconds * 1_000_000 if seconds else 0
            self._store.traits.secure(self._context.server.number, until)

    def _secured(self, server: Server, now: Moment) -> Server:
        """The server, by TLS if its host has said that it must not be talked to without (IRCv3 sts)."""
        port = 0 if server.tls else self._store.traits.secure_port(server.host, now.wall)
        if not port:
            return server
        self._show(Toast(f"{server.host} wants to be reached by TLS only: so it is."))
        return self._store.servers.save(replace(server, port=port, tls=True))

    def _forget(self, number: int, now: Moment) -> None:
        present = self._context.server.number if self._context is not None else 0
        if number == present:
            self._give_up(now)
        self._store.servers.forget(number)
        if number == present:
            self._go(None, now)
        else:
            self._show(ServersChanged(self._store.servers.list()))

    def _prefer(self, command: ask.Prefer) -> None:
        before, self._preferences = self._preferences, command.preferences
        self._store.preferences.save(command.preferences)
        if self._context is not None and self._chat is not None:
            self._context.preferences = command.preferences
            if before.happenings != command.preferences.happenings:
                self._chat.seen_again()

    def _leave(self, now: Moment) -> None:
        if self._participant is None:
            self.over = True
        else:
            self._participant.leave(now)

    def _settle(self, now: Moment) -> None:
        """After anything happened: tell what changed."""
        participant, chat, context = self._participant, self._chat, self._context
        if participant is None or chat is None or context is None:
            return
        if participant.phase is Phase.OVER:
            self.over = True
        if context.nick != context.server.nick and context.session is not None and context.renamed:
            context.renamed = False
            participant.change(replace(participant.server, nick=context.nick))
        chat.settle()
        link = LINKS.get(participant.phase)
        if link is None:
            return
        session = context.session
        linked = Linked(
            link=link,
            nick=context.nick,
            network=session.network if session is not None else "",
            waiting=chat.waiting,
            reason="" if link is Link.ONLINE else participant.reason,
            retry_at=participant.retry_at,
            latency=participant.latency,
            away=chat.away,
            secure=participant.server.tls and link is Link.ONLINE,
            features=features(session) if session is not None else frozenset(),
        )
        if linked != self._linked:
            self._linked = linked
            self._show(linked)


def _same(one: Server, other: Server) -> bool:
    """Whether it is the server that is saved: by its number, or (of a new one) by where and who."""
    if other.number:
        return one.number == other.number
    return (one.host, one.port, one.tls, one.nick) == (other.host, other.port, other.tls, other.nick)
