"""Which entries belong together, and what the time is called: days, hours, "Today". Pure.

Times are microseconds since 1970; days and hours are those where the person is.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from kivy_client.core.model.entries import Entry

GROUP_MICROS = 300 * 1_000_000
"""Messages of one person further apart than this do not form a group."""


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
def _clock_of(minute: int) -> str:
    return local_time(minute * 60_000_000).strftime("%H:%M")


def day(entry: Entry) -> date:
    return _day_of(entry.time // 60_000_000)


def clock(micros: int) -> str:
    """As "09:31"."""
    return _clock_of(micros // 60_000_000)


def day_words(one: date, today: date) -> str:
    """As "Monday, 21 November"."""
    days = (today - one).days
    if days in (0, 1):
        return ("Today", "Yesterday")[days]
    return f"{one:%A}, {one.day} {one:%B}" + (f" {one.year}" if one.year != today.year else "")


def same_group(one: Entry | None, other: Entry | None) -> bool:
    """Whether `other`, which follows `one`, is shown as said in the same breath."""
    return (
        one is not None
        and other is not None
        and one.shape != "happening"
        and one.shape == other.shape
        and one.nick == other.nick
        and one.own == other.own
        and 0 <= other.time - one.time < GROUP_MICROS
        and day(one) == day(other)
    )
