"""Reading one line from a server, as a client does: never raising, whatever is missing or malformed."""

from __future__ import annotations

from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.times import parse_time

_MOST_DIGITS = 11


def param(line: Line, index: int) -> str:
    """A parameter, "" where there is none."""
    return line.params[index] if index < len(line.params) else ""


def last(line: Line) -> str:
    """The last parameter: what numerics say in words."""
    return line.params[-1] if line.params else ""


def nick_of(line: Line) -> str:
    """Who sent it."""
    return line.source.partition("!")[0]


def time_of(line: Line) -> int | None:
    """Its server-time in microseconds since 1970."""
    return read_time(line.tags["time"]) if "time" in line.tags else None


def read_time(text: str) -> int | None:
    """Microseconds since 1970 of a time as on the wire; None if it is none."""
    try:
        return parse_time(text)
    except WireError:
        return None


def number(text: str) -> int:
    """A whole number, 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def seconds(text: str) -> int | None:
    """Microseconds since 1970 of a time in seconds; None if it is none."""
    return number(text) * 1_000_000 or None


def is_server(source: str) -> bool:
    """A server has a dot in its name and no user; a nick cannot contain a dot."""
    return not source or ("!" not in source and "." in source)
