"""The app in a real window, in one conversation with plain text and IRC, over two real gateways, one of which dies."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.kivy_client.gui.window import ENTER, open_app, window
from tests.system.front import Front
from tests.system.gateways import PATIENCE, Gateway
from tests.system.talker import IrcTalker, PlainTalker

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

__all__ = ["open_app", "window"]
pytestmark = pytest.mark.gui

OpenApp = Callable[..., "Driver"]
ALL = "message-tags server-time echo-message batch draft/chathistory"


def entries(driver: Driver) -> list[Any]:
    return list(driver.app.shell.chat.timeline.view.entries)


def said(driver: Driver) -> list[str]:
    """What the app shows of the conversation: `nick: text`."""
    return [f"{entry.nick}: {entry.text}" for entry in entries(driver) if entry.shape != "happening"]


def happened(driver: Driver) -> str:
    """Who came and went, all of it."""
    return "\n".join(entry.text for entry in entries(driver) if entry.shape == "happening")


def until_shown(driver: Driver, *lines: str) -> None:
    """Wait until the newest of what is shown is this."""
    driver.until(lambda: said(driver)[-len(lines) :] == list(lines), f"{lines} are shown", PATIENCE)


def type_line(driver: Driver, text: str) -> None:
    driver.tap(driver.app.shell.chat.composer.ids.entry_field)
    driver.type(text)
    driver.key(ENTER)


def join(open_app: OpenApp, port: int, name: str) -> Driver:
    """The app, joined by way of its first screen."""
    driver = open_app(host="127.0.0.1", port=port)
    shell = driver.app.shell
    driver.until(lambda: shell.start is not None, "a name is asked for", PATIENCE)
    driver.tap(shell.start.fields.ids.name_field)
    driver.type(name)
    driver.tap(shell.start.ids.join_button)
    driver.until(lambda: driver.app.board.current == "#lobby", "the lobby is shown", PATIENCE)
    return driver


def leave_chat(driver: Driver) -> None:
    """By the button's menu."""
    driver.tap(driver.app.shell.chat.header.ids.more_button)
    menu = driver.app.shell.menus.shown
    assert menu.labels[-1] == "Leave chat"
    driver.frames(2)
    hit = menu._shown.hits[-1]
    driver.press(hit.x + hit.width / 2, hit.y + hit.height / 2)


def test_one_conversation(open_app: OpenApp, gateways: tuple[Gateway, Gateway]) -> None:
    one, two = gateways
    with PlainTalker(two.plain, "paul") as plain, IrcTalker(two.irc, "irma", ALL) as irc:
        irc.join("#lobby")
        plain.send("before the app came")
        plain.expect("irma has joined the chat")
        irc.expect("PRIVMSG #lobby :before the app came")
        app = join(open_app, one.irc, "mira")
        until_shown(app, "paul: before the app came")
        assert "Hi there, mira! To leave, type QUIT or press Leave chat." in happened(app)
        plain.expect("^mira has joined the chat$")

        type_line(app, "Grüße aus der App")
        plain.expect("^mira: Grüße aus der App$")
        irc.expect("mira!.* PRIVMSG #lobby :Grüße aus der App$")
        app.tap(app.app.shell.chat.composer.ids.smile_button)
        plain.expect("^mira: ☺$")
        app.tap(app.app.shell.chat.composer.ids.frown_button)
        plain.expect("^mira: ☹$")
        plain.send("hello mira")
        until_shown(app, "mira: ☹", "paul: hello mira")
        irc.send("PRIVMSG #lobby :\x01ACTION waves\x01", "NOTICE #lobby :careful", "NICK irmgard")
        until_shown(app, "irma: waves", "irma: careful")
        app.until(lambda: "irma is now irmgard" in happened(app), "the new name is told")
        app.until(lambda: all(entry.state == "kept" for entry in entries(app)), "all is acknowledged")

        leave_chat(app)
        app.until(lambda: app.stopped, "the app has closed")
        plain.expect("^mira has left the chat")
        assert not any("ping" in line.lower() or "lost" in line.lower() for line in plain.seen), "it left by QUIT"


def test_a_killed_gateway_costs_neither_a_line_nor_shows_one_twice(open_app: OpenApp, redis_url: str) -> None:
    with (
        Gateway(redis_url, "--flood-rate", "0") as dies,
        Gateway(redis_url, "--flood-rate", "0") as stays,
        Front(dies.irc, stays.irc) as front,
        IrcTalker(stays.irc, "anna", ALL) as irc,
    ):
        irc.join("#lobby")
        app = join(open_app, front.port, "max")
        irc.send("PRIVMSG #lobby :one")
        until_shown(app, "anna: one")
        dies.logged("is here as max")
        front.is_open = False
        dies.end(signal.SIGKILL)
        banner = app.app.shell.banner
        app.until(lambda: banner.can_retry, "the banner is shown", PATIENCE)
        missed = [f"missed {number}" for number in range(130)]
        irc.send(*(f"PRIVMSG #lobby :{text}" for text in missed))
        irc.sync()
        type_line(app, "typed in the meantime")
        front.is_open = True
        app.until(lambda: not banner.words, "it is connected again", PATIENCE)
        stays.logged("is here as max")
        irc.expect("max!.* PRIVMSG #lobby :typed in the meantime$")
        until_shown(app, "anna: one", *(f"anna: {text}" for text in missed), "max: typed in the meantime")
        irc.send("PRIVMSG #lobby :so it goes on")
        until_shown(app, "max: typed in the meantime", "anna: so it goes on")
        assert len(said(app)) == len(set(said(app))), "nothing twice"
        assert sum(line.endswith(":typed in the meantime") for line in irc.seen) == 1
        assert "Messages may be missing here" not in happened(app)
