"""Facts as IRC lines, for each set of capabilities."""

from __future__ import annotations

import pytest

from gateway.dialects.irc.formats import format_for
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from tests.gateway.dialects.dialogue import AT, MSGID

WHO = (AT, MSGID, "u1", "anna!~anna@h", "")
TIME = "time=2025-11-22T18:40:00.123Z"
SAID = Said(*WHO, "#lobby", "#Lobby", "PRIVMSG", "hi there", "")
TOLD = Told(*WHO, "u2", "Bob", "NOTICE", "psst", "")
BARE = format_for(frozenset())


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (SAID, "PRIVMSG #Lobby :hi there"),
        (TOLD, "NOTICE Bob :psst"),
        (Joined(*WHO, "#lobby", "#Lobby", "Anna"), "JOIN #Lobby"),
        (Parted(*WHO, "#lobby", "#Lobby", "bye now"), "PART #Lobby :bye now"),
        (Parted(*WHO, "#lobby", "#Lobby", ""), "PART #Lobby"),
        (HasQuit(*WHO, "Quit: bye", ("#lobby",)), "QUIT :Quit: bye"),
        (Renamed(*WHO, "Zoë", ("#lobby",)), "NICK Zoë"),
        (TopicSet(*WHO, "#lobby", "#Lobby", ""), "TOPIC #Lobby :"),
    ],
)
def test_lines(fact: Fact, line: str) -> None:
    assert BARE.encode(fact).decode() == f":anna!~anna@h {line}\r\n"
    own = b"" if isinstance(fact, Said | Told | HasQuit) else BARE.encode(fact)
    assert BARE.own(fact) == own


@pytest.mark.parametrize(
    ("capabilities", "tags"),
    [
        ({"server-time"}, TIME),
        ({"message-tags"}, f"msgid={MSGID}"),
        ({"message-tags", "server-time"}, f"{TIME};msgid={MSGID}"),
    ],
)
def test_tags(capabilities: set[str], tags: str) -> None:
    chosen = format_for(frozenset(capabilities))
    line = ":anna!~anna@h PRIVMSG #Lobby :hi there\r\n"
    assert chosen.encode(SAID).decode() == f"@{tags} {line}"
    assert chosen.in_batch(SAID, "h1").decode() == f"@batch=h1;{tags} {line}"
    assert BARE.in_batch(SAID, "h1").decode() == f"@batch=h1 {line}"


def test_echo_message() -> None:
    echo = format_for(frozenset({"echo-message"}))
    assert echo.own(SAID) == echo.encode(SAID) == BARE.encode(SAID)
    assert echo.own(TOLD) == BARE.encode(TOLD)


def test_only_the_sender_sees_the_send_id() -> None:
    fact = SAID._replace(send_id="a;b")
    for others in ({"echo-message"}, {"message-tags", "server-time"}):
        assert b"send-id" not in format_for(frozenset(others)).own(fact)
    once = format_for(frozenset({"chorus.chat/send-once"}))
    assert once.own(fact).decode() == (
        f"@{TIME};msgid={MSGID};chorus.chat/send-id=a\\:b :anna!~anna@h PRIVMSG #Lobby :hi there\r\n"
    )
    assert b"send-id" not in once.encode(fact)
    assert b"send-id" not in once.in_batch(fact, "h1")
    assert once.own(SAID) == b""


def test_a_line_never_exceeds_512_bytes() -> None:
    fact = SAID._replace(text="é" * 300)
    line = format_for(frozenset({"server-time"})).encode(fact).partition(b" ")[2]
    assert 511 <= len(line) <= 512
    assert line.decode().startswith(":anna!~anna@h PRIVMSG #Lobby :éé")
