"""Apps without windows on other servers, which know no history and no send-ids: they talk, and when the road breaks,
what nobody can know is said to be so, and nothing is said twice. Servers that are not installed are left out.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.processes import Processes
from benchmarks.servers import SERVERS
from kivy_client.core.account import nicks
from kivy_client.core.model import commands as ask
from kivy_client.core.model import events as tell
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.onlooker import Onlooker
from tests.system.talker import IrcTalker
from tests.system.tunnel import Tunnel

SECONDS = 3.0


@pytest.fixture(params=["ngircd", "inspircd"])
def tunnel(request: pytest.FixtureRequest, tmp_path: Path, stack: ExitStack) -> Tunnel:
    server = next(one for one in SERVERS if one.name == request.param)
    if not server.installed:
        pytest.skip(f"{server.program} is not installed (apt install {server.program})")
    processes = stack.enter_context(Processes(tmp_path))
    return stack.enter_context(Tunnel(server.start(processes).ports[0]))


def both(stack: ExitStack, folder: Path, tunnel: Tunnel) -> list[Onlooker]:
    """Mira, whose road is a bad one, and Bob; both in the lobby."""
    places = {"mira": tunnel.port, "bob": tunnel.target}
    servers = [Server(host="127.0.0.1", port=port, tls=False, nick=nick) for nick, port in places.items()]
    apps = [stack.enter_context(Onlooker(folder / f"{server.nick}.db", server)) for server in servers]
    for one in apps:
        one.until_in()
    return apps


def wake(onlooker: Onlooker) -> bool:
    if onlooker.linked.link is tell.Link.OFFLINE:
        onlooker.engine.do(ask.RetryNow())
    return True


def test_all_that_a_plain_server_can_do(tunnel: Tunnel, tmp_path: Path, stack: ExitStack) -> None:
    mira, bob = both(stack, tmp_path, tunnel)
    mira.say("in one line\nand another ☺")
    bob.until(lambda: bob.texts == ["mira: in one line", "mira: and another ☺"])
    mira.until(lambda: mira.delivered)
    mira.say("x" * 1500)
    bob.until(lambda: sum(len(entry.text) for entry in bob.view[2:] if entry.text.startswith("xxx")) == 1500)
    bob.say("/msg mira psst")
    mira.until(lambda: "bob" in mira.rows and mira.rows["bob"].unread == 1)
    mira.engine.do(ask.Open("bob"))
    mira.say("yes?", "bob")
    mira.until(lambda: mira.texts == ["bob: psst", "mira: yes?"] and mira.delivered)
    mira.say("/topic ours", "#lobby")
    bob.until(lambda: bob.rows["#lobby"].topic == "ours")
    for command, answer in (
        (ask.AskProfile("bob"), tell.ProfileShown),
        (ask.AskRoomSettings("#lobby"), tell.RoomSettingsShown),
        (ask.ListRooms(), tell.RoomsListed),
    ):
        mira.engine.do(command)
        mira.until(lambda answer=answer: any(isinstance(one, answer) for one in mira.log), answer.__name__)  # type: ignore[misc]
    mira.say("/nick mirka", "#lobby")
    mira.until(lambda: mira.linked.nick == "mirka")


def test_what_nobody_can_know_is_said_to_be_so(tunnel: Tunnel, tmp_path: Path, stack: ExitStack) -> None:
    mira, bob = both(stack, tmp_path, tunnel)
    chance = random.Random(4)
    typed: list[str] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        typed.append(f"typed {len(typed)}")
        mira.say(typed[-1])
        mira.look(0.04)
        if chance.random() < (0.2 if tunnel.loses_answers else 0.04):
            tunnel.cut()
        elif chance.random() < 0.05:
            tunnel.loses_answers = True
        wake(mira)
    tunnel.cut()
    mira.until(lambda: not mira.online)
    mira.until(lambda: wake(mira) and mira.online and not {entry.state for entry in mira.view} & {"waiting", "sent"})
    mira.say("the last one")
    bob.until(lambda: bob.texts[-1:] == ["mira: the last one"])
    heard = [entry.text for entry in bob.view if entry.text.startswith("typed")]
    states = {entry.text: entry.state for entry in mira.view if entry.own}
    assert len(heard) == len(set(heard)), "nothing was said twice"
    assert heard == sorted(heard, key=typed.index), "in order"
    assert {text for text in typed if states[text] == "kept"} <= set(heard), "what is kept was heard"
    assert {states[text] for text in set(typed) - set(heard)} <= {"unsure"}, "nothing is lost without a word"


def test_our_own_name_is_taken_back(
    tunnel: Tunnel, tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is held by a connection that these servers would keep for minutes, if it were dead."""
    monkeypatch.setattr(nicks, "PATIENT_SECONDS", 0.5)
    server = Server(host="127.0.0.1", port=tunnel.port, tls=False, nick="mira")
    with Onlooker(tmp_path / "mira.db", server) as mira:
        mira.until_in()
    with IrcTalker(tunnel.target, "mira") as ghost:
        mira = stack.enter_context(Onlooker(tmp_path / "mira.db", server))
        mira.until(lambda: mira.online and mira.linked.nick == "mira_", "inside, under another name")
        mira.until_in()
        ghost.join("#lobby")
        mira.until(lambda: any(one.nick == "mira" for one in mira.members), "the other is seen")
        mira.say("here I am")
        ghost.expect("^:mira_!.* PRIVMSG #lobby :here I am$")
    mira.until(lambda: mira.linked.nick == "mira", "under our own name")
