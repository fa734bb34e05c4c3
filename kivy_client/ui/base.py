"""The contract of the shell: what its parts, and the panels that it opens, may ask of it. No widgets, no Kivy."""

from __future__ import annotations

from typing import Any, Protocol

from kivy_client.core.model.servers import Server
from kivy_client.platform.device import Device
from kivy_client.ui.board import Board


class Shell(Protocol):
    """The window. `menus`, `list`, `chat`, `side` and `panes` are its parts; `start`: the first screen while it is
    there, which begins with the `suggested` server; `foreground`: the person can see the window."""

    board: Board
    device: Device
    suggested: Server | None
    foreground: bool
    start: Any
    menus: Any
    list: Any
    side: Any
    panes: Any

    @property
    def chat(self) -> Any: ...

    def open(self, name: str, **options: Any) -> Any: ...

    def open_conversation(self, key: str, name: str = "") -> None: ...

    def open_address(self, address: str) -> None: ...

    def toast(self, sentence: str) -> None: ...

    def mention(self, nick: str) -> None: ...

    def focus_field(self) -> None: ...

    def close_side(self) -> None: ...

    def search_here(self) -> None: ...

    def tell_about(self) -> None: ...

    def toggle_members(self) -> None: ...

    def show_chats(self) -> None: ...

    def back(self) -> bool: ...

    def leave(self) -> None: ...
