"""The number of a message is its place: made of its time, so that numbers alone give the order.

Paging and searching by time then need no sorting: the table itself, its indexes and the full-text index are all in the
order in which messages are shown. A millisecond has `_SLOTS` numbers, taken in the order of arrival.
"""

from __future__ import annotations

from kivy_client.core.store.database import Database

_SLOT_BITS = 8
_MICROS = 1000
_MOST_TIME = (1 << 52) - 1
"""The year 2112. A server may say what it likes."""
_WIDEST = 40


def kept_time(time: int) -> int:
    """A time as it is kept: whole milliseconds, in microseconds since 1970."""
    return min(max(time, 0), _MOST_TIME) // _MICROS * _MICROS


def first_at(time: int) -> int:
    """The smallest number of a message of this millisecond."""
    return kept_time(time) // _MICROS << _SLOT_BITS or 1


def first_after(time: int) -> int:
    """The smallest number of a message of a later millisecond."""
    return kept_time(time) // _MICROS + 1 << _SLOT_BITS


def allot(database: Database, time: int) -> int:
    """A number for a message that comes now, behind all of the same time.

    Where a millisecond is full (or a server gives every message the same time), it takes a number soon after: the
    span that is looked at doubles until there is one.
    """
    first = first_at(time)
    for bits in range(_SLOT_BITS, _WIDEST):
        end = first + (1 << bits)
        last: int | None = database.value("SELECT max(row) FROM messages WHERE row >= ? AND row < ?", first, end)
        if last is None:
            return first
        if last + 1 < end:
            return last + 1
    raise OverflowError("no number is free for a message of this time")


def allot_before(database: Database, row: int) -> int:
    """The number next before this one that is free: for what is known to come before a message of the same time."""
    end = row
    while end > 1:
        start = max(end - (1 << _SLOT_BITS), 1)
        taken = {
            number for (number,) in database.rows("SELECT row FROM messages WHERE row >= ? AND row < ?", start, end)
        }
        free = next((number for number in range(end - 1, start - 1, -1) if number not in taken), 0)
        if free:
            return free
        end = start
    raise OverflowError("no number is free before this message")


def same_moment(row: int) -> int:
    """The smallest number of a message of the millisecond to which this number belongs."""
    return row >> _SLOT_BITS << _SLOT_BITS
