"""What the store takes and gives: messages, conversations, lines of the outbox, gaps. Frozen values, no SQL.

A conversation is known here by its `number`, which stays the same when it is renamed. Times are microseconds since
1970.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from ircwire.value import value
from kivy_client.core.model.conversations import Kind, Preview
from kivy_client.core.model.entries import Reaction, Shape

OutboxState = Literal["queued", "sent", "unsure", "failed"]
MOST_UNREAD = 1000
"""Counting what is unread ends here."""


@value
class Message:
    """One message, or one thing that happened. `row` 0: not in the store yet.

    `row` is its number in the store and its place: of two messages, the one with the smaller number comes first, in
    every conversation. Times are kept to the millisecond, as IRCv3 server-time gives them, so ordering by `(time, row)`
    is the same order.

    `msgid` with `part` 0: a whole message, or the first line of one that came line by line. Its further lines have no
    id of their own on the wire; here they have the message's, and `part` 2, 3 …: so they are known again, and go with
    it when it is redacted. `kind`: of a happening, what sort of one. `reactions` are filled in by the store.
    """

    time: int
    nick: str
    text: str
    shape: Shape = "message"
    msgid: str = ""
    part: int = 0
    own: bool = False
    mention: bool = False
    bot: bool = False
    reply_to: str = ""
    removed: bool = False
    kind: str = ""
    reactions: tuple[Reaction, ...] = ()
    conversation: int = 0
    row: int = 0


@value
class StoredConversation:
    """What is kept of a conversation, and what is counted of its messages.

    `joined`: of a room, to be joined again. `password`: the room's. `listed` False: closed; its history stays.
    `complete`: the server has nothing older than what is here. `unread` and `mentions` count up to `MOST_UNREAD`.
    """

    number: int
    key: str
    name: str
    kind: Kind
    topic: str = ""
    joined: bool = True
    muted: bool = False
    pinned: bool = False
    listed: bool = True
    complete: bool = False
    draft: str = ""
    password: str = ""
    read_time: int = 0
    unread: int = 0
    mentions: int = 0
    last: Preview | None = None


@value
class OutboxLine:
    """One own message that the server has not acknowledged. `text` may have several lines.

    `written_at`: when the person wrote it. `sent_at`: when it was first sent, 0 if never. `repeatable`: it went with
    its send-id, so the server would know it again. `failure`: why it failed, a sentence.
    """

    send_id: str
    conversation: int
    text: str
    shape: Shape = "message"
    reply_to: str = ""
    written_at: int = 0
    state: OutboxState = "queued"
    sent_at: int = 0
    repeatable: bool = False
    failure: str = ""


class Edge(NamedTuple):
    """One end of a gap: a message that is here. `msgid` may be "": not every server gives ids."""

    msgid: str
    time: int


class Gap(NamedTuple):
    """Between these two messages something may be missing."""

    number: int
    conversation: int
    after: Edge
    before: Edge
