"""A gateway: the composition root. Makes the bus, the loop, the hub and the dialects, joins them, and ends them in
order.

Runs on the main thread, which waits for a signal (SIGTERM, SIGINT) or the failure of a role. All else runs on the
roles' threads: `gw-loop`, `gw-sub`, `gw-pub`, `gw-keep`, `gw-http`. Nothing of chat lives here.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

from gateway import __version__
from gateway.bus.base import BusError, SettingsDiffer
from gateway.bus.redis_bus import RedisBus
from gateway.dialects.base import Conversation
from gateway.dialects.irc.conversation import IrcConversation
from gateway.dialects.plain import PlainConversation
from gateway.hub.hub import Hub
from gateway.model.disconnects import Disconnect
from gateway.model.server import Limits, Server
from gateway.ops.bus_metrics import register_bus
from gateway.ops.http import HttpServer
from gateway.ops.hub_metrics import register_hub
from gateway.ops.metrics import Registry
from gateway.ops.transport_metrics import register_transport
from gateway.role import Role, join_all
from gateway.settings import PROGRAM, Settings
from gateway.transport.base import Connection, Handler
from gateway.transport.clients import Clients, Limit
from gateway.transport.counts import Counts
from gateway.transport.entrance import Entrance, Rules
from gateway.transport.listener import Listener
from gateway.transport.loop import EventLoop
from gateway.values import Address
from gateway.workers import EXIT_WRONG, PortError, Ports

log = logging.getLogger(__name__)

SUBSCRIBE_SECONDS = 15.0
DRAIN_SECONDS = 3.0
"""What clients have to take their last words. All of the end takes less than the 10 s after which Docker kills, also
where Redis does not answer."""
CLOSED_SECONDS = 0.02
"""How often it is looked whether they are gone."""
JOIN_SECONDS = 3.0

Speak = Callable[[str], Conversation]
"""Makes the conversation with a client of this address."""


def run(settings: Settings, ports: Ports) -> int:
    """Be a gateway until SIGTERM or SIGINT; the exit code. What keeps it from starting is one line on standard
    error."""
    try:
        return Gateway(settings, ports).run()
    except SettingsDiffer as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return EXIT_WRONG
    except BusError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 1


def server_of(settings: Settings) -> Server:
    """What the settings say of the one server that all gateways are."""
    limits = Limits(history_events=settings.history_events, history_days=settings.history_days)
    return Server(
        name=settings.server_name,
        info=settings.server_info,
        version=f"chorus-{__version__}",
        started=int(time.time()),
        motd=settings.motd,
        password=settings.password,
        operators=settings.oper,
        limits=limits,
    )


def agreement(server: Server) -> str:
    """What must be the same on all gateways, as a line without secrets: of the operators a hash, slow to try out."""
    secrets = "\n".join(f"{name}:{password}" for name, password in sorted(server.operators.items()))
    digest = hashlib.scrypt(secrets.encode(), salt=server.name.encode(), n=2**14, r=8, p=1, dklen=6).hex()
    kept = f"{server.limits.history_events} events or {server.limits.history_days} days"
    return f"server name {server.name}, history {kept}, operators {digest if secrets else 'none'}"


class Gateway:
    """One gateway process."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self._settings = settings
        self._ports = ports
        self._server = server_of(settings)
        self._over: queue.SimpleQueue[None] = queue.SimpleQueue()
        """The end has come once something is in it. No Event: a signal in the handler of another would wait for the
        Event's lock for ever."""
        self._exit_code = 0
        self._loop = EventLoop()
        self._bus = RedisBus(settings.redis, self._server.limits, agreement(self._server), self._loop.post)
        self._loop.expecting = lambda: self._bus.under_way > 0
        self._hub = Hub(self._bus, self._loop, (settings.flood_rate, settings.flood_burst))
        self._counts = Counts()
        self._clients = Clients(settings.max_clients, settings.max_clients_per_ip)
        self._listeners: list[Listener] = []
        self._roles: list[Role] = []
        self._draining = False

    def run(self) -> int:
        """Start everything, wait, end everything. Raises BusError if Redis does not take this gateway in."""
        self._bus.attach(self._hub)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        try:
            self._start()
            self._over.get()
        finally:
            self._stop()
        return self._exit_code

    # -- start

    def _doors(self) -> list[tuple[Listener, Address | None]]:
        """A listener for each port that was bound, and what the admin asked for."""
        doors: tuple[tuple[socket.socket | None, Address | None, Speak], ...] = (
            (self._ports.irc, self._settings.listen, lambda address: IrcConversation(self._server, address)),
            (self._ports.plain, self._settings.listen_plain, lambda address: PlainConversation(self._server, address)),
        )
        return [(Listener(self._loop, sock, self._entrance(speak)), asked) for sock, asked, speak in doors if sock]

    def _entrance(self, speak: Speak) -> Entrance:
        rules = Rules(proxies=self._settings.proxy_from)
        return Entrance(self._loop, self._accept(speak), _turn_away(speak), self._clients, self._counts, rules)

    def _accept(self, speak: Speak) -> Callable[[Connection], Handler]:
        def accept(connection: Connection) -> Handler:
            client = self._hub.welcome(connection, speak(connection.address))
            if self._draining:  # a proxy was late to say whose connection it is
                client.let_go(Disconnect.SHUTDOWN)
            return client

        return accept

    def _start(self) -> None:
        self._roles = [Role("gw-loop", self._loop.run, self._loop.stop, self._failed), *self._bus.roles(self._failed)]
        if self._ports.http is not None:
            self._unless_taken(self._settings.http, partial(self._serve_http, self._ports.http))
        for role in self._roles:
            role.start()
        deadline = time.monotonic() + SUBSCRIBE_SECONDS
        while not self._bus.wait_until_subscribed(0.1):
            if not self._over.empty():
                return
            if time.monotonic() > deadline:
                raise BusError("Redis did not confirm the subscription")
        self._listeners = [one for one, address in self._doors() if self._unless_taken(address, one.listen)]
        self._loop.post(self._accept_clients)

    def _unless_taken(self, address: Address | None, listen: Callable[[], None]) -> bool:
        """Begin to listen; whether it did. Another process may have the port by now, bound but not listening before.
        Raises PortError if the admin asked for this one."""
        try:
            listen()
        except OSError as error:
            if not address or not address.optional or error.errno != errno.EADDRINUSE:
                raise PortError(error.strerror or error) from error
            log.warning("%s: going without it", error.strerror)
            return False
        return True

    def _serve_http(self, sock: socket.socket) -> None:
        http = HttpServer(sock, self._registry(), self._healthy, self._ready)
        self._roles.append(Role("gw-http", http.run, http.stop, self._failed))
        log.info("health and metrics on port %d", http.port)

    def _accept_clients(self) -> None:
        """On `gw-loop`."""
        for listener in self._listeners:
            listener.start()
        where = ", ".join(listener.name for listener in self._listeners)
        log.info("up and waiting for people on %s", where)

    def _registry(self) -> Registry:
        registry = Registry()
        register_transport(registry, self._counts, self._clients)
        register_hub(registry, self._hub)
        register_bus(registry, self._bus.counts)
        return registry

    def _healthy(self) -> tuple[bool, str]:
        dead = [role.name for role in self._roles if not role.alive]
        return not dead, f"{', '.join(dead)} ended" if dead else ""

    def _ready(self) -> tuple[bool, str]:
        return (False, "stopping") if self._draining else self._bus.ready()

    # -- end

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self._over.put(None)

    def _failed(self, role: Role) -> None:
        """A role's own machinery failed: the process ends, never half alive, and is started afresh."""
        self._exit_code = 1
        self._over.put(None)

    def _stop(self) -> None:
        self._draining = True
        log.info("stopping")
        if self._roles and self._roles[0].alive:
            drained = threading.Event()
            self._loop.post(self._drain, drained)
            drained.wait(DRAIN_SECONDS)
        for role in reversed(self._roles):
            role.stop()
        for role in join_all(self._roles, JOIN_SECONDS):
            log.error("%s did not end", role.name)
        self._bus.detach()
        log.info("stopped")

    def _drain(self, drained: threading.Event) -> None:
        """On `gw-loop`: no new clients; those here are told, and `drained` is set once they are gone."""
        for listener in self._listeners:
            listener.stop()
        self._hub.drain(Disconnect.SHUTDOWN, DRAIN_SECONDS / 2)
        self._hub.when_empty(partial(self._await_closed, drained))

    def _await_closed(self, drained: threading.Event) -> None:
        """On `gw-loop`, when all was sent: what clients say to a socket that is closed by then would reset it, and they
        would lose what is still on its way. So it is they who close first."""
        if self._counts.open:
            self._loop.call_later(CLOSED_SECONDS, partial(self._await_closed, drained))
        else:
            drained.set()


def _turn_away(speak: Speak) -> Callable[[Limit], bytes]:
    """The last words, in this dialect, to a client for whom there is no room."""
    whys = {
        Limit.CLIENTS: Disconnect.FULL,
        Limit.ADDRESS: Disconnect.TOO_MANY_FROM_ADDRESS,
        Limit.DESCRIPTORS: Disconnect.FULL,
    }
    return lambda limit: speak("").farewell(whys[limit], "")
