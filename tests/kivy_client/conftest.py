"""What the app's tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# Kivy sets logging up when it is first imported, and any test module may be the first to import it.
os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")

from tests.kivy_client.chat_server import ChatServer


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    """A small chat server, which nobody else uses."""
    server = ChatServer()
    yield server
    server.close()
