"""Sets entries for one width of the view: bubbles left and right, happenings in the middle, days between. Pure; pixels.

An entry's look depends on the one before it (a day's first, the same speaker) and the one after it (a group's last).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kivy_client.core.model.entries import Entry
from kivy_client.ui.timeline.bubble import set_bubble
from kivy_client.ui.timeline.faces import Faces
from kivy_client.ui.timeline.grouping import clock, day, day_words, same_group
from kivy_client.ui.timeline.layout import BUBBLE_X_DP, HEAD_DP, OWN_MARGIN_DP, PAD_DP, Layout
from kivy_client.ui.timeline.words import Place, Words, words

_MOST_PARTS = 200
_NARROW_DP = 600


class Typesetter:
    """`today` tells which day is today; `own_nick` is marked where a message names it."""

    def __init__(self, faces: Faces, width: float, own_nick: str = "", today: Callable[[], date] = date.today) -> None:
        self.faces = faces
        self.width = width
        self.own_nick = own_nick
        self._today = today

    def layout(
        self,
        before: Entry | None,
        entry: Entry,
        after: Entry | None,
        unread: bool = False,
        opened: bool = False,
        found: Place | None = None,
    ) -> Layout:
        """The row of `entry` between its neighbours. `unread`: the line "New messages" is above it. `opened`: all
        parts of a folded happening are shown, all of a very long text. `found`: where in its text a word was found."""
        unit = self.faces.unit
        new_day = before is None or day(before) != day(entry)
        head = HEAD_DP * unit * (new_day + unread)
        if entry.shape == "happening":
            layout, gap = self._happening(entry, opened), 4 * unit
        else:
            first = bool(head) or not same_group(before, entry)
            said, last = words(entry, self.own_nick, found), not same_group(entry, after)
            layout, gap = self._message(entry, said, first, last, opened), (8 if first else 2) * unit
        layout.height = float(layout.body + round(gap + head))
        layout.head, layout.unread = head, unread
        if new_day:
            layout.day = day_words(day(entry), self._today())
        return layout

    def _message(self, entry: Entry, said: Words, first: bool, last: bool, opened: bool) -> Layout:
        unit = self.faces.unit
        share = 0.80 if self.width < _NARROW_DP * unit else 0.66
        widest = min(self.width * share, 560 * unit, self.width - (BUBBLE_X_DP + OWN_MARGIN_DP) * unit)
        most = max(widest - 2 * PAD_DP * unit, 40 * unit)
        bubble = set_bubble(entry, said, self.faces, most, first, last, opened)
        bubble.x = round(self.width - OWN_MARGIN_DP * unit - bubble.width if entry.own else BUBBLE_X_DP * unit)
        return bubble

    def _happening(self, entry: Entry, opened: bool) -> Layout:
        ruler, unit = self.faces.small, self.faces.unit
        foldable = len(entry.parts) > 1
        texts = [entry.text]
        if foldable and opened:
            texts += [f"{clock(part.time)}  {part.words}" for part in entry.parts[:_MOST_PARTS]]
            if len(entry.parts) > _MOST_PARTS:
                texts.append(f"and {len(entry.parts) - _MOST_PARTS} more")
        said = Words("\n".join(texts))
        block = ruler.lay(said.text, max(self.width - 80 * unit, 40 * unit))
        wide = block.width + (36 * unit if foldable else 0.0)
        body = round(block.height + 8 * unit)
        return Layout(
            height=body,
            x=round((self.width - wide) / 2),
            width=round(wide),
            body=body,
            bubble=False,
            words=said,
            block=block,
            text_y=4 * unit,
            face="small",
            asks="fold" if foldable else "",
            opened=opened,
        )
