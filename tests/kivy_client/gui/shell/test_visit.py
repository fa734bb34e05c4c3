"""The whole app in a window, with its engine and a small chat server: a first visit, talking, leaving, coming again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.kivy_client.chat_server import ChatServer
from tests.kivy_client.gui.window import ENTER

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

pytestmark = pytest.mark.gui
OpenApp = Callable[..., "Driver"]


def entries(driver: Driver) -> list[Any]:
    return list(driver.app.shell.chat.timeline.view.entries)


def texts(driver: Driver) -> list[str]:
    return [entry.text for entry in entries(driver) if entry.shape != "happening"]


def field(driver: Driver) -> Any:
    return driver.app.shell.chat.composer.ids.entry_field


def until_inside(driver: Driver) -> None:
    driver.until(lambda: driver.app.board.current == "#lobby" and driver.app.shell.start is None, "the room is shown")


@pytest.fixture
def lobby(open_app: OpenApp, chat: ChatServer) -> Driver:
    """The app, joined as mira."""
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    until_inside(driver)
    return driver


def test_a_name_is_asked_for_and_the_lobby_follows(open_app: OpenApp, chat: ChatServer) -> None:
    chat.say("heidi", "Good morning")
    driver = open_app(host="127.0.0.1", port=chat.port)
    driver.until(lambda: driver.app.shell.start is not None, "the first screen is shown")
    start = driver.app.shell.start
    driver.until(lambda: start.fields.ids.name_field.focus, "one can type at once")
    driver.type("Mira K")
    driver.tap(start.ids.join_button)
    until_inside(driver)
    driver.until(lambda: texts(driver) == ["Good morning"], "history has come")
    assert chat.inside == ["Mira_K"]
    driver.until(lambda: any("Hi there, Mira_K!" in entry.text for entry in entries(driver)), "one is welcomed")


def test_what_is_typed_is_sent_by_enter_and_by_the_buttons(lobby: Driver, chat: ChatServer) -> None:
    ids = lobby.app.shell.chat.composer.ids
    lobby.tap(field(lobby))
    lobby.type("héllo")
    lobby.key(ENTER)
    lobby.type("again")
    lobby.tap(ids.send_button)
    lobby.tap(ids.smile_button)
    lobby.tap(ids.frown_button)
    lobby.until(lambda: chat.texts == ["héllo", "again", "☺", "☹"], "the server has all")
    lobby.until(lambda: all(entry.state == "kept" for entry in entries(lobby)), "all are acknowledged")
    assert texts(lobby) == ["héllo", "again", "☺", "☹"]
    assert field(lobby).text == ""
    assert field(lobby).focus


def test_what_others_do_is_shown(lobby: Driver, chat: ChatServer) -> None:
    chat.happen("bob", "JOIN", "#lobby")
    chat.say("bob", "\x01ACTION waves\x01")
    chat.say("bob", "careful", "NOTICE")
    lobby.until(lambda: texts(lobby) == ["waves", "careful"], "both have come")
    assert [entry.shape for entry in entries(lobby) if entry.text in ("waves", "careful")] == ["action", "notice"]
    assert any("bob" in entry.text and "joined" in entry.text for entry in entries(lobby))


@pytest.mark.parametrize("word", ["QUIT", "{quit}"])
def test_typing_quit_leaves(lobby: Driver, chat: ChatServer, word: str) -> None:
    lobby.tap(field(lobby))
    lobby.type(word)
    lobby.key(ENTER)
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1
    assert chat.texts == []


@pytest.mark.parametrize("menu", ["main", "conversation"])
def test_leave_chat_leaves(lobby: Driver, chat: ChatServer, menu: str) -> None:
    shell = lobby.app.shell
    if menu == "main":
        lobby.resize(800, 1200)
        lobby.tap(shell.list.ids.menu_button)
    else:
        lobby.tap(shell.chat.header.ids.more_button)
    shown = shell.menus.shown
    assert shown.labels[-1] == "Leave chat"
    lobby.frames(2)
    hit = shown._shown.hits[-1]
    lobby.press(hit.x + hit.width / 2, hit.y + hit.height / 2)
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1


def test_closing_the_window_leaves(lobby: Driver, chat: ChatServer) -> None:
    assert lobby.close_window(), "the window stays until QUIT is said"
    lobby.until(lambda: lobby.stopped, "the app has stopped")
    assert len(chat.sent("QUIT")) == 1


def test_closing_the_window_at_the_first_screen_closes_it(open_app: OpenApp) -> None:
    driver = open_app()
    driver.close_window()
    driver.until(lambda: driver.stopped, "the app has stopped")


def test_a_taken_name_is_told_and_another_one_gets_in(open_app: OpenApp, chat: ChatServer) -> None:
    chat.taken.add("mira")
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    driver.until(lambda: driver.app.shell.start and driver.app.shell.start.fields.name_complaint, "the name is refused")
    start = driver.app.shell.start
    assert start.fields.name_complaint == "mira: That name is already in use."
    driver.until(lambda: start.fields.ids.name_field.focus, "the name can be typed over")
    driver.type("miranda")
    driver.key(ENTER)
    until_inside(driver)
    assert chat.inside == ["miranda"]


def test_a_server_that_is_not_there_is_told(open_app: OpenApp, chat: ChatServer) -> None:
    chat.close()
    driver = open_app(name="mira", host="127.0.0.1", port=chat.port)
    driver.until(lambda: driver.app.shell.start and driver.app.shell.start.fields.server_complaint, "it is not there")
    start = driver.app.shell.start
    assert "Connection refused" in start.fields.server_complaint
    assert not start.joining
    chat.open()
    driver.tap(start.ids.join_button)
    until_inside(driver)


def test_what_makes_no_sense_is_told_at_once(open_app: OpenApp) -> None:
    driver = open_app()
    driver.until(lambda: driver.app.shell.start is not None, "the first screen is shown")
    start = driver.app.shell.start
    start.fields.ids.port_field.text = "many"
    driver.tap(start.ids.join_button)
    assert start.fields.name_complaint == "Please type a name."
    assert start.fields.server_complaint == "The server's port is a number from 1 to 65535."
    assert not start.joining


def test_a_lost_connection_shows_a_banner_and_loses_nothing(lobby: Driver, chat: ChatServer) -> None:
    banner = lobby.app.shell.banner
    chat.say("bob", "one")
    lobby.until(lambda: texts(lobby) == ["one"], "the first has come")
    chat.close()
    lobby.until(lambda: banner.can_retry, "the strip is shown")
    assert banner.words.startswith("No connection, next try in ")
    chat.say("bob", "two")
    lobby.tap(field(lobby))
    lobby.type("typed meanwhile")
    lobby.key(ENTER)
    lobby.until(lambda: "1 message waits" in banner.words, "it waits")
    chat.open()
    lobby.tap(banner.ids.retry_button)
    lobby.until(lambda: texts(lobby)[-2:] == ["two", "typed meanwhile"], "both are there")
    lobby.until(lambda: not banner.words and all(entry.state == "kept" for entry in entries(lobby)), "all is well")
    assert chat.texts == ["one", "two", "typed meanwhile"]


def test_what_was_said_and_written_is_there_at_the_next_start_without_a_network(
    open_app: OpenApp, chat: ChatServer, tmp_path: Path
) -> None:
    store = tmp_path / "kept.sqlite3"
    first = open_app((800, 1200), name="mira", host="127.0.0.1", port=chat.port, store=store)
    until_inside(first)
    chat.say("bob", "remember me")
    first.until(lambda: "remember me" in texts(first), "it has come")
    first.tap(field(first))
    first.type("half a thought")
    first.close_window()
    first.until(lambda: first.stopped, "the app has stopped")
    first.close()
    chat.close()
    again = open_app((800, 1200), store=store)
    again.until(lambda: "remember me" in texts(again), "history is there")
    assert again.app.shell.start is None
    assert field(again).text == "half a thought"
    again.until(lambda: again.app.shell.banner.can_retry, "there is no connection")
