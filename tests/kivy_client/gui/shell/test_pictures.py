"""How the whole window looks, beside accepted pictures: at the sizes of a telephone, a tablet and a desktop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kivy_client.core.model.events import CertificateAsked, Loaded, TypingChanged
from kivy_client.core.model.servers import Preferences
from tests.kivy_client.gui import golden
from tests.kivy_client.gui.fake_core import OFFLINE
from tests.kivy_client.gui.shell.conftest import OPEN, TODAY, Stage
from tests.kivy_client.gui.window import ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
SIZES = pytest.mark.parametrize(("width", "height"), [(412, 915), (800, 1200), (1280, 800)])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kivy_client.ui.conversations.view.now", lambda: TODAY)


@SIZES
@THEMES
def test_a_conversation(stage: MakeStage, tmp_path: Path, width: int, height: int, theme: str) -> None:
    one = stage(width, height, theme=theme)
    one.open()
    one.tell(TypingChanged(OPEN, ("heidi", "ivan")))
    golden.check(one.driver.picture(), f"shell-{width}x{height}-{theme}", tmp_path)


@THEMES
def test_the_list_on_a_telephone(stage: MakeStage, tmp_path: Path, theme: str) -> None:
    one = stage(412, 915, theme=theme)
    golden.check(one.driver.picture(), f"shell-list-{theme}", tmp_path)


def test_the_first_screen(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(412, 915, loaded=False)
    one.tell(Loaded((), None, Preferences(theme="light"), ()))
    one.shell.start.fields.more = True
    one.shell.start.join()
    one.driver.frames(4)
    golden.check(one.driver.picture(), "shell-start", tmp_path)


def test_without_a_connection(stage: MakeStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = stage(412, 915)
    one.open()
    monkeypatch.setattr("kivy_client.ui.shell.banner.now", lambda: 100.0)
    one.tell(replace(OFFLINE, waiting=2, retry_at=107.0))
    golden.check(one.driver.picture(), "shell-offline", tmp_path)


def test_a_menu_and_a_large_text(stage: MakeStage, tmp_path: Path) -> None:
    one = stage(800, 1200, text_size=20)
    one.driver.press(*one.shell.list.list.place(2), button="right")
    one.driver.frames(3)
    golden.check(one.driver.picture(), "shell-menu-large", tmp_path)


@pytest.mark.parametrize("name", ["settings", "keys", "about", "servers", "switcher"])
def test_dialogs(stage: MakeStage, tmp_path: Path, name: str) -> None:
    one = stage(800, 1200)
    sheet = one.shell.open(name)
    one.driver.until(lambda: sheet.shown == 1, "it is there")
    one.driver.frames(3)
    golden.check(one.driver.picture(), f"shell-{name}", tmp_path)
    one.driver.key(ESCAPE)


def test_a_changed_certificate(stage: MakeStage, tmp_path: Path) -> None:
    from kivy_client.ui.sheet import Sheet

    one = stage(412, 915)
    one.tell(CertificateAsked("chat.example", "ab12" * 16, "cd34" * 16, "another"))
    one.driver.until(lambda: Sheet.top() and Sheet.top().shown == 1, "it is asked")
    one.driver.frames(3)
    golden.check(one.driver.picture(), "shell-certificate", tmp_path)
