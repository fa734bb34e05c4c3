"""What the app asks of the system that it runs on, and what a system without anything special answers.

One subclass for each kind of system, in this package, which `platform.here` chooses. No Kivy widgets, no core: only
what differs between systems. Runs on Kivy's thread, `notify` and `withdraw` on any; what takes long is done on a thread
of its own.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from ircwire.value import value

FOLDER, STORE = "chorus", "chat.sqlite3"
ICON = Path(__file__).parent.parent / "assets" / "icon.png"
_SCHEMES = ("http", "https")
_MOST_ADDRESS = 4096


@value
class Note:
    """A notification. `tag`: the conversation; a newer one with the same tag takes the place of the older."""

    tag: str
    title: str
    text: str


class Device:
    """Sizes are pixels."""

    always_full = False
    """The app has the whole screen, and the system has a Back button."""
    has_screen_keyboard = False
    """The keyboard is a part of the screen, and hides what is below it."""

    def store_path(self) -> Path:
        """Where the app keeps all that it keeps; its folder is made by who opens it."""
        return Path.home() / f".{FOLDER}" / STORE

    def is_dark(self) -> bool | None:
        """Whether the system is set to dark colours; None: it cannot be known (yet)."""
        return None

    def ask_dark(self, known: Callable[[], None]) -> None:
        """Find out anew, if that takes long; `known` is called on any thread when `is_dark` answers something else."""

    def open_address(self, address: str) -> bool:
        """Show an address of the web in the person's browser; False if that cannot be. Nothing else is opened: a remote
        text chose it."""
        return is_web_address(address) and self.browse(address)

    def browse(self, address: str) -> bool:
        """Show what is an address of the web. A browser may keep who starts it waiting, so a thread of its own does."""
        try:
            webbrowser.get()
        except webbrowser.Error:  # there is none
            return False
        threading.Thread(target=webbrowser.open, args=(address,), name="app-browse", daemon=True).start()
        return True

    def notify(self, note: Note) -> None:
        """Tell the person of something while the app is not seen. Any thread: Kivy's stands still in the background."""

    def withdraw(self, tag: str) -> None:
        """What was told of has been seen."""

    def ask_to_notify(self) -> None:
        """Ask the person for the permission to notify, where the system wants that. The app must be seen."""

    def follow_notes(self, tapped: Callable[[str], None]) -> None:
        """From now on `tapped` is called, on any thread, with the tag of a notification that the person touched; at
        once if the app was started by that."""

    def keyboard_height(self) -> float:
        """How much of the window's lower part a keyboard on the screen hides."""
        return 0.0

    def to_background(self) -> bool:
        """Let another app come to the front; False: this system has no such thing."""
        return False


def is_web_address(address: str) -> bool:
    """Whether a browser may be given this: http or https, a host, and nothing that could end or hide the address."""
    if len(address) > _MOST_ADDRESS or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        return False
