"""What the app says to Android, as far as that can be seen without one: `java.py` stands in for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kivy_client.platform import here
from kivy_client.platform.device import Note
from tests.kivy_client.platform.java import JavaObject, Phone

Make = Callable[[], Any]
LEVELS = [24, 26, 31, 33, 34]


def lines(shown: JavaObject) -> list[str]:
    style: JavaObject = shown.called("setStyle")[0]
    return [str(line) for line in style.all_of("addLine")]


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest, phone: Phone) -> int:
    phone.level = request.param
    return phone.level


def test_the_store_is_in_the_app_s_own_part_of_the_storage(android: Make) -> None:
    assert android().store_path() == Path("/data/user/0/chat.chorus.chorus/files/chorus/chat.sqlite3")


@pytest.mark.parametrize(("night", "dark"), [(0x20, True), (0x10, False), (0, None)])
def test_dark_colours_follow_the_configuration(android: Make, phone: Phone, night: int, dark: bool | None) -> None:
    device = android()
    phone.night = night
    assert device.is_dark() is dark


def test_a_link_is_shown_by_whatever_shows_links(android: Make, phone: Phone) -> None:
    assert android().open_address("https://example.org/a?b=c#d")
    (intent,) = phone.started
    assert intent.calls == [
        ("<init>", ()),
        ("setAction", ("android.intent.action.VIEW",)),
        ("setData", ("Uri(https://example.org/a?b=c#d)",)),
    ]


def test_without_a_browser_a_link_is_not_opened_and_nothing_breaks(android: Make, phone: Phone) -> None:
    phone.has_browser = False
    assert not android().open_address("https://example.org/")


@pytest.mark.parametrize("address", ["intent://x#Intent;end", "file:///data/x", "content://x/y", "market://details"])
def test_only_links_of_the_web_are_opened(android: Make, phone: Phone, address: str) -> None:
    assert not android().open_address(address)
    assert phone.started == []


def test_back_lets_another_app_come_to_the_front(android: Make, phone: Phone) -> None:
    assert android().to_background()
    assert phone.in_background


@pytest.mark.parametrize(
    ("surface", "seen_to", "height"),
    [
        ((80, 2200), 2280, 0),  # below the status bar, no keyboard
        ((80, 2200), 1480, 800),
        ((0, 2400), 1480, 920),  # over the whole screen
        ((80, 1400), 1480, 0),  # Android made the window smaller itself
        ((0, 1100), 2280, 0),  # the upper half of a split screen
        ((1200, 1080), 100, 1080),  # never more than there is
    ],
)
def test_the_keyboard_hides_the_part_of_the_surface_below_what_is_seen(
    android: Make, phone: Phone, surface: tuple[int, int], seen_to: int, height: int
) -> None:
    phone.surface, phone.seen_to = surface, seen_to
    assert android().keyboard_height() == height


@pytest.mark.parametrize(("level", "may_notify"), [(34, False), (33, False), (32, False), (34, True)])
def test_from_level_33_on_the_person_is_asked_once(android: Make, phone: Phone, level: int, may_notify: bool) -> None:
    phone.level, phone.may_notify = level, may_notify
    device = android()
    device.ask_to_notify()
    device.ask_to_notify()
    assert phone.asked == (["android.permission.POST_NOTIFICATIONS"] if level >= 33 and not may_notify else [])


def test_a_notification_has_its_title_its_line_and_a_channel(android: Make, phone: Phone, level: int) -> None:
    android().notify(Note("#tea", "ann in #tea", "mira: the kettle 🫖"))
    assert list(phone.shown) == ["#tea"]
    shown = phone.shown["#tea"]
    assert shown.called("setContentTitle") == ("ann in #tea",)
    assert shown.called("setContentText") == ("mira: the kettle 🫖",)
    assert shown.called("setSmallIcon") == (77,)
    assert shown.called("setAutoCancel") == (True,)
    assert phone.channels == ([("messages", "Mentions and private messages", 4)] if level >= 26 else [])
    assert len(shown.called("<init>")) == (2 if level >= 26 else 1)


def test_without_our_drawable_the_app_s_icon_is_taken(android: Make, phone: Phone) -> None:
    phone.icon = 0
    android().notify(Note("ann", "ann", "hello"))
    assert phone.shown["ann"].called("setSmallIcon") == (1,)


def test_a_conversation_has_one_notification_with_its_last_lines(android: Make, phone: Phone, level: int) -> None:
    device = android()
    for number in range(9):
        device.notify(Note("ann", "ann", f"line {number}"))
    assert list(phone.shown) == ["ann"]
    assert lines(phone.shown["ann"]) == [f"line {number}" for number in range(3, 9)]
    assert phone.shown["ann"].called("setContentText") == ("line 8",)
    assert phone.shown["ann"].called("setNumber") == (6,)


def test_very_long_texts_are_cut(android: Make, phone: Phone) -> None:
    android().notify(Note("ann", "t" * 5000, "x" * 5000))
    assert len(phone.shown["ann"].called("setContentTitle")[0]) == 100
    assert lines(phone.shown["ann"]) == ["x" * 300]


def test_several_conversations_are_a_group_with_a_summary(android: Make, phone: Phone, level: int) -> None:
    device = android()
    device.notify(Note("ann", "ann", "hello"))
    device.notify(Note("#tea", "bo in #tea", "mira?"))
    assert set(phone.shown) == {"ann", "#tea", ""}
    assert {shown.called("setGroup")[0] for shown in phone.shown.values()} == {"chat.chorus.MESSAGES"}
    assert phone.shown[""].called("setGroupSummary") == (True,)
    assert phone.shown[""].called("setContentTitle") == ("2 conversations",)


def test_what_was_seen_is_withdrawn_and_the_summary_with_the_last_but_one(android: Make, phone: Phone) -> None:
    device = android()
    for tag in ("ann", "#tea"):
        device.notify(Note(tag, tag, "hello"))
    device.withdraw("ann")
    assert list(phone.shown) == ["#tea"]
    device.withdraw("#tea")
    device.withdraw("#other")
    assert phone.shown == {}


def test_what_an_earlier_process_told_is_counted_and_withdrawn(android: Make, phone: Phone) -> None:
    for tag in ("ann", "#tea"):
        android().notify(Note(tag, tag, "hello"))
    assert phone.shown[""].called("setContentTitle") == ("2 conversations",)
    device = android()
    device.withdraw("ann")
    assert list(phone.shown) == ["#tea"]
    device.withdraw("#tea")
    assert phone.shown == {}


def test_lines_that_the_person_swiped_away_do_not_come_back(android: Make, phone: Phone) -> None:
    device = android()
    device.notify(Note("ann", "ann", "old"))
    del phone.shown["ann"]
    device.notify(Note("ann", "ann", "new"))
    assert lines(phone.shown["ann"]) == ["new"]


def test_without_permission_nothing_is_shown_and_nothing_breaks(android: Make, phone: Phone) -> None:
    phone.may_notify = False
    android().notify(Note("ann", "ann", "hello"))
    assert phone.shown == {}


def test_touching_a_notification_opens_its_conversation(android: Make, phone: Phone, level: int) -> None:
    device, opened = android(), list[str]()
    device.follow_notes(opened.append)
    for tag in ("ann", "#tea"):
        device.notify(Note(tag, tag, "hello"))
    phone.tap("ann")
    phone.tap("#tea")
    phone.tap("")  # the summary: only the app
    assert opened == ["ann", "#tea"]


def test_what_a_notification_sends_cannot_be_changed_and_is_of_its_own(android: Make, phone: Phone, level: int) -> None:
    device = android()
    for tag in ("ann", "#tea"):
        device.notify(Note(tag, tag, "hello"))
    pending = [phone.shown[tag].called("setContentIntent")[0] for tag in ("ann", "#tea")]
    assert {one.flags for one in pending} == {0x04000000 | 0x08000000}
    # Android takes intents for the same that have the same action.
    assert len({one.intent.getAction() for one in pending}) == 2


def test_an_app_that_a_notification_started_opens_its_conversation(android: Make, phone: Phone) -> None:
    phone.started_by = "chat.chorus.OPEN #tea"
    opened: list[str] = []
    android().follow_notes(opened.append)
    assert opened == ["#tea"]


@pytest.mark.parametrize("action", [None, "android.intent.action.MAIN", "chat.chorus.OPEN "])
def test_any_other_start_opens_nothing(android: Make, phone: Phone, action: str | None) -> None:
    phone.started_by = action
    opened: list[str] = []
    android().follow_notes(opened.append)
    assert opened == []


def test_notifications_come_from_any_thread(android: Make, phone: Phone) -> None:
    """Kivy's thread stands still in the background, and only it finds the app's own classes."""
    device = android()
    phone.autoclass = None  # type: ignore[assignment, method-assign]
    threads = [threading.Thread(target=device.notify, args=(Note("ann", "ann", f"line {at}"),)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(lines(phone.shown["ann"])) == [f"line {at}" for at in range(4)]


def test_android_is_chosen_where_kivy_says_so(android: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("kivy", reason="Kivy is not installed: pip install '.[app]' with Python 3.11 to 3.13")
    monkeypatch.setattr("kivy.utils.platform", "android")
    here.cache_clear()
    try:
        device = here()
        assert (type(device).__name__, device.always_full, device.has_screen_keyboard) == ("Android", True, True)
        assert here() is device
    finally:
        here.cache_clear()
