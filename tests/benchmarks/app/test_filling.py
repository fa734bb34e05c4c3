"""The store of the benchmark: what the app reads of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.app import filling
from benchmarks.app.messages import messages
from kivy_client.core.store import open_store


def test_the_store_has_what_the_app_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MESSAGES", 400)
    monkeypatch.setattr(filling, "CONVERSATIONS", 4)
    path = tmp_path / "chat.sqlite3"
    filling.fill(path)
    store, warning = open_store(path)
    server = store.servers.last()
    assert server is not None
    rows = store.conversations.load(server.number)
    assert sorted((row.name, row.unread) for row in rows) == [
        ("#room1", 0),
        ("#room2", sum(not one.own for one in messages(200, 100))),
        ("#room3", 0),
        ("person0", sum(not one.own for one in messages(0, 100))),
    ]
    assert store.conversations.current(server.number) == "#room3"
    assert warning == ""
    store.close()
