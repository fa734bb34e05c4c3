"""The short way of a line comes to what the long way comes to, or leaves it to that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.base import Ask
from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.short_way import ShortWay
from gateway.model.commands import Say
from gateway.model.server import Server
from ircwire.lines import decode, parse
from tests.gateway.dialects.dialogue import Dialogue

TARGETS = ("#lobby", "#Room", "bob", "#a,#b", "#kn\u00f6del", "#", "9")
PIECES = (
    b"PRIVMSG ",
    b"privmsg ",
    b"NOTICE ",
    b"@a=b ",
    b":x ",
    b" ",
    b" :",
    b":",
    b"hi",
    b"\0",
    b"\r",
    b"x" * 130,
    b"\xc3\xb6",
)


def fresh() -> Dialogue:
    dialogue = Dialogue(IrcConversation(Server("chorus.test", "Chorus", "chorus-1", 0), "192.0.2.1"))
    dialogue.registers(b"NICK anna\r\nUSER anna 0 * :Anna\r\n", "anna")
    return dialogue


@given(st.lists(st.sampled_from(PIECES + tuple(target.encode() for target in TARGETS)), max_size=6))
def test_any_line_comes_to_the_same(pieces: list[bytes]) -> None:
    line = b"".join(pieces) + b"\r\n"
    knowing = fresh()
    for target in TARGETS:
        knowing.hears(f"PRIVMSG {target} :before\r\n".encode())
    assert knowing.hears(line) == fresh().hears(line)


def test_it_is_taken_where_it_can_be() -> None:
    dialogue, way = fresh(), ShortWay()
    raw = b"PRIVMSG #Room :hello there"
    assert way.step(raw) is None
    (step,) = dialogue.hears(raw + b"\r\n")
    assert isinstance(step, Ask)
    way.learn(parse(decode(raw)), [step])
    assert way.step(raw) == Ask(Say("#Room", "hello there"))


@pytest.mark.parametrize("text", [b"", b"x" * 129, b"\xc3\xb6", b"a\0b", b"a\rb"])
def test_it_leaves_the_rest_to_the_long_way(text: bytes) -> None:
    way = ShortWay()
    way.learn(parse("PRIVMSG #r :x"), [Ask(Say("#r", "x"))])
    assert way.step(b"PRIVMSG #r :x") is not None
    assert way.step(b"PRIVMSG #r :" + text) is None


def test_it_does_not_remember_without_end() -> None:
    way = ShortWay()
    for number in range(100):
        way.learn(parse(f"PRIVMSG #r{number} :x"), [Ask(Say(f"#r{number}", "x"))])
    assert sum(way.step(f"PRIVMSG #r{number} :x".encode()) is not None for number in range(100)) <= 32
