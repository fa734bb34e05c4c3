"""Two apps without windows on two gateways, one of which is killed: the outbox empties once, nothing is there twice."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

from kivy_client.core.model.events import Link
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.onlooker import Onlooker
from tests.system.front import Front
from tests.system.gateways import Gateway
from tests.system.talker import IrcTalker

ALL = "message-tags server-time echo-message batch draft/chathistory"


def server(port: int, nick: str) -> Server:
    return Server(host="127.0.0.1", port=port, tls=False, nick=nick)


def test_a_killed_gateway_loses_nothing_and_doubles_nothing(redis_url: str, tmp_path: Path, stack: ExitStack) -> None:
    dies = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    stays = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    front = stack.enter_context(Front(dies.irc, stays.irc))
    witness = stack.enter_context(IrcTalker(stays.irc, "wanda", ALL))
    witness.join("#lobby")
    mira = stack.enter_context(Onlooker(tmp_path / "mira.db", server(front.port, "mira")))
    bob = stack.enter_context(Onlooker(tmp_path / "bob.db", server(stays.irc, "bob")))
    mira.until_in()
    bob.until_in()
    mira.say("hello from one gateway")
    bob.until(lambda: bob.texts == ["mira: hello from one gateway"])
    bob.say("hello from the other")
    mira.until(lambda: mira.texts[-1:] == ["bob: hello from the other"] and mira.delivered)

    front.is_open = False
    for number in range(5):  # some of them are on their way when it dies
        mira.say(f"in the tunnel {number}")
    dies.end(signal.SIGKILL)
    mira.until(lambda: not mira.online, "the connection is lost")
    missed = [f"missed {number}" for number in range(250)]
    for text in missed:
        witness.send(f"PRIVMSG #lobby :{text}")
    witness.sync()
    mira.say("typed offline\nin two lines")
    front.is_open = True
    mira.until(lambda: mira.online, "connected again")
    mira.until(lambda: mira.delivered, "the outbox is empty")
    mine = [*(f"mira: in the tunnel {number}" for number in range(5)), "mira: typed offline\nin two lines"]
    everything = {*mine, *(f"wanda: {text}" for text in missed)}
    for onlooker in (mira, bob):
        onlooker.until(lambda onlooker=onlooker: everything <= set(onlooker.texts), "all is shown")
        assert len(onlooker.texts) == len(set(onlooker.texts)), "nothing twice"
        assert [text for text in onlooker.texts if text in mine] == mine, "in the order in which it was written"
    mira.until(lambda: "Messages may be missing here" not in [entry.text for entry in mira.view], "no gap is left")
    assert [text for text in mira.texts if text in everything] == [text for text in bob.texts if text in everything]


def test_a_killed_app_delivers_what_was_typed_once(redis_url: str, tmp_path: Path, stack: ExitStack) -> None:
    gateway = stack.enter_context(Gateway(redis_url, "--flood-rate", "0"))
    witness = stack.enter_context(IrcTalker(gateway.irc, "walt", ALL))
    witness.join("#lobby")
    front = stack.enter_context(Front(gateway.irc))
    store = tmp_path / "carl.db"
    with Onlooker(store, server(front.port, "carl")) as carl:
        carl.until_in()
    front.is_open = False
    with Onlooker(store) as carl:
        carl.until(lambda: carl.linked.link is Link.OFFLINE, "there is no way to the gateway")
        assert carl.rows["#lobby"].name == "#lobby", "what was there is there"
        carl.say("typed and then closed")
        carl.until(lambda: carl.linked.waiting == 1)
    front.is_open = True
    with Onlooker(store) as carl:
        carl.until_in()
        carl.until(lambda: carl.texts[-1:] == ["carl: typed and then closed"] and carl.delivered)
        witness.expect("carl!.* PRIVMSG #lobby :typed and then closed$")
        witness.sync()
    assert sum(line.endswith(":typed and then closed") for line in witness.seen) == 1
