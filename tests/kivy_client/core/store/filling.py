"""Filling a store with many messages, always the same ones: for tests, and for the app's benchmark."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store
from kivy_client.core.store.rows import Message

FIRST_TIME = 1_700_000_000_000_000
"""Microseconds since 1970: when the first message was said."""
_STEP = 7_000_000
_LETTERS = "etaoinshrdlu"
_AT_ONCE = 100
"""Messages of a conversation added before those of the next: as they were said, in the end."""


def fill(store: Store, messages: int, conversations: int = 50, *, indexed: bool = True) -> Server:
    """So many messages in so many conversations of a new server, the last of which was open.

    That one and every third before it was read up to its last 20 messages; of the others nothing was. Everything is in
    the index for searching, unless `indexed` is False.
    """
    server = store.servers.save(Server(host="chat.example", nick="me"))
    store.servers.use(server.number)
    talks = [_begin(store, server.number, number) for number in range(conversations)]
    said = [made(messages // conversations, seed=number) for number in range(conversations)]
    last = FIRST_TIME
    while (some := [list(islice(one, _AT_ONCE)) for one in said])[0]:
        with store.together():
            for number, batch in zip(talks, some, strict=True):
                store.messages.add(number, batch)
        last = some[0][-1].time
    for number in talks[::-3]:
        store.conversations.mark_read(number, last - 20 * _STEP)
    store.conversations.set_current(server.number, store.conversations.load(server.number)[-1].key)
    while indexed and store.tidy():
        pass
    return server


def _begin(store: Store, server: int, number: int) -> int:
    name, kind = (f"#room{number}", Kind.ROOM) if number % 5 else (f"person{number}", Kind.PERSON)
    return store.conversations.begin(server, name, name, kind).number


def made(count: int, seed: int = 0) -> Iterator[Message]:
    """Messages such as people write: some short, some long, some with emoji and links; each tenth is one's own."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(500)]
    for number in range(count):
        words = chance.choices(vocabulary, k=min(1 + int(chance.expovariate(1 / 9)), 60))
        if number % 25 == 0:
            words.append("👍🏽")
        if number % 40 == 0:
            words.append("https://chat.example/page")
        nick = f"nick{chance.randrange(12)}"
        yield Message(
            time=FIRST_TIME + number * _STEP + seed * 1000,
            nick="me" if number % 10 == 0 else nick,
            text=" ".join(words),
            msgid=f"{seed:04d}-{number:012d}",
            own=number % 10 == 0,
            mention=number % 50 == 7,
        )
