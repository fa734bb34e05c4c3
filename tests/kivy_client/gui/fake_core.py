"""A core for tests of the window: it notes what is asked, and tells what a test feeds. No thread and no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kivy_client.core.model import commands as ask
from kivy_client.core.model import events as tell
from kivy_client.core.model.conversations import Conversation, Kind, Member, Preview
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.servers import Preferences, Server
from kivy_client.platform.device import Device, Note

HOME = Server(number=1, host="chat.example", nick="mira", sender_key="k")
ONLINE = tell.Linked(tell.Link.ONLINE, "mira", "libera", latency=42, features=tell.FEATURES)
OFFLINE = tell.Linked(tell.Link.OFFLINE, "mira", reason="the server closed the connection")
Asked = TypeVar("Asked", bound=ask.Command)


class FakeCore:
    """`timelines`: what is shown of a conversation when it is opened; `members` of it too."""

    def __init__(self, _path: Path, show: Callable[[tell.UiEvent], None], server: Server | None) -> None:
        self.show = show
        self.asked: list[ask.Command] = []
        self.timelines: dict[str, tuple[Entry, ...]] = {}
        self.members: dict[str, tuple[Member, ...]] = {}
        self.server = server
        self.started = False

    def start(self) -> None:
        self.started = True

    def join(self, seconds: float) -> bool:
        return True

    def do(self, command: ask.Command) -> None:
        """Note it; what the window cannot do without is answered."""
        self.asked.append(command)
        match command:
            case ask.Open(key) if key:
                self.show(tell.Opened(key, self.timelines.get(key, ()), older=False))
                self.show(tell.MembersChanged(key, self.members.get(key, ())))
            case ask.Leave():
                self.show(tell.Left())

    def of(self, kind: type[Asked]) -> list[Asked]:
        """The commands of a kind, in order."""
        return [command for command in self.asked if isinstance(command, kind)]

    def load(self, *conversations: Conversation, current: str = "", **preferences: object) -> None:
        """Tell what the store has, and that we are online."""
        liked = replace(Preferences(theme="light"), **preferences)  # type: ignore[arg-type]
        self.show(tell.Loaded((HOME,), HOME, liked, conversations, current))
        self.show(ONLINE)


class FakeDevice(Device):
    """Notes what is asked of the system."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.notes: list[Note] = []
        self.dark: bool | None = False
        self.in_background = 0
        self.has_background = False
        self.has_screen_keyboard = False
        self.height = 0.0
        self.withdrawn: list[str] = []
        self.tapped: Callable[[str], None] = lambda _: None
        self.asked_to_notify = 0

    def store_path(self) -> Path:
        return Path("never-opened.sqlite3")

    def is_dark(self) -> bool | None:
        return self.dark

    def open_address(self, address: str) -> bool:
        self.opened.append(address)
        return address.startswith("https://")

    def notify(self, note: Note) -> None:
        self.notes.append(note)

    def withdraw(self, tag: str) -> None:
        self.withdrawn.append(tag)

    def ask_to_notify(self) -> None:
        self.asked_to_notify += 1

    def follow_notes(self, tapped: Callable[[str], None]) -> None:
        self.tapped = tapped

    def keyboard_height(self) -> float:
        return self.height

    def to_background(self) -> bool:
        self.in_background += self.has_background
        return self.has_background


def room(name: str, unread: int = 0, **more: object) -> Conversation:
    return Conversation(name.casefold(), name, Kind.ROOM, unread=unread, **more)  # type: ignore[arg-type]


def person(name: str, unread: int = 0, **more: object) -> Conversation:
    return Conversation(name.casefold(), name, Kind.PERSON, unread=unread, mentions=unread, **more)  # type: ignore[arg-type]


def last(nick: str, text: str, time: int, own: bool = False) -> Preview:
    return Preview(nick, text, time, own)
