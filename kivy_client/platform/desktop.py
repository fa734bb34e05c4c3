"""Desktops: Linux and other systems with freedesktop.org's conventions, macOS, Windows.

What asks other programs does so on a thread of its own: they may take long, or not be there.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kivy_client.platform.device import FOLDER, STORE, Device, Note
from kivy_client.platform.notify_send import NotifySend
from kivy_client.platform.programs import output


class Desktop(Device):
    """`environment` and `system` (as `sys.platform`) are this process's."""

    def __init__(self, environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> None:
        self._environment = environment
        self._system = system
        self._dark: bool | None = None
        self._notes = NotifySend() if system not in ("win32", "darwin") else None

    def store_path(self) -> Path:
        return data_folder(self._environment, self._system) / STORE

    def is_dark(self) -> bool | None:
        return self._dark

    def ask_dark(self, known: Callable[[], None]) -> None:
        def ask() -> None:
            dark = system_dark(self._system, output)
            if dark is not self._dark:
                self._dark = dark
                known()

        threading.Thread(target=ask, name="app-dark", daemon=True).start()

    def notify(self, note: Note) -> None:
        if self._notes is not None:
            self._notes.show(note)

    def withdraw(self, tag: str) -> None:
        if self._notes is not None:
            self._notes.withdraw(tag)

    def follow_notes(self, tapped: Callable[[str], None]) -> None:
        if self._notes is not None:
            self._notes.tapped = tapped


def data_folder(environment: Mapping[str, str], system: str) -> Path:
    """The XDG Base Directory Specification; on macOS and Windows what is usual there."""
    home = Path.home()
    if system == "win32":
        return Path(environment.get("APPDATA") or home) / FOLDER.title()
    if system == "darwin":
        return home / "Library" / "Application Support" / FOLDER.title()
    given = environment.get("XDG_DATA_HOME", "")
    base = Path(given) if given.startswith("/") else home / ".local" / "share"
    return base / FOLDER


def system_dark(system: str, output: Callable[[Sequence[str]], str | None]) -> bool | None:
    """What the desktop is set to. `output` runs a program; None: there is none, or it failed."""
    if system == "darwin":  # the key is there in dark mode only
        return output(["defaults", "read", "-g", "AppleInterfaceStyle"]) is not None
    if system == "win32":
        key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        said = output(["reg", "query", key, "/v", "AppsUseLightTheme"])
        return None if said is None else said.rstrip().endswith("0x0")
    said = output(["gsettings", "get", "org.gnome.desktop.interface", "color-scheme"])
    return None if said is None else "dark" in said
