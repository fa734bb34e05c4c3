"""Desktops: Linux and other systems with freedesktop.org's conventions, macOS, Windows.

Other programs are run by argument vectors, never by a shell, on a thread of their own: they may take long, or not be
there.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kivy_client.platform.device import FOLDER, ICON, STORE, Device, Note

SECONDS = 5.0
"""How long another program may take."""
MOST_TITLE, MOST_TEXT = 100, 300


class Desktop(Device):
    """`environment` and `system` (as `sys.platform`) are this process's."""

    def __init__(self, environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> None:
        self._environment = environment
        self._system = system
        self._dark: bool | None = None

    def store_path(self) -> Path:
        return data_folder(self._environment, self._system) / STORE

    def is_dark(self) -> bool | None:
        return self._dark

    def ask_dark(self, known: Callable[[], None]) -> None:
        def ask() -> None:
            dark = system_dark(self._system, _output)
            if dark is not self._dark:
                self._dark = dark
                known()

        threading.Thread(target=ask, name="app-dark", daemon=True).start()

    def notify(self, note: Note) -> None:
        if self._system not in ("win32", "darwin"):
            threading.Thread(target=_output, args=(notify_command(note),), name="app-notify", daemon=True).start()


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


def notify_command(note: Note) -> list[str]:
    """What shows a note. The text may be taken for markup (Desktop Notifications Specification), so it is escaped."""
    text = html.escape(note.text[:MOST_TEXT], quote=False)
    hint = f"string:x-canonical-private-synchronous:{note.tag}"
    options = ["--app-name=Chorus", f"--icon={ICON}", "--category=im.received", f"--hint={hint}"]
    return ["notify-send", *options, "--", note.title[:MOST_TITLE], text]


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


def _output(command: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout
