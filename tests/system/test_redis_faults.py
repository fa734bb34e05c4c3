"""What Redis may do to the gateways, done to real ones: all that is acknowledged arrives once, in one order;
and what cannot be repaired is told to those concerned, never hidden.
"""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis

from tests.system.gateways import Gateway, until
from tests.system.redis_server import RedisServer
from tests.system.talker import IrcTalker
from tests.system.vitals import metric
from tests.system.wire import Wire

CAPABILITIES = "message-tags server-time echo-message batch draft/chathistory chorus.chat/send-once"
ROOM = "#room"
PAUSE_SECONDS = 20
BROKE = "the subscription to Redis broke, making it anew"
AGAIN = "subscribed again"
SENT = "Redis does not have the scripts: they are sent to it"
KEEPER = "the keeper cannot reach Redis"
RETRY = "Redis does not answer, trying again"
NOT_READY_SECONDS = 8
"""In which a gateway that cannot serve must say so: 3.5 without a tick or a renewal, and what a busy machine takes."""


class Scene:
    """Two gateways, each over a wire of its own (or none: by a socket) to one Redis; ann on one, bob on the other,
    both in a room."""

    def __init__(self, stack: ExitStack, folder: Path, wired: bool = True) -> None:
        self.redis = stack.enter_context(RedisServer(folder))
        self.wires = [stack.enter_context(Wire(self.redis.port)) for _ in range(2 if wired else 0)]
        urls = [wire.url for wire in self.wires] or [self.redis.socket_url] * 2
        self.gateways = [stack.enter_context(Gateway(url, "--flood-rate", "0")) for url in urls]
        self.ann = stack.enter_context(IrcTalker(self.gateways[0].irc, "ann", CAPABILITIES))
        self.bob = stack.enter_context(IrcTalker(self.gateways[1].irc, "bob", CAPABILITIES))
        for talker in (self.ann, self.bob):
            talker.join(ROOM)
        self._of_ann: list[str] = []
        self._of_bob: list[str] = []

    def say(self, count: int, longer: str = "") -> None:
        """Ann and bob say so many lines each, in turn, and do not wait. Ann's are so much longer."""
        for number in range(len(self._of_ann), len(self._of_ann) + count):
            self._of_ann.append(f"a{number}{longer}")
            self._of_bob.append(f"b{number}")
            self.ann.send(f"@chorus.chat/send-id=a{number} PRIVMSG {ROOM} :{self._of_ann[-1]}")
            self.bob.send(f"@chorus.chat/send-id=b{number} PRIVMSG {ROOM} :{self._of_bob[-1]}")

    def say_and_count_subscribers(self) -> int:
        """How many gateways Redis has as subscribers after ann's, at least, of some more lines have been said."""
        self.say(50, longer="." * 400)
        self.ann.sync()
        return len(str(self.redis.command("CLIENT", "LIST", "TYPE", "pubsub")).splitlines())

    def expect_not_ready(self, *why: str) -> None:
        """In time both say that they cannot serve, and their logs each of the reasons; but they live."""
        began = time.monotonic()
        for gateway in self.gateways:
            until(lambda gateway=gateway: not gateway.ready())  # type: ignore[misc]
            assert gateway.healthy()
        assert time.monotonic() - began < NOT_READY_SECONDS
        self.expect_logged(*why)

    def expect_logged(self, *texts: str) -> None:
        for gateway in self.gateways:
            for text in texts:
                gateway.logged(text)

    def expect_ready(self) -> None:
        until(lambda: all(gateway.ready() for gateway in self.gateways))
        assert all(gateway.healthy() for gateway in self.gateways)

    def expect_all(self) -> None:
        """Both heard every line once, in the same order, which is that of the history; and both serve."""
        heard = []
        for talker in (self.ann, self.bob):
            talker.sync()
        for talker, last in ((self.ann, self._of_bob[-1]), (self.bob, self._of_ann[-1])):
            if not any(line.endswith(f" PRIVMSG {ROOM} :{last}") for line in talker.seen):
                talker.expect(f" PRIVMSG {ROOM} :{re.escape(last)}$")
            heard.append(said_in(talker.seen))
        assert sorted(heard[0]) == sorted(self._of_ann + self._of_bob)
        assert heard[0] == heard[1]
        mine = [text for text in heard[0] if text[0] == "a"]
        assert mine == self._of_ann
        assert history(self.bob, min(len(heard[0]), 100)) == heard[0][-100:]
        self.expect_ready()


def said_in(lines: list[str]) -> list[str]:
    """The texts said in the room, live."""
    return [
        line.rpartition(" :")[2] for line in lines if f" PRIVMSG {ROOM} :" in line and not line.startswith("@batch")
    ]


def history(talker: IrcTalker, count: int) -> list[str]:
    talker.send(f"CHATHISTORY LATEST {ROOM} * {count}")
    reference = talker.expect(r" BATCH \+(\S+) chathistory ")[1]
    talker.expect(f" BATCH -{reference}$")
    return [
        line.rpartition(" :")[2]
        for line in talker.seen
        if line.startswith(f"@batch={reference};") and f" PRIVMSG {ROOM} :" in line
    ]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(stack, tmp_path / "redis")


@pytest.fixture
def unwired(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(stack, tmp_path / "redis", wired=False)


class TestRepaired:
    """Sockets stay open; nobody notices but by the wait."""

    def test_redis_is_killed_and_returns(self, scene: Scene) -> None:
        scene.say(20)
        scene.redis.kill()
        scene.say(20)
        scene.expect_not_ready(BROKE, KEEPER, RETRY)
        scene.redis.start()
        scene.say(20)
        scene.expect_all()
        scene.expect_logged(AGAIN, "the keeper reaches Redis again")
        for gateway in scene.gateways:
            assert len(gateway.logged(BROKE)) < 5

    @pytest.mark.timeout(120)
    def test_redis_is_paused_longer_than_a_lease(self, scene: Scene) -> None:
        scene.say(5)
        scene.redis.signal(signal.SIGSTOP)
        scene.say(5)
        scene.expect_not_ready(KEEPER)
        pause(PAUSE_SECONDS)
        scene.expect_not_ready(BROKE, RETRY)
        scene.redis.signal(signal.SIGCONT)
        scene.expect_all()
        assert not any(" QUIT " in line for line in scene.ann.seen + scene.bob.seen)

    def test_connections_are_cut_again_and_again(self, scene: Scene) -> None:
        for _ in range(10):
            scene.say(10)
            for wire in scene.wires:
                wire.cut()
        scene.expect_all()
        scene.expect_logged(BROKE, AGAIN)

    @pytest.mark.timeout(120)
    def test_connections_are_half_open(self, scene: Scene) -> None:
        scene.say(10)
        for wire in scene.wires:
            wire.freeze()
        scene.say(10)
        scene.expect_not_ready()
        scene.expect_all()
        scene.expect_logged(BROKE + ": no tick came over it", KEEPER, RETRY, AGAIN)

    def test_subscribers_are_cut_off(self, scene: Scene) -> None:
        for _ in range(10):
            scene.say(10)
            scene.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
        scene.expect_all()
        scene.expect_logged(BROKE, AGAIN)

    def test_a_gateway_that_sleeps_is_cut_off_for_what_waits_for_it(self, unwired: Scene) -> None:
        scene, sleeper = unwired, unwired.gateways[1]
        scene.say(10)
        scene.expect_all()
        filled = metric(sleeper, "chorus_bus_filled_total")
        holes = metric(sleeper, "chorus_bus_holes_total")
        scene.redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 65536 0 0")
        with asleep(sleeper):
            until(lambda: scene.say_and_count_subscribers() < len(scene.gateways))
        scene.expect_all()
        assert not any(" QUIT " in line for line in scene.ann.seen + scene.bob.seen)
        sleeper.logged(BROKE)
        sleeper.logged(AGAIN)
        assert metric(sleeper, "chorus_bus_filled_total") > filled
        assert metric(sleeper, "chorus_bus_holes_total") > holes

    def test_the_scripts_are_forgotten(self, scene: Scene) -> None:
        for _ in range(5):
            scene.say(10)
            scene.redis.command("SCRIPT", "FLUSH")
        scene.expect_all()
        assert any(SENT in line for gateway in scene.gateways for line in gateway.log)

    @pytest.mark.parametrize("setting", ["maxmemory", "min-replicas-to-write"])
    def test_it_takes_no_writes(self, scene: Scene, setting: str) -> None:
        """Its memory is full; it lacks a replica."""
        scene.say(10)
        scene.redis.command("CONFIG", "SET", setting, "1")
        scene.say(10)
        scene.expect_not_ready(RETRY + ": Redis is not ready", KEEPER + ": Redis is not ready")
        scene.redis.command("CONFIG", "SET", setting, "0")
        scene.say(10)
        scene.expect_all()

    def test_somebodys_script_keeps_it_busy(self, scene: Scene) -> None:
        scene.say(10)
        scene.redis.command("CONFIG", "SET", "busy-reply-threshold", "1")
        with ThreadPoolExecutor() as pool:
            script = pool.submit(scene.redis.command, "EVAL", "while true do end", "0")
            until(lambda: is_busy(scene.redis))
            scene.say(10)
            for wire in scene.wires:
                wire.cut()
            scene.expect_not_ready(RETRY, KEEPER, BROKE)
            scene.redis.command("SCRIPT", "KILL")
            with pytest.raises(redis.ResponseError, match="killed"):
                script.result()
        scene.expect_all()

    def test_it_is_a_read_only_replica_for_a_while(self, scene: Scene) -> None:
        scene.say(10)
        scene.redis.command("REPLICAOF", "127.0.0.1", "1")
        scene.say(10)
        scene.expect_not_ready(RETRY + ": Redis is not ready", KEEPER + ": Redis is not ready")
        scene.redis.command("REPLICAOF", "NO", "ONE")
        scene.say(10)
        scene.expect_all()


class TestStopping:
    """A gateway ends in less than the 10 s after which Docker kills it."""

    @pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
    def test_redis_does_not_answer(self, scene: Scene, how: signal.Signals) -> None:
        scene.redis.signal(how)
        scene.say(1)
        scene.ann.send("QUIT :bye")
        gateway = scene.gateways[0]
        until(lambda: not gateway.ready())
        began = time.monotonic()
        assert gateway.end() == 0
        assert time.monotonic() - began < 10
        scene.ann.expect("^ERROR .*Quit: bye")


class TestTold:
    """What is lost is lost; the clients are told, and the gateways go on as if new."""

    def test_everything_is_flushed(self, scene: Scene) -> None:
        scene.say(10)
        scene.expect_all()
        scene.redis.command("FLUSHALL")
        scene.say(1)
        self.everyone_is_told(scene)
        self.they_return(scene, kept=[])

    def test_the_last_writes_are_lost(self, scene: Scene, tmp_path: Path) -> None:
        scene.say(10)
        scene.expect_all()
        shutil.copytree(scene.redis.folder, tmp_path / "backup")
        scene.say(10)
        scene.expect_all()
        kept = said_in(scene.ann.seen)[:20]
        scene.redis.kill()
        shutil.rmtree(scene.redis.folder)
        shutil.copytree(tmp_path / "backup", scene.redis.folder)
        scene.redis.start()
        scene.say(1)
        self.everyone_is_told(scene)
        self.they_return(scene, kept)

    def everyone_is_told(self, scene: Scene) -> None:
        for talker in (scene.ann, scene.bob):
            talker.expect("^ERROR :.*please reconnect")
            talker.expect_end()
        scene.expect_logged("clients are asked to reconnect")

    def they_return(self, scene: Scene, kept: list[str]) -> None:
        with ExitStack() as stack:
            again = [
                stack.enter_context(IrcTalker(each.irc, f"new{n}", CAPABILITIES))
                for n, each in enumerate(scene.gateways)
            ]
            for talker in again:
                talker.join(ROOM)
            again[0].send(f"PRIVMSG {ROOM} :back")
            again[1].expect(f":new0!\\S+ PRIVMSG {ROOM} :back$")
            assert history(again[1], 100) in ([*kept, "back"], ["back"])
        scene.expect_ready()
        scene.expect_logged("this gateway goes on as a new incarnation")


@contextmanager
def asleep(gateway: Gateway) -> Iterator[None]:
    """Its process stands still."""
    gateway.popen.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        gateway.popen.send_signal(signal.SIGCONT)


def is_busy(server: RedisServer) -> bool:
    """Whether it refuses everything because of a script."""
    try:
        server.command("PING")
    except redis.ResponseError as error:
        return str(error).startswith("BUSY ")
    return False


def pause(seconds: float) -> None:
    """Time passes: the fault itself is that it does."""
    time.sleep(seconds)
