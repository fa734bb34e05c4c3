"""Notifications as freedesktop.org has them, by `notify-send`: one for each conversation, which a click on it opens.

From libnotify 0.8 on notify-send waits for the click, and closes its notification when it gets SIGINT; an older one
only shows. Each that waits is a process, with a thread `app-notify` that reads what it says. `show` and `withdraw` may
be called on any thread.
"""

from __future__ import annotations

import atexit
import html
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress

from kivy_client.platform.device import ICON, Note
from kivy_client.platform.programs import SECONDS, output

MOST_TITLE, MOST_TEXT = 100, 300
MOST_WAITING = 10
"""Processes at a time. The notification of an older one stays, but a click on it does nothing."""
ACTION = "default"
"""What a click on the notification itself is called (Desktop Notifications Specification)."""


class NotifySend:
    """`tapped`: called with the conversation whose notification was clicked, on any thread."""

    def __init__(self) -> None:
        self.tapped: Callable[[str], None] = lambda _: None
        self._lock = threading.Lock()
        self._wanted: dict[str, Note] = {}
        """The newest of each conversation, until it is seen, closed or clicked."""
        self._waiting: dict[str, subprocess.Popen[str]] = {}
        self._can_wait: bool | None = None
        atexit.register(self.close)

    def show(self, note: Note) -> None:
        """In place of an older one of the same conversation."""
        with self._lock:
            self._wanted[note.tag] = note
        threading.Thread(target=self._show, args=(note,), name="app-notify", daemon=True).start()

    def withdraw(self, tag: str) -> None:
        with self._lock:
            self._wanted.pop(tag, None)
            process = self._waiting.pop(tag, None)
        if process is not None:
            process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """Withdraw all: nobody would hear a click any more."""
        for tag in list(self._waiting):
            self.withdraw(tag)

    def _show(self, note: Note) -> None:
        if self._can_wait is None:
            self._can_wait = "--action" in (output(["notify-send", "--help"]) or "")
        if not self._can_wait:
            output(command(note))
            return
        with self._lock:
            older = self._waiting.pop(note.tag, None) if self._wanted.get(note.tag) is note else None
        if older is not None:  # some daemons give both one number: the older must not close the newer
            older.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                older.wait(SECONDS)
        if (process := self._started(note)) is not None:
            self._wait(note, process)

    def _started(self, note: Note) -> subprocess.Popen[str] | None:
        """None: it is not wanted any more, or cannot be shown."""
        with self._lock, suppress(OSError, ValueError):
            if self._wanted.get(note.tag) is note:
                if len(self._waiting) >= MOST_WAITING:
                    self._waiting.pop(next(iter(self._waiting))).terminate()
                process = subprocess.Popen(
                    command(note, f"--action={ACTION}=Open"),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
                self._waiting[note.tag] = process
                return process
        return None

    def _wait(self, note: Note, process: subprocess.Popen[str]) -> None:
        said, _ = process.communicate()
        with self._lock:
            if self._waiting.get(note.tag) is process:
                del self._waiting[note.tag]
            if self._wanted.get(note.tag) is note:
                del self._wanted[note.tag]
        if said.strip() == ACTION:
            self.tapped(note.tag)


def command(note: Note, *options: str) -> list[str]:
    """What shows a note. The text may be taken for markup (Desktop Notifications Specification), and notify-send reads
    escapes like `\\n` in it: both are escaped."""
    text = html.escape(note.text[:MOST_TEXT], quote=False).replace("\\", "\\\\")
    hint = f"--hint=string:x-canonical-private-synchronous:{note.tag}"
    usual = ["--app-name=Chorus", f"--icon={ICON}", "--category=im.received", hint]
    return ["notify-send", *usual, *options, "--", note.title[:MOST_TITLE], text]
