"""Short ways to write messages in tests."""

from __future__ import annotations

from typing import Any

from kivy_client.core.store import Store
from kivy_client.core.store.rows import Message

SECOND = 1_000_000
START = 1_700_000_000 * SECOND


def said(text: str, second: int = 0, msgid: str = "", **fields: Any) -> Message:
    """Somebody said this, so many seconds after the start."""
    fields.setdefault("nick", "ann")
    return Message(time=START + second * SECOND, text=text, msgid=msgid, **fields)


def put(store: Store, conversation: int, *texts: str, first: int = 0) -> list[Message]:
    """These were said, a second apart; the ids are m0, m1 …"""
    return store.messages.add(
        conversation, [said(text, second, f"m{second}") for second, text in enumerate(texts, first)]
    )


def texts(messages: list[Message]) -> list[str]:
    return [message.text for message in messages]
