"""A TLS client at a port without TLS, in each dialect: one clear sentence and a close, whatever else it said."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Conversation, Leave
from gateway.dialects.irc.conversation import IrcConversation
from gateway.dialects.plain import PlainConversation
from gateway.dialects.tls_hello import SENTENCE
from gateway.model.disconnects import Disconnect
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import Dialogue

SERVER = Server("chorus.test", "Chorus", "chorus-1", 0)
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2


@pytest.fixture(params=[IrcConversation, PlainConversation])
def conversation(request: pytest.FixtureRequest) -> Conversation:
    made: Conversation = request.param(SERVER, "192.0.2.1")
    return made


def test_it_is_told_and_closed_whatever_else_it_said(conversation: Conversation) -> None:
    (step,) = Dialogue(conversation).hears(HELLO)
    assert isinstance(step, Leave) and step.why is Disconnect.PROTOCOL
    assert SENTENCE.encode() in step.data and step.data.count(b"\r\n") == 1


def test_its_first_byte_alone_is_enough(conversation: Conversation) -> None:
    (step,) = Dialogue(conversation).hears(HELLO[:1])
    assert isinstance(step, Leave)


def test_the_same_byte_later_is_text(conversation: Conversation) -> None:
    dialogue = Dialogue(conversation)
    dialogue.hears(b"\r")
    assert not any(isinstance(step, Leave) for step in dialogue.hears(HELLO[:1] + b"\r\n"))
