"""What the keys of the whole window do: the shortcuts of `keys`, and Tab where nothing has the keyboard.

A dialog or a menu over the panes has the keys first. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kivy.core.window import Window

from kivy_client.ui.conversations.order import neighbour
from kivy_client.ui.focus import focus_first, focused
from kivy_client.ui.keycodes import TAB
from kivy_client.ui.shell.keys import meant

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

_AT_THE_START = ("back", "leave", "help")
"""What the first screen knows too."""


class Shortcuts:
    """Of one window, while it is bound."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def bind(self) -> None:
        Window.fbind("on_key_down", self._on_key_down)

    def unbind(self) -> None:
        Window.funbind("on_key_down", self._on_key_down)

    def _on_key_down(self, _: Any, code: int, _scan: int, _text: str | None, modifiers: Sequence[str]) -> bool:
        shell = self._shell
        if not Window.children or Window.children[0] is not shell:
            return False
        if code == TAB and focused() is None:
            return focus_first(shell, last="shift" in modifiers)
        name = meant(code, modifiers)
        if not name or (shell.start is not None and name not in _AT_THE_START):
            return False
        self._do(name)
        return True

    def _do(self, name: str) -> None:
        shell = self._shell
        match name:
            case "back":
                if (not shell.back() and not shell.device.to_background()) or focused() is None:
                    shell.focus_field()
            case "next" | "previous" | "next_unread" | "previous_unread":
                step = 1 if name.startswith("next") else -1
                key = neighbour(shell.list.ordered, shell.board.current, step, name.endswith("unread"))
                if key:
                    shell.open_conversation(key)
            case "search_here" | "search_everywhere" | "leave":
                getattr(shell, name)()
            case "switch" | "help":
                shell.open({"switch": "switcher", "help": "keys"}[name])
            case _:
                shell.open(name)
