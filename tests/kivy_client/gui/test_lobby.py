"""The app in a window, against a small chat server: joining, talking, scrolling, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from kivy_client.ui import theme
from tests.kivy_client.chat_server import ChatServer
from tests.kivy_client.gui.window import ENTER

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

pytestmark = pytest.mark.gui
OpenApp = Callable[..., "Driver"]


def texts(driver: Driver) -> list[str]:
    return [entry.text for entry in driver.app.lobby.ids.timeline.entries if entry.shape != "happening"]


@pytest.fixture
def lobby(open_app: OpenApp, chat: ChatServer) -> Driver:
    """The app, joined as mira."""
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    driver.until(lambda: driver.app.root.current == "lobby", "the room is shown")
    return driver


def test_a_name_is_asked_for_and_the_lobby_follows(open_app: OpenApp, chat: ChatServer) -> None:
    chat.say("heidi", "Good morning")
    driver = open_app(host="127.0.0.1", port=chat.port)
    prompt = driver.app.prompt.ids
    assert driver.app.root.current == "prompt"
    driver.tap(prompt.name_field)
    driver.type("Mira K")
    driver.tap(prompt.join_button)
    driver.until(lambda: driver.app.root.current == "lobby", "the room is shown")
    driver.until(lambda: texts(driver) == ["Good morning"], "history has come")
    assert chat.inside == ["Mira_K"]
    assert any("Hi there, Mira_K!" in entry.text for entry in driver.app.lobby.ids.timeline.entries)


def test_what_is_typed_is_sent_by_enter_and_by_the_buttons(lobby: Driver, chat: ChatServer) -> None:
    ids = lobby.app.lobby.ids
    lobby.tap(ids.entry_field)
    lobby.type("héllo")
    lobby.key(ENTER)
    lobby.type("again")
    lobby.tap(ids.send_button)
    lobby.tap(ids.smile_button)
    lobby.tap(ids.frown_button)
    lobby.until(lambda: chat.texts == ["héllo", "again", "☺", "☹"], "the server has all")
    lobby.until(lambda: all(e.state == "kept" for e in ids.timeline.entries), "all are acknowledged")
    assert texts(lobby) == ["héllo", "again", "☺", "☹"]
    assert ids.entry_field.text == ""
    assert ids.entry_field.focus


def test_what_others_do_is_shown(lobby: Driver, chat: ChatServer) -> None:
    chat.happen("bob", "JOIN", "#lobby")
    chat.say("bob", "\x01ACTION waves\x01")
    chat.say("bob", "careful", "NOTICE")
    timeline = lobby.app.lobby.ids.timeline
    lobby.until(lambda: texts(lobby) == ["waves", "careful"], "both have come")
    assert "bob has joined" in [entry.text for entry in timeline.entries]
    rows = {row.entry.text: row.layout for row in timeline._rows.values()}
    assert rows["waves"].text == "* bob waves"
    assert rows["careful"].name == "bob (notice)"


@pytest.mark.parametrize("word", ["QUIT", "{quit}"])
def test_typing_quit_leaves(lobby: Driver, chat: ChatServer, word: str) -> None:
    lobby.tap(lobby.app.lobby.ids.entry_field)
    lobby.type(word)
    lobby.key(ENTER)
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1
    assert chat.texts == []


def test_the_leave_button_leaves(lobby: Driver, chat: ChatServer) -> None:
    lobby.tap(lobby.app.lobby.ids.leave_button)
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1


def test_closing_the_window_leaves(lobby: Driver, chat: ChatServer) -> None:
    assert lobby.close_window(), "the window stays until QUIT is said"
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1


def test_closing_the_window_at_the_prompt_just_closes(open_app: OpenApp) -> None:
    assert not open_app().close_window()


def test_a_taken_name_is_told_and_another_one_gets_in(open_app: OpenApp, chat: ChatServer) -> None:
    chat.taken.add("mira")
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    prompt = driver.app.prompt
    driver.until(lambda: prompt.name_complaint, "the name is refused")
    assert prompt.name_complaint == "mira: That name is already in use."
    assert driver.app.root.current == "prompt"
    assert prompt.ids.name_field.focus
    driver.type("miranda")
    driver.key(ENTER)
    driver.until(lambda: driver.app.root.current == "lobby", "the room is shown")
    assert chat.inside == ["miranda"]


def test_a_server_that_is_not_there_is_told(open_app: OpenApp, chat: ChatServer) -> None:
    chat.close()
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    prompt = driver.app.prompt
    driver.until(lambda: prompt.server_complaint, "the server is not there")
    assert prompt.server_complaint == f"Could not join at 127.0.0.1:{chat.port}: Connection refused."
    chat.open()
    driver.tap(prompt.ids.join_button)
    driver.until(lambda: driver.app.root.current == "lobby", "the room is shown")


def test_what_makes_no_sense_is_told_at_once(open_app: OpenApp) -> None:
    driver = open_app()
    prompt = driver.app.prompt
    prompt.ids.port_field.text = "many"
    driver.tap(prompt.ids.join_button)
    assert prompt.name_complaint == "Please type a name."
    assert prompt.server_complaint == "The server's port is a number from 1 to 65535."
    assert not prompt.joining


def test_a_lost_connection_shows_a_banner_and_loses_nothing(lobby: Driver, chat: ChatServer) -> None:
    screen = lobby.app.lobby
    chat.say("bob", "one")
    lobby.until(lambda: texts(lobby) == ["one"], "the first has come")
    chat.close()
    lobby.until(lambda: screen.can_retry, "the banner is shown")
    assert screen.banner.startswith("No connection, next try in ")
    lobby.tap(screen.ids.entry_field)
    lobby.type("typed meanwhile")
    lobby.key(ENTER)
    lobby.until(lambda: "1 line waits" in screen.banner, "the banner tells what waits")
    for number in range(8):
        chat.say("bob", f"missed {number}")
    chat.open()
    lobby.tap(screen.ids.retry_button)
    expected = ["one", *(f"missed {number}" for number in range(8)), "typed meanwhile"]
    lobby.until(lambda: texts(lobby) == expected, "everything is there, in order, once")
    lobby.until(lambda: not screen.banner, "the banner is gone")
    assert chat.texts == expected


def test_what_is_said_is_drawn(lobby: Driver, chat: ChatServer) -> None:
    chat.say("bob", "theirs")
    lobby.app.lobby.say("ours")
    timeline = lobby.app.lobby.ids.timeline
    lobby.until(lambda: set(texts(lobby)) == {"theirs", "ours"}, "both are there")
    picture = lobby.picture()
    for row in timeline._rows.values():
        if row.layout.bubble:
            x, y = row.to_window(row.layout.x + row.layout.width / 2, row.y + 3)
            colour = theme.OWN_BUBBLE if row.entry.own else theme.BUBBLE
            assert picture.at(x, y) == tuple(round(255 * part) for part in colour[:3])


def test_the_layout_fits_a_narrow_window(lobby: Driver) -> None:
    lobby.resize(360, 560)
    ids = lobby.app.lobby.ids
    buttons = [ids.send_button, ids.smile_button, ids.frown_button, ids.leave_button]
    assert all(button.x >= 0 and button.right <= 360 for button in buttons)
    assert ids.entry_field.width > 100


def test_a_click_elsewhere_does_not_stop_the_typing(lobby: Driver) -> None:
    ids = lobby.app.lobby.ids
    lobby.tap(ids.entry_field)
    lobby.tap(ids.timeline)
    lobby.tap(ids.title)
    lobby.type("still here")
    assert ids.entry_field.text == "still here"
