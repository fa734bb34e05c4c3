"""What the window asks of the core. `conversation` is the key of one (`Conversation.key`)."""

from __future__ import annotations

from dataclasses import dataclass

from kivy_client.core.model.conversations import TypingState
from kivy_client.core.model.servers import Preferences, Server


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


# Servers and the connection


@dataclass(frozen=True, slots=True)
class Connect(Command):
    """Save a server (number 0: a new one), leave the present one, go there. `Loaded` answers, then `Linked`."""

    server: Server


@dataclass(frozen=True, slots=True)
class ForgetServer(Command):
    """Delete a saved server and all that is kept of it here."""

    number: int


@dataclass(frozen=True, slots=True)
class RetryNow(Command):
    """Do not wait for the next attempt to connect."""


@dataclass(frozen=True, slots=True)
class Trust(Command):
    """Connect, whatever `CertificateAsked` was asked of; the fingerprint is trusted from now on. "": do not."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Say QUIT and end. `Left` follows when the connection is closed, or soon."""


@dataclass(frozen=True, slots=True)
class Prefer(Command):
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Background(Command):
    """The app is in the background (True), or seen again: what arrives meanwhile is unread."""

    hidden: bool


# Conversations


@dataclass(frozen=True, slots=True)
class Open(Command):
    """Show a conversation; "" for none. `Opened` answers. An unknown nick begins a talk, an unknown room is joined."""

    conversation: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LoadOlder(Command):
    """The window nears the first entry it has; splices follow, or `EndReached`."""

    conversation: str


@dataclass(frozen=True, slots=True)
class LoadNewer(Command):
    """The window nears the last entry it has of a past that was jumped to; splices follow."""

    conversation: str


@dataclass(frozen=True, slots=True)
class JumpTo(Command):
    """Show a message and what was said around it: by its message id, or by the number of a `Hit`. `Opened` answers."""

    conversation: str
    msgid: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class JumpToLatest(Command):
    conversation: str


@dataclass(frozen=True, slots=True)
class MarkRead(Command):
    """All that the person has seen, up to this time (microseconds since 1970)."""

    conversation: str
    time: int


@dataclass(frozen=True, slots=True)
class SetDraft(Command):
    conversation: str
    text: str


@dataclass(frozen=True, slots=True)
class SetMuted(Command):
    conversation: str
    muted: bool


@dataclass(frozen=True, slots=True)
class SetPinned(Command):
    conversation: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class Join(Command):
    room: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Part(Command):
    """Leave a room, or close a talk: it goes from the list; its history stays in the store."""

    conversation: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListRooms(Command):
    """`RoomsListed` answers."""


# Messages


@dataclass(frozen=True, slots=True)
class Say(Command):
    """What the person wrote: several lines, slash commands, `QUIT` and `{quit}` as they are typed."""

    conversation: str
    text: str
    reply_to: str = ""
    """The message id of what it answers."""


@dataclass(frozen=True, slots=True)
class Resend(Command):
    """Try a failed or unsure own entry once more, by its key."""

    conversation: str
    key: str


@dataclass(frozen=True, slots=True)
class Discard(Command):
    """Give up an own entry that is not kept, by its key."""

    conversation: str
    key: str


@dataclass(frozen=True, slots=True)
class React(Command):
    """Give a message a sign, or (`on` False) take it back."""

    conversation: str
    msgid: str
    sign: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Redact(Command):
    conversation: str
    msgid: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Typing(Command):
    """The person writes; told on as often as the specification allows (IRCv3 typing)."""

    conversation: str
    state: TypingState


@dataclass(frozen=True, slots=True)
class Search(Command):
    """`Found` answers. `conversation` "": everywhere. An empty text ends a search."""

    text: str
    conversation: str = ""


# People and rooms


@dataclass(frozen=True, slots=True)
class AskProfile(Command):
    """`ProfileShown` answers."""

    nick: str


@dataclass(frozen=True, slots=True)
class AskRoomSettings(Command):
    """`RoomSettingsShown` answers."""

    conversation: str


@dataclass(frozen=True, slots=True)
class SetTopic(Command):
    conversation: str
    text: str


@dataclass(frozen=True, slots=True)
class SetMode(Command):
    """`changes` as MODE takes them: ("+k", "secret"), ("-i",), ("+o", "ann")."""

    conversation: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kick(Command):
    conversation: str
    nick: str
    reason: str = ""
    ban: bool = False


@dataclass(frozen=True, slots=True)
class Invite(Command):
    conversation: str
    nick: str


@dataclass(frozen=True, slots=True)
class SetAway(Command):
    """ "" : back again."""

    text: str


@dataclass(frozen=True, slots=True)
class SetNick(Command):
    nick: str
