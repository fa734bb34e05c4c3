"""Times on the wire (IRCv3 server-time) and in microseconds since 1970, as ids count them.

A day that the calendar does not have, or a year that it cannot name, is an error; a leap second is the one before it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from time import gmtime

from ircwire.errors import WireError

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z", re.ASCII)


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    year, month, day, hour, minute, second, *_ = gmtime(seconds)
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def server_time(micros: int) -> str:
    """`2026-01-31T23:59:58.123Z` of microseconds since 1970; what is finer than a millisecond is cut off."""
    seconds, micros = divmod(micros, 1_000_000)
    return f"{_second(seconds)}.{micros // 1000:03}Z"


def parse_time(text: str) -> int:
    """Microseconds since 1970 of a server time, which may have one to six decimals or none. Raises WireError."""
    match = _FORM.fullmatch(text)
    if not match:
        raise WireError("A time must be written as YYYY-MM-DDThh:mm:ss.sssZ")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        when = datetime(year, month, day, hour, minute, 59 if second == 60 else second, tzinfo=UTC)
    except ValueError:
        raise WireError("There is no such time") from None
    return int(when.timestamp()) * 1_000_000 + int((match[7] or "").ljust(6, "0"))
