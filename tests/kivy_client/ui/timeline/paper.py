"""Plain measures, for no window: a character is ten pixels wide, eleven if bold, and a line twenty high."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kivy_client.core.model.entries import Entry
from kivy_client.ui.text.ruler import Ruler
from kivy_client.ui.timeline.faces import Faces
from kivy_client.ui.timeline.layout import Layout
from kivy_client.ui.timeline.typesetter import Typesetter

NOON = int(datetime(2026, 1, 31, 12, 0).timestamp()) * 1_000_000
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
WIDTH = 500.0


def ruler() -> Ruler:
    return Ruler(lambda text: 10.0 * len(text), 20.0, lambda text: 11.0 * len(text))


def faces(unit: float = 1.0) -> Faces:
    return Faces(*(ruler() for _ in range(6)), icon=14.0, button=24.0, unit=unit)


def entry(text: str = "hello", nick: str = "bob", time: int = NOON, **more: Any) -> Entry:
    return Entry(more.pop("key", "k"), more.pop("shape", "message"), nick, text, time, **more)


def own(text: str = "hello", **more: Any) -> Entry:
    return entry(text, "mira", own=True, **more)


def lay(
    one: Entry,
    before: Entry | None = None,
    after: Entry | None = None,
    width: float = WIDTH,
    unread: bool = False,
    opened: bool = False,
) -> Layout:
    setter = Typesetter(faces(), width, "mira", lambda: date(2026, 1, 31))
    return setter.layout(before, one, after, unread, opened)


def shown(layout: Layout) -> list[str]:
    """The lines of its text."""
    return [layout.words.text[line.start : line.end] for line in layout.block.lines]
