"""What one line from a server says happened, as events: the same for what happens now and for what is in a history.

Reading changes nothing; the lines are whole (`client_lines.is_whole`). `rooms` of events is empty: it is filled in for
the present only. Sources: RFC 2812; IRCv3 message-tags, extended-join, typing, reply, react, message-redaction,
channel-rename, invite-notify.
"""

from __future__ import annotations

from collections.abc import Callable

from ircwire import capabilities as caps
from ircwire.client_events import (
    Event,
    HasQuit,
    Invited,
    Joined,
    MessageKind,
    MessageReceived,
    ModesChanged,
    Parted,
    Reacted,
    Redacted,
    Renamed,
    RoomRenamed,
    TopicChanged,
    TypingReceived,
    TypingState,
)
from ircwire.client_lines import is_name, is_server, nick_of, param, time_of
from ircwire.client_state import State
from ircwire.lines import Line
from ircwire.text import action_of

_TYPING: dict[str, TypingState] = {"active": "active", "paused": "paused", "done": "done"}


def read(line: Line, state: State) -> tuple[Event, ...]:
    """All that a line says happened; nothing, if it says something else."""
    if line.command == "TAGMSG":
        return _tagged(line, state)
    reader = _READERS.get(line.command)
    event = reader(line, state) if reader else None
    return () if event is None else (event,)


def message_of(line: Line, state: State, label: str = "") -> MessageReceived | None:
    """The message of a person's PRIVMSG or NOTICE; None for a server's, and for CTCP requests."""
    if line.command not in ("PRIVMSG", "NOTICE") or len(line.params) < 2 or is_server(line.source):
        return None
    if not is_name(line.params[0]):
        return None
    kind: MessageKind = "NOTICE" if line.command == "NOTICE" else "PRIVMSG"
    text = line.params[1]
    done = action_of(text)
    if done is not None:
        kind, text = "ACTION", done
    elif text.startswith("\x01"):
        return None
    status, target = state.isupport.without_status(line.params[0])
    return MessageReceived(
        target=target,
        nick=nick_of(line),
        mask=line.source,
        kind=kind,
        text=text,
        msgid=line.tags.get("msgid", ""),
        time=time_of(line),
        own=state.is_me(nick_of(line)),
        send_id=line.tags.get(caps.SEND_ID_TAG, ""),
        reply_to=_reply_to(line),
        account=_account(line),
        bot=caps.BOT_TAG in line.tags,
        label=label or line.tags.get(caps.LABEL_TAG, ""),
        status=status,
    )


def joined_of(line: Line, state: State) -> Joined:
    account, nick = param(line, 1), nick_of(line)
    return Joined(
        room=param(line, 0),
        nick=nick,
        own=state.is_me(nick),
        time=time_of(line),
        msgid=_msgid(line),
        mask=line.source,
        account=_account(line) or ("" if account == "*" else account),
        realname=param(line, 2),
    )


def parted_of(line: Line, state: State) -> Parted:
    nick = nick_of(line)
    return Parted(param(line, 0), nick, "", param(line, 1), state.is_me(nick), time_of(line), _msgid(line))


def kicked_of(line: Line, state: State) -> Parted:
    room, nick, reason = param(line, 0), param(line, 1), param(line, 2)
    return Parted(room, nick, nick_of(line), reason, state.is_me(nick), time_of(line), _msgid(line))


def quit_of(line: Line, state: State) -> HasQuit:
    return HasQuit(nick_of(line), param(line, 0), time_of(line), (), _msgid(line))


def renamed_of(line: Line, state: State) -> Renamed:
    nick = nick_of(line)
    return Renamed(nick, param(line, 0), state.is_me(nick), time_of(line), (), _msgid(line))


def topic_of(line: Line, state: State) -> TopicChanged:
    return TopicChanged(param(line, 0), param(line, 1), nick_of(line), time_of(line), _msgid(line))


def modes_of(line: Line, state: State) -> ModesChanged | None:
    """Of a room; a user's own modes are no event of a conversation."""
    if not state.isupport.is_room(param(line, 0)):
        return None
    changes = state.isupport.mode_changes(line.params[1:])
    return ModesChanged(line.params[0], nick_of(line), changes, time_of(line), _msgid(line))


def redacted_of(line: Line, state: State) -> Redacted:
    target, about, nick = param(line, 0), param(line, 1), nick_of(line)
    return Redacted(target, about, nick, param(line, 2), state.is_me(nick), time_of(line), _msgid(line))


def room_renamed_of(line: Line, state: State) -> RoomRenamed:
    return RoomRenamed(param(line, 0), param(line, 1), nick_of(line), param(line, 2), time_of(line), _msgid(line))


def invited_of(line: Line, state: State) -> Invited:
    nick, room = param(line, 0), param(line, 1)
    return Invited(room, nick, nick_of(line), state.is_me(nick), time_of(line))


def _tagged(line: Line, state: State) -> tuple[Event, ...]:
    """TAGMSG: what its client-only tags say."""
    if not line.params or is_server(line.source):
        return ()
    _, target = state.isupport.without_status(line.params[0])
    nick, tags = nick_of(line), line.tags
    own = state.is_me(nick)
    events: list[Event] = []
    typing = _TYPING.get(tags.get("+typing", tags.get("+draft/typing", "")))
    if typing is not None:
        events.append(TypingReceived(target, nick, typing, own))
    about = _reply_to(line)
    for tag, on in (("+draft/react", True), ("+draft/unreact", False)):
        if about and tags.get(tag):
            events.append(Reacted(target, nick, about, tags[tag], on, own, time_of(line), _msgid(line)))
    return tuple(events)


def _reply_to(line: Line) -> str:
    return line.tags.get("+reply") or line.tags.get("+draft/reply", "")


def _msgid(line: Line) -> str:
    return line.tags.get("msgid", "")


def _account(line: Line) -> str:
    return line.tags.get("account", "")


_READERS: dict[str, Callable[[Line, State], Event | None]] = {
    "INVITE": invited_of,
    "JOIN": joined_of,
    "KICK": kicked_of,
    "MODE": modes_of,
    "NICK": renamed_of,
    "NOTICE": message_of,
    "PART": parted_of,
    "PRIVMSG": message_of,
    "QUIT": quit_of,
    "REDACT": redacted_of,
    "RENAME": room_renamed_of,
    "TOPIC": topic_of,
}
