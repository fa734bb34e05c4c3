"""An app without a window on a road that cuts, freezes and loses answers, and one that is killed again and again: what
is typed is in the room's history once, in order, and what the app has is the server's history, with no gap.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.onlooker import Onlooker
from tests.system.gateways import PATIENCE, ROOT, Gateway, until
from tests.system.talker import IrcTalker
from tests.system.tunnel import Tunnel

ALL = "message-tags server-time echo-message batch draft/chathistory"
OPTIONS = ("--flood-rate", "0", "--history-events", "20000")
SECONDS = 3.0
GAP = "Messages may be missing here"
Said = tuple[str, str]
"""Message id and text."""


def history(talker: IrcTalker) -> list[Said]:
    """All that was said in the lobby, as the server has it."""
    said: list[Said] = []
    reference = "*"
    while True:
        talker.sync()
        talker.send(f"CHATHISTORY {'BEFORE' if said else 'LATEST'} #lobby {reference} 100")
        talker.expect(" BATCH \\+")
        page: list[Said] = []
        while " BATCH -" not in (line := talker.expect(".*").string):
            tags, _, rest = line.partition(" ")
            if " PRIVMSG " in rest:
                msgid = next(tag.removeprefix("msgid=") for tag in tags[1:].split(";") if tag.startswith("msgid="))
                page.append((msgid, rest.partition(" PRIVMSG #lobby :")[2]))
        if not page:
            return said
        said = [*page, *said]
        reference = f"msgid={page[0][0]}"


def kept(store: Path) -> list[Said]:
    """What the app has of the lobby, in its order; it has let go of the store."""
    with sqlite3.connect(store) as database:
        assert not database.execute("SELECT * FROM outbox").fetchall()
        assert not database.execute("SELECT * FROM gaps").fetchall()
        rows = database.execute("SELECT msgid, text FROM messages WHERE shape = 'message' ORDER BY row").fetchall()
    return [(msgid, text) for msgid, text in rows]


class Weather:
    """What happens to the road, by chance, the same at every run of a seed."""

    def __init__(self, tunnel: Tunnel, chance: random.Random) -> None:
        self._tunnel = tunnel
        self._chance = chance

    def change(self) -> None:
        tunnel, draw = self._tunnel, self._chance.random()
        blocked = tunnel.loses_answers or not tunnel.thawed.is_set()
        if draw < (0.2 if blocked else 0.06):
            tunnel.cut()
        elif draw > 0.95:
            tunnel.freeze()
        elif draw > 0.88:
            tunnel.thaw()
        elif draw > 0.84:
            tunnel.loses_answers = True
        elif draw > 0.82:
            tunnel.delay = self._chance.choice([0.0, 0.005, 0.02])

    def clear(self) -> None:
        self._tunnel.delay = 0.0
        self._tunnel.cut()


@pytest.mark.parametrize("seed", [1])
def test_on_a_bad_road_nothing_is_lost_and_nothing_is_twice(
    redis_url: str, tmp_path: Path, stack: ExitStack, seed: int
) -> None:
    near = stack.enter_context(Gateway(redis_url, *OPTIONS))
    far = stack.enter_context(Gateway(redis_url, *OPTIONS))
    tunnel = stack.enter_context(Tunnel(near.irc))
    witness = stack.enter_context(IrcTalker(far.irc, f"wanda{seed}", ALL))
    witness.join("#lobby")
    before = history(witness)
    chance = random.Random(seed)
    weather = Weather(tunnel, chance)
    typed: list[str] = []
    theirs: list[str] = []

    def wake() -> bool:
        """Nobody waits for the next attempt."""
        if mira.linked.link is Link.OFFLINE:
            mira.engine.do(ask.RetryNow())
        return True

    with Onlooker(tmp_path / "mira.db", Server(host="127.0.0.1", port=tunnel.port, tls=False, nick="mira")) as mira:
        mira.until_in()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for _ in range(chance.randint(0, 3)):
                typed.append(f"typed {seed} {len(typed)}")
                mira.say(typed[-1])
            for _ in range(chance.randint(0, 4)):
                theirs.append(f"theirs {seed} {len(theirs)}")
                witness.send(f"PRIVMSG #lobby :{theirs[-1]}")
            weather.change()
            mira.look(chance.random() * 0.03)
            wake()
        weather.clear()
        mira.until(lambda: wake() and mira.online and mira.delivered, "all is delivered")
        witness.sync()
        everything = [text for _, text in history(witness)[len(before) :]]
        assert sorted(everything) == sorted(typed + theirs), "each once"
        assert [text for text in everything if text in set(typed)] == typed, "in the order in which it was typed"
        mira.until(lambda: wake() and set(everything) <= {entry.text for entry in mira.view}, "all is here")
        mira.until(lambda: wake() and GAP not in [entry.text for entry in mira.view], "no gap is left")
        shown = [entry.text for entry in mira.view if entry.shape == "message"]
        assert [text for text in shown if text in set(everything)] == everything, "in the server's order"
    assert [one for one in kept(tmp_path / "mira.db") if one not in before] == history(witness)[len(before) :]


TYPIST = """
import sys
from pathlib import Path
from kivy_client.core.engine import Engine
from kivy_client.core.model import commands as ask, events as tell
from kivy_client.core.model.servers import Server

def show(event):
    match event:
        case tell.Loaded():
            engine.do(ask.Open("#lobby"))
        case tell.Linked(tell.Link.OFFLINE):
            engine.do(ask.RetryNow())
        case tell.Linked(tell.Link.ONLINE):
            print("online", event.waiting, flush=True)
        case tell.Spliced():
            for entry in (entry for splice in event.splices for entry in splice.entries if entry.own):
                print(entry.state, entry.text, flush=True)

engine = Engine(Path(sys.argv[1]), show, Server(host="127.0.0.1", port=int(sys.argv[2]), tls=False, nick="tom"))
engine.start()
for line in sys.stdin:
    engine.do(ask.Say("#lobby", line.rstrip()))
"""


class Typist:
    """An app in a process of its own: it says each line that it is given, and tells what becomes of it."""

    def __init__(self, store: Path, port: int) -> None:
        command = [sys.executable, "-c", TYPIST, str(store), str(port)]
        self._popen = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._popen.stdout
        for line in self._popen.stdout:
            self.told.append(line.rstrip())

    def type(self, text: str) -> None:
        assert self._popen.stdin
        self._popen.stdin.write(f"{text}\n")
        self._popen.stdin.flush()

    def shows(self, text: str) -> bool:
        """Whether it was taken, in whatever state it is."""
        return any(line.partition(" ")[2] == text for line in self.told)

    def kill(self) -> list[str]:
        """End it without a word; what it told."""
        self._popen.kill()
        self._popen.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe
            pipe.close()
        return self.told


def test_an_app_killed_again_and_again_delivers_once(redis_url: str, tmp_path: Path, stack: ExitStack) -> None:
    gateway = stack.enter_context(Gateway(redis_url, *OPTIONS))
    tunnel = stack.enter_context(Tunnel(gateway.irc))
    witness = stack.enter_context(IrcTalker(gateway.irc, "wilma", ALL))
    witness.join("#lobby")
    before = history(witness)
    chance = random.Random(3)
    weather = Weather(tunnel, chance)
    numbers = count()
    store = tmp_path / "tom.db"
    shown: list[str] = []
    for life in range(4):
        tom = Typist(store, tunnel.port)
        until(lambda tom=tom: any(line.startswith("online") for line in tom.told), "it is there")  # type: ignore[misc]
        for _ in range(chance.randint(10, 30)):
            text = f"typed {next(numbers)}"
            tom.type(text)
            if life:
                weather.change()
            if chance.random() < 0.5:  # else more is typed before it is taken, and before the app is killed
                until(lambda tom=tom, text=text: tom.shows(text), "it is on the disk, and shown")  # type: ignore[misc]
        shown += [line.partition(" ")[2] for line in tom.kill()]
        weather.clear()
    tom = Typist(store, tunnel.port)
    until(lambda: "online 0" in tom.told, "the outbox is empty")
    tom.kill()
    texts = [text for _, text in history(witness)[len(before) :]]
    assert len(texts) == len(set(texts)), "nothing is there twice"
    assert {text for text in shown if text.startswith("typed")} <= set(texts), "what was shown was on the disk"
    assert texts == sorted(texts, key=lambda text: int(text.removeprefix("typed "))), "in order"
    assert [one for one in kept(store) if one not in before] == history(witness)[len(before) :]
