"""Two apps without windows, at home on two gateways; one gateway is killed while both say things: each line is there
once, in one order, and both outboxes are empty.
"""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.onlooker import Onlooker
from tests.system.front import Front
from tests.system.gateways import Gateway

OPTIONS = ("--flood-rate", "0")
GAP = "Messages may be missing here"
LINES = 40


def talk(one: Onlooker, other: Onlooker, numbers: range) -> None:
    """Both say things, without waiting for anything."""
    for number in numbers:
        one.say(f"ann {number}")
        other.say(f"bob {number}")


def retry(app: Onlooker) -> bool:
    """Nobody waits for the next attempt."""
    if app.linked.link is Link.OFFLINE:
        app.engine.do(ask.RetryNow())
    return True


def test_a_gateway_dies_under_one_of_two_apps_that_talk(redis_url: str, tmp_path: Path, stack: ExitStack) -> None:
    first, second = (stack.enter_context(Gateway(redis_url, *OPTIONS)) for _ in range(2))
    front = stack.enter_context(Front(first.irc, second.irc))
    ann = stack.enter_context(
        Onlooker(tmp_path / "ann.db", Server(host="127.0.0.1", port=front.port, tls=False, nick="ann"))
    )
    bob = stack.enter_context(
        Onlooker(tmp_path / "bob.db", Server(host="127.0.0.1", port=second.irc, tls=False, nick="bob"))
    )
    for app in (ann, bob):
        app.until_in()
    talk(ann, bob, range(LINES))
    ann.until(lambda: any(text.startswith("bob: ") for text in ann.texts), "both gateways have part in it")
    first.end(signal.SIGKILL)
    talk(ann, bob, range(LINES, 2 * LINES))
    ann.until(lambda: ann.linked.link is Link.OFFLINE, "the gateway is gone")
    talk(ann, bob, range(2 * LINES, 3 * LINES))
    said = {f"{nick}: {nick} {number}" for nick in ("ann", "bob") for number in range(3 * LINES)}
    for app in (ann, bob):
        app.until(lambda app=app: retry(app) and app.online and app.delivered and said <= set(app.texts), "all is here")  # type: ignore[misc]
        app.until(lambda app=app: GAP not in [entry.text for entry in app.view], "no gap is left")  # type: ignore[misc]
    theirs = [[text for text in app.texts if text in said] for app in (ann, bob)]
    assert theirs[0] == theirs[1], "in one order"
    assert len(theirs[0]) == len(said), "each once"
    for nick in ("ann", "bob"):
        mine = [text for text in theirs[0] if text.startswith(nick)]
        assert mine == [f"{nick}: {nick} {number}" for number in range(3 * LINES)], "in the order in which it was typed"
    assert (ann.linked.waiting, bob.linked.waiting) == (0, 0)
