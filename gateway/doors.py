"""The doors of a gateway: a listener for each of its ports, and what people pass behind it, outermost first: a proxy's
header, TLS, WebSocket, and then the conversation in the port's dialect.

Part of the composition root: it joins transport, dialects and hub, and nothing of chat lives here. Made on the main
thread before people are let in; from then on `gw-loop`.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.dialects.base import Conversation
from gateway.dialects.irc.conversation import IrcConversation
from gateway.dialects.plain import PlainConversation
from gateway.hub.hub import Hub
from gateway.model.disconnects import Disconnect
from gateway.model.server import Server
from gateway.ports import Ports
from gateway.reread import announce
from gateway.settings import Settings
from gateway.transport.base import Connection, Handler
from gateway.transport.certificate import Certificate
from gateway.transport.clients import Clients, Limit
from gateway.transport.counts import Counts
from gateway.transport.entrance import Entrance, Rules
from gateway.transport.forwarded import ForwardedParser
from gateway.transport.listener import Listener
from gateway.transport.loop import EventLoop
from gateway.transport.tls_acceptor import TlsAcceptor
from gateway.transport.websocket import WebSockets, turn_away
from gateway.values import Address

Speak = Callable[[str], Conversation]
"""Makes the conversation with a client of this address."""

_WHY = {
    Limit.CLIENTS: Disconnect.FULL,
    Limit.ADDRESS: Disconnect.TOO_MANY_FROM_ADDRESS,
    Limit.DESCRIPTORS: Disconnect.FULL,
    Limit.BANNED: Disconnect.BANNED,
    Limit.PLAIN_TEXT: Disconnect.PROTOCOL,
}
_TLS_ONLY = "this port speaks TLS only"


class Doors:
    """All of them. `server`: what those who come from now on are told that it is; replaced on `gw-loop`."""

    def __init__(
        self, loop: EventLoop, hub: Hub, settings: Settings, server: Server, certificate: Certificate | None
    ) -> None:
        self.server = server
        self.counts = Counts()
        self.clients = Clients(settings.max_clients, settings.max_clients_per_ip, hub.why_banned)
        self._loop = loop
        self._hub = hub
        self._settings = settings
        self._tls = TlsAcceptor(loop, certificate, self.counts) if certificate else None
        self._listeners: list[Listener] = []
        self._closed = False

    def listen(self, ports: Ports, unless_taken: Callable[[Address | None, Callable[[], None]], bool]) -> None:
        """Let clients connect; they wait until `open`. `unless_taken`: begins to listen for the address that the admin
        asked for, and says whether it did."""
        if self._tls is not None:
            announce(self._tls.certificate)
        settings = self._settings
        doors = (
            (ports.irc, settings.listen, self._entrance(self._irc())),
            (ports.plain, settings.listen_plain, self._entrance(self._plain)),
            (ports.tls, settings.listen_tls, self._entrance(self._irc(secure=True), self._tls)),
            (ports.ws, settings.listen_ws, self._web_entrance(self._irc(web=True))),
            (ports.wss, settings.listen_wss, self._web_entrance(self._irc(secure=True, web=True), self._tls)),
        )
        made = [(Listener(self._loop, sock, entrance), asked) for sock, asked, entrance in doors if sock]
        self._listeners = [listener for listener, asked in made if unless_taken(asked, listener.listen)]

    def open(self) -> str:
        """Let people in; where, in words."""
        for listener in self._listeners:
            listener.start()
        return ", ".join(listener.name for listener in self._listeners)

    def close(self) -> None:
        """No new clients; also not one whose proxy is only now saying who it is."""
        self._closed = True
        for listener in self._listeners:
            listener.stop()

    def show(self, certificate: Certificate) -> None:
        """To those who come from now on."""
        if self._tls is not None:
            self._tls.certificate = certificate

    # -- who speaks what

    def _irc(self, *, secure: bool = False, web: bool = False) -> Speak:
        return lambda address: IrcConversation(self.server, address, secure, web)

    def _plain(self, address: str) -> Conversation:
        return PlainConversation(self.server, address)

    # -- what is passed

    def _entrance(self, speak: Speak, tls: TlsAcceptor | None = None) -> Entrance:
        rules = Rules(proxies=self._settings.proxy_from)
        return Entrance(self._loop, self._accept(speak), _turn_away(speak), self.clients, self.counts, rules, tls)

    def _web_entrance(self, speak: Speak, tls: TlsAcceptor | None = None) -> Entrance:
        websockets = WebSockets(self._loop, self._accept(speak), self._settings.ws_origins)
        # A proxy that does not take TLS off cannot add a field to what is inside.
        rules = Rules(self._settings.proxy_from) if tls else Rules(self._settings.proxy_from, ForwardedParser)
        return Entrance(self._loop, websockets, turn_away, self.clients, self.counts, rules, tls)

    def _accept(self, speak: Speak) -> Callable[[Connection], Handler]:
        def accept(connection: Connection) -> Handler:
            client = self._hub.welcome(connection, speak(connection.address))
            if self._closed:
                client.let_go(Disconnect.SHUTDOWN)
            elif (reason := self._hub.why_banned(connection.address)) is not None:  # since it came in
                client.disconnect(Disconnect.BANNED, reason)
            return client

        return accept


def _turn_away(speak: Speak) -> Callable[[Limit, str], bytes]:
    """The last words, in this dialect, to a client who may not come in."""

    def words(limit: Limit, reason: str) -> bytes:
        return speak("").farewell(_WHY[limit], _TLS_ONLY if limit is Limit.PLAIN_TEXT else reason)

    return words
