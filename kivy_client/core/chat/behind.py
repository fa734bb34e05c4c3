"""What may be missing of conversations that we have just come into, or whose person wrote meanwhile: all behind the
last that is here, until the first page has come, or something is said that notes a gap in the store. Pure.

An own line that comes back before that page says nothing of what others said: it notes a gap too, for the connection
may break before the page, but only that; with the page, or with what others say, it goes.
"""

from __future__ import annotations

from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.gaps import Gaps
from kivy_client.core.store.rows import Edge, Gap


class Behind:
    """All by the number of the conversation."""

    def __init__(self, gaps: Gaps) -> None:
        self._gaps = gaps
        self._edges: dict[int, Edge] = {}
        self._own: dict[int, int] = {}
        self._may_play: set[int] = set()

    def clear(self) -> None:
        """Another connection stands."""
        self._edges.clear()
        self._own.clear()
        self._may_play.clear()

    def entered(self, row: Row, edge: Edge | None, *, asked: bool) -> None:
        """Behind this edge something may be missing, if there is one. `asked`: the page is asked for; if not, a server
        may play what was said last by itself."""
        if edge is not None:
            self._edges[row.number] = edge
        if not asked:
            self._may_play.add(row.number)

    def edge(self, row: Row) -> Edge | None:
        return self._edges.get(row.number)

    def take(self, row: Row) -> Edge | None:
        """The page has come, or a gap takes its place: nothing is open any more. Behind what it was."""
        own = self._own.pop(row.number, 0)
        if own:
            self._gaps.close(own)
        return self._edges.pop(row.number, None)

    def own_line(self, row: Row, line: Edge) -> None:
        """An own line came back."""
        edge = self.edge(row)
        if edge is not None and line.msgid and line.time > edge.time:
            self.take(row)
            self._edges[row.number] = edge
            self._own[row.number] = self._gaps.note(row, edge, line).number

    def missed(self, row: Row, edge: Edge, before: Edge) -> Gap:
        """Something else was said there just now: what is missing lies between."""
        self.take(row)
        return self._gaps.note(row, edge, before)

    def plays(self, row: Row) -> bool:
        """Whether a page that nobody asked for may be taken: once."""
        if row.number not in self._may_play:
            return False
        self._may_play.discard(row.number)
        return True
