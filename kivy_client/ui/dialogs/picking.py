"""A dialog in which one writes a few letters and picks from a list: the keyboard stays in the field, up and down choose
below it, Enter picks. Runs on Kivy's thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

from kivy.core.window import Window
from kivy.metrics import dp
from kivy.properties import ObjectProperty

from kivy_client.ui.abstract import Abstract
from kivy_client.ui.controls import Field
from kivy_client.ui.conversations.rows import disc
from kivy_client.ui.keycodes import DOWN, PAGE_DOWN, PAGE_UP, UP
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.timeline.compose import Piece
from kivy_client.ui.timeline.compose import Sheet as Picture

ROW_DP = 54
_STEPS = {UP: -1, DOWN: 1, PAGE_UP: -6, PAGE_DOWN: 6}
_DISC_DP, _X_DP, _GAP_DP, _RIGHT_DP = 38, 14, 12, 16


class Offer(NamedTuple):
    """One row. `icon`: by its name in `ui.icons`; "" shows the disc of `name` instead. `value`: what it means."""

    key: str
    title: str
    detail: str = ""
    trailing: str = ""
    icon: str = ""
    name: str = ""
    value: Any = None


class OfferList(RowList):
    """`chosen` is the key of the offer that Enter picks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ROW_DP, **options)
        self.is_focusable = False

    def key(self, item: Offer) -> str:
        return item.key

    @property
    def at(self) -> int:
        return self._chosen_index()

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show these. What was chosen stays so, if it is among them, else the first one is."""
        self.show(offers)
        if not any(offer.key == self.chosen for offer in offers):
            self.choose(0)

    def choose(self, at: int) -> None:
        self.chosen = self.items[at].key if 0 <= at < len(self.items) else ""
        if self.chosen:
            self.reveal(at)

    def compose(self, item: Offer, width: float, chosen: bool) -> Picture:
        picture, faces = Picture(), self.ink.faces
        unit, dim = faces.unit, "selected_dim" if chosen else "dim"
        size, x = _DISC_DP * unit, _X_DP * unit
        if item.icon:
            place = (x + (size - faces.button) / 2, (self.row_height - faces.button) / 2)
            picture.pieces.append(Piece(*place, item.icon, "button", "accent"))
        else:
            disc(picture, item.name or item.title, x, (self.row_height - size) / 2, size, faces)
        x, right = x + size + _GAP_DP * unit, width - _RIGHT_DP * unit
        if item.trailing:
            right -= faces.small.width(item.trailing)
            y = (self.row_height - faces.small.line_height) / 2
            picture.pieces.append(Piece(right, y, item.trailing, "small", dim))
            right -= 10 * unit
        below = faces.small.line_height + 2 * unit if item.detail else 0
        y = (self.row_height - faces.text.line_height - below) / 2
        title = faces.text.shorten(item.title, max(right - x, unit))
        picture.pieces.append(Piece(x, y + below, title, "text", "text"))
        if item.detail:
            picture.pieces.append(Piece(x, y, faces.small.shorten(item.detail, max(right - x, unit)), "small", dim))
        return picture


class PickSheet(Sheet, metaclass=Abstract):
    """A subclass says what there is to pick (`offers`) and what picking means (`pick`)."""

    field = ObjectProperty(None, allownone=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(padded=False, **options)
        self.list = OfferList(size_hint_y=None)
        self.list.fbind("on_choose", lambda _, offer: self.pick(offer))
        self.add_widget(self.list)
        Window.fbind("size", self._fit)
        self._fit()

    @abstractmethod
    def offers(self, words: str) -> Sequence[Offer]:
        """What can be picked, if these words are in the field."""

    @abstractmethod
    def pick(self, offer: Offer) -> None:
        """The person has picked it."""

    def refresh(self) -> None:
        """There is something else to pick."""
        field: Field = self.field
        self.list.offer(self.offers(field.text.strip()))

    def typed(self) -> None:
        """The words in the field have changed: the best one is at the top."""
        self.list.chosen = ""
        self.refresh()
        self.list.scroll_y = 1.0

    def go(self) -> None:
        """Enter."""
        if self.list.items:
            self.pick(self.list.items[self.list.at])

    def on_dismiss(self) -> None:
        Window.funbind("size", self._fit)

    def _fit(self, *_: object) -> None:
        self.list.height = max(min(Window.height - dp(300), dp(440)), dp(120))

    def _on_key_down(self, window: Any, key: int, *more: Any) -> bool:
        if key in _STEPS and self.list.items and Sheet.top() is self:
            at = self.list.at + _STEPS[key]
            last = len(self.list.items) - 1
            self.list.choose((at % (last + 1)) if abs(_STEPS[key]) == 1 else min(max(at, 0), last))
            return True
        return super()._on_key_down(window, key, *more)
