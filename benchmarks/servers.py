"""The servers: Chorus with its Redis, and the peers that are installed; all on free ports of the loopback.

Every limit that would slow honest work (flood control, connections an address, look-ups of names) is off in all of
them, and none writes logs that the others do not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.processes import Processes, free_port
from benchmarks.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Running:
    """A server that takes clients: its ports, and its processes. `secure`: they must speak TLS."""

    ports: list[int]
    server: list[int]
    redis: list[int]
    secure: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """`program`: what must be installed. `gateways`: how many processes clients are spread over."""

    name: str
    program: str
    start: Callable[[Processes], Running]
    gateways: int = 1
    at_once: int = 64
    """Clients that connect at a time: as many as suit it."""
    peer: bool = False
    """One to be compared with."""

    @property
    def installed(self) -> bool:
        return shutil.which(self.program) is not None


def _chorus(processes: Processes, gateways: int, durable: bool = False, secure: bool = False) -> Running:
    port = free_port()
    keeping = ["--appendonly", "yes", "--appendfsync", "always"] if durable else ["--appendonly", "no"]
    place = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(processes.folder)]
    redis = processes.start("redis", ["redis-server", *place, "--save", "", *keeping], port)
    ports, pids = [], []
    for _ in range(gateways):
        ports.append(free_port())
        where = f"127.0.0.1:{ports[-1]}"
        listen = ["--listen", "", "--listen-tls", where, *_certificate(processes)] if secure else ["--listen", where]
        options = ["--redis", f"redis://127.0.0.1:{port}", *listen]
        off = ["--listen-plain", "", "--http", "", "--flood-rate", "0", "--max-clients", "0"]
        pids.append(processes.start("gateway", [sys.executable, "-m", "gateway", *options, *off], ports[-1]))
    return Running(ports, pids, [redis], secure)


def _certificate(processes: Processes) -> list[str]:
    """Options with a self-made certificate and its key, of the kind that most servers have by now."""
    both = str(processes.folder / "tls.pem")
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", "req", "-x509", *kind, "-keyout", both, "-out", both], check=True, capture_output=True)
    return ["--tls-cert", both]


_NGIRCD = """
[Global]
    Name = irc.example.net
    Info = benchmark
    Listen = 127.0.0.1
    Ports = {port}
[Limits]
    MaxConnections = 0
    MaxConnectionsIP = 0
    MaxJoins = 10
    MaxPenaltyTime = 0
    PingTimeout = 3600
    PongTimeout = 3600
[Options]
    DNS = no
    Ident = no
    PAM = no
    SyslogFacility = local1
"""


def _ngircd(processes: Processes) -> Running:
    port = free_port()
    path = processes.folder / "ngircd.conf"
    path.write_text(_NGIRCD.format(port=port), "ascii")
    return Running([port], [processes.start("ngircd", ["ngircd", "--nodaemon", "--config", str(path)], port)], [])


_INSPIRCD = """
<server name="irc.example.net" description="benchmark" network="Benchmark">
<admin name="benchmark" nick="benchmark" email="root@localhost">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="all" allow="*" timeout="60" pingfreq="3600" hardsendq="16777216" softsendq="16777216" recvq="65536"
    threshold="1000000" commandrate="1000000000" fakelag="no" localmax="100000" globalmax="100000" maxconnwarn="no"
    maxchans="20" resolvehostnames="no" useident="no" limit="100000">
<options defaultmodes="n">
<performance somaxconn="1024" softlimit="100000" netbuffersize="65534">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/inspircd.log">
<pid file="{folder}/inspircd.pid">
"""


def _inspircd(processes: Processes) -> Running:
    port = free_port()
    path = processes.folder / "inspircd.conf"
    path.write_text(_INSPIRCD.format(port=port, folder=processes.folder), "ascii")
    command = ["inspircd", "--nofork", "--runasroot", "--config", str(path)]
    return Running([port], [processes.start("inspircd", command, port)], [])


SERVERS = (
    Server("chorus", "redis-server", lambda processes: _chorus(processes, 1)),
    Server("chorus-2", "redis-server", lambda processes: _chorus(processes, 2), gateways=2),
    Server("chorus-aof", "redis-server", lambda processes: _chorus(processes, 1, durable=True)),
    # The load generator pays for TLS as well; see its own column before any other.
    Server("chorus-tls", "redis-server", lambda processes: _chorus(processes, 1, secure=True)),
    # It registers all who are waiting once a second.
    Server("inspircd", "inspircd", _inspircd, at_once=1000, peer=True),
    # Its queue of connections that wait to be accepted has ten places.
    Server("ngircd", "ngircd", _ngircd, at_once=8, peer=True),
)

USUAL = ("chorus", "chorus-2", "inspircd", "ngircd")
"""Those of a run that names none."""


def takes_part(server: Server, scenario: Scenario, alone: bool) -> bool:
    """Whether a server is given a scenario. `alone`: of several gateways only what one cannot do."""
    return server.gateways > 1 if scenario.across else server.gateways == 1 or not alone


def version_of(program: str) -> str:
    """What a program says of its version, in its first line."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10)
    said = (answer.stdout or answer.stderr).strip().splitlines()
    return said[0] if said else program
