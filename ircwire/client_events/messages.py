"""Events about messages: live ones, what is attached to them, and history.

`target` is a room, or our nick, or (of our own messages) the nick of whom we talk to: see `conversation_of`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from ircwire.client_events.base import Event
from ircwire.value import value

MessageKind = Literal["PRIVMSG", "NOTICE", "ACTION"]
TypingState = Literal["active", "paused", "done"]


@value
class MessageReceived(Event):
    """A message to a room or to us. `own`: we sent it (echo-message, or history). `send_id` and `msgid`: "" if none.

    `text` of several lines (draft/multiline) has LF between them. `reply_to`: the msgid of what it answers. `account`:
    of its sender, "" if none or unknown. `label`: of an own one, what `say` returned. `status`: "@" if it was said to
    the operators of the room only (STATUSMSG); `target` is the room's name without it.
    """

    target: str
    nick: str
    mask: str
    kind: MessageKind
    text: str
    msgid: str
    time: int | None
    own: bool
    send_id: str
    reply_to: str = ""
    account: str = ""
    bot: bool = False
    label: str = ""
    status: str = ""


@value
class TypingReceived(Event):
    """Somebody writes, has paused, or has given up (IRCv3 typing): "active" counts for 6 seconds, "paused" for 30."""

    target: str
    nick: str
    state: TypingState
    own: bool


@value
class Reacted(Event):
    """Somebody gave the message `about` (a msgid) a sign, or took it back (`on` False)."""

    target: str
    nick: str
    about: str
    sign: str
    on: bool
    own: bool
    time: int | None
    msgid: str = ""


@value
class Redacted(Event):
    """The message `about` (a msgid) is gone; `by` took it back."""

    target: str
    about: str
    by: str
    reason: str
    own: bool
    time: int | None
    msgid: str = ""


@value
class ReadMarked(Event):
    """Up to when we have read a conversation, on whatever device (draft/read-marker); None: never marked."""

    target: str
    time: int | None


@value
class History(Event):
    """The answer to one history request, oldest first; empty: there is no more.

    `events`: all of the page in order, messages included. What happened in the past (Joined, Parted, Renamed …: with
    draft/event-playback) says nothing about the present; `rooms` of such events is empty. `label`: what the request
    returned, "" if unknown.
    """

    target: str
    messages: tuple[MessageReceived, ...]
    events: tuple[Event, ...] = ()
    label: str = ""


class HistoryTarget(NamedTuple):
    """A room or person with history, and the time of its latest message."""

    name: str
    time: int


@value
class HistoryTargets(Event):
    """The answer to `ClientSession.history_targets`."""

    targets: tuple[HistoryTarget, ...]
    label: str = ""
