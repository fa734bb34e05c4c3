"""Own lines that were sent on this connection and are not acknowledged: by which label each is known, and since when
its echo is overdue. Pure.
"""

from __future__ import annotations

ECHO_SECONDS = 5.0
"""So long an echo may come after the answer to a PING behind its line: a bouncer answers that one itself."""
NEVER = float("inf")


class UnderWay:
    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._here: set[str] = set()
        self._doubts: dict[str, float] = {}

    def __contains__(self, send_id: str) -> bool:
        return send_id in self._here

    @property
    def deadline(self) -> float:
        return min(self._doubts.values(), default=NEVER)

    def sent(self, send_id: str, label: str) -> None:
        self._here.add(send_id)
        if label:
            self._labels[label] = send_id

    def by_label(self, label: str) -> str:
        """The send-id of the line that went with this label, "" for none."""
        return self._labels.get(label, "") if label else ""

    def doubt(self, send_id: str, mono: float) -> None:
        """The server has come past this line, and nothing came back of it yet."""
        if send_id in self._here:
            self._doubts.setdefault(send_id, mono + ECHO_SECONDS)

    def overdue(self, mono: float) -> list[str]:
        """Lines of which nothing came back; each is told once."""
        late = [send_id for send_id, until in self._doubts.items() if until <= mono]
        for send_id in late:
            del self._doubts[send_id]
        return late

    def done(self, send_id: str) -> None:
        """It was acknowledged, refused, or given up."""
        self._here.discard(send_id)
        self._doubts.pop(send_id, None)
        self._labels = {label: other for label, other in self._labels.items() if other != send_id}

    def clear(self) -> None:
        """The connection is gone."""
        self._labels.clear()
        self._here.clear()
        self._doubts.clear()
