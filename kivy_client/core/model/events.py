"""What the core tells the window, in order. Applied on Kivy's thread, a few milliseconds a frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from kivy_client.core.model.conversations import Conversation, Hit, ListedRoom, Member, Profile, RoomSettings
from kivy_client.core.model.entries import Entry, Splice
from kivy_client.core.model.servers import Preferences, Server


class Link(Enum):
    """How it stands with the connection."""

    NONE = "none"
    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class UiEvent:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Loaded(UiEvent):
    """What the store has: at the start, and whenever another server is chosen. `server` None: none is saved yet.

    `warning`: a sentence, if the store was damaged and set aside.
    """

    servers: tuple[Server, ...]
    server: Server | None
    preferences: Preferences
    conversations: tuple[Conversation, ...]
    current: str = ""
    """The conversation that was open last."""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ServersChanged(UiEvent):
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True)
class Linked(UiEvent):
    """The connection, whenever any of it changed.

    `waiting`: own messages that the server does not have yet. `retry_at`: monotonic seconds, 0 unless OFFLINE and
    waiting. `reason`: why there is no connection, a short phrase. `latency`: milliseconds of the last PING, 0 if
    unknown. `network`: what the server calls itself. `features`: what this server can do (see `FEATURES`).
    """

    link: Link
    nick: str
    network: str = ""
    waiting: int = 0
    reason: str = ""
    retry_at: float = 0.0
    latency: int = 0
    away: str = ""
    secure: bool = False
    features: frozenset[str] = frozenset()


FEATURES = frozenset({"history", "typing", "reactions", "replies", "redaction", "send-once", "multiline"})


@dataclass(frozen=True, slots=True)
class Refused(UiEvent):
    """We did not get in: ask again. `about` says which field of the form the sentence concerns."""

    sentence: str
    about: Literal["name", "server", "account"]


@dataclass(frozen=True, slots=True)
class CertificateAsked(UiEvent):
    """Nobody vouches for the server's certificate. `trusted`: the one trusted before, "" at the first visit: if it is
    not "", somebody may be listening. `Trust` answers."""

    host: str
    fingerprint: str
    trusted: str
    reason: str


@dataclass(frozen=True, slots=True)
class Left(UiEvent):
    """We have left, and the connection is closed: nothing more follows."""


@dataclass(frozen=True, slots=True)
class ConversationChanged(UiEvent):
    """A row of the list is new, or anything of it changed."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ConversationGone(UiEvent):
    key: str


@dataclass(frozen=True, slots=True)
class ConversationRenamed(UiEvent):
    """A room was renamed, or a person: what was `old` is this conversation now."""

    old: str
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Opened(UiEvent):
    """A timeline begins anew: the conversation was opened, or jumped in.

    `unread_from`: the key of the first unread entry, "" for none. `focus`: the key of what was jumped to, "" for the
    end. `older`, `newer`: there may be more before the first entry; there is more after the last (we are in the past).
    """

    conversation: str
    entries: tuple[Entry, ...]
    unread_from: str = ""
    focus: str = ""
    older: bool = True
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Spliced(UiEvent):
    """The open timeline changed. Splices are applied in order. `newer`: as in `Opened`, as it is now."""

    conversation: str
    splices: tuple[Splice, ...]
    newer: bool = False


@dataclass(frozen=True, slots=True)
class EndReached(UiEvent):
    """There is nothing before the first entry."""

    conversation: str


@dataclass(frozen=True, slots=True)
class MembersChanged(UiEvent):
    """Who is in the open room, by role and then by name; sent at most a few times a second."""

    conversation: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TypingChanged(UiEvent):
    """Who writes in the open conversation."""

    conversation: str
    nicks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alerted(UiEvent):
    """Something for a notification: it names us, or was said to us alone, and is not on the screen."""

    conversation: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Toast(UiEvent):
    """One sentence that answers what the person asked, mostly why not."""

    sentence: str


@dataclass(frozen=True, slots=True)
class RoomsListed(UiEvent):
    rooms: tuple[ListedRoom, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ProfileShown(UiEvent):
    profile: Profile


@dataclass(frozen=True, slots=True)
class RoomSettingsShown(UiEvent):
    settings: RoomSettings


@dataclass(frozen=True, slots=True)
class Found(UiEvent):
    """What a search found, newest first. `more`: there are more than these."""

    text: str
    conversation: str
    hits: tuple[Hit, ...]
    more: bool = False
