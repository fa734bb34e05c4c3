"""What the window asks of the core. `conversation` is the key of one (`Conversation.key`)."""

from __future__ import annotations

from ircwire.value import value
from kivy_client.core.model.conversations import TypingState
from kivy_client.core.model.servers import Preferences, Server


@value
class Command:
    """Base of all commands."""


# Servers and the connection


@value
class Connect(Command):
    """Save a server (number 0: a new one), leave the present one, go there. `Loaded` answers, then `Linked`."""

    server: Server


@value
class ForgetServer(Command):
    """Delete a saved server and all that is kept of it here."""

    number: int


@value
class RetryNow(Command):
    """Do not wait for the next attempt to connect."""


@value
class Trust(Command):
    """Connect, whatever `CertificateAsked` was asked of; the fingerprint is trusted from now on. "": do not."""

    fingerprint: str


@value
class Leave(Command):
    """Say QUIT and end. `Left` follows when the connection is closed, or soon."""


@value
class Prefer(Command):
    preferences: Preferences


@value
class Background(Command):
    """The app is in the background (True), or seen again: what arrives meanwhile is unread."""

    hidden: bool


# Conversations


@value
class Open(Command):
    """Show a conversation; "" for none. `Opened` answers. An unknown nick begins a talk, an unknown room is joined."""

    conversation: str
    name: str = ""


@value
class LoadOlder(Command):
    """The window nears the first entry it has; splices follow, or `EndReached`."""

    conversation: str


@value
class LoadNewer(Command):
    """The window nears the last entry it has of a past that was jumped to; splices follow."""

    conversation: str


@value
class JumpTo(Command):
    """Show a message and what was said around it: by its message id, or by the number of a `Hit`. `Opened` answers."""

    conversation: str
    msgid: str = ""
    row: int = 0


@value
class JumpToLatest(Command):
    conversation: str


@value
class MarkRead(Command):
    """All that the person has seen, up to this time (microseconds since 1970)."""

    conversation: str
    time: int


@value
class SetDraft(Command):
    conversation: str
    text: str


@value
class SetMuted(Command):
    conversation: str
    muted: bool


@value
class SetPinned(Command):
    conversation: str
    pinned: bool


@value
class Join(Command):
    room: str
    password: str = ""


@value
class Part(Command):
    """Leave a room, or close a talk: it goes from the list; its history stays in the store."""

    conversation: str
    reason: str = ""


@value
class ListRooms(Command):
    """`RoomsListed` answers."""


# Messages


@value
class Say(Command):
    """What the person wrote: several lines, slash commands, `QUIT` and `{quit}` as they are typed."""

    conversation: str
    text: str
    reply_to: str = ""
    """The message id of what it answers."""


@value
class Resend(Command):
    """Try a failed or unsure own entry once more, by its key."""

    conversation: str
    key: str


@value
class Discard(Command):
    """Give up an own entry that is not kept, by its key."""

    conversation: str
    key: str


@value
class React(Command):
    """Give a message a sign, or (`on` False) take it back."""

    conversation: str
    msgid: str
    sign: str
    on: bool = True


@value
class Redact(Command):
    conversation: str
    msgid: str
    reason: str = ""


@value
class Typing(Command):
    """The person writes; told on as often as the specification allows (IRCv3 typing)."""

    conversation: str
    state: TypingState


@value
class Search(Command):
    """`Found` answers. `conversation` "": everywhere. An empty text ends a search."""

    text: str
    conversation: str = ""


# People and rooms


@value
class AskProfile(Command):
    """`ProfileShown` answers."""

    nick: str


@value
class AskRoomSettings(Command):
    """`RoomSettingsShown` answers."""

    conversation: str


@value
class RenameRoom(Command):
    """Where the server can (the feature "rename"); `ConversationRenamed` follows, or a `Toast`."""

    conversation: str
    name: str


@value
class SetTopic(Command):
    conversation: str
    text: str


@value
class SetMode(Command):
    """`changes` as MODE takes them: ("+k", "secret"), ("-i",), ("+o", "ann")."""

    conversation: str
    changes: tuple[str, ...]


@value
class Kick(Command):
    """With `ban`, of the `mask` ("*!*@host"), or of the nick where that is "". A ban alone is `SetMode`."""

    conversation: str
    nick: str
    reason: str = ""
    ban: bool = False
    mask: str = ""


@value
class Invite(Command):
    conversation: str
    nick: str


@value
class SetAway(Command):
    """ "" : back again."""

    text: str


@value
class SetNick(Command):
    nick: str
