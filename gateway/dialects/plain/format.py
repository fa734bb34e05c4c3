"""Facts as a person at telnet or nc reads them: the lobby's, and what is said to them in private.

Codes for colours and the like, and control characters that could write anywhere on a terminal, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.model.facts import CONCAT, Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet, nick_of
from gateway.model.room_facts import Kicked
from gateway.model.server import LOBBY
from ircwire.text import action_of, strip_controls, strip_formatting

_CTCP = "\x01"
_LINE_END = "\r\n"
"""CR LF: telnet needs it, nc does not mind."""


class PlainFormat:
    """Implements `gateway.dialects.base.Format`; `PLAIN` is the only one."""

    def encode(self, fact: Fact) -> bytes:
        """The line that others are told; b"" for what is not about the lobby."""
        writer = _WRITERS.get(type(fact))  # a person at telnet is not bothered with all that there is
        text = writer(fact) if writer else ""
        return sentence(text) if text else b""

    def own(self, fact: Fact) -> bytes:
        """Nothing: whoever typed a line has it on the screen already."""
        return b""


PLAIN = PlainFormat()


def sentence(text: str) -> bytes:
    """A line for the client."""
    return f"{text}{_LINE_END}".encode()


def _message(nick: str, kind: str, text: str) -> str:
    action = action_of(text)
    if action is None and text.startswith(_CTCP):
        return ""  # a question to a program, which is not there
    words = strip_controls(strip_formatting(text if action is None else action)).strip()
    if action is not None:
        return f"* {nick} {words}"
    return f"-{nick}- {words}" if kind == "NOTICE" else f"{nick}: {words}"


def _said(fact: Said) -> str:
    return _LINE_END.join(_messages(fact)) if fact.room == LOBBY else ""


def _told(fact: Told) -> str:
    return _LINE_END.join(f"[private] {message}" for message in _messages(fact))


def _messages(fact: Said | Told) -> Iterable[str]:
    """One for each of its lines that says something; a line that came in pieces is whole again."""
    texts = [fact.text]
    for line in fact.more:
        if line[0] == CONCAT:
            texts[-1] += line[1:]
        else:
            texts.append(line[1:])
    nick = nick_of(fact.mask)
    return filter(None, (_message(nick, fact.kind, text) for text in texts if text or not fact.more))


def _joined(fact: Joined) -> str:
    return f"{nick_of(fact.mask)} has joined the chat" if fact.room == LOBBY else ""


def _parted(fact: Parted) -> str:
    return f"{nick_of(fact.mask)} has left the chat" if fact.room == LOBBY else ""


def _quit(fact: HasQuit) -> str:
    return f"{nick_of(fact.mask)} has left the chat" if LOBBY in fact.rooms else ""


def _renamed(fact: Renamed) -> str:
    return f"{nick_of(fact.mask)} is now known as {fact.nick}" if LOBBY in fact.rooms else ""


def _topic(fact: TopicSet) -> str:
    if fact.room != LOBBY:
        return ""
    text = strip_controls(strip_formatting(fact.text)).strip()
    nick = nick_of(fact.mask)
    return f"{nick} has set the topic: {text}" if text else f"{nick} has cleared the topic"


def _kicked(fact: Kicked) -> str:
    if fact.room != LOBBY:
        return ""
    reason = strip_controls(strip_formatting(fact.reason)).strip()
    return f"{fact.nick} was put out of the chat by {nick_of(fact.mask)}: {reason}"


_WRITERS: dict[type, Callable[..., str]] = {
    Said: _said,
    Told: _told,
    Joined: _joined,
    Parted: _parted,
    HasQuit: _quit,
    Renamed: _renamed,
    TopicSet: _topic,
    Kicked: _kicked,
}
