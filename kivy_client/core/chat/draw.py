"""How messages look: entries made of what the store has, of lines that wait, and of what a reply quotes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from kivy_client.core.chat.folding import summary
from kivy_client.core.model.entries import Entry, Happening, Quote, State
from kivy_client.core.plaintext import one_line, readable_text
from kivy_client.core.store.rows import Message, OutboxLine

REMOVED = "Message removed"
_QUOTE_CHARACTERS = 160
_STATES: dict[str, State] = {"queued": "waiting", "sent": "sent", "unsure": "unsure", "failed": "failed"}


def entry_of(key: str, messages: Sequence[Message], quote: Callable[[str], Quote | None]) -> Entry:
    """One message, or happenings in a row. `quote` gives what a message id says."""
    first = messages[0]
    if first.shape == "happening":
        parts = tuple(Happening(one.nick, one.text, one.time, _kind(one.kind)) for one in messages)
        return Entry(key, "happening", first.nick, summary(parts), messages[-1].time, parts=parts)
    return Entry(
        key,
        first.shape,
        first.nick,
        "" if first.removed else first.text,
        first.time,
        own=first.own,
        msgid=first.msgid,
        quote=quote(first.reply_to) if first.reply_to and not first.removed else None,
        reactions=() if first.removed else first.reactions,
        removed=first.removed,
        mention=first.mention,
        bot=first.bot,
    )


def pending_entry(line: OutboxLine, nick: str, quote: Callable[[str], Quote | None]) -> Entry:
    """An own line that the server does not have yet."""
    return Entry(
        pending_key(line.send_id),
        line.shape,
        nick,
        readable_text(line.text),
        line.written_at,
        own=True,
        state=_STATES[line.state],
        quote=quote(line.reply_to) if line.reply_to else None,
        failure=line.failure,
    )


def pending_key(send_id: str) -> str:
    return f"o{send_id}"


def send_id_of(key: str) -> str:
    """Of the key of an own line; "" if it is another."""
    return key[1:] if key.startswith("o") else ""


def quote_of(message: Message | None, msgid: str) -> Quote:
    """What a reply shows of its origin."""
    if message is None:
        return Quote(msgid)
    text = REMOVED if message.removed else one_line(message.text, _QUOTE_CHARACTERS)
    return Quote(msgid, message.nick, text)


def _kind(kind: str) -> Literal["came", "went", "other"]:
    return "came" if kind == "came" else "went" if kind == "went" else "other"
