"""The modes of a room in plain words, and what MODE takes to change one. Pure.

Source: docs/rooms.md, modern.ircdocs.horse.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kivy_client.core.model.conversations import RoomSettings


class Mode(NamedTuple):
    letter: str
    words: str
    detail: str


MODES = (
    Mode("i", "By invitation only", "Nobody comes in who was not invited"),
    Mode("m", "Moderated", "Only operators and those with a voice speak"),
    Mode("n", "Members only speak", "Nobody speaks into the room from outside"),
    Mode("s", "Secret", "The room is in no list"),
    Mode("t", "Topic by operators", "Only operators change the topic"),
    Mode("C", "No CTCP", "Nothing but text and actions"),
)
"""Those that are on or off."""
_MASKED = frozenset("!@*?:$~")
"""What has one of these is a mask already, or says in the server's own way whom it means."""


def offered(settings: RoomSettings) -> list[Mode]:
    """Those that this server has; all if it does not say."""
    return [mode for mode in MODES if settings.offered is None or mode.letter in settings.offered]


def mask_of(name: str) -> str:
    """The mask that bans somebody of this name; a mask stays as it is."""
    return name if _MASKED & set(name) else f"{name}!*@*"


def in_words(modes: Collection[str], password: str = "", limit: int = 0) -> str:
    """What is set, on one line."""
    words = [mode.words for mode in MODES if mode.letter in modes]
    words += ["With a password"] if password or "k" in modes else []
    words += [f"At most {limit} members"] if limit else []
    return " · ".join(words)


def password_changes(old: RoomSettings, password: str) -> list[tuple[str, ...]]:
    """One MODE after the other: a password is taken away before another one is set."""
    if password == old.password:
        return []
    taken = [("-k", old.password)] if old.password else []
    return [*taken, ("+k", password)] if password else [*taken]


def limit_change(old: RoomSettings, text: str) -> tuple[str, ...] | None:
    """What a new limit, as it was typed, needs; None: nothing. Raises ValueError for what is no number."""
    limit = int(text) if text.strip() else 0
    if limit < 0:
        raise ValueError(text)
    if limit == old.limit:
        return None
    return ("+l", str(limit)) if limit else ("-l",)
