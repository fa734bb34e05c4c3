"""Which sessions of this gateway wait for whom (MONITOR). People are known by the keys of their nicks. On `gw-loop`.

The bus is told too, so that whoever comes anywhere is a fact only where somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.hub.sessions import Session
from gateway.model.facts import key_of


class Monitors:
    """Dictionaries serve as ordered sets."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[Session, None]] = {}
        self._nicks_of: dict[Session, dict[str, None]] = {}

    def add(self, session: Session, nicks: Iterable[str]) -> None:
        mine = self._nicks_of.setdefault(session, {})
        for key in map(key_of, nicks):
            mine[key] = None
            self._waiting.setdefault(key, {})[session] = None

    def remove(self, session: Session, nicks: Iterable[str]) -> None:
        """Harmless for those it does not wait for."""
        mine = self._nicks_of.get(session, {})
        for key in map(key_of, nicks):
            mine.pop(key, None)
            waiting = self._waiting.get(key, {})
            waiting.pop(session, None)
            if not waiting:
                self._waiting.pop(key, None)
        if not mine:
            self._nicks_of.pop(session, None)

    def forget(self, session: Session) -> tuple[str, ...]:
        """It is gone; for whom it waited."""
        nicks = tuple(self._nicks_of.get(session, ()))
        self.remove(session, nicks)
        return nicks

    def who_wait(self, *nicks: str) -> dict[Session, None]:
        """Everyone here who waits for one of these, each once."""
        if not self._waiting:
            return {}
        return {session: None for nick in nicks for session in self._waiting.get(key_of(nick), ())}
