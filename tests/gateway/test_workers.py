"""Workers: that they share ports, come back when they die, give up when that is hopeless, and all end with the parent.

The workers here are small programs in place of gateways; parent and workers are real processes.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.ports import CLIENT_PORTS, PortError, bind_ports
from gateway.settings import Settings, load
from gateway.transport.sockets import bind_socket, port_of
from gateway.values import Address
from gateway.workers import Job, Supervisor
from tests.processes import watch

ROOT = Path(__file__).parent.parent.parent
SECONDS = 20

pytestmark = pytest.mark.system

PARENT = """
import json, logging, sys
from gateway import workers
from gateway.settings import load
logging.basicConfig(level="INFO")
workers.BACK_OFF_SECONDS = 0.01
workers.WRONG_SECONDS = 0.01
workers.STOP_SECONDS = float(sys.argv[3])
arguments, command = json.loads(sys.argv[2]), [sys.executable, "-c", sys.argv[1]]
sys.exit(workers.Supervisor(load(arguments, {}), arguments, command, share=sys.argv[4] == "share").run())
"""

SERVE = r"""
import json, os, sys, threading
from gateway import workers
job = workers.take_job()
ports = job.bind_ports()
ports.irc.listen()
http = ports.http.getsockname()[1] if ports.http else 0
told = {"number": job.number, "process": os.getpid(), "port": ports.irc.getsockname()[1], "http": http,
        "password": job.settings.password}
os.write(1, json.dumps(told).encode() + b"\n")  # at once: the other worker writes here too
while True:
    client, _ = ports.irc.accept()
    client.sendall(str(job.number).encode())
    client.close()
"""

REREAD = r"""
import os, signal, time
from gateway import reread, workers
job = workers.take_job()
def hung_up(*_):
    os.write(1, b'{"reread": %d, "motd": "%s"}\n' % (job.number, " ".join(job.settings.motd).encode()))
time.sleep(0.2)  # a SIGHUP that comes before the handler is there must wait
signal.signal(signal.SIGHUP, hung_up)
reread.let_in()
os.write(1, b'{"process": %d, "motd": "%s"}\n' % (os.getpid(), " ".join(job.settings.motd).encode()))
while True:
    signal.pause()
"""

MISLED = """
import os, sys
if os.path.exists(%r):
    os.write(1, b'{"wrong": true}\\n')
    sys.exit(2)
""" + SERVE.replace("%", "%%")

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVE


class Parent:
    """A parent process whose workers run `program` and tell a line of JSON each when they are up."""

    def __init__(
        self, program: str, *options: str, stop_seconds: float = 8, share: bool = True, terminal: int | None = None
    ) -> None:
        arguments = ["--listen", "127.0.0.1:0", "--listen-plain", "off", "--http", "off", "--workers", "2", *options]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                PARENT,
                program,
                json.dumps(arguments),
                str(stop_seconds),
                "share" if share else "inherit",
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # `select` must know of all that is still to be read
            start_new_session=terminal is not None,
            preexec_fn=None if terminal is None else lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0),
        )

    def told(self) -> dict[str, Any]:
        """What the next worker to be up says."""
        assert self.process.stdout
        readable, _, _ = select.select([self.process.stdout], [], [], SECONDS)
        assert readable, "no worker has come up"
        line = self.process.stdout.readline()
        assert line, f"no worker will come up: {self.ended()}"
        found: dict[str, Any] = json.loads(line)
        return found

    def ended(self) -> tuple[int, str]:
        """Its exit code and log, once it has ended."""
        _, log = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, log.decode()


@pytest.fixture
def parents() -> Iterator[Callable[..., Parent]]:
    made: list[Parent] = []

    def make(*arguments: Any, **options: Any) -> Parent:
        made.append(Parent(*arguments, **options))
        return made[-1]

    yield make
    for parent in made:
        parent.process.kill()
        with parent.process:
            pass


def who_answers(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), SECONDS) as client:
        return client.recv(10).decode()


def serving(**changes: Any) -> Settings:
    settings = load(["--listen", "127.0.0.1:0", "--listen-plain", "off", "--http", "off"], {})
    return replace(settings, **changes)


@pytest.mark.parametrize("share", [True, False])
def test_all_workers_serve_one_port(parents: Callable[..., Parent], share: bool) -> None:
    if share and sys.platform != "linux":
        pytest.skip("only Linux spreads connections over sockets that share a port")
    parent = parents(SERVE, "--password", "p", share=share)
    told = [parent.told(), parent.told()]
    assert {each["number"] for each in told} == {1, 2}
    assert {each["password"] for each in told} == {"p"}
    (port,) = {each["port"] for each in told}
    heard: set[str] = set()
    for _ in range(2000):
        heard.add(who_answers(port))
        if heard == {"1", "2"}:
            break
    assert heard == {"1", "2"}


def test_a_dead_worker_is_restarted_on_the_same_port(parents: Callable[..., Parent]) -> None:
    parent = parents(SERVE)
    first, _ = parent.told(), parent.told()
    os.kill(first["process"], signal.SIGKILL)
    again = parent.told()
    assert again["process"] != first["process"]
    assert (again["number"], again["port"]) == (first["number"], first["port"])
    parent.process.terminate()
    code, log = parent.ended()
    assert code == 0
    assert f"worker {first['number']} ended by SIGKILL: starting it again" in log


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all(parents: Callable[..., Parent], sent: signal.Signals) -> None:
    parent = parents(SERVE)
    ended = [watch(parent.told()["process"]) for _ in range(2)]
    parent.process.send_signal(sent)
    assert parent.ended()[0] == 0
    assert all(each(SECONDS) for each in ended)


def test_sighup_reaches_workers_that_are_about_to_start_too(parents: Callable[..., Parent], tmp_path: Path) -> None:
    motd = tmp_path / "motd"
    motd.write_text("before")
    parent = parents(REREAD, "--motd", str(motd))
    assert parent.process.stderr
    assert b"worker 1 started" in parent.process.stderr.readline()
    motd.write_text("after")
    parent.process.send_signal(signal.SIGHUP)
    told = [parent.told() for _ in range(4)]
    assert sorted(each["reread"] for each in told if "reread" in each) == [1, 2]
    os.kill(next(each["process"] for each in told if "process" in each), signal.SIGKILL)
    assert parent.told()["motd"] == "after", "who is started again begins with what is there now"


def test_the_end_of_its_terminal_ends_all(parents: Callable[..., Parent]) -> None:
    ours, theirs = os.openpty()
    parent = parents(SERVE, terminal=theirs)
    os.close(theirs)
    ended = [watch(parent.told()["process"]) for _ in range(2)]
    os.close(ours)
    assert parent.ended()[0] == 0
    assert all(each(SECONDS) for each in ended)


def test_workers_end_when_the_parent_is_killed(parents: Callable[..., Parent]) -> None:
    parent = parents(SERVE)
    ended = [watch(parent.told()["process"]) for _ in range(2)]
    parent.process.kill()
    assert all(each(SECONDS) for each in ended)


def test_a_worker_that_does_not_end_is_killed(parents: Callable[..., Parent]) -> None:
    parent = parents(STUBBORN, stop_seconds=0.2)
    ended = [watch(parent.told()["process"]) for _ in range(2)]
    parent.process.terminate()
    code, log = parent.ended()
    assert code == 0
    assert "did not end in time: killing it" in log
    assert all(each(SECONDS) for each in ended)


def test_asking_twice_does_not_wait(parents: Callable[..., Parent]) -> None:
    parent = parents(STUBBORN, stop_seconds=600)
    ended = [watch(parent.told()["process"]) for _ in range(2)]
    while parent.process.poll() is None:  # a second signal may be counted with the first
        parent.process.send_signal(signal.SIGINT)
        try:
            parent.process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    parent.ended()
    assert all(each(SECONDS) for each in ended)


def test_workers_that_die_at_once_are_given_up(parents: Callable[..., Parent]) -> None:
    code, log = parents("import sys; sys.exit(3)").ended()
    assert code == 1
    assert "ended with code 3 at once, 5 times in a row: giving up" in log


def test_a_worker_that_would_fail_again_is_not_restarted(parents: Callable[..., Parent]) -> None:
    code, log = parents("import sys; sys.exit(2)").ended()
    assert code == 2
    assert log.count("starting it again would not help") == 1


def test_what_became_wrong_later_ends_nobody_who_serves(parents: Callable[..., Parent], tmp_path: Path) -> None:
    """A file that was good at the start and is not now: those who run do so by the old one."""
    spoilt = tmp_path / "spoilt"
    parent = parents(MISLED % str(spoilt))
    first, second = parent.told(), parent.told()
    spoilt.touch()
    os.kill(first["process"], signal.SIGKILL)
    assert [parent.told() for _ in range(3)] == [{"wrong": True}] * 3
    assert who_answers(second["port"]) == str(second["number"])
    spoilt.unlink()
    while "wrong" in (again := parent.told()):
        pass
    assert again["number"] == first["number"] and again["process"] != first["process"]
    spoilt.touch()
    for process in (again["process"], second["process"]):
        os.kill(process, signal.SIGKILL)
    code, log = parent.ended()
    assert code == 2 and "starting it again would not help" in log


def test_each_worker_has_its_own_http_port(parents: Callable[..., Parent]) -> None:
    base = two_free_ports()
    parent = parents(SERVE, "--http", f"127.0.0.1:{base}")
    told = [parent.told(), parent.told()]
    assert {each["number"]: each["http"] for each in told} == {1: base, 2: base + 1}


def two_free_ports() -> int:
    """The first of two neighbouring ports that were free a moment ago."""
    for _ in range(100):
        with bind_socket("127.0.0.1", 0) as one:
            try:
                with bind_socket("127.0.0.1", port_of(one) + 1):
                    return port_of(one)
            except (OSError, OverflowError):
                continue
    raise AssertionError("no two neighbouring ports are free")


@pytest.mark.parametrize("share", [True, False])
def test_a_port_in_use_is_told_before_any_worker_starts(share: bool) -> None:
    with bind_socket("127.0.0.1", 0) as taken:
        taken.listen()
        settings = serving(listen=Address("127.0.0.1", port_of(taken)), workers=2)
        with pytest.raises(PortError, match=rf"cannot listen on 127.0.0.1:{port_of(taken)}: Address already in use"):
            Supervisor(settings, command=["unused"], share=share)


def test_a_port_in_use_that_nobody_asked_for_is_done_without(caplog: pytest.LogCaptureFixture) -> None:
    with bind_socket("127.0.0.1", 0) as taken, caplog.at_level(logging.WARNING):
        taken.listen()
        busy = Address("127.0.0.1", port_of(taken), optional=True)
        bound = bind_ports(serving(http=busy))
        assert bound.irc
        bound.irc.close()
        assert bound.http is None
        assert f"cannot listen on {busy}: Address already in use: going without it" in caplog.text
        Supervisor(serving(listen_plain=busy, workers=2), command=["unused"]).close()
        with pytest.raises(PortError, match="already in use"):
            bind_ports(serving(http=busy._replace(optional=False)))


def test_another_parents_port_is_in_use_too(parents: Callable[..., Parent]) -> None:
    port = parents(SERVE).told()["port"]
    with pytest.raises(PortError, match="already in use"):
        Supervisor(serving(listen=Address("127.0.0.1", port), workers=2), command=["unused"])


def test_a_worker_started_by_hand_says_what_to_do() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "--worker", "1"], cwd=ROOT, input=b"", capture_output=True, timeout=SECONDS
    )
    assert ended.returncode == 2
    assert ended.stderr == b"chorus-gateway: --worker is how workers are started: use --workers N\n"


def test_ports_do_not_listen_before_they_are_asked_to() -> None:
    bound = bind_ports(serving(listen_plain=Address("localhost", 0)))
    assert bound.irc
    assert bound.plain
    assert bound.http is None
    with bound.irc, bound.plain:
        for each in (bound.irc, bound.plain):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port_of(each)), SECONDS)


def test_an_inherited_port_is_not_bound_again() -> None:
    settings = serving()
    bound = bind_ports(settings)
    assert bound.irc
    with bound.irc:
        inherited = Job(1, settings, (os.dup(bound.irc.fileno()), *[None] * (len(CLIENT_PORTS) - 1))).bind_ports()
        assert inherited.irc
        with inherited.irc:
            assert inherited.plain is None
            assert port_of(inherited.irc) == port_of(bound.irc)
