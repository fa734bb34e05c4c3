"""What the core tells the window, in order. Applied on Kivy's thread, a few milliseconds a frame."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from ircwire.value import value
from kivy_client.core.model.conversations import Conversation, Hit, ListedRoom, Member, Profile, RoomSettings
from kivy_client.core.model.entries import Entry, Splice
from kivy_client.core.model.servers import Preferences, Server


class Link(Enum):
    """How it stands with the connection."""

    NONE = "none"
    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"


@value
class UiEvent:
    """Base of all events."""


@value
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


@value
class ServersChanged(UiEvent):
    servers: tuple[Server, ...]


@value
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


FEATURES = frozenset({"history", "typing", "reactions", "replies", "redaction", "send-once", "multiline", "rename"})


@value
class Refused(UiEvent):
    """We did not get in: ask again. `about` says which field of the form the sentence concerns."""

    sentence: str
    about: Literal["name", "server", "account"]


@value
class CertificateAsked(UiEvent):
    """Nobody vouches for the server's certificate. `trusted`: the one trusted before, "" at the first visit: if it is
    not "", somebody may be listening. `Trust` answers."""

    host: str
    fingerprint: str
    trusted: str
    reason: str


@value
class Left(UiEvent):
    """We have left, and the connection is closed: nothing more follows."""


@value
class ConversationChanged(UiEvent):
    """A row of the list is new, or anything of it changed."""

    conversation: Conversation


@value
class ConversationGone(UiEvent):
    key: str


@value
class ConversationRenamed(UiEvent):
    """A room was renamed, or a person: what was `old` is this conversation now."""

    old: str
    conversation: Conversation


@value
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


@value
class Spliced(UiEvent):
    """The open timeline changed. Splices are applied in order. `newer`, `older`: as in `Opened`, as it is now.

    Every `LoadOlder` and `LoadNewer` is answered by one, which has no splices if nothing came.
    """

    conversation: str
    splices: tuple[Splice, ...]
    newer: bool = False
    older: bool = True


@value
class EndReached(UiEvent):
    """There is nothing before the first entry."""

    conversation: str


@value
class MembersChanged(UiEvent):
    """Who is in the open room, by role and then by name; sent at most a few times a second."""

    conversation: str
    members: tuple[Member, ...]


@value
class TypingChanged(UiEvent):
    """Who writes in the open conversation."""

    conversation: str
    nicks: tuple[str, ...]


@value
class Alerted(UiEvent):
    """Something for a notification: it names us, or was said to us alone, and is not on the screen."""

    conversation: str
    title: str
    text: str


@value
class Toast(UiEvent):
    """One sentence that answers what the person asked, mostly why not."""

    sentence: str


@value
class NotTaken(UiEvent):
    """What was said (`Say`) could not be kept, and will not be sent; `why` is a sentence."""

    conversation: str
    text: str
    why: str


@value
class RoomsListed(UiEvent):
    rooms: tuple[ListedRoom, ...]
    complete: bool


@value
class ProfileShown(UiEvent):
    profile: Profile


@value
class RoomSettingsShown(UiEvent):
    settings: RoomSettings


@value
class Found(UiEvent):
    """What a search found, newest first. `more`: there are more than these."""

    text: str
    conversation: str
    hits: tuple[Hit, ...]
    more: bool = False
