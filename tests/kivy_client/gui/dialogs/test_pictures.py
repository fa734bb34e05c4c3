"""How writing, searching and the dialogs look, beside accepted pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kivy_client.core.model.conversations import Hit, ListedRoom, Member, Profile, RoomSettings
from kivy_client.core.model.events import Found, MembersChanged, ProfileShown, RoomSettingsShown, RoomsListed
from tests.kivy_client.gui import golden
from tests.kivy_client.gui.fake_core import room
from tests.kivy_client.gui.shell.conftest import MEMBERS, OPEN, TODAY, Stage, time
from tests.kivy_client.gui.timeline.conversation import WORK

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
ROOMS = tuple(ListedRoom(f"#room-{number}", 300 - number, "What it is about " * (number % 4)) for number in range(60))
BOB = Profile("bob", "~bob", "host.example", "Robert B", "bobby", "lunch", ("#gateway-dev", "@#ops"), 0, 4000, bot=True)
SETTINGS = RoomSettings(OPEN, "", frozenset("nt"), "", 20, ("*!*@bad.example",))
HITS = (
    Hit(OPEN, OPEN, "m30", 30, "heidi", "the reconnect patch is green ✅ shall I merge?", time("09:47"), 4, 13),
    Hit(OPEN, OPEN, "m10", 10, "ivan", "is it about the reconnect? " * 9, time("09:01", 2), 16, 25),
    Hit("alice", "alice", "m20", 20, "alice", "reconnect 🎉", time("08:00", 3), 0, 9),
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("conversations.view", "search.hits"):
        monkeypatch.setattr(f"kivy_client.ui.{module}.now", lambda: TODAY)


def opened(one: Stage, name: str, **options: Any) -> Any:
    sheet = one.shell.open(name, **options)
    one.driver.until(lambda: sheet.shown == 1, "it is there")
    return sheet


def check(one: Stage, name: str, tmp_path: Path) -> None:
    """Once the bars beside what can be scrolled have faded."""
    from kivy.core.window import Window
    from kivy.uix.scrollview import ScrollView

    one.driver.frames(4)
    views = [widget for root in Window.children for widget in root.walk() if isinstance(widget, ScrollView)]
    one.driver.until(lambda: all(view._bar_color == view.bar_inactive_color for view in views), "no bar fades")
    golden.check(one.driver.picture(), name, tmp_path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_writing_on_a_telephone(stage: MakeStage, tmp_path: Path, theme: str) -> None:
    one = stage(412, 915, theme=theme)
    one.open()
    composer = one.shell.chat.composer
    composer.reply(next(entry for entry in WORK if entry.nick == "heidi"))
    one.driver.type("on it 🚀 give me five minutes, I will have a look at it right away :smi")
    check(one, f"compose-{theme}", tmp_path)


@pytest.mark.parametrize(("width", "height", "theme"), [(412, 915, "dark"), (1280, 800, "light")])
def test_emoji(stage: MakeStage, tmp_path: Path, width: int, height: int, theme: str) -> None:
    one = stage(width, height, theme=theme)
    one.open()
    one.shell.chat.composer.toggle_picker()
    check(one, f"emoji-{width}x{height}-{theme}", tmp_path)


def test_a_new_conversation(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(800, 1200)
    sheet = opened(one, "new")
    one.driver.until(lambda: sheet.field.focus, "it can be typed")
    one.driver.type("an")
    check(one, "dialog-new", tmp_path)


def test_rooms(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(1280, 800, theme="dark")
    opened(one, "rooms")
    one.tell(RoomsListed(ROOMS, True))
    check(one, "dialog-rooms", tmp_path)


def test_a_profile(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(412, 915)
    one.open()
    one.change(room("#gateway-dev", operator=True))
    one.tell(MembersChanged(OPEN, (*MEMBERS[:2], Member("bob"))))
    opened(one, "profile", nick="bob")
    one.tell(ProfileShown(BOB))
    check(one, "dialog-profile", tmp_path)


@pytest.mark.parametrize(("width", "height", "theme"), [(412, 915, "light"), (1280, 800, "dark")])
def test_a_room(stage: MakeStage, tmp_path: Path, width: int, height: int, theme: str) -> None:
    one = stage(width, height, theme=theme)
    one.open()
    one.change(room("#gateway-dev", operator=True, topic="Release 0.9 on Friday", people=len(MEMBERS)))
    opened(one, "room", conversation=OPEN)
    one.tell(RoomSettingsShown(SETTINGS))
    check(one, f"dialog-room-{theme}", tmp_path)


def test_the_lists_of_a_room(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(412, 915, theme="light")
    one.open()
    one.change(room("#gateway-dev", operator=True, people=len(MEMBERS)))
    sheet = opened(one, "room", conversation=OPEN)
    one.tell(RoomSettingsShown(replace(SETTINGS, exceptions=("*!*@good.example",), invited=())))
    sheet.body.parent.scroll_y = 0
    check(one, "dialog-room-lists", tmp_path)


def test_a_ban(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(412, 915, theme="dark")
    one.open()
    from kivy_client.ui.dialogs.removal import RemovalSheet

    sheet = RemovalSheet(one.board, OPEN, "bob", ban=True, host="host.example")
    sheet.open()
    one.driver.until(lambda: sheet.shown == 1, "it is there")
    check(one, "dialog-ban", tmp_path)


@pytest.mark.parametrize(("width", "height", "theme"), [(412, 915, "dark"), (1280, 800, "light")])
def test_searching(stage: MakeStage, tmp_path: Path, width: int, height: int, theme: str) -> None:
    one = stage(width, height, theme=theme)
    one.open()
    panel = one.shell.open("search", text="reconnect")
    one.driver.until(lambda: not panel._asking.waits, "it is asked")
    one.tell(Found("reconnect", "", HITS))
    check(one, f"search-{width}x{height}-{theme}", tmp_path)


def test_searching_in_a_conversation(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(412, 915)
    one.open()
    one.shell.search_here()
    one.driver.until(lambda: one.shell.chat.search.ids.search_field.focus, "it can be typed")
    one.driver.type("patch")
    one.driver.until(lambda: not one.shell.chat.search._asking.waits, "it is asked")
    one.tell(Found("patch", OPEN, HITS[:2], more=True))
    check(one, "search-here", tmp_path)
