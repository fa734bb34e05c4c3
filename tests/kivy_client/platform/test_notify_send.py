"""Notifications on Linux and BSD: what notify-send is given, and what a click does where it can tell of one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from kivy_client.platform.desktop import Desktop
from kivy_client.platform.device import Note
from kivy_client.platform.notify_send import MOST_WAITING, NotifySend, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no notify-send")
SECONDS = 10
NEW, OLD = "-A, --action=[NAME=]Text...", "-t, --expire-time=TIME"
PROGRAM = """#!{python} -IS
import sys
if sys.argv[1:] == ["--help"]:
    sys.exit(print({help!r}))
try:
    with open({called!r}, "w") as called:
        called.write("\\0".join(sys.argv[1:]))
    if {waits}:
        with open({clicked!r}) as clicked:
            print(clicked.read())
except KeyboardInterrupt:
    with open({closed!r}, "w") as closed:
        closed.write(sys.argv[-1])
"""
"""Tells what it was called with, then waits for the click, or for SIGINT, of which it tells too."""


class Program:
    """A notify-send, first on the PATH, whose --help says this."""

    def __init__(self, folder: Path, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pipes = {name: str(folder / name) for name in ("called", "clicked", "closed")}
        for pipe in self._pipes.values():
            os.mkfifo(pipe)
        program = folder / "notify-send"
        program.write_text(PROGRAM.format(python=sys.executable, help=says, waits=says == NEW, **self._pipes))
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)

    def arguments(self) -> list[str]:
        """Waits for the next call."""
        return in_time(lambda: Path(self._pipes["called"]).read_text()).split("\0")

    def closed(self) -> str:
        """Waits until one was closed by us: its text."""
        return in_time(lambda: Path(self._pipes["closed"]).read_text())

    def click(self, what: str = "default") -> None:
        """The person clicks on it, or (`what` "") closes it."""
        in_time(lambda: str(Path(self._pipes["clicked"]).write_text(what)))


def in_time(get: Callable[[], str]) -> str:
    got: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=lambda: got.put(get()), daemon=True).start()
    return got.get(timeout=SECONDS)


Make = Callable[[str], Program]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    return lambda says: Program(tmp_path, says, monkeypatch)


def test_remote_text_is_never_an_option_a_command_or_an_escape(program: Make) -> None:
    notify_send = program(OLD)
    Desktop(system="linux").notify(Note("#tea:1", "--help", "$(touch x) `id` <b>; rm -rf *\n\\n 'quoted'"))
    *options, end, title, text = notify_send.arguments()
    assert (end, title) == ("--", "--help")
    assert text == "$(touch x) `id` &lt;b&gt;; rm -rf *\n\\\\n 'quoted'"
    assert "--hint=string:x-canonical-private-synchronous:#tea:1" in options
    assert not any("action" in option for option in options)


def test_what_is_told_is_escaped_and_cut() -> None:
    said = command(Note("#tea", "t" * 500, "<b>&" + "x" * 500))
    assert said[0] == "notify-send"
    assert said[-3:-1] == ["--", "t" * 100]
    assert said[-1] == "&lt;b&gt;&amp;" + "x" * 296
    assert all(option.startswith("--") for option in said[1:-2])


def test_a_click_opens_the_conversation(program: Make) -> None:
    notify_send = program(NEW)
    desktop, opened = Desktop(system="linux"), SimpleQueue[str]()
    desktop.follow_notes(opened.put)
    for tag in ("#tea", "ann"):
        desktop.notify(Note(tag, tag, "hello"))
        assert "--action=default=Open" in notify_send.arguments()
        notify_send.click()
        assert opened.get(timeout=SECONDS) == tag


def test_one_that_is_closed_opens_nothing(program: Make) -> None:
    notify_send = program(NEW)
    desktop, opened = Desktop(system="linux"), SimpleQueue[str]()
    desktop.follow_notes(opened.put)
    desktop.notify(Note("#tea", "ann", "one"))
    notify_send.arguments()
    notify_send.click("")
    desktop.notify(Note("ann", "ann", "two"))
    notify_send.arguments()
    notify_send.click()
    assert (opened.get(timeout=SECONDS), opened.empty()) == ("ann", True)


def test_what_was_seen_is_taken_away(program: Make) -> None:
    notify_send = program(NEW)
    desktop = Desktop(system="linux")
    desktop.notify(Note("#tea", "ann", "hello"))
    notify_send.arguments()
    desktop.withdraw("#other")
    desktop.withdraw("#tea")
    assert notify_send.closed() == "hello"
    desktop.withdraw("#tea")


def test_a_newer_one_takes_the_place_of_the_older(program: Make) -> None:
    notify_send = program(NEW)
    desktop = Desktop(system="linux")
    desktop.notify(Note("#tea", "ann", "one"))
    notify_send.arguments()
    desktop.notify(Note("#tea", "ann", "two"))
    assert notify_send.closed() == "one"
    assert notify_send.arguments()[-1] == "two"
    desktop.withdraw("#tea")
    assert notify_send.closed() == "two"


def test_there_are_never_more_processes_than_ten(program: Make) -> None:
    notify_send = program(NEW)
    notes = NotifySend()
    for number in range(MOST_WAITING + 3):
        notes.show(Note(f"#{number}", "ann", "hello"))
        notify_send.arguments()
    waiting = dict(notes._waiting)
    assert list(waiting) == [f"#{number}" for number in range(3, MOST_WAITING + 3)]
    for process in waiting.values():
        process.send_signal(signal.SIGKILL)
        assert process.wait(SECONDS) == -signal.SIGKILL


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_without_a_program_for_it_a_notification_is_nothing(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    began: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        began.append(thread)
        thread.run()

    monkeypatch.setattr(threading.Thread, "start", start)
    desktop = Desktop(system=system)
    desktop.notify(Note("ann", "ann", "nul \0 and \udcff"))
    desktop.withdraw("ann")
    assert len(began) == (system == "linux")


def test_a_program_that_goes_meanwhile_or_cannot_take_the_text_is_nothing(program: Make) -> None:
    program(NEW)
    notes = NotifySend()
    note = Note("ann", "ann", "nul \0 and \udcff")
    notes._wanted["ann"] = note
    notes._show(note)
    assert notes._waiting == {}
