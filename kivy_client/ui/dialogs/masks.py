"""One of a room's lists of masks (who is banned, who is excepted …): its masks, each with a button that takes it away,
and a field for one more. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.ui import controls  # noqa: F401  named in the kv file
from kivy_client.ui.dialogs.modes import mask_of

MOST = 50
"""Masks shown of one list."""
NO_MASK = "A name or a mask has no spaces."


class MaskRow(BoxLayout):
    """`label`: of the button. Event: `on_lift`."""

    mask = StringProperty("")
    label = StringProperty("")
    __events__ = ("on_lift",)

    def on_lift(self) -> None:
        """The list binds to it."""


class MaskBox(BoxLayout):
    """`letter`: of the list's mode. `label` and `lift`: of the buttons that add a mask and take one away. `nobody`:
    said of an empty list. `shown`: it is there.

    Event: `on_change(change, mask)`, as MODE takes them."""

    letter = StringProperty("b")
    title = StringProperty("")
    label = StringProperty("")
    lift = StringProperty("")
    nobody = StringProperty("")
    note = StringProperty("")
    complaint = StringProperty("")
    shown = BooleanProperty(False)
    __events__ = ("on_change",)

    def on_change(self, change: str, mask: str) -> None:
        """The dialog binds to it."""

    def show(self, masks: tuple[str, ...] | None) -> None:
        """These are in it; None: there is no such list."""
        self.shown = masks is not None
        box, first = self.ids.rows, (masks or ())[:MOST]
        box.clear_widgets()
        for mask in first:
            row = MaskRow(mask=mask, label=self.lift)
            row.fbind("on_lift", self._lift)
            box.add_widget(row)
        more = len(masks or ()) - len(first)
        self.note = f"… and {more} more; /mode -{self.letter} takes them away too." if more else self.nobody
        self.note = self.note if more or not first else ""

    def add(self) -> None:
        """Put what is in the field into the list."""
        field = self.ids.mask_field
        mask = field.text.strip()
        if " " in mask:
            self.complaint = NO_MASK
        elif mask:
            field.text = ""
            self.dispatch("on_change", f"+{self.letter}", mask_of(mask))

    def _lift(self, row: Any) -> None:
        self.dispatch("on_change", f"-{self.letter}", row.mask)


Builder.load_file(str(Path(__file__).with_name("masks.kv")))
