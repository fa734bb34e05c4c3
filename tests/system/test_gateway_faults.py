"""What may happen to a gateway, done to real ones: the others go on, its users go once, it returns as new."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.system.gateways import Gateway
from tests.system.talker import IrcTalker, PlainTalker

LEASE_SECONDS = 6
MANY = 8
USERS = 200


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def quits(talker: IrcTalker, prefix: str) -> list[str]:
    """Who quit, of those whose nick begins so."""
    return [line[1:].partition("!")[0] for line in talker.seen if " QUIT " in line and line.startswith(f":{prefix}")]


def start_many(stack: ExitStack, redis_url: str, count: int) -> list[Gateway]:
    return [stack.enter_context(Gateway(redis_url, "--flood-rate", "0")) for _ in range(count)]


@pytest.mark.timeout(120)
def test_many_gateways_race_to_reap_one(stack: ExitStack, redis_url: str) -> None:
    gateways = start_many(stack, redis_url, MANY)
    dies, others = gateways[0], gateways[1:]
    witnesses = [stack.enter_context(IrcTalker(each.irc, f"w{n}")) for n, each in enumerate(others)]
    for witness in witnesses:
        witness.join("#race")
    for number in range(USERS):
        lost = stack.enter_context(IrcTalker(dies.irc, f"lost{number}"))
        lost.send("JOIN #race")
    witnesses[0].expect(f"^:lost{USERS - 1}!\\S+ JOIN ")
    dies.end(signal.SIGKILL)
    for number, witness in enumerate(witnesses):
        while len(quits(witness, "lost")) < USERS:
            witness.wait_for_more()
        witness.send(f"PRIVMSG #race :end{number}")
        witness.send("NAMES #race")
        names = witness.expect(" 353 \\S+ = #race :(.*)$")[1].split()
        assert sorted(name.lstrip("@") for name in names) == sorted(f"w{n}" for n in range(len(witnesses)))
        assert sorted(quits(witness, "lost")) == sorted(f"lost{n}" for n in range(USERS))


@pytest.mark.timeout(120)
def test_a_gateway_that_slept_beyond_its_lease_is_fenced_and_returns_as_new(stack: ExitStack, redis_url: str) -> None:
    awake, sleeps = start_many(stack, redis_url, 2)
    witness = stack.enter_context(IrcTalker(awake.irc, "witness"))
    witness.join("#sleep")
    sleeper = stack.enter_context(IrcTalker(sleeps.irc, "sleeper"))
    sleeper.join("#sleep")
    sleeps.popen.send_signal(signal.SIGSTOP)
    sleeper.send("PRIVMSG #sleep :said to one who sleeps")
    witness.expect("^:sleeper!\\S+ QUIT ")
    stack.enter_context(PlainTalker(awake.plain, "sleeper"))
    sleeps.popen.send_signal(signal.SIGCONT)
    sleeper.expect("^ERROR :.*please reconnect")
    sleeper.expect_end()
    sleeps.logged("goes on as a new incarnation")
    again = stack.enter_context(IrcTalker(sleeps.irc, "again"))
    again.join("#sleep")
    again.send("PRIVMSG #sleep :back")
    witness.expect("^:again!\\S+ PRIVMSG #sleep :back$")
    assert quits(witness, "sleeper") == ["sleeper"]
    assert not any("said to one who sleeps" in line for line in witness.seen)


def test_sigterm_tells_everyone_and_ends_in_time(stack: ExitStack, redis_url: str) -> None:
    stays, goes = start_many(stack, redis_url, 2)
    witness = stack.enter_context(IrcTalker(stays.irc, "seer"))
    witness.join("#lobby")
    irc = stack.enter_context(IrcTalker(goes.irc, "goer"))
    irc.join("#lobby")
    plain = stack.enter_context(PlainTalker(goes.plain, "walker"))
    assert goes.end(signal.SIGTERM) == 0
    irc.expect("^ERROR :.*restarting, please reconnect")
    plain.expect("restarting, please reconnect")
    for nick in ("goer", "walker"):
        stack.enter_context(PlainTalker(stays.plain, nick))
    witness.sync()
    assert sorted(quits(witness, "goer") + quits(witness, "walker")) == ["goer", "walker"]
