"""In which order the conversations are listed, which a filter leaves, and which comes next by keyboard. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kivy_client.core.model.conversations import Conversation, Kind


def ordered(conversations: Iterable[Conversation]) -> list[Conversation]:
    """Pinned ones first; then by the last message, the newest first; those without any by name, the server last."""
    return sorted(conversations, key=_rank)


def _rank(one: Conversation) -> tuple[bool, int, bool, str]:
    return (not one.pinned, -(one.last.time if one.last else 0), one.kind is Kind.SERVER, one.name.casefold())


def filtered(conversations: Sequence[Conversation], words: str) -> list[Conversation]:
    """Those whose name has these words, all of them; the ones that begin with them come first."""
    parts = words.casefold().split()
    if not parts:
        return list(conversations)
    found = [one for one in conversations if all(part in one.name.casefold() for part in parts)]
    return sorted(found, key=lambda one: not one.name.casefold().lstrip("#&").startswith(parts[0].lstrip("#&")))


def neighbour(conversations: Sequence[Conversation], key: str, step: int, unread: bool = False) -> str:
    """The key of the conversation after (`step` 1) or before (-1) one, round about; "": there is none.

    `unread`: only those that have something new and are not muted.
    """
    keys = [one.key for one in conversations]
    if key in keys:
        at = keys.index(key)
        turned = keys[at + 1 :] + keys[:at] if step > 0 else keys[:at][::-1] + keys[at + 1 :][::-1]
    else:
        turned = keys if step > 0 else keys[::-1]
    fresh = {one.key for one in conversations if one.unread and (not one.muted or one.mentions)}
    return next((other for other in turned if not unread or other in fresh), "")


def unread(conversations: Iterable[Conversation]) -> int:
    """How many messages wait for the person, muted conversations not counted."""
    return sum(one.mentions if one.muted else one.unread for one in conversations)
