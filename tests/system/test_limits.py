"""What a gateway has only so much of: clients, clients of one address, lines of one client, file descriptors."""

from __future__ import annotations

import resource
import socket
import time
from contextlib import ExitStack, suppress

import pytest
import redis

from tests.system.bystanders import Bystanders, shown
from tests.system.gateways import PATIENCE, Gateway, until
from tests.system.talker import IrcTalker, PlainTalker, Talker
from tests.system.vitals import cpu_seconds, metric, open_files

FULL = "This gateway is full, please try again later"
SPINNING = 0.5
"""CPU seconds a second; the bystanders' talk takes about half of this, and a thread that spins all there is."""


def test_a_full_gateway_says_so_in_each_dialect_until_there_is_room(redis_url: str, stack: ExitStack) -> None:
    gateway = stack.enter_context(Gateway(redis_url, "--max-clients", "2"))
    ann = IrcTalker(gateway.irc, "ann")
    bob = stack.enter_context(PlainTalker(gateway.plain, "bob"))
    for port, words in ((gateway.irc, f"^ERROR :Closing link: {FULL}$"), (gateway.plain, f"^{FULL}$")):
        with Talker(port) as late:
            late.expect(words)
            late.expect_end()
    gateway.logged("Turned away: the gateway is full", 2)
    assert metric(gateway, "chorus_connections_refused_total") == 2
    ann.close()
    gateway.logged("left: ")
    stack.enter_context(IrcTalker(gateway.irc, "cid")).join("#lobby")
    bob.expect("^cid has joined the chat$")


def test_floods_are_slowed_and_operators_are_not(redis_url: str) -> None:
    """100 lines at 40 a second: two seconds at least for anybody, and no time for an operator."""
    options = ("--flood-rate", "40", "--flood-burst", "20", "--oper", "root:secret")
    with Gateway(redis_url, *options) as gateway, IrcTalker(gateway.irc, "root") as talker:
        took = {}
        for who in ("anybody", "operator"):
            began = time.monotonic()
            talker.send(*(f"PING {who}{n}" for n in range(100)))
            talker.expect(f" PONG \\S+ :?{who}99$")
            took[who] = time.monotonic() - began
            talker.send("OPER root wrong", "OPER root secret")
            talker.expect(" 464 ")
            talker.expect(" 381 ")
        print(f"100 lines: anybody {took['anybody']:.2f} s, an operator {took['operator'] * 1000:.0f} ms")
        assert took["anybody"] >= 100 / 40 - 20 / 40 - 0.2
        assert took["operator"] < took["anybody"] / 2


def allow_files(gateway: Gateway, count: int) -> None:
    _, hard = resource.prlimit(gateway.popen.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(gateway.popen.pid, resource.RLIMIT_NOFILE, (count, hard))


needs_prlimit = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="this system cannot change the limits of a running process"
)


def crowd_until_full(stack: ExitStack, gateway: Gateway) -> list[Talker]:
    """Silent connections, as many as get in; the next one is told why it does not."""
    inside = []
    while True:
        talker = stack.enter_context(Talker(gateway.plain))
        if talker.expect("^What is your name|^This gateway")[0] == "This gateway":
            assert talker.seen == [FULL]
            return inside
        inside.append(talker)


@needs_prlimit
def test_without_file_descriptors_those_who_are_in_talk_on(redis_url: str, stack: ExitStack) -> None:
    """The last descriptors are not for clients: Redis is reached anew, and /metrics answers, in a gateway that is full.

    Newcomers are told that it is, and get in once there is room."""
    gateway = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    bystanders = stack.enter_context(Bystanders(gateway))
    calm = bystanders.delays()
    allow_files(gateway, open_files(gateway) + 100)
    inside = crowd_until_full(stack, gateway)
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", gateway.irc), PATIENCE) as late, suppress(ConnectionResetError):
            assert FULL.encode() in b"".join(iter(lambda s=late: s.recv(4096), b""))
    bystanders.delays(1)
    before, began = cpu_seconds(gateway), time.monotonic()
    full = bystanders.delays(500)
    share = (cpu_seconds(gateway) - before) / (time.monotonic() - began)
    print(f"{len(inside)} more got in; a line: {shown(calm)} before, {shown(full)} full; CPU {share:.0%}")
    assert share < SPINNING
    assert metric(gateway, "chorus_clients") == len(inside) + 2
    with redis.from_url(redis_url) as client:
        client.client_kill_filter(_type="pubsub")
        client.client_kill_filter(_type="normal", skipme=True)
    gateway.logged("the subscription to Redis broke")
    bystanders.delays(100)
    until(gateway.ready)
    inside.pop().close()
    until(lambda: metric(gateway, "chorus_clients") == len(inside) + 2)
    stack.enter_context(PlainTalker(gateway.plain, "newcomer"))
    assert len(gateway.logged("File descriptors are running out")) == 2  # one for each port
    assert not any('"level": "error"' in line for line in gateway.log)
    assert metric(gateway, "chorus_accept_pauses_total") == 0


@needs_prlimit
def test_where_not_even_one_is_left_accepting_pauses_without_spinning(redis_url: str, stack: ExitStack) -> None:
    """The system has none, or others have taken them: who knocks waits, and gets in when there are some again."""
    gateway = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    bystanders = stack.enter_context(Bystanders(gateway))
    usual = open_files(gateway)
    allow_files(gateway, usual - 1)
    waiting = [stack.enter_context(Talker(gateway.irc)) for _ in range(20)]
    asking = stack.enter_context(socket.create_connection(("127.0.0.1", gateway.http), PATIENCE))
    asking.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
    gateway.logged("Cannot accept more clients")
    bystanders.delays(1)
    before, began = cpu_seconds(gateway), time.monotonic()
    delays = bystanders.delays(700)
    seconds = time.monotonic() - began
    share = (cpu_seconds(gateway) - before) / seconds
    print(f"no descriptors for {seconds:.1f} s: CPU {share:.0%}, a line {shown(delays)}")
    assert share < SPINNING
    allow_files(gateway, 1000)
    for talker in waiting:
        talker.send("PING in")
        talker.expect(" PONG ")
    assert asking.recv(4096).startswith(b"HTTP/1.0 200 ")
    assert len(gateway.logged("Cannot accept more clients")) == 1
