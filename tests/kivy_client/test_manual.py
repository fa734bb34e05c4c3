"""docs/app.md names what the app has: commands and keys change in the code first."""

from __future__ import annotations

from pathlib import Path

from kivy_client.core.chat.typed import COMMANDS
from kivy_client.ui.shell.keys import OTHERS, SHORTCUTS

MANUAL = (Path(__file__).parents[2] / "docs" / "app.md").read_text("utf-8")


def test_every_command_is_in_the_manual() -> None:
    wanted = [f"| `/{one.usage}` | {one.help} |" for one in COMMANDS.values()]
    assert [line for line in wanted if line not in MANUAL.splitlines()] == []


def test_every_key_is_in_the_manual() -> None:
    wanted = [f"| {keys} | {words} |" for keys, words in [*((one.keys, one.words) for one in SHORTCUTS), *OTHERS]]
    assert [line for line in wanted if line not in MANUAL.splitlines()] == []
