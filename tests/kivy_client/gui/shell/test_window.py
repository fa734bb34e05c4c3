"""The window and the system around it: seen or not, notifications, links, colours, a keyboard on the screen, toasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kivy_client.core.model.commands import Background, RetryNow
from kivy_client.core.model.events import Alerted, Toast
from kivy_client.platform.device import Note
from tests.kivy_client.gui.fake_core import OFFLINE, ONLINE
from tests.kivy_client.gui.shell.conftest import OPEN, Stage

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]


def test_the_core_knows_whether_the_window_is_seen(stage: MakeStage) -> None:
    from kivy.core.window import Window

    one = stage()
    Window.dispatch("on_minimize")
    assert one.core.of(Background)[-1].hidden
    Window.dispatch("on_restore")
    assert not one.core.of(Background)[-1].hidden
    assert one.driver.app.on_pause(), "the app stays alive in the background"
    assert one.core.of(Background)[-1].hidden
    one.driver.app.on_resume()
    assert not one.core.of(Background)[-1].hidden


def test_who_looks_away_sees_no_messages(stage: MakeStage) -> None:
    one = stage()
    timeline = one.shell.chat.timeline
    assert timeline.foreground
    assert one.driver.app.on_pause()
    assert not timeline.foreground
    one.driver.app.on_resume()
    assert timeline.foreground


def test_an_alert_is_a_notification_that_leads_there_and_goes_when_it_was_seen(stage: MakeStage) -> None:
    one = stage(412, 915)
    assert one.device.asked_to_notify == 1
    one.tell(Alerted("alice", "alice", "can you look?"))
    assert one.device.notes == [Note("alice", "alice", "can you look?")]
    one.device.tapped("alice")
    one.driver.until(lambda: one.seen == ("chat",), "the conversation is shown")
    assert one.board.current == "alice"
    assert one.device.withdrawn[-1] == "alice"


def test_a_link_that_cannot_be_opened_is_told(stage: MakeStage) -> None:
    one = stage()
    timeline = one.shell.chat.timeline
    timeline.dispatch("on_link", "https://example.org")
    timeline.dispatch("on_link", "ftp://example.org")
    assert one.device.opened == ["https://example.org", "ftp://example.org"]
    assert one.shell.toasts.shown == "That link could not be opened."


def test_toasts_come_one_after_the_other_and_go(stage: MakeStage, monkeypatch: pytest.MonkeyPatch) -> None:
    from kivy_client.ui.shell import toasts

    monkeypatch.setattr(toasts, "SECONDS", 0.05)
    monkeypatch.setattr(toasts, "MORE_SECONDS", 0.0)
    one = stage()
    one.core.show(Toast("First."))
    one.core.show(Toast("First."))
    one.core.show(Toast("Second."))
    one.driver.until(lambda: one.shell.toasts.shown == "First.", "the first is there")
    one.driver.until(lambda: one.shell.toasts.shown == "Second.", "the second is there")
    one.driver.until(lambda: one.shell.toasts.shown == "", "both are gone")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_toast_can_be_read(stage: MakeStage, theme: str) -> None:
    one = stage(412, 915, theme=theme)
    one.tell(Toast("You are not in #ops."))
    toasts, picture = one.shell.toasts, one.driver.picture()
    shades = {sum(picture.at(x, toasts.bottom + 21)) for x in range(100, 312)}
    assert max(shades) - min(shades) > 450, "the words differ from what is below them"


def test_a_toast_is_above_the_keyboard_on_the_screen(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.device.has_screen_keyboard = True
    one.open()
    one.driver.tap(one.shell.chat.composer.ids.entry_field)
    one.tell(Toast("You are not in #ops."))
    one.device.height = 300.0
    one.driver.until(lambda: one.shell.toasts.bottom > 300, "it is where it can be read")
    one.device.height = 0.0
    one.driver.until(lambda: one.shell.toasts.bottom < 300, "it follows the keyboard")


def test_colours_follow_the_system_unless_the_person_chose(stage: MakeStage) -> None:
    from kivy_client.ui.theme import theme

    one = stage(theme="system")
    assert not theme.dark
    one.device.dark = True
    one.driver.app.on_resume()
    assert theme.dark
    one.board.preferences = replace(one.board.preferences, theme="light")
    assert not theme.dark


def test_the_keyboard_on_the_screen_never_hides_the_field(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.device.has_screen_keyboard = True
    one.open()
    field = one.shell.chat.composer.ids.entry_field
    one.device.height = 300.0
    one.driver.tap(field)
    one.driver.until(lambda: one.shell.chat.y == 300, "all is above the keyboard")
    assert field.to_window(*field.pos)[1] >= 300
    one.device.height = 0.0
    field.focus = False
    one.driver.until(lambda: one.shell.chat.y == 0, "all is where it was")


def test_while_there_is_no_connection_a_strip_says_so(stage: MakeStage) -> None:
    from kivy.clock import Clock

    one = stage()
    banner, chat = one.shell.banner, one.shell.chat
    assert banner.height == 0
    high = chat.height
    one.tell(replace(OFFLINE, retry_at=Clock.get_time() + 1000, waiting=2))
    assert "2 messages wait" in banner.words
    assert chat.height == high - banner.height < high
    one.driver.tap(banner.ids.retry_button)
    assert one.core.of(RetryNow)
    one.tell(ONLINE)
    assert (banner.words, chat.height) == ("", high)
    assert one.board.current == OPEN
