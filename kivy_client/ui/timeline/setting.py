"""How the entries of a view are set just now: for which width and whom, and what of them is marked or opened. Pixels.

It is what the typesetter must know besides the entries themselves; who changes it measures and paints anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from kivy_client.core.model.entries import Entry
from kivy_client.ui.timeline.faces import Faces
from kivy_client.ui.timeline.layout import Layout
from kivy_client.ui.timeline.typesetter import Typesetter
from kivy_client.ui.timeline.words import Place

FoundPlaces = Mapping[tuple[int, str], Place]
NOTHING_FOUND: FoundPlaces = {}


class Setting:
    """`unread_from`: the key of the entry with the line "New messages" above it, "" for none. `opened`: the keys of
    what is shown to its end: folded happenings, long texts. `found`: by time and text of an entry, where the word is
    that was looked for."""

    def __init__(self, faces: Faces) -> None:
        self.unread_from = ""
        self.opened: set[str] = set()
        self.found = NOTHING_FOUND
        self._typesetter = Typesetter(faces, 1.0)

    @property
    def width(self) -> float:
        return self._typesetter.width

    def begin(self, unread_from: str, found: FoundPlaces) -> None:
        """Other entries."""
        self.unread_from, self.found = unread_from, found
        self.opened.clear()

    def use(self, faces: Faces, width: float, own_nick: str) -> None:
        """Other fonts, another width, another name."""
        self._typesetter = Typesetter(faces, width, own_nick)

    def layout(self, before: Entry | None, entry: Entry, after: Entry | None) -> Layout:
        """The row of an entry between its neighbours."""
        key = entry.key
        found = self.found.get((entry.time, entry.text)) if self.found else None
        return self._typesetter.layout(before, entry, after, key == self.unread_from, key in self.opened, found)

    def height(self, before: Entry | None, entry: Entry, after: Entry | None) -> float:
        return self.layout(before, entry, after).height
