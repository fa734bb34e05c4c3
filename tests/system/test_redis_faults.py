"""What Redis may do to the gateways, done to real ones: all that is acknowledged arrives once, in one order;
and what cannot be repaired is told to those concerned, never hidden.
"""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from tests.system.gateways import Gateway, until
from tests.system.redis_server import RedisServer
from tests.system.talker import IrcTalker
from tests.system.wire import Wire

CAPABILITIES = "message-tags server-time echo-message batch draft/chathistory chorus.chat/send-once"
ROOM = "#room"
PAUSE_SECONDS = 20
LEASE_SECONDS = 6


class Scene:
    """Two gateways, each over a wire of its own to one Redis; ann on one, bob on the other, both in a room."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.redis = stack.enter_context(RedisServer(folder))
        self.wires = [stack.enter_context(Wire(self.redis.port)) for _ in range(2)]
        self.gateways = [stack.enter_context(Gateway(wire.url, "--flood-rate", "0")) for wire in self.wires]
        self.ann = stack.enter_context(IrcTalker(self.gateways[0].irc, "ann", CAPABILITIES))
        self.bob = stack.enter_context(IrcTalker(self.gateways[1].irc, "bob", CAPABILITIES))
        for talker in (self.ann, self.bob):
            talker.join(ROOM)
        self._said = 0

    def say(self, count: int) -> None:
        """Ann and bob say so many lines each, in turn, and do not wait."""
        for number in range(self._said, self._said + count):
            self.ann.send(f"@chorus.chat/send-id=a{number} PRIVMSG {ROOM} :a{number}")
            self.bob.send(f"@chorus.chat/send-id=b{number} PRIVMSG {ROOM} :b{number}")
        self._said += count

    def expect_all(self) -> None:
        """Both heard every line once, in the same order, which is that of the history."""
        heard = []
        for talker in (self.ann, self.bob):
            talker.sync()
        for talker, last in ((self.ann, f"b{self._said - 1}"), (self.bob, f"a{self._said - 1}")):
            if not any(line.endswith(f" PRIVMSG {ROOM} :{last}") for line in talker.seen):
                talker.expect(f" PRIVMSG {ROOM} :{last}$")
            heard.append(said_in(talker.seen))
        wanted = [f"{who}{number}" for who in "ab" for number in range(self._said)]
        assert sorted(heard[0]) == sorted(wanted)
        assert heard[0] == heard[1]
        mine = [text for text in heard[0] if text[0] == "a"]
        assert mine == [f"a{number}" for number in range(self._said)]
        assert history(self.bob, min(2 * self._said, 100)) == heard[0][-100:]


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


class TestRepaired:
    """Sockets stay open; nobody notices but by the wait."""

    def test_redis_is_killed_and_returns(self, scene: Scene) -> None:
        scene.say(20)
        scene.redis.kill()
        scene.say(20)
        scene.redis.start()
        scene.say(20)
        scene.expect_all()
        until(lambda: all(gateway.ready() for gateway in scene.gateways))

    @pytest.mark.timeout(120)
    def test_redis_is_paused_longer_than_a_lease(self, scene: Scene) -> None:
        scene.say(5)
        scene.redis.signal(signal.SIGSTOP)
        scene.say(5)
        for gateway in scene.gateways:
            until(lambda gateway=gateway: not gateway.ready())  # type: ignore[misc]
        pause(PAUSE_SECONDS)
        scene.redis.signal(signal.SIGCONT)
        scene.expect_all()
        until(lambda: all(gateway.ready() for gateway in scene.gateways))
        assert not any(" QUIT " in line for line in scene.ann.seen + scene.bob.seen)

    def test_connections_are_cut_again_and_again(self, scene: Scene) -> None:
        for _ in range(10):
            scene.say(10)
            for wire in scene.wires:
                wire.cut()
        scene.expect_all()

    @pytest.mark.timeout(120)
    def test_connections_are_half_open(self, scene: Scene) -> None:
        scene.say(10)
        scene.wires[0].freeze()
        scene.say(10)
        scene.expect_all()

    def test_subscribers_are_cut_off(self, scene: Scene) -> None:
        for _ in range(10):
            scene.say(10)
            scene.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
        scene.expect_all()

    def test_the_scripts_are_forgotten(self, scene: Scene) -> None:
        for _ in range(5):
            scene.say(10)
            scene.redis.command("SCRIPT", "FLUSH")
        scene.expect_all()

    @pytest.mark.parametrize("setting", ["maxmemory", "min-replicas-to-write"])
    def test_it_takes_no_writes(self, scene: Scene, setting: str) -> None:
        """Its memory is full; it lacks a replica."""
        scene.say(10)
        scene.redis.command("CONFIG", "SET", setting, "1")
        scene.say(10)
        for gateway in scene.gateways:
            gateway.logged("Redis does not answer, trying again: Redis is not ready")
            until(lambda gateway=gateway: not gateway.ready())  # type: ignore[misc]
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
            for wire, gateway in zip(scene.wires, scene.gateways, strict=True):
                wire.cut()
                until(lambda gateway=gateway: not gateway.ready())  # type: ignore[misc]
            scene.redis.command("SCRIPT", "KILL")
            with pytest.raises(redis.ResponseError, match="killed"):
                script.result()
        scene.expect_all()

    def test_it_is_a_read_only_replica_for_a_while(self, scene: Scene) -> None:
        scene.say(10)
        scene.redis.command("REPLICAOF", "127.0.0.1", "1")
        scene.say(10)
        for gateway in scene.gateways:
            gateway.logged("Redis does not answer, trying again: Redis is not ready")
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
