"""A question with two answers, for what cannot be undone. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kivy_client.ui.sheet import Sheet

Builder.load_file(str(Path(__file__).with_name("confirm.kv")))


class ConfirmSheet(Sheet):
    """`act` is called if the person presses the button `label`; Esc, back and Enter at once do not. `harmful`: what it
    does cannot be undone."""

    sentence = StringProperty("")
    label = StringProperty("")
    harmful = BooleanProperty(True)

    def __init__(self, _shell: Any, *, act: Callable[[], object], **options: Any) -> None:
        super().__init__(**options)
        self._act = act

    def confirm(self) -> None:
        self.dismiss()
        self._act()
