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
from kivy_client.core.model.events import Left, Refused, Toast, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store, StoreDamaged, StoreError, open_store, repair
from kivy_client.core.stream import Stream

READ_BYTES = 16384
"""Bytes taken from the server in one pass: commands of the window are carried out in between. Some tens of milliseconds
of work at the very most."""
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
        self._client: Client
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
        store: Store | None = None
        try:
            while store is None and not self._leaving:
                store = self._open()
            while store is not None and not self._client.over:
                store = self._guarded(store)
        except Exception:
            _log.exception("The network thread failed")
            self._show(Refused("Something went wrong inside the app. Please start it again.", "server"))
            while not self._leaving:
                self._next_command()
        finally:
            self._end()
            if store is not None:
                store.close()
        self._show(Left())

    def _open(self) -> Store | None:
        """Open the store and begin. None: that cannot be done, and the person has said what they want next."""
        try:
            store, warning = open_store(Path(self._store_path))
        except StoreError as error:
            self._show(Refused(str(error), "server"))
            while not isinstance(command := self._next_command(), Leave | Connect | RetryNow):
                pass
            if isinstance(command, Connect):
                self._server = command.server
            return None
        self._begin(store, warning, self._server)
        return store

    def _next_command(self) -> Command:
        """Wait for one. There is no client to carry it out; the person may leave all the same."""
        while not self._commands:
            self._selector.select()
            self._drain_waker()
        command = self._commands.popleft()
        self._leaving = isinstance(command, Leave)
        return command

    def _begin(self, store: Store, warning: str, server: Server | None) -> None:
        self._client = Client(store, self._show, lambda: secrets.token_urlsafe(_SECRET_BYTES), random.random)
        self._client.start(moment(), server, warning)

    def _guarded(self, store: Store) -> Store:
        """One pass. A damaged store is set aside, and another begins; where it cannot be written to (the disk is full),
        the connection is given up: what comes could not be kept, and is fetched again later."""
        try:
            self._pass()
        except StoreDamaged:
            self._hang_up()
            store, warning = repair(store)
            self._begin(store, warning, None)
        except StoreError as error:
            self._show(Toast(str(error)))
            self._lose(str(error))
        return store

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
        at_once = self._commands or self._pending or self._untidy
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
        self._untidy = bool(ready) or (self._untidy and self._client.tidy())

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
            self._receive(data)
        elif data is not None:
            self._lose("the server closed the connection")

    def _receive(self, data: bytes) -> None:
        """What a server says must not end the app, whatever mistake of ours it finds."""
        try:
            self._client.received(data, moment())
        except StoreError:
            raise
        except Exception:
            _log.exception("What the server sent could not be handled")
            self._lose("the server sent something that this app cannot handle")

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
