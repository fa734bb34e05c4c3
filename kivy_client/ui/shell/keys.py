"""The keyboard shortcuts of the whole window: which keys mean what. Pure; `help` shows this table, `Shell` does it.

Keys are numbered as Kivy does (`ui.keycodes`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kivy_client.ui.keycodes import DOWN, ESCAPE, F1, UP, held


class Shortcut(NamedTuple):
    """`name`: of the `Shell`'s action. `keys`: as a person calls them."""

    name: str
    code: int
    held: frozenset[str]
    keys: str
    words: str


def _key(name: str, code: int, keys: str, words: str) -> Shortcut:
    return Shortcut(name, code, held(part.lower() for part in keys.split("-")[:-1]), keys, words)


SHORTCUTS = (
    _key("back", ESCAPE, "Esc", "Back: close what is on top, return to the field"),
    _key("switch", ord("k"), "Ctrl-K", "Go to a conversation by its name"),
    _key("next", DOWN, "Alt-↓", "Next conversation"),
    _key("previous", UP, "Alt-↑", "Previous conversation"),
    _key("next_unread", DOWN, "Alt-Shift-↓", "Next conversation with something new"),
    _key("previous_unread", UP, "Alt-Shift-↑", "Previous conversation with something new"),
    _key("search_here", ord("f"), "Ctrl-F", "Search in this conversation"),
    _key("search_everywhere", ord("f"), "Ctrl-Shift-F", "Search everywhere"),
    _key("new", ord("n"), "Ctrl-N", "New conversation"),
    _key("settings", ord(","), "Ctrl-,", "Settings"),
    _key("leave", ord("q"), "Ctrl-Q", "Leave the chat"),
    _key("help", F1, "F1", "This list"),
)
OTHERS = (
    ("Tab, Shift-Tab", "Go to the next or previous button, field or list"),
    ("↑ ↓ Enter", "In a list: choose"),
    ("Menu, Shift-F10", "In a list: what can be done with it"),
    ("Enter", "In the field: send"),
    ("Shift-Enter", "In the field: a new line"),
    ("↑", "In the empty field: what was sent before"),
    ("Tab", "In the field: complete a name, a room, a command, an emoji"),
    ("R, C, Delete", "On a message: answer, copy, remove"),
)
"""Those that are not for the whole window."""


def meant(code: int, modifiers: Collection[str]) -> str:
    """The name of the shortcut that was pressed, "" for none."""
    now = held(modifiers)
    return next((one.name for one in SHORTCUTS if one.code == code and one.held == now), "")
