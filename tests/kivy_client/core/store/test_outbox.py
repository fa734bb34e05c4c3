"""The outbox: what was added is there, in order, whatever happens to the process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from kivy_client.core.store import Store, open_store
from kivy_client.core.store.rows import OutboxLine

ROOT = Path(__file__).parents[4]
WRITER = """
import os, signal, sys
from pathlib import Path
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import open_store
from kivy_client.core.store.rows import OutboxLine
store, _ = open_store(Path(sys.argv[1]))
server = store.servers.save(Server(host="chat.example")).number
room = store.conversations.begin(server, "#room", "#room", Kind.ROOM).number
for number in range(3):
    store.outbox.add(OutboxLine(f"s{number}", room, f"line {number}"))
store.conversations.save(room, draft="half a line")
store.outbox.mark("s0", "sent", sent_at=7)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_lines_are_kept_in_order(store: Store, server: int, room: int, path: Path) -> None:
    first = OutboxLine("z", room, "one\ntwo", "action", "m1", written_at=5)
    store.outbox.add(first)
    store.outbox.add(OutboxLine("a", room, "three"))
    store.close()
    again, _ = open_store(path)
    assert again.outbox.list(server) == [first, OutboxLine("a", room, "three")]
    assert again.outbox.list(server + 1) == []
    again.close()


def test_a_send_id_is_kept_once(store: Store, server: int, room: int) -> None:
    store.outbox.add(OutboxLine("a", room, "one"))
    store.outbox.add(OutboxLine("a", room, "other"))
    assert [line.text for line in store.outbox.list(server)] == ["one"]


def test_marks_stay(store: Store, server: int, room: int) -> None:
    store.outbox.add(OutboxLine("a", room, "one"))
    store.outbox.mark("a", "sent", sent_at=9, repeatable=True)
    assert store.outbox.list(server) == [OutboxLine("a", room, "one", state="sent", sent_at=9, repeatable=True)]
    store.outbox.mark("a", "failed", failure="The room is closed.")
    assert store.outbox.list(server) == [
        OutboxLine("a", room, "one", state="failed", sent_at=9, repeatable=True, failure="The room is closed.")
    ]
    store.outbox.mark("a", "queued")
    (line,) = store.outbox.list(server)
    assert (line.state, line.failure, line.sent_at) == ("queued", "", 9)
    store.outbox.remove("a")
    assert store.outbox.list(server) == []


def test_a_line_marked_again_keeps_its_place(store: Store, server: int, room: int) -> None:
    for send_id in "abc":
        store.outbox.add(OutboxLine(send_id, room, send_id))
    store.outbox.mark("a", "failed")
    store.outbox.mark("a", "queued")
    assert [line.send_id for line in store.outbox.list(server)] == ["a", "b", "c"]


def test_what_cannot_be_got_again_reaches_the_disk(store: Store, room: int) -> None:
    """No test can cut the power; SQLite promises it for FULL (https://sqlite.org/pragma.html#pragma_synchronous)."""
    normal, full = 1, 2
    seen: list[str] = []
    store._database._connection.set_trace_callback(seen.append)
    store.outbox.add(OutboxLine("a", room, "one"))
    told = [statement.split("(")[0].strip() for statement in seen]
    assert told == [
        *("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", "INSERT OR IGNORE INTO outbox"),
        *("COMMIT", "PRAGMA synchronous = NORMAL"),
    ]
    with store.together(durable=True):
        assert store._database.value("PRAGMA synchronous") == full
    assert store._database.value("PRAGMA synchronous") == normal


def test_nothing_is_lost_when_the_process_is_killed(path: Path) -> None:
    writer = subprocess.run([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, timeout=30, check=False)
    assert writer.returncode == -signal.SIGKILL
    store, warning = open_store(path)
    assert warning == ""
    (server,) = store.servers.list()
    lines = store.outbox.list(server.number)
    assert [(line.send_id, line.text, line.state, line.sent_at) for line in lines] == [
        ("s0", "line 0", "sent", 7),
        ("s1", "line 1", "queued", 0),
        ("s2", "line 2", "queued", 0),
    ]
    (room,) = store.conversations.load(server.number)
    assert room.draft == "half a line"
    store.close()
