"""Who does not read, does not say who it is, or says nothing at all: gone in time and told why; the others go on.

A gateway with faster clocks is made of this one's sources, so that nobody waits two minutes for a ping to time out.
"""

from __future__ import annotations

import re
import resource
import selectors
import shutil
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.system.bystanders import Bystanders, shown
from tests.system.gateways import PATIENCE, ROOT, Gateway, until
from tests.system.talker import IrcTalker, PlainTalker, Talker
from tests.system.vitals import MIB, memory, metric

CLOCKS = {
    "PING_SECONDS = 90.0": 3.0,
    "PING_ANSWER_SECONDS = 30.0": 2.0,
    "LIVENESS_SECONDS = 5.0": 0.2,
    "    patience = 30.0": 3.0,
    "    patience = 120.0": 4.5,
}
"""What the sources say, as promised, and the seconds that stand there instead."""
LOOK = 0.2
"""Seconds between two looks: as inexact is when somebody is pinged."""
ROOM = "#busy"
BURST = 50
SLOWER = 10.0
"""Times as long as before a line may take while somebody is stuck. Who waited for the stuck one would wait for ever:
the rest is for a machine that has other things to do."""
SILENT = 3000
SILENT_BYTES = 16 * 1024
"""Of memory that a connection which says nothing may cost."""
RUSH_DELAY = 0.5
"""Seconds that the median line of others may take while they all come at once. It takes thirty milliseconds."""
DELAY = 0.05
"""Seconds that it may take while they stay and go. It takes one or two milliseconds."""


@pytest.fixture(scope="module")
def hasty(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with faster clocks."""
    root = tmp_path_factory.mktemp("hasty")
    for package in ("gateway", "ircwire"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    sources = {path: path.read_text() for path in (root / "gateway").rglob("*.py")}
    for clock, seconds in CLOCKS.items():
        (path,) = (path for path, text in sources.items() if f"\n{clock}\n" in text)
        sources[path] = sources[path].replace(f"\n{clock}\n", f"\n{clock.partition('=')[0]}= {seconds}\n")
        path.write_text(sources[path])
    with Gateway(redis_url, "--flood-rate", "0", root=root) as gateway:
        yield gateway


# Stuck readers


def burst(speaker: Talker, reader: Talker, number: int) -> float:
    """Seconds that a line took to its reader: a burst of them, divided."""
    began = time.monotonic()
    speaker.send(*(f"PRIVMSG {ROOM} :{number} {n} {'x' * 400}" for n in range(BURST)))
    reader.expect(f" PRIVMSG {ROOM} :{number} {BURST - 1} ")
    return (time.monotonic() - began) / BURST


def test_a_stuck_reader_is_dropped_at_its_cap_and_the_room_does_not_slow(redis_url: str, stack: ExitStack) -> None:
    gateway = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    speaker, reader = (stack.enter_context(IrcTalker(gateway.irc, nick)) for nick in ("speaker", "reader"))
    for talker in (speaker, reader):
        talker.join(ROOM)
    before = [burst(speaker, reader, number) for number in range(60)]
    at_start = memory(gateway)
    stuck = stack.enter_context(IrcTalker(gateway.irc, "stuck"))
    stuck.join(ROOM)
    reader.expect(" JOIN ")
    during: list[float] = []
    while not metric(gateway, 'chorus_disconnects_total{reason="slow"}'):
        assert len(during) < 2000
        during += [burst(speaker, reader, len(during)) for _ in range(10)]
    words = "Too slow: more than 1 MiB was waiting to be read"
    assert [line for line in reader.seen if " QUIT " in line and re.search(f"^:stuck!\\S+ QUIT :{words}$", line)]
    after = [burst(speaker, reader, number) for number in range(60)]
    grown = memory(gateway) - at_start
    while not stuck.closed:
        stuck.wait_for_more()
    assert stuck.seen[-1] == f"ERROR :Closing link: {words}"
    assert all(line.endswith("x" * 400) for line in stuck.seen if " PRIVMSG " in line)
    (line,) = gateway.logged(f"disconnected: {words}")
    assert '"nick": "stuck"' in line and '"conn": "' in line
    assert metric(gateway, 'chorus_connections_closed_total{cause="overflow"}') == 1
    medians = [statistics.median(phase) for phase in (before, during, after)]
    told = "before {:.0f} µs, during {:.0f} µs, after {:.0f} µs".format(*(median * 1e6 for median in medians))
    print(f"a line of a burst: {told}; dropped after {len(during) * BURST} lines; memory +{grown / MIB:.1f} MiB")
    assert max(medians[1:]) < SLOWER * medians[0]
    assert grown < 8 * MIB


# Who does not say who it is


def test_who_never_registers_is_told_so_and_closed(hasty: Gateway, stack: ExitStack) -> None:
    began = time.monotonic()
    beginnings = ("", "NICK half", "USER half 0 * :Half", "CAP LS 302\r\nNICK half\r\nUSER half 0 * :Half", "NICK 1bad")
    strangers = [stack.enter_context(Talker(hasty.irc)) for _ in beginnings]
    nameless = stack.enter_context(Talker(hasty.plain))
    for talker, beginning in zip(strangers, beginnings, strict=True):
        talker.send(beginning)
    busy = stack.enter_context(Talker(hasty.irc))
    while not busy.closed:  # to be talkative does not help
        busy.send("PING still")
        busy.wait_for_more()
    took = time.monotonic() - began
    for talker in (*strangers, busy):
        talker.expect("^ERROR :Closing link: Registration took too long$")
        talker.expect_end()
    nameless.expect("^Registration took too long$")
    nameless.expect_end()
    print(
        f"with 3 s of patience for IRC and 4.5 s at the plain port: {took:.2f} s and {time.monotonic() - began:.2f} s"
    )
    assert took >= 3.0
    assert time.monotonic() - began >= 4.5
    hasty.logged("disconnected: Registration took too long", len(beginnings) + 2)


def test_who_falls_silent_is_pinged_and_then_closed(hasty: Gateway, stack: ExitStack) -> None:
    silent, living = (stack.enter_context(IrcTalker(hasty.irc, nick)) for nick in ("silent", "living"))
    person = stack.enter_context(PlainTalker(hasty.plain, "person"))
    living.join("#lobby")
    silent.join("#lobby")
    began = time.monotonic()
    silent.expect("^PING ")
    pinged = time.monotonic() - began
    living.expect("^PING ")
    living.send("PONG :x")
    silent.expect(r"^ERROR :Closing link: Ping timeout \(\d+ seconds\)$")
    silent.expect_end()
    closed = time.monotonic() - began
    print(f"with 3 s until a PING and 2 s for its answer: {pinged:.2f} s, {closed:.2f} s")
    assert pinged >= 3.0 - LOOK
    assert closed - pinged >= 2.0 - LOOK
    living.expect("^:silent!\\S+ QUIT :Ping timeout$")
    living.sync("here")
    person.expect("^silent has left the chat$")


# Thousands who say nothing


def silent_connections(stack: ExitStack, hasty: Gateway) -> list[socket.socket]:
    """As many as the limits of this machine allow, half of them at each port."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = SILENT if hard == resource.RLIM_INFINITY else min(SILENT, hard - 500)
    ports = (hasty.irc, hasty.plain)
    return [stack.enter_context(socket.create_connection(("127.0.0.1", ports[n % 2]), PATIENCE)) for n in range(count)]


def wait_for_ends(socks: list[socket.socket]) -> list[bytes]:
    """The last line that each was told, once all are closed."""
    told = dict.fromkeys(socks, b"")
    deadline = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        while selector.get_map():
            assert time.monotonic() < deadline, f"{len(selector.get_map())} are still there"
            for key, _ in selector.select(1.0):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                data = sock.recv(4096)
                told[sock] += data
                if not data:
                    selector.unregister(sock)
                    sock.close()
    return [words.splitlines()[-1] for words in told.values()]


@pytest.mark.timeout(120)
def test_thousands_who_say_nothing_disturb_nobody_and_go(hasty: Gateway, stack: ExitStack) -> None:
    bystanders = stack.enter_context(Bystanders(hasty))
    calm = bystanders.delays(300)
    at_start, began = memory(hasty), time.monotonic()
    opened = metric(hasty, "chorus_connections_opened_total")
    socks = silent_connections(stack, hasty)
    until(lambda: metric(hasty, "chorus_connections_opened_total") == opened + len(socks))
    grown, came = memory(hasty) - at_start, time.monotonic() - began
    coming = bystanders.delays(1)
    last = wait_for_ends(socks)
    went = bystanders.delays(1)
    until(lambda: metric(hasty, "chorus_clients") == 2)
    kept = memory(hasty) - at_start
    print(
        f"{len(socks)} silent connections in {came:.1f} s: {grown / len(socks) / 1024:.1f} KiB each; a line of others: "
        f"{shown(calm)} before, {shown(coming)} while they came, {shown(went)} until they were gone; "
        f"memory afterwards +{kept / MIB:.1f} MiB"
    )
    assert all(b"Registration took too long" in words for words in last)
    assert grown < len(socks) * SILENT_BYTES
    assert statistics.median(coming) < RUSH_DELAY
    assert statistics.median(went) < DELAY
