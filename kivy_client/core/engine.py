"""The app's network thread: it carries out what a `Participant` decides, and hands on what is to be shown.

One thread, `app-net`, owns the participant, the socket and the selector. Other threads only put calls into a queue and
wake it. `show` is called on `app-net`, with the events in order.
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

from kivy_client.core.dialer import Outcome, dial, phrase
from kivy_client.core.events import Refused, UiEvent
from kivy_client.core.moment import Moment
from kivy_client.core.participant import Action, Dial, HangUp, Participant, Transmit
from kivy_client.core.settings import Settings

_READ_BYTES = 65536
_SECRET_BYTES = 18
_log = logging.getLogger(__name__)


def moment() -> Moment:
    """Now."""
    return Moment(time.monotonic(), time.time_ns() // 1000)


class Engine:
    """One stay in the chat, from joining to leaving. Its methods may be called from any thread and never block."""

    def __init__(self, settings: Settings, show: Callable[[UiEvent], None]) -> None:
        self._participant = Participant(settings, lambda: secrets.token_urlsafe(_SECRET_BYTES), random.random)
        self._show = show
        self._calls: deque[Callable[[Moment], None]] = deque()
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._connection: socket.socket | None = None
        self._attempt = 0
        self._ended = False
        self._output = bytearray()
        self._thread = threading.Thread(target=self._run, name="app-net", daemon=True)

    def start(self) -> None:
        """Connect and join."""
        self._calls.append(self._participant.start)
        self._thread.start()

    def say(self, text: str) -> None:
        """Send what the person wrote; `QUIT` and `{quit}` leave."""
        self._call(lambda now: self._participant.typed(text, now))

    def retry_now(self) -> None:
        """Do not wait for the next attempt to connect."""
        self._call(self._participant.retry_now)

    def leave(self) -> None:
        """Say QUIT and close; `Left` is shown then."""
        self._call(self._participant.leave)

    def join(self, seconds: float) -> bool:
        """Wait until the thread has ended; False: it has not, so long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _call(self, function: Callable[[Moment], None]) -> None:
        self._calls.append(function)
        # Full: it is awake already. Closed: it has ended, and there is nothing to do.
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    # Everything below runs on `app-net`

    def _run(self) -> None:
        self._selector.register(self._woken, selectors.EVENT_READ)
        try:
            while not self._participant.over or self._calls:
                self._pass()
        except Exception:
            _log.exception("The network thread failed")
            self._show(Refused("Something went wrong inside the app. Please join again.", "server"))
        finally:
            self._ended = True
            self._hang_up()
            self._make_calls()
            self._selector.close()
            self._woken.close()
            self._waker.close()

    def _make_calls(self) -> None:
        while self._calls:
            self._calls.popleft()(moment())

    def _pass(self) -> None:
        self._make_calls()
        self._participant.tick(moment())
        self._carry_out()
        if self._participant.over:
            return
        wait = self._participant.deadline() - time.monotonic()
        for key, events in self._selector.select(None if wait == float("inf") else max(wait, 0.0)):
            if key.fileobj is self._woken:
                self._drain_waker()
            elif key.fileobj is self._connection:
                if events & selectors.EVENT_WRITE:
                    self._write()
                if events & selectors.EVENT_READ:
                    self._read()
        self._carry_out()

    def _carry_out(self) -> None:
        for action in self._participant.take_actions():
            self._act(action)
        for event in self._participant.take_events():
            self._show(event)

    def _act(self, action: Action) -> None:
        match action:
            case Dial(host, port):
                self._hang_up()
                attempt = self._attempt
                dial(host, port, lambda outcome: self._deliver(attempt, outcome))
            case Transmit(data):
                self._output += data
                self._write()
            case HangUp():
                self._hang_up()

    def _deliver(self, attempt: int, outcome: Outcome) -> None:
        """Called on the dialer's thread."""
        if self._ended and not isinstance(outcome, str):
            outcome.close()
        else:
            self._call(lambda now: self._dialled(attempt, outcome, now))

    def _dialled(self, attempt: int, outcome: Outcome, now: Moment) -> None:
        if isinstance(outcome, str):
            if attempt == self._attempt:
                self._participant.lost(outcome, now)
        elif attempt != self._attempt:
            outcome.close()  # nobody waits for it any more
        else:
            outcome.setblocking(False)
            self._connection = outcome
            self._selector.register(outcome, selectors.EVENT_READ)
            self._participant.connected(now)

    def _read(self) -> None:
        if self._connection is None:
            return
        try:
            data = self._connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(phrase(error))
            return
        if data:
            self._participant.received(data, moment())
        else:
            self._lose("the server closed the connection")

    def _write(self) -> None:
        if self._connection is None:
            return
        try:
            while self._output:
                del self._output[: self._connection.send(self._output)]
        except BlockingIOError:
            pass
        except OSError:
            self._output.clear()  # reading will say why it broke, after what the server said last
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._output else 0)
        self._selector.modify(self._connection, want)

    def _lose(self, reason: str) -> None:
        self._hang_up()
        self._participant.lost(reason, moment())

    def _hang_up(self) -> None:
        self._attempt += 1
        self._output.clear()
        if self._connection is not None:
            self._selector.unregister(self._connection)
            self._connection.close()
            self._connection = None

    def _drain_waker(self) -> None:
        try:
            while self._woken.recv(_READ_BYTES):
                pass
        except BlockingIOError:
            pass
