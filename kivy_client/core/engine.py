"""The app's network thread: it carries out what the `Client` decides, and hands on what is to be shown.

One thread, `app-net`, owns the client, its store, the socket and the selector. Other threads only put calls into a
queue and wake it. `show` is called on `app-net`, with the events in order.
"""

from __future__ import annotations

import contextlib
import logging
import random
import secrets
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from kivy_client.core.account.actions import Action, Dial, HangUp, Transmit
from kivy_client.core.client import Client
from kivy_client.core.dialer import Outcome, Untrusted, dial, phrase
from kivy_client.core.model.commands import Command, Connect, Leave, RetryNow
from kivy_client.core.model.events import Left, Refused, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store, StoreDamaged, StoreError, open_store, repair
from kivy_client.core.stream import Stream

READ_BYTES = 16384
"""Bytes taken from the server in one pass: commands of the window are carried out in between. Some tens of milliseconds
of work at the very most."""
TIDY_PAUSE_SECONDS = 60.0
"""After tidying the store failed."""
MENDED_SECONDS = 600.0
"""A store that is damaged again so soon after it was mended was not mended."""
_SECRET_BYTES = 18
_log = logging.getLogger(__name__)


def moment() -> Moment:
    """Now."""
    return Moment(time.monotonic(), time.time_ns() // 1000)


class Engine:
    """The core, running. Its methods may be called from any thread and never block.

    `store_path`: the SQLite file, made if missing. `server`: go there at once, whatever was used last.
    """

    def __init__(self, store_path: Path | str, show: Callable[[UiEvent], None], server: Server | None = None) -> None:
        self._store_path = store_path
        self._server = server
        self._show = show
        self._store: Store | None = None
        self._client: Client
        self._begun = False
        """The client is there, and works on the store."""
        self._warning = ""
        self._mended_at = float("-inf")
        self._commands: deque[Command] = deque()
        self._outcomes: deque[tuple[int, Outcome]] = deque()
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._connection: Stream | None = None
        self._watched = 0
        self._attempt = 0
        self._ended = False
        self._untidy = True
        self._tidy_at = 0.0
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="app-net", daemon=True)

    def start(self) -> None:
        """Open the store: `Loaded` is shown. Then connect, if there is a server."""
        self._thread.start()

    def do(self, command: Command) -> None:
        """Carry out what the window asks."""
        self._commands.append(command)
        self._wake()

    def join(self, seconds: float) -> bool:
        """Wait until the thread has ended; False: it has not, so long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _wake(self) -> None:
        # Full: it is awake already. Closed: it has ended, and there is nothing to do.
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    # Everything below runs on `app-net`

    def _run(self) -> None:
        self._selector.register(self._woken, selectors.EVENT_READ)
        try:
            while not (self._leaving or (self._begun and self._client.over)):
                self._guarded()
        except Exception:
            _log.exception("The network thread failed")
            self._show(Refused("Something went wrong inside the app. Please start it again.", "server"))
            while not self._leaving:
                self._next_command()
        finally:
            self._end()
            self._close_store()
        self._show(Left())

    def _guarded(self) -> None:
        """One step. A damaged store is mended or set aside, and all begins again; one that cannot even be read is
        closed, until the person wants it to be tried again. With any other failure the client deals itself."""
        try:
            if self._store is None:
                self._store, self._warning = open_store(Path(self._store_path))
            elif not self._begun:
                self._begin(self._store)
            else:
                self._pass()
        except StoreDamaged as damage:
            self._mend(damage)
        except StoreError as error:
            self._give_up(error)

    def _begin(self, store: Store) -> None:
        self._client = Client(store, self._show, lambda: secrets.token_urlsafe(_SECRET_BYTES), random.random)
        self._client.start(moment(), self._server, self._warning)
        self._server, self._begun, self._untidy = None, True, True

    def _mend(self, damage: StoreDamaged) -> None:
        self._hang_up()
        if self._store is None:  # damaged again as soon as it was made
            self._give_up(damage)
            return
        self._begun = False
        in_vain = time.monotonic() < self._mended_at + MENDED_SECONDS
        self._mended_at = time.monotonic()
        try:
            self._store, self._warning = repair(self._store, in_vain=in_vain)
        except StoreError as error:
            self._give_up(error)

    def _give_up(self, error: StoreError) -> None:
        """There is no store to work with: tell why, and wait for what the person wants next."""
        self._hang_up()
        self._begun = False
        self._close_store()
        self._show(Refused(str(error), "server"))
        while not isinstance(command := self._next_command(), Leave | Connect | RetryNow):
            pass
        if isinstance(command, Connect):
            self._server = command.server

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _next_command(self) -> Command:
        """Wait for one. There is no client to carry it out; the person may leave all the same."""
        while not self._commands:
            self._selector.select()
            self._drain_waker()
        command = self._commands.popleft()
        self._leaving = isinstance(command, Leave)
        return command

    def _end(self) -> None:
        self._ended = True
        self._hang_up()
        self._commands.clear()
        self._close_outcomes()
        self._selector.close()
        self._woken.close()
        self._waker.close()

    def _do_commands(self) -> None:
        for _ in range(len(self._commands)):
            self._client.do(self._commands.popleft(), moment())
        while self._outcomes:
            self._dialled(*self._outcomes.popleft())

    def _pass(self) -> None:
        self._do_commands()
        self._client.tick(moment())
        self._carry_out()
        if self._client.over:
            return
        self._watch()
        tidies = self._untidy and time.monotonic() >= self._tidy_at
        at_once = self._commands or self._pending or tidies
        wait = 0.0 if at_once else self._client.deadline() - time.monotonic()
        ready = self._selector.select(None if wait == float("inf") else max(wait, 0.0))
        for key, _ in ready:
            if key.fileobj is self._woken:
                self._drain_waker()
            elif key.fileobj is self._connection:
                self._connection.flush()
                self._read()
        if self._pending:
            self._read()
        self._carry_out()
        # The store's own work, when there is nothing better to do: after anything happened, until it is done.
        if ready:
            self._untidy = True
        elif tidies:
            self._tidy()

    def _tidy(self) -> None:
        """Where it fails (the disk is full), what matters more will fail too, and say so."""
        try:
            self._untidy = self._client.tidy()
        except StoreDamaged:
            raise
        except StoreError as error:
            _log.warning("The store is not tidied now: %s", error)
            self._tidy_at = time.monotonic() + TIDY_PAUSE_SECONDS

    @property
    def _pending(self) -> bool:
        return self._connection is not None and self._connection.pending

    def _carry_out(self) -> None:
        for action in self._client.take_actions():
            self._act(action)

    def _act(self, action: Action) -> None:
        match action:
            case Dial():
                self._hang_up()
                attempt = self._attempt
                dial(
                    action.host,
                    action.port,
                    lambda outcome: self._deliver(attempt, outcome),
                    tls=action.tls,
                    fingerprint=action.fingerprint,
                )
            case Transmit(data):
                if self._connection is not None:
                    self._connection.write(data)
            case HangUp():
                self._hang_up()

    def _deliver(self, attempt: int, outcome: Outcome) -> None:
        """Called on the dialer's thread."""
        self._outcomes.append((attempt, outcome))
        if self._ended:
            self._close_outcomes()
        else:
            self._wake()

    def _close_outcomes(self) -> None:
        """Nobody waits for them any more."""
        while self._outcomes:
            _, outcome = self._outcomes.popleft()
            if isinstance(outcome, socket.socket):
                outcome.close()

    def _dialled(self, attempt: int, outcome: Outcome) -> None:
        if attempt != self._attempt:
            if isinstance(outcome, socket.socket):
                outcome.close()  # nobody waits for it any more
        elif isinstance(outcome, str):
            self._client.lost(outcome, moment())
        elif isinstance(outcome, Untrusted):
            self._client.untrusted(outcome.fingerprint, outcome.reason, moment())
        else:
            self._connection = Stream(outcome)
            self._watched = self._connection.wants
            self._selector.register(self._connection, self._watched)
            self._client.connected(moment())

    def _read(self) -> None:
        if self._connection is None:
            return
        try:
            data = self._connection.read(READ_BYTES)
        except OSError as error:
            self._lose(phrase(error))
            return
        if data:
            self._client.received(data, moment())
        elif data is not None:
            self._lose("the server closed the connection")

    def _watch(self) -> None:
        """What the connection waits for may be another by now."""
        if self._connection is not None and self._connection.wants != self._watched:
            self._watched = self._connection.wants
            self._selector.modify(self._connection, self._watched)

    def _lose(self, reason: str) -> None:
        self._hang_up()
        self._client.lost(reason, moment())

    def _hang_up(self) -> None:
        self._attempt += 1
        if self._connection is not None:
            self._selector.unregister(self._connection)
            self._connection.close()
            self._connection = None

    def _drain_waker(self) -> None:
        try:
            while self._woken.recv(READ_BYTES):
                pass
        except BlockingIOError:
            pass
