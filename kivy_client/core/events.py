"""What the core tells the window: immutable values, made on the engine's thread, applied on Kivy's, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from kivy_client.core.timeline import Splice


class Link(Enum):
    """How it stands with the connection."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class UiEvent:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Entered(UiEvent):
    """We are in the room for the first time: the prompt gives way to the room."""


@dataclass(frozen=True, slots=True)
class Status(UiEvent):
    """Everything around the timeline, whenever any of it changed.

    `waiting`: own lines the server does not have yet. `retry_at`: monotonic seconds, 0 unless OFFLINE and waiting.
    `reason`: why there is no connection, a short phrase.
    """

    link: Link
    nick: str
    room: str
    topic: str = ""
    people: int = 0
    waiting: int = 0
    reason: str = ""
    retry_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Spliced(UiEvent):
    """The visible sequence changed."""

    splice: Splice


@dataclass(frozen=True, slots=True)
class Refused(UiEvent):
    """We did not get in: ask again. `about` says which field of the prompt the sentence concerns."""

    sentence: str
    about: Literal["name", "server"]


@dataclass(frozen=True, slots=True)
class Left(UiEvent):
    """We have left, and the connection is closed: nothing more follows."""
