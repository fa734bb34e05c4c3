"""Reading one line from a server, as a client does: never raising, whatever is missing or malformed."""

from __future__ import annotations

from ircwire.capabilities import SEND_ID_TAG
from ircwire.casemapping import fold
from ircwire.client_events import MessageKind, MessageReceived
from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.text import action_of
from ircwire.times import parse_time


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
    try:
        return parse_time(line.tags["time"]) if "time" in line.tags else None
    except WireError:
        return None


def message_of(line: Line, nick: str) -> MessageReceived | None:
    """The message of a person's PRIVMSG or NOTICE, seen by `nick`; None for a server's, and for CTCP requests."""
    if line.command not in ("PRIVMSG", "NOTICE") or len(line.params) < 2 or _is_server(line.source):
        return None
    kind: MessageKind = "NOTICE" if line.command == "NOTICE" else "PRIVMSG"
    text = line.params[1]
    done = action_of(text)
    if done is not None:
        kind, text = "ACTION", done
    elif text.startswith("\x01"):
        return None
    return MessageReceived(
        target=line.params[0],
        nick=nick_of(line),
        mask=line.source,
        kind=kind,
        text=text,
        msgid=line.tags.get("msgid", ""),
        time=time_of(line),
        own=fold(nick_of(line)) == fold(nick),
        send_id=line.tags.get(SEND_ID_TAG, ""),
    )


def _is_server(source: str) -> bool:
    """A server has a dot in its name and no user; a nick cannot contain a dot."""
    return not source or ("!" not in source and "." in source)
