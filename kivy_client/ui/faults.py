"""What becomes of an error in a part of the window: it is logged and told, and the app goes on. Kivy's thread.

Without this the first one would end Kivy's loop, and the app with it. Many in a short time mean that nothing works any
more: then the app ends as it would have.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kivy.base import ExceptionHandler, ExceptionManager

MOST, SECONDS = 20, 10.0
SENTENCE = "Something went wrong in the window. What you see may be incomplete."

_log = logging.getLogger(__name__)


class Faults(ExceptionHandler):
    """`tell` says a sentence."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._times: deque[float] = deque(maxlen=MOST)

    def handle_exception(self, error: BaseException) -> int:
        """Whether Kivy goes on (`PASS`) or raises it again; an order to end, as Ctrl-C, is none of ours."""
        if not isinstance(error, Exception):
            return int(ExceptionManager.RAISE)
        _log.error("an error in the window", exc_info=error)
        self._times.append(time.monotonic())
        if len(self._times) == MOST and self._times[-1] - self._times[0] < SECONDS:
            return int(ExceptionManager.RAISE)
        self._tell(SENTENCE)
        return int(ExceptionManager.PASS)

    @contextmanager
    def handled(self) -> Iterator[None]:
        """While this lasts."""
        ExceptionManager.add_handler(self)
        try:
            yield
        finally:
            ExceptionManager.remove_handler(self)
