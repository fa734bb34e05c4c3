"""All keyboard shortcuts, as a dialog. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.ui.sheet import Sheet
from kivy_client.ui.shell.keys import OTHERS, SHORTCUTS

Builder.load_file(str(Path(__file__).with_name("help.kv")))


class KeyRow(BoxLayout):
    """One shortcut."""

    keys = StringProperty("")
    words = StringProperty("")


class KeysSheet(Sheet):
    def __init__(self, _shell: Any, **options: Any) -> None:
        super().__init__(title="Keyboard", **options)
        for keys, words in (*((one.keys, one.words) for one in SHORTCUTS), *OTHERS):
            self.add_widget(KeyRow(keys=keys, words=words))
