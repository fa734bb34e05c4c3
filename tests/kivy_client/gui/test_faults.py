"""An error in a part of the window does not end the app; if nothing works any more, the server is told that it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kivy_client.core.model.commands import Leave
from tests.kivy_client.gui.fake_core import FakeCore

pytestmark = pytest.mark.gui


@pytest.fixture
def core(open_app: Callable[..., Any]) -> FakeCore:
    """Of an app that is open."""
    made: list[FakeCore] = []

    def make(*arguments: Any) -> FakeCore:
        made.append(FakeCore(*arguments))
        return made[0]

    driver = open_app(core=make)
    driver.until(lambda: made, "it has a core")
    return made[0]


def test_an_error_is_logged_and_told_and_the_app_goes_on(window: Any, caplog: pytest.LogCaptureFixture) -> None:
    from kivy.base import ExceptionManager

    from kivy_client.ui.faults import SENTENCE, Faults

    told: list[str] = []
    with Faults(told.append).handled():
        assert ExceptionManager.handle_exception(RuntimeError("no such widget")) == ExceptionManager.PASS
        assert ExceptionManager.handle_exception(KeyboardInterrupt()) == ExceptionManager.RAISE
    assert told == [SENTENCE]
    assert "no such widget" in caplog.text
    assert ExceptionManager.handle_exception(RuntimeError()) == ExceptionManager.RAISE, "it is not ours any more"


def test_errors_without_end_end_the_app(window: Any) -> None:
    from kivy.base import ExceptionManager

    from kivy_client.ui.faults import MOST, Faults

    faults = Faults(lambda sentence: None)
    went_on = [faults.handle_exception(RuntimeError()) == ExceptionManager.PASS for _ in range(MOST)]
    assert went_on == [True] * (MOST - 1) + [False]


def test_an_app_that_ends_by_an_error_says_quit(core: FakeCore, monkeypatch: pytest.MonkeyPatch) -> None:
    from kivy.app import App

    def run(app: App) -> None:
        raise RuntimeError("nothing works")

    app = App.get_running_app()
    monkeypatch.setattr(App, "run", run)
    monkeypatch.setattr(app.shell, "keep", lambda: run(app))
    with pytest.raises(RuntimeError, match="nothing works"):
        app.run()
    assert len(core.of(Leave)) == 1
