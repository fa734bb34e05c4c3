"""A gateway: the composition root. Makes the bus, the loop, the hub and the dialects, joins them, and ends them in
order.

Runs on the main thread, which waits for a signal (SIGTERM, SIGINT, SIGHUP) or the failure of a role. All else runs on
the roles' threads: `gw-loop`, `gw-sub`, `gw-pub`, `gw-keep`, `gw-http`. Nothing of chat lives here.
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
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from types import FrameType

from gateway import __version__
from gateway.bus.base import BusError, SettingsDiffer
from gateway.bus.redis_bus import RedisBus
from gateway.doors import Doors
from gateway.hub.hub import Hub
from gateway.model.disconnects import Disconnect
from gateway.model.server import Limits, Server, Sts
from gateway.ops.bus_metrics import register_bus
from gateway.ops.http import HttpServer
from gateway.ops.hub_metrics import register_hub
from gateway.ops.metrics import Registry
from gateway.ops.tls_metrics import register_tls
from gateway.ops.transport_metrics import register_transport
from gateway.ports import PortError, Ports
from gateway.reread import Terminal, let_in, read_certificate, reread_certificate, reread_settings
from gateway.role import Role, join_all
from gateway.settings import PROGRAM, Settings
from gateway.transport.certificate import CertificateError
from gateway.transport.loop import EventLoop
from gateway.transport.sockets import port_of
from gateway.values import Address
from gateway.workers import EXIT_WRONG

log = logging.getLogger(__name__)

SUBSCRIBE_SECONDS = 15.0
DRAIN_SECONDS = 3.0
"""What clients have to take their last words. All of the end takes less than the 10 s after which Docker kills, also
where Redis does not answer."""
CLOSED_SECONDS = 0.02
"""How often it is looked whether they are gone."""
JOIN_SECONDS = 3.0


def run(settings: Settings, ports: Ports, arguments: Sequence[str] = ()) -> int:
    """Be a gateway until SIGTERM or SIGINT; the exit code. What keeps it from starting is one line on standard
    error. `arguments`: the command line, read again on SIGHUP."""
    try:
        return Gateway(settings, ports, arguments).run()
    except (SettingsDiffer, CertificateError) as error:
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
        admin=settings.admin,
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

    def __init__(self, settings: Settings, ports: Ports, arguments: Sequence[str] = ()) -> None:
        """Raises CertificateError."""
        self._settings = settings
        self._ports = ports
        self._arguments = arguments
        self._server = server_of(settings)
        if ports.tls is not None and settings.sts_duration is not None:
            self._server = replace(self._server, sts=Sts(port_of(ports.tls), settings.sts_duration))
        self._certificate = read_certificate(settings)
        self._terminal = Terminal()
        self._wishes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        """What the main thread is told: True: it is over; False: read the files again. No Event: a signal in the
        handler of another would wait for the Event's lock for ever."""
        self._over = False
        self._exit_code = 0
        self._loop = EventLoop()
        self._agreed = agreement(self._server)
        self._bus = RedisBus(settings.redis, self._server.limits, self._agreed, self._loop.post)
        self._loop.expecting = lambda: self._bus.under_way > 0
        flood = (settings.flood_rate, settings.flood_burst)
        self._hub = Hub(self._bus, self._loop, flood, settings.big_room)
        self._doors = Doors(self._loop, self._hub, settings, self._server, self._certificate)
        self._roles: list[Role] = []
        self._draining = False

    def run(self) -> int:
        """Start everything, wait, end everything. Raises BusError if Redis does not take this gateway in."""
        self._bus.attach(self._hub)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._signalled)
        let_in()
        try:
            self._start()
            while not self._wishes.get():
                self._reread()
        finally:
            self._stop()
        return self._exit_code

    # -- start

    def _start(self) -> None:
        self._roles = [Role("gw-loop", self._loop.run, self._loop.stop, self._failed), *self._bus.roles(self._failed)]
        if self._ports.http is not None:
            self._unless_taken(self._settings.http, partial(self._serve_http, self._ports.http))
        for role in self._roles:
            role.start()
        deadline = time.monotonic() + SUBSCRIBE_SECONDS
        while not self._bus.wait_until_subscribed(0.1):
            if self._over:
                return
            if time.monotonic() > deadline:
                raise BusError("Redis did not confirm the subscription")
        self._doors.listen(self._ports, self._unless_taken)
        self._loop.post(self._hub.learn_bans, self._accept_clients)

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
        log.info("up and waiting for people on %s", self._doors.open())

    def _registry(self) -> Registry:
        registry = Registry()
        register_transport(registry, self._doors.counts, self._doors.clients)
        if self._certificate is not None:
            register_tls(registry, self._doors.counts, lambda: self._certificate)
        register_hub(registry, self._hub)
        register_bus(registry, self._bus.counts)
        return registry

    def _healthy(self) -> tuple[bool, str]:
        dead = [role.name for role in self._roles if not role.alive]
        return not dead, f"{', '.join(dead)} ended" if dead else ""

    def _ready(self) -> tuple[bool, str]:
        return (False, "stopping") if self._draining else self._bus.ready()

    # -- SIGHUP

    def _reread(self) -> None:
        """On the main thread: what the files hold now, for those who come from now on and for those who are here."""
        if (found := reread_certificate(self._settings)) is not None:
            self._certificate = found
            self._loop.post(self._doors.show, found)
        settings = reread_settings(self._settings, self._arguments)
        if settings is None:
            return
        self._settings = settings
        changed = replace(self._server, motd=settings.motd, operators=settings.oper)
        if (wanted := agreement(changed)) != self._agreed:
            try:
                self._bus.agree(wanted)
                self._agreed = wanted
            except BusError as error:
                log.error("SIGHUP: gateways with the new operators cannot start yet, send it again: %s", error)
        self._loop.post(self._serve, changed)
        log.info("SIGHUP: read again: %d lines to greet with, %d operators", len(settings.motd), len(settings.oper))

    def _serve(self, server: Server) -> None:
        """On `gw-loop`."""
        self._server = self._doors.server = server
        self._hub.served_by(server)

    # -- end

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP and not self._terminal.has_gone():
            self._wishes.put(False)
        else:
            self._end()

    def _end(self) -> None:
        self._over = True
        self._wishes.put(True)

    def _failed(self, role: Role) -> None:
        """A role's own machinery failed: the process ends, never half alive, and is started afresh."""
        self._exit_code = 1
        self._end()

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
        self._doors.close()
        self._hub.drain(Disconnect.SHUTDOWN, DRAIN_SECONDS / 2)
        self._hub.when_empty(partial(self._await_closed, drained))

    def _await_closed(self, drained: threading.Event) -> None:
        """On `gw-loop`, when all was sent: what clients say to a socket that is closed by then would reset it, and they
        would lose what is still on its way. So it is they who close first."""
        if self._doors.counts.open:
            self._loop.call_later(CLOSED_SECONDS, partial(self._await_closed, drained))
        else:
            drained.set()
