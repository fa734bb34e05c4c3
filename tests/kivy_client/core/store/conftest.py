"""A store with a server and a room, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "app" / "chorus.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new store."""
    opened, warning = open_store(path)
    assert warning == ""
    yield opened
    opened.close()


@pytest.fixture
def server(store: Store) -> int:
    """The number of a saved server."""
    return store.servers.save(Server(host="chat.example", nick="me")).number


@pytest.fixture
def room(store: Store, server: int) -> int:
    """The number of a room there."""
    return store.conversations.begin(server, "#room", "#Room", Kind.ROOM).number
