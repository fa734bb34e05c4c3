"""Where the parts of an entry go: sizes and places in pixels, computed without a window. Pure.

An entry's look depends on the one before it (a day's first, the same speaker) and the one after it (a group's last).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from kivy_client.core.timeline import Entry
from kivy_client.ui.ruler import Ruler

_GROUP_MICROS = 300 * 1_000_000
_MOST_LINES = 120
_MOST_SMILEYS = 3
_MARKS = {"waiting": "◷", "kept": "✓", "unsure": "?", "failed": "✕"}
_BUBBLES = frozenset({"message", "action", "notice", "private"})


@dataclass(frozen=True, slots=True)
class Sizes:
    """In pixels, for one density of the screen. `small`: the ruler of happenings; `stamp`: of the time's text."""

    text: Ruler
    large: Ruler
    """For a text that is nothing but a smiley."""
    name: Ruler
    small: Ruler
    stamp: Ruler
    unit: float
    """One dp."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One row. Places are relative to its lower left corner; `height` includes the gap above.

    `name`: "" where the speaker is not shown; `stamp`: time and, on our own lines, their state.
    """

    height: float
    bubble: bool
    x: float
    width: float
    body_height: float
    text: str
    text_y: float
    name: str
    stamp: str
    day: str
    avatar: bool
    large: bool


def local_time(micros: int) -> datetime:
    """A time where the person is; the earliest or latest that can be named, if it cannot."""
    try:
        return datetime.fromtimestamp(micros / 1_000_000)
    except (OverflowError, OSError, ValueError):
        return datetime.min if micros < 0 else datetime.max


@lru_cache(maxsize=4096)
def _day_of(minute: int) -> date:
    return local_time(minute * 60_000_000).date()


@lru_cache(maxsize=4096)
def _clock(minute: int) -> str:
    return local_time(minute * 60_000_000).strftime("%H:%M")


def _day(entry: Entry) -> date:
    return _day_of(entry.time // 60_000_000)


def _same_group(one: Entry | None, other: Entry | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.shape in _BUBBLES
        and one.shape == other.shape
        and (one.nick, one.own) == (other.nick, other.own)
        and other.time - one.time < _GROUP_MICROS
        and _day(one) == _day(other)
    )


def title(entry: Entry) -> str:
    """Who says it, as the bubble's head."""
    if entry.shape == "private":
        return f"{entry.nick} (to you alone)"
    if entry.shape == "notice":
        return f"{entry.nick} (notice)" if entry.nick else "Server"
    return entry.nick


def words(entry: Entry) -> str:
    """The text as it is shown."""
    return f"* {entry.nick} {entry.text}" if entry.shape == "action" else entry.text


def _is_smiley(entry: Entry) -> bool:
    """Whether it is one to three signs (☺, ☹, 😀) and nothing else."""
    return (
        entry.shape == "message"
        and 0 < len(entry.text) <= _MOST_SMILEYS
        and all(unicodedata.category(character) == "So" for character in entry.text)
    )


def _shortened(text: str, ruler: Ruler, width: float) -> str:
    """As much of it as fits on one line."""
    if ruler.width(text) <= width:
        return text
    lines, _ = ruler.wrap(text, width - ruler.width("…"))
    return f"{lines[0]}…"


class Typesetter:
    """Lays entries out for one width of the view, in pixels. `today` tells which day is today."""

    def __init__(self, sizes: Sizes, width: float, today: Callable[[], date] = date.today) -> None:
        self._sizes = sizes
        self._width = width
        self._today = today

    def layout(self, before: Entry | None, entry: Entry, after: Entry | None) -> Layout:
        """The row of `entry`, between its neighbours."""
        day = "" if before is not None and _day(before) == _day(entry) else self._day_words(_day(entry))
        if entry.shape == "happening":
            return self._happening(entry, day)
        return self._bubble(entry, day, first=not _same_group(before, entry), last=not _same_group(entry, after))

    def _happening(self, entry: Entry, day: str) -> Layout:
        unit, ruler = self._sizes.unit, self._sizes.small
        lines, wide = ruler.wrap(entry.text, self._width - 48 * unit)
        body = len(lines) * ruler.line_height
        return Layout(
            height=body + 12 * unit + self._day_height(day),
            bubble=False,
            x=(self._width - wide) / 2,
            width=wide,
            body_height=body + 8 * unit,
            text="\n".join(lines),
            text_y=4 * unit,
            name="",
            stamp="",
            day=day,
            avatar=False,
            large=False,
        )

    def _bubble(self, entry: Entry, day: str, *, first: bool, last: bool) -> Layout:
        unit, sizes = self._sizes.unit, self._sizes
        pad, margin = 11 * unit, (12 if entry.own else 54) * unit
        most = max(min(self._width - margin - (54 if entry.own else 20) * unit, 560 * unit) - 2 * pad, 40 * unit)
        ruler = sizes.large if _is_smiley(entry) else sizes.text
        lines, wide = ruler.wrap(words(entry), most)
        if len(lines) > _MOST_LINES:
            lines = [*lines[:_MOST_LINES], "…"]
        stamp = _clock(entry.time // 60_000_000) + (f" {_MARKS[entry.state]}" if entry.own else "")
        stamp_width = sizes.stamp.width(stamp) + 10 * unit
        name = _shortened(title(entry), sizes.name, most) if first and not entry.own and entry.shape != "action" else ""
        beside = wide + stamp_width <= most and len(lines) == 1
        inner = max(wide + stamp_width if beside else wide, stamp_width, sizes.name.width(name) if name else 0.0)
        below = 0.0 if beside else sizes.stamp.line_height
        head = sizes.name.line_height + 2 * unit if name else 0.0
        body = len(lines) * ruler.line_height + below + head + 12 * unit
        width = min(inner, most) + 2 * pad
        return Layout(
            height=body + (8 if first else 2) * unit + self._day_height(day),
            bubble=True,
            x=self._width - 12 * unit - width if entry.own else margin,
            width=width,
            body_height=body,
            text="\n".join(lines),
            text_y=6 * unit + below,
            name=name,
            stamp=stamp,
            day=day,
            avatar=last and not entry.own,
            large=ruler is sizes.large,
        )

    def _day_height(self, day: str) -> float:
        return 40 * self._sizes.unit if day else 0.0

    def _day_words(self, day: date) -> str:
        days = (self._today() - day).days
        if days in (0, 1):
            return ("Today", "Yesterday")[days]
        return f"{day:%A}, {day.day} {day:%B}" + (f" {day.year}" if day.year != self._today().year else "")
