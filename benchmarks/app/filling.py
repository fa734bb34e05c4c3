"""A store as somebody has it who has chatted for long: many messages in many conversations, all of them searchable."""

from __future__ import annotations

from pathlib import Path

from benchmarks.app.messages import messages
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, open_store
from kivy_client.core.store.rows import Message

MESSAGES, CONVERSATIONS = 100_000, 50
_NOBODY = 9
"""A port of this machine at which nothing listens (discard, RFC 863): the app is not online while it is measured."""


def fill(path: Path) -> None:
    """Make the store. Every second conversation was read, the last one is open."""
    store, _ = open_store(path)
    server = store.servers.save(Server(host="127.0.0.1", port=_NOBODY, tls=False, nick="mira", sender_key="benchmark"))
    store.servers.use(server.number)
    for number in range(CONVERSATIONS):
        _converse(store, server.number, number)
    while store.tidy():
        pass
    store.close()


def _converse(store: Store, server: int, number: int) -> None:
    count = MESSAGES // CONVERSATIONS
    name, kind = (f"#room{number}", Kind.ROOM) if number % 5 else (f"person{number}", Kind.PERSON)
    row = store.conversations.begin(server, name, name, kind).number
    said = [
        Message(one.second * 1_000_000, one.nick, one.text, msgid=str(one.number), own=one.own)
        for one in messages(number * count, count)
    ]
    store.messages.add(row, said)
    if number % 2:
        store.conversations.mark_read(row, said[-1].time)
        store.conversations.set_current(server, name)
