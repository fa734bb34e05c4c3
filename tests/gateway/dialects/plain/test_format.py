"""Facts as a person at telnet reads them."""

from __future__ import annotations

import pytest

from gateway.dialects.plain.format import PLAIN
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Tagged, Told, TopicSet
from tests.gateway.dialects.dialogue import AT, MSGID

WHO = (AT, MSGID, "u1", "Anna!~anna@h", "")
LOBBY = ("#lobby", "#Lobby")


def said(text: str) -> Said:
    return Said(*WHO, *LOBBY, "PRIVMSG", text, "")


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (said("hi there"), "Anna: hi there"),
        (said("\x01ACTION waves\x01"), "* Anna waves"),
        (said("\x02b\x0304red\x0f \x1b[2J\x07"), "Anna: bred [2J"),
        (Said(*WHO, *LOBBY, "NOTICE", "dinner", ""), "-Anna- dinner"),
        (Told(*WHO, "u2", "bob", "PRIVMSG", "psst", ""), "[private] Anna: psst"),
        (Told(*WHO, "u2", "bob", "PRIVMSG", "\x01ACTION waves\x01", ""), "[private] * Anna waves"),
        (Told(*WHO, "u2", "bob", "NOTICE", "psst", ""), "[private] -Anna- psst"),
        (said("one")._replace(more=("|", "|two ", "+three", "|\x0304")), "Anna: one\r\nAnna: two three\r\nAnna: "),
        (
            Told(*WHO, "u2", "bob", "NOTICE", "", "", "", ("|one", "|two")),
            "[private] -Anna- one\r\n[private] -Anna- two",
        ),
        (Joined(*WHO, *LOBBY, "Anna"), "Anna has joined the chat"),
        (Parted(*WHO, *LOBBY, "bye"), "Anna has left the chat"),
        (HasQuit(*WHO, "Quit: bye", ("#x", "#lobby")), "Anna has left the chat"),
        (Renamed(*WHO, "Zoë", ("#lobby",)), "Anna is now known as Zoë"),
        (TopicSet(*WHO, *LOBBY, "be \x02kind"), "Anna has set the topic: be kind"),
        (TopicSet(*WHO, *LOBBY, ""), "Anna has cleared the topic"),
    ],
)
def test_facts(fact: Fact, line: str) -> None:
    assert PLAIN.encode(fact).decode() == f"{line}\r\n"
    assert PLAIN.own(fact) == b""


@pytest.mark.parametrize(
    "fact",
    [
        said("\x01VERSION\x01"),
        Told(*WHO, "u2", "bob", "PRIVMSG", "\x01PING 1\x01", ""),
        Said(*WHO, "#x", "#x", "PRIVMSG", "hi", ""),
        Joined(*WHO, "#x", "#x", "Anna"),
        Parted(*WHO, "#x", "#x", ""),
        HasQuit(*WHO, "", ("#x",)),
        Renamed(*WHO, "Zoë", ()),
        TopicSet(*WHO, "#x", "#x", "t"),
        Said(*WHO, "#x", "#x", "PRIVMSG", "hi", "", "", ("|there",)),
        Tagged(*WHO, *LOBBY[:1], "", LOBBY[1], "+typing=active", AT),
    ],
)
def test_what_is_not_for_the_lobby(fact: Fact) -> None:
    assert PLAIN.encode(fact) == b""
