"""What happens in rooms, as words and as rows of the store. Pure: protocol events in, messages to be kept out."""

from __future__ import annotations

from collections.abc import Callable

from ircwire.client_events import (
    Event,
    HasQuit,
    Invited,
    Joined,
    ModeChange,
    ModesChanged,
    Parted,
    Renamed,
    RoomRenamed,
    TopicChanged,
)
from kivy_client.core.plaintext import readable, readable_name
from kivy_client.core.store.rows import Message

_GIVEN = {"o": "operator", "v": "voice", "h": "half-operator", "a": "admin", "q": "owner"}
_REASON_CHARACTERS = 200


def happening(event: Event, when: Callable[[int | None], int]) -> Message | None:
    """What is to be kept of an event in a room; None: nothing. `when`: the time that is kept of the one that the server
    says, None if it says none."""
    match event:
        case Joined(_, nick, _, time, msgid):
            return _row(nick, f"{readable_name(nick)} has joined", "came", when(time), msgid)
        case Parted(_, nick, by, reason, _, time, msgid):
            return _row(nick, f"{readable_name(nick)} {_why_parted(by, reason)}", "went", when(time), msgid)
        case HasQuit(nick, reason, time, _, msgid):
            return _row(nick, f"{readable_name(nick)} {_because('has left', reason)}", "went", when(time), msgid)
        case Renamed(nick, new, _, time, _, msgid):
            words = f"{readable_name(nick)} is now {readable_name(new)}"
            return _row(nick, words, "renamed", when(time), msgid)
        case TopicChanged(_, text, by, time, msgid) if by:
            return _row(by, _topic_words(readable_name(by), readable(text)), "topic", when(time), msgid)
        case ModesChanged(_, by, changes, time, msgid) if changes:
            words = f"{readable_name(by)} {mode_words(changes)}"
            return _row(by, words, "mode", when(time), msgid)
        case RoomRenamed(_, new, by, reason, time, msgid):
            words = _because(f"{readable_name(by)} renamed the room to {readable_name(new)}", reason)
            return _row(by, words, "renamed room", when(time), msgid)
        case Invited(_, nick, by, _, time):
            return _row(by, f"{readable_name(by)} invited {readable_name(nick)}", "invited", when(time), "")
    return None


def note(words: str, time: int, kind: str = "note") -> Message:
    """Something that the app itself has to say there."""
    return Message(time, "", words, "happening", kind=kind)


def mode_words(changes: tuple[ModeChange, ...]) -> str:
    """`made bob an operator`, `set +b spam!*@*`: one after the other."""
    return ", ".join(_mode_words(change) for change in changes[:12])


def _mode_words(change: ModeChange) -> str:
    on, letter, param = change
    who = readable(param, 100)
    if letter in _GIVEN and param:
        given = _GIVEN[letter]
        return f"gave {given} to {who}" if on else f"took {given} from {who}"
    if letter == "b" and param:
        return f"banned {who}" if on else f"lifted the ban on {who}"
    if letter == "k":
        return "set a password" if on else "removed the password"
    return f"set the mode {'+' if on else '-'}{readable(letter, 4)} {who}".rstrip()


def _row(nick: str, words: str, kind: str, time: int, msgid: str) -> Message:
    return Message(time, readable_name(nick), words, "happening", msgid, kind=kind)


def _because(words: str, reason: str) -> str:
    """With the reason, if it says more than that they quit."""
    reason = readable("" if reason == "Quit" else reason.removeprefix("Quit: "), _REASON_CHARACTERS)
    return f"{words} ({reason})" if reason else words


def _why_parted(by: str, reason: str) -> str:
    return _because(f"was removed by {readable_name(by)}" if by else "has left", reason)


def _topic_words(by: str, topic: str) -> str:
    return f"{by} set the topic: {topic}" if topic else f"{by} cleared the topic"
