"""Reading one line from a server, as a client does: never raising, whatever is missing or malformed.

`is_whole` is asked of every line once, before anything is done with it: a line without its parameters ends here, so
that nobody who follows lines or events meets a room or a person without a name.
"""

from __future__ import annotations

from ircwire import numerics as n
from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.times import parse_time

_MOST_NUMBER = 10**11
_SOMEBODY = -1
_NEEDED: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("ACCOUNT", "AWAY", "QUIT", "SETNAME"), (_SOMEBODY,)),
    **dict.fromkeys(("JOIN", "NICK", "PART"), (_SOMEBODY, 0)),
    **dict.fromkeys(("CHGHOST", "INVITE"), (_SOMEBODY, 0, 1)),
    **dict.fromkeys(("MARKREAD", "MODE", "TAGMSG", "TOPIC"), (0,)),
    **dict.fromkeys(("KICK", "REDACT", "RENAME"), (0, 1)),
    **dict.fromkeys((n.RPL_AWAY, n.RPL_WHOISUSER), (1,)),
    **dict.fromkeys((n.RPL_LIST, n.RPL_CHANNELMODEIS, n.RPL_NOTOPIC, n.RPL_TOPIC, n.RPL_ENDOFNAMES), (1,)),
    **dict.fromkeys((n.RPL_ENDOFBANLIST, n.RPL_ENDOFEXCEPTLIST, n.RPL_ENDOFINVEXLIST, n.RPL_ENDOFQUIETLIST), (1,)),
    n.RPL_INVITING: (1, 2),
}
"""Which parameters of a line must be names; `_SOMEBODY`: who it is from."""


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
    """A whole number, 0 if it is none. One that is too large for any use is cut down."""
    if not (text.isascii() and text.isdigit()):
        return 0
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) < len(str(_MOST_NUMBER)) else _MOST_NUMBER


def seconds(text: str) -> int | None:
    """Microseconds since 1970 of a time in seconds; None if it is none."""
    return number(text) * 1_000_000 or None


def is_server(source: str) -> bool:
    """A server has a dot in its name and no user; a nick cannot contain a dot. Who has no name is nobody else."""
    return not is_name(source.partition("!")[0]) or ("!" not in source and "." in source)


def is_name(word: str) -> bool:
    """Whether a word can be the name of somebody or something: no line of ours could carry another."""
    return bool(word) and " " not in word and word[0] != ":"


def is_whole(line: Line) -> bool:
    """Whether a line has the parameters, and comes from somebody, without which it says nothing."""
    needed = _NEEDED.get(line.command)
    return needed is None or all(is_name(nick_of(line) if at == _SOMEBODY else param(line, at)) for at in needed)
