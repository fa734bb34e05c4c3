"""Two who talk to each other, on a thread of their own, while others misbehave: to see that they are not disturbed."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.system.gateways import Gateway, until
from tests.system.talker import IrcTalker

PACE_SECONDS = 0.002
_numbers = itertools.count()


class Bystanders:
    """One says a line, and once the other has heard it that one says the next. A context manager; a line that does not
    come, or one that neither said, fails the test.

    On a gateway with flood control they become operators: `operator` is the name and password."""

    def __init__(self, gateway: Gateway, room: str = "#calm", operator: str = "") -> None:
        self._room = room
        self._two = [IrcTalker(gateway.irc, f"bystander{next(_numbers)}") for _ in range(2)]
        for talker in self._two:
            talker.join(room)
            if operator:
                talker.send(f"OPER {operator}")
                talker.expect(" 381 ")
        self._two[0].expect(" JOIN ")
        self._delays: list[float] = []
        self._ending = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._talk)
        self._thread.start()

    def _talk(self) -> None:
        speaker, listener = self._two
        number = 0
        try:
            while not self._ending.wait(PACE_SECONDS):
                number += 1
                began = time.monotonic()
                speaker.send(f"PRIVMSG {self._room} :{number}")
                heard = listener.expect(" (?:PRIVMSG|NOTICE|JOIN|QUIT) (.*)$")[1]
                self._delays.append(time.monotonic() - began)
                assert heard == f"{self._room} :{number}", f"neither of the two said this: {heard!r}"
                listener.seen.clear()
                speaker, listener = listener, speaker
        except BaseException as failure:
            self._failure = failure

    def delays(self, least: int = 100) -> Sequence[float]:
        """Seconds that each line took since the last call of this; waits for so many of them."""
        until(lambda: len(self._delays) >= least or self._failure is not None, "the bystanders fell silent")
        if self._failure is not None:
            raise self._failure
        taken = tuple(self._delays)
        del self._delays[: len(taken)]
        return taken

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        self._thread.join()
        for talker in self._two:
            talker.close()
        if self._failure is not None and error is None:
            raise self._failure


def shown(delays: Sequence[float]) -> str:
    """For people: the median and the worst."""
    return f"{statistics.median(delays) * 1000:.2f} ms (worst {max(delays) * 1000:.0f} ms, {len(delays)} lines)"
