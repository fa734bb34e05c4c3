"""A gateway of eight dies or sleeps, with a thousand users: the others go on, its users go once, it returns as new."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import redis

from gateway.bus.codec.facts import decode_message
from gateway.bus.keys import LAST, LOG, PREFIX
from gateway.model.facts import Fact, HasQuit
from tests.system.crowd import Crowd
from tests.system.gateways import Gateway, start_many, until
from tests.system.talker import IrcTalker

LEASE_SECONDS = 6
REAP_SECONDS = 4.5
"""Each gateway looks every 2 s whose lease is over; the rest is for a machine that has other things to do."""
PAUSE_SECONDS = 1.5
"""No line between the living takes longer to reach all of them. It takes milliseconds; the rest is as above."""
BEAT_SECONDS = 0.1
GATEWAYS = 8
ROOMS = [f"#race{number}" for number in range(10)]
LOST = {f"lost{n}": (ROOMS[n % 10], ROOMS[(n + 1) % 10]) for n in range(1000)}
"""Nick to rooms: each is in two, so that whoever sees both could be told twice."""
RETURNING = dict(list(LOST.items())[:70])
RETURNING_LATER = dict(list(LOST.items())[70:])


class Beat:
    """Lines between the living, all the while: told by each in turn, they must reach all the others."""

    def __init__(self, stack: ExitStack, gateways: Sequence[Gateway]) -> None:
        self._talkers = [stack.enter_context(IrcTalker(each.irc, f"beat{n}")) for n, each in enumerate(gateways)]
        for talker in self._talkers:
            talker.join("#beat")
        self._over = threading.Event()
        self._seconds = stack.enter_context(ThreadPoolExecutor(1)).submit(self._run)
        stack.callback(self._over.set)

    def _run(self) -> list[float]:
        seconds: list[float] = []
        while not self._over.wait(BEAT_SECONDS):
            number = len(seconds)
            speaker = self._talkers[number % len(self._talkers)]
            began = time.monotonic()
            speaker.send(f"PRIVMSG #beat :{number}")
            for talker in self._talkers:
                if talker is not speaker:
                    talker.expect(f" PRIVMSG #beat :{number}$")
            seconds.append(time.monotonic() - began)
        return seconds

    def end(self) -> list[float]:
        """How many seconds each line took until everybody had it."""
        self._over.set()
        return self._seconds.result()


class Scene:
    """Eight gateways: one with a thousand users, and on each of the others a witness who is in all of the rooms."""

    def __init__(self, stack: ExitStack, redis_url: str) -> None:
        self.hurt, *self.others = start_many(stack, redis_url, GATEWAYS)
        stack.callback(self.hurt.popen.send_signal, signal.SIGCONT)  # if a test fails: else it would not end
        self._stack = stack
        self._redis = stack.enter_context(redis.from_url(redis_url))
        self.witnesses = [stack.enter_context(IrcTalker(each.irc, f"w{n}")) for n, each in enumerate(self.others)]
        for witness in self.witnesses:
            for room in ROOMS:
                witness.join(room)
        self.lost = stack.enter_context(Crowd(self.hurt.irc, LOST))
        self._since = self._redis.get(LAST).decode()
        self.beat = Beat(stack, self.others)

    def all_quit_within_a_lease(self, began: float) -> None:
        for witness in self.witnesses:
            while len(quits_seen(witness)) < len(LOST):
                witness.wait_for_more()
        seconds = time.monotonic() - began
        print(f"{len(LOST)} users were reaped, and {len(self.others)} witnesses told, {seconds:.2f} s after the fault")
        assert seconds < LEASE_SECONDS + REAP_SECONDS

    def each_quit_once(self) -> None:
        """At every witness, in the log and in the history of each room."""
        for witness in self.witnesses:
            witness.catch_up()
            assert sorted(quits_seen(witness)) == sorted(LOST)
        messages = [decode_message(fields[b"f"]) for _, fields in self._redis.xrange(LOG, f"({self._since}")]
        log = [fact for message in messages for fact in message.facts]
        assert quits_in(log) == Counter(list(LOST))
        for room in ROOMS:
            rows = [fields[b"f"] for _, fields in self._redis.xrange(f"{PREFIX}h:{room}")]
            history = decode_message(b"\0".join([b"1\n0\n0", *rows])).facts  # read as if they were a message of the log
            assert quits_in(history) == Counter(nick for nick, rooms in LOST.items() if room in rooms)

    def lists_are_right(self, gateways: Iterable[Gateway], returned: Mapping[str, Sequence[str]]) -> None:
        """NAMES and WHO of each room on each of these gateways: the witnesses, and who has returned."""
        for gateway in gateways:
            with IrcTalker(gateway.irc, "reader") as reader:
                for room in ROOMS:
                    reader.send(f"NAMES {room}", f"WHO {room}")
                reader.sync()
                for room in ROOMS:
                    names = [line.rpartition(":")[2] for line in reader.seen if f" 353 reader = {room} :" in line]
                    people = [line.split()[7] for line in reader.seen if f" 352 reader {room} " in line]
                    there = [nick for nick, rooms in returned.items() if room in rooms]
                    there += [f"w{n}" for n in range(len(self.witnesses))]
                    assert sorted(name.lstrip("@") for name in " ".join(names).split()) == sorted(there)
                    assert sorted(people) == sorted(there)
                reader.send("QUIT")
                reader.expect_end()

    def some_return_under_their_nicks(self) -> None:
        """To each of the other gateways."""
        for n, gateway in enumerate(self.others):
            self._stack.enter_context(Crowd(gateway.irc, dict(list(RETURNING.items())[n :: len(self.others)])))

    def the_others_never_paused(self) -> None:
        seconds = self.beat.end()
        print(f"{len(seconds)} lines between the others: the slowest took {1000 * max(seconds):.0f} ms to reach all")
        assert max(seconds) < PAUSE_SECONDS


def quits_seen(witness: IrcTalker) -> list[str]:
    return [line[1:].partition("!")[0] for line in witness.seen if " QUIT " in line and line.startswith(":lost")]


def said_to(witness: IrcTalker) -> list[str]:
    return [line.rpartition(" :")[2] for line in witness.seen if " PRIVMSG w" in line]


def quits_in(facts: Iterable[Fact]) -> Counter[str]:
    return Counter(fact.mask.partition("!")[0] for fact in facts if isinstance(fact, HasQuit) and "lost" in fact.mask)


@pytest.mark.timeout(120)
def test_a_gateway_is_killed(stack: ExitStack, redis_url: str) -> None:
    scene = Scene(stack, redis_url)
    began = time.monotonic()
    scene.hurt.end(signal.SIGKILL)
    scene.lost.expect_end()
    scene.all_quit_within_a_lease(began)
    scene.each_quit_once()
    scene.lists_are_right(scene.others, {})
    scene.some_return_under_their_nicks()
    scene.lists_are_right(scene.others, RETURNING)
    scene.the_others_never_paused()


@pytest.mark.timeout(120)
def test_a_gateway_sleeps_beyond_its_lease_and_returns_as_new(stack: ExitStack, redis_url: str) -> None:
    scene = Scene(stack, redis_url)
    began = time.monotonic()
    scene.hurt.popen.send_signal(signal.SIGSTOP)
    scene.lost.send("PRIVMSG w0 :said to one who sleeps")
    scene.all_quit_within_a_lease(began)
    scene.each_quit_once()
    scene.lists_are_right(scene.others, {})
    scene.some_return_under_their_nicks()
    scene.hurt.popen.send_signal(signal.SIGCONT)
    scene.lost.expect("\nERROR :")
    scene.lost.expect("This gateway was cut off, please reconnect")
    scene.lost.expect_end()
    scene.hurt.logged("goes on as a new incarnation")
    until(scene.hurt.ready)
    scene.the_others_never_paused()
    with Crowd(scene.hurt.irc, RETURNING_LATER) as crowd:
        crowd.send("PRIVMSG w0 :{nick} is back")
        crowd.send("PING said")
        crowd.expect(" PONG ")
        scene.witnesses[0].catch_up()
        assert sorted(said_to(scene.witnesses[0])) == sorted(f"{nick} is back" for nick in RETURNING_LATER)
        scene.each_quit_once()
        scene.lists_are_right([*scene.others, scene.hurt], LOST)
