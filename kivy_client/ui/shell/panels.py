"""The panels that the shell opens by name, and where each is shown. What is here is imported when it is opened first.

A panel at the side is a `side.Panel`; a dialog is a `sheet.Sheet`. Either is made as `Class(shell, **options)`; the
options are those that `Shell.open(name, **options)` was given, and are listed here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, NamedTuple


class Place(NamedTuple):
    """Where a panel's class is, and where it is shown: at the side of the conversation, or over the window."""

    module: str
    name: str
    where: Literal["side", "dialog"]


_UI = "kivy_client.ui"
PANELS: dict[str, Place] = {
    "members": Place(f"{_UI}.members.pane", "MembersPane", "side"),
    "search": Place(f"{_UI}.search.pane", "SearchPane", "side"),  # text=""
    "profile": Place(f"{_UI}.dialogs.profile", "ProfileSheet", "dialog"),  # nick
    "room": Place(f"{_UI}.dialogs.room", "RoomSheet", "dialog"),  # conversation
    "rooms": Place(f"{_UI}.dialogs.rooms", "RoomsSheet", "dialog"),
    "new": Place(f"{_UI}.dialogs.new", "NewSheet", "dialog"),
    "signs": Place(f"{_UI}.dialogs.signs", "SignsSheet", "dialog"),  # choose: called with a sign
    "switcher": Place(f"{_UI}.shell.switcher", "SwitcherSheet", "dialog"),
    "keys": Place(f"{_UI}.shell.help", "KeysSheet", "dialog"),
    "settings": Place(f"{_UI}.settings.sheet", "SettingsSheet", "dialog"),
    "about": Place(f"{_UI}.settings.about", "AboutSheet", "dialog"),
    "servers": Place(f"{_UI}.start.servers", "ServersSheet", "dialog"),
    "server": Place(f"{_UI}.start.servers", "ServerSheet", "dialog"),  # server: a saved one, or None
    "certificate": Place(f"{_UI}.start.certificate", "CertificateSheet", "dialog"),  # event
    "confirm": Place(f"{_UI}.confirm", "ConfirmSheet", "dialog"),  # title, sentence, label, act
}


def make(name: str, shell: Any, **options: Any) -> Any:
    """A panel, not shown yet."""
    place = PANELS[name]
    return getattr(import_module(place.module), place.name)(shell, **options)
