"""What was said before in a conversation, to be said again or better: up and down in the field go through it. Pure."""

from __future__ import annotations

from collections import deque

MOST = 100


class Recall:
    """Of one conversation. It begins at the newest, whenever something else is in the field than what it gave last."""

    def __init__(self) -> None:
        self._said: deque[str] = deque(maxlen=MOST)
        self._at = 0
        """How far back: 0 is the field as it was, empty."""

    def said(self, text: str) -> None:
        """Remember it; the same said twice is remembered once."""
        if text in self._said:
            self._said.remove(text)
        self._said.append(text)
        self._at = 0

    def older(self, shown: str) -> str | None:
        """What was said before what is in the field; None: nothing, or the field has something of its own."""
        if not self._begin(shown) or self._at >= len(self._said):
            return None
        self._at += 1
        return self._said[-self._at]

    def newer(self, shown: str) -> str | None:
        """The other way; "" after the newest."""
        if not self._begin(shown) or self._at == 0:
            return None
        self._at -= 1
        return self._said[-self._at] if self._at else ""

    def _begin(self, shown: str) -> bool:
        if not shown:
            self._at = 0
        return not shown or (0 < self._at <= len(self._said) and self._said[-self._at] == shown)
