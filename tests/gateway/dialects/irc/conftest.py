"""A server, a fresh client of it, and one that has registered as anna."""

from __future__ import annotations

import pytest

from gateway.dialects.irc import IrcConversation
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import Dialogue


@pytest.fixture
def server() -> Server:
    return Server("chorus.test", "Chorus chat", "chorus-1", 0, ("Hello.", "Be kind."), operators={"root": "secret"})


@pytest.fixture
def fresh(server: Server) -> Dialogue:
    return Dialogue(IrcConversation(server, "192.0.2.1"))


@pytest.fixture
def anna(fresh: Dialogue) -> Dialogue:
    fresh.registers(b"NICK anna\r\nUSER anna 0 * :Anna B\r\n", "anna")
    return fresh


@pytest.fixture
def able(anna: Dialogue) -> Dialogue:
    """anna, with all that a modern client asks for."""
    caps = "message-tags server-time echo-message batch draft/chathistory chorus.chat/send-once multi-prefix"
    assert anna.reads(f"CAP REQ :{caps}\r\n".encode()) == [f":chorus.test CAP anna ACK :{caps}"]
    return anna
