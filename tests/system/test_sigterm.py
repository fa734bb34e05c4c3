"""SIGTERM, done to real gateways: no new clients, last words to all who are here, nothing left behind, and soon."""

from __future__ import annotations

import re
import signal
import socket
import time
from contextlib import ExitStack

import pytest
import redis

from gateway.bus.keys import PREFIX
from ircwire.times import parse_time
from tests.system.crowd import Crowd
from tests.system.gateways import Gateway, start_many, until
from tests.system.talker import IrcTalker, PlainTalker, Talker
from tests.system.vitals import metric

END_SECONDS = 10
"""After so many Docker kills."""
LAST_WORDS = "This gateway is restarting, please reconnect"
CROWD = [f"goer{number}" for number in range(300)]
SPREAD_SECONDS = 0.75
"""At least, between the first and the last who is told: half of what the gateway means to take."""
TEXT = "x" * 400
STEP_LINES = 200
STEPS = 6
"""Of 90 kB each, beyond what the kernel takes: half of what an outbox may hold."""


@pytest.fixture
def two(stack: ExitStack, redis_url: str) -> list[Gateway]:
    """One that stays, and one that goes."""
    return start_many(stack, redis_url, 2)


def test_no_new_clients_and_last_words_and_nothing_left(stack: ExitStack, two: list[Gateway], redis_url: str) -> None:
    stays, goes = two
    witness = stack.enter_context(IrcTalker(stays.irc, "witness", "server-time"))
    witness.join("#lobby")
    walker = stack.enter_context(PlainTalker(goes.plain, "walker"))
    crowd = stack.enter_context(Crowd(goes.irc, {nick: ["#lobby"] for nick in CROWD}))
    began = time.monotonic()
    goes.popen.send_signal(signal.SIGTERM)
    goes.logged("stopping")
    assert not goes.ready()
    for port in (goes.irc, goes.plain):
        until(lambda port=port: refuses(port))  # type: ignore[misc]
    assert goes.popen.poll() is None
    walker.expect(f"^{LAST_WORDS}$")
    walker.expect_end()
    walker.close()
    crowd.expect("\nERROR :")
    crowd.expect(LAST_WORDS)
    crowd.expect_end()
    assert goes.popen.wait() == 0
    took = time.monotonic() - began
    nothing_is_left_but(redis_url, ["witness"])
    witness.catch_up()
    quits = [match for line in witness.seen if (match := re.match(r"@time=(\S+) :(\w+)!\S+ QUIT :(.*)", line))]
    assert sorted(quit[2] for quit in quits) == sorted([*CROWD, "walker"])
    assert {quit[3] for quit in quits} == {LAST_WORDS}
    times = [parse_time(quit[1]) / 1e6 for quit in quits]
    print(f"told over {times[-1] - times[0]:.2f} s, ended after {took:.2f} s")
    assert times[-1] - times[0] > SPREAD_SECONDS
    assert took < END_SECONDS
    assert not any('"level": "error"' in line for line in goes.log)


def refuses(port: int) -> bool:
    """Whether nobody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def nothing_is_left_but(redis_url: str, nicks: list[str]) -> None:
    """In Redis, of all gateways, sessions and users; no lease is waited for."""
    with redis.from_url(redis_url, decode_responses=True) as kept:
        users = kept.hgetall(f"{PREFIX}nicks")
        assert sorted(users) == nicks
        gateways = {user.partition(".")[0] for user in users.values()}
        assert set(kept.zrange(f"{PREFIX}leases", 0, -1)) == gateways
        assert set(kept.keys(f"{PREFIX}gw:*")) == {f"{PREFIX}gw:{each}" for each in gateways}
        assert set(kept.keys(f"{PREFIX}s:*")) == {f"{PREFIX}s:{each}" for each in gateways}
        assert {key.split(":")[2] for key in kept.keys(f"{PREFIX}u:*")} == set(users.values())
        assert {user for room in kept.keys(f"{PREFIX}m:*") for user in kept.hkeys(room)} == set(users.values())


class Fill:
    """A room on the gateway that goes, whose lines one member does not read: they wait in its outbox."""

    def __init__(self, stack: ExitStack, two: list[Gateway], name: str) -> None:
        stays, self._goes = two
        room = self._room = f"#{name}"
        self.slow = stack.enter_context(IrcTalker(self._goes.irc, name))
        self._reader = stack.enter_context(IrcTalker(self._goes.irc, f"{name}r"))
        self._writer = stack.enter_context(IrcTalker(stays.irc, f"{name}w"))
        for talker in (self.slow, self._reader, self._writer):
            talker.join(room)
        self.said = 0
        waiting = 0
        while waiting < STEPS:
            waiting = waiting + 1 if self._only_the_reader_takes_a_step() else 0
        self._reader.close()

    def _only_the_reader_takes_a_step(self) -> bool:
        before = metric(self._goes, "chorus_bytes_sent_total")
        texts = [f"{number} {TEXT}" for number in range(self.said, self.said + STEP_LINES)]
        self._writer.send(*(f"PRIVMSG {self._room} :{text}" for text in texts))
        self._reader.expect(f" :{texts[-1]}$")
        self.said += STEP_LINES
        sent = metric(self._goes, "chorus_bytes_sent_total") - before
        return sent < 1.5 * STEP_LINES * len(TEXT)

    def slow_has_heard_all(self) -> None:
        heard = [line.rpartition(" :")[2] for line in self.slow.seen if f" PRIVMSG {self._room} :" in line]
        assert heard == [f"{number} {TEXT}" for number in range(self.said)]
        assert self.slow.seen[-1].startswith("ERROR :") and LAST_WORDS in self.slow.seen[-1]


def test_who_reads_late_gets_all_that_waits_and_who_never_reads_is_not_waited_for(
    stack: ExitStack, two: list[Gateway], redis_url: str
) -> None:
    _, goes = two
    late = Fill(stack, two, "late")
    Fill(stack, two, "never")
    began = time.monotonic()
    goes.popen.send_signal(signal.SIGTERM)
    goes.logged("stopping")
    late.slow.expect_end()
    late.slow_has_heard_all()
    assert goes.popen.wait() == 0
    print(f"{late.said} lines of {len(TEXT)} bytes waited; ended after {time.monotonic() - began:.2f} s")
    assert time.monotonic() - began < END_SECONDS
    nothing_is_left_but(redis_url, ["latew", "neverw"])


def test_who_goes_on_talking_gets_all_that_waits(stack: ExitStack, two: list[Gateway]) -> None:
    """What it says to a socket that is closed would reset the connection, and what the kernel still has were lost."""
    _, goes = two
    busy = Fill(stack, two, "busy")
    goes.popen.send_signal(signal.SIGTERM)
    goes.logged("stopping")
    while not busy.slow.closed:
        busy.slow.send("PING 1")
        busy.slow.wait_for_more()
        pause(0.01)
    busy.slow.close()
    busy.slow_has_heard_all()
    assert goes.popen.wait() == 0


def test_a_proxy_that_says_late_whose_connection_it_is(stack: ExitStack, redis_url: str) -> None:
    """The socket was accepted before, the client comes in after: it is told at once."""
    gateway = stack.enter_context(Gateway(redis_url, "--proxy-from", "127.0.0.1"))
    late = stack.enter_context(Talker(gateway.irc))
    until(lambda: metric(gateway, "chorus_connections_open") == 1)
    gateway.popen.send_signal(signal.SIGTERM)
    gateway.logged("stopping")
    until(lambda: refuses(gateway.irc))
    late.send("PROXY TCP4 192.0.2.1 127.0.0.1 40000 6667", "NICK late")
    late.expect(f"^ERROR :.*{LAST_WORDS}")
    late.expect_end()
    late.close()
    assert gateway.popen.wait() == 0


def pause(seconds: float) -> None:
    """Time passes: the client's network is slow."""
    time.sleep(seconds)
