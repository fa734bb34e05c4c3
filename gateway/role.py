"""A role: one named thread of the gateway, and how every such thread is started, watched and joined.

A thread exists only because something blocks; what it does is its role's `run`. Nothing of that lives here, and no role
knows another. A failure in a role's own machinery is logged with its traceback and given to `on_failure`: the process
must then end with a code that is not zero, and is started afresh by whoever keeps it. Never half alive.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

OnFailure = Callable[["Role"], None]
"""A role ended without having been asked to. Called once, on its thread; `Role.failure` says what happened."""


class Role:
    """Runs `run` on a thread of its own, until `stop` was called or `run` fails.

    The rule for the two: `stop` may be called on any thread at any time, also before `run`, and makes it return soon,
    whatever it waits for.
    """

    def __init__(
        self, name: str, run: Callable[[], None], stop: Callable[[], None], on_failure: OnFailure | None = None
    ) -> None:
        self.name = name
        self.failure: BaseException | None = None
        """What ended it against its will."""
        self._run = run
        self._stop = stop
        self._on_failure = on_failure
        self._stop_wanted = False
        # Not a daemon: a thread that is cut off in the middle of a write when the process ends hides its bugs.
        self._thread = threading.Thread(target=self._guarded, name=name, daemon=False)

    def start(self) -> None:
        """Start the thread; only once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end soon. Does not wait; harmless if it has ended or was asked before."""
        self._stop_wanted = True
        self._stop()

    def join(self, timeout: float | None = None) -> bool:
        """Wait, at most so many seconds, for its end; whether it has ended. One that never started has."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """It was started and has not ended."""
        return self._thread.is_alive()

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as error:  # a SystemExit, too, would end only this thread, in silence
            self.failure = error
            log.critical("%s failed: %s", self.name, error or type(error).__name__, exc_info=True)
        else:
            if self._stop_wanted:
                return
            self.failure = RuntimeError(f"{self.name} ended without having been asked to")
            log.critical("%s", self.failure)
        if self._on_failure is not None:
            self._on_failure(self)


def join_all(roles: Sequence[Role], seconds: float) -> Sequence[Role]:
    """Wait for the end of all, so long in total; those that have not ended."""
    deadline = time.monotonic() + seconds
    return [role for role in roles if not role.join(max(0.0, deadline - time.monotonic()))]
