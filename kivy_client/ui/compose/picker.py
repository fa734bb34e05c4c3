"""The emoji to choose from: by groups, those chosen last first, or by what is looked for. Runs on Kivy's thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core import emoji
from kivy_client.core.emoji import Emoji
from kivy_client.core.model.commands import Prefer
from kivy_client.ui.board import Board
from kivy_client.ui.compose import recents
from kivy_client.ui.compose.grid import EmojiGrid, Section
from kivy_client.ui.controls import Field, IconButton

_ICONS = ("history", "emoji", "hand", "nature", "food", "travel", "ball", "bulb", "symbols", "flag")
"""Of the sections: those chosen last, then the groups."""
_HAND = "\u270b"
NOTHING = "No emoji is called so."


class TabButton(IconButton):
    """Goes to one section."""


class ToneButton(IconButton):
    """Shows the skin tone, and takes the next one."""

    sign = StringProperty(_HAND)


class SearchField(Field):
    """Down leads to what was found."""

    __events__ = ("on_down",)

    def on_down(self) -> None:
        """The picker binds to it."""

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        if keycode[1] == "down":
            self.dispatch("on_down")
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))


class EmojiPicker(BoxLayout):
    """Dispatches `on_pick(sign, by_keyboard)`. What is picked is remembered in the preferences."""

    named = StringProperty("")
    note = StringProperty("")
    __events__ = ("on_pick",)

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self.grid = EmojiGrid()
        self.add_widget(self.grid, index=1)
        self._tabs = [self._tab(number, icon) for number, icon in enumerate(_ICONS)]
        for tab in self._tabs:
            self.ids.tabs.add_widget(tab)
        self.grid.fbind("section", lambda *_: self._mark())
        self.grid.fbind("named", lambda _, named: setattr(self, "named", named))
        self.grid.fbind("on_pick", self._picked)
        self.grid.fbind("on_leave", lambda _: self.focus_search())
        self.ids.search_field.fbind("focus", lambda *_: self._mark())
        self._set_tone(board.preferences.emoji_tone)
        self.begin()

    def on_pick(self, sign: str, by_keyboard: bool) -> None:
        """Whoever shows the picker binds to it."""

    def begin(self) -> None:
        """Show all, from the top."""
        if self.ids.search_field.text:
            self.ids.search_field.text = ""
        else:
            self.search("")

    def focus_search(self) -> None:
        self.ids.search_field.focus = True

    def focus_grid(self) -> None:
        if self.grid.is_focusable:
            self.grid.focus = True

    def search(self, words: str) -> None:
        """Show what is called so; all groups for nothing."""
        if words.strip():
            found = emoji.search(words)
            self.note = "" if found else NOTHING
            self.grid.show_sections([Section("", found)] if found else [])
        else:
            self.note = ""
            last = [_known(sign) for sign in recents.recents(self.board.preferences.recent_emoji)]
            groups = [Section(title, emoji.group(number)) for number, title in enumerate(emoji.GROUPS)]
            self.grid.show_sections([Section("Used last", last), *groups])
        self._mark()

    def next_tone(self) -> None:
        self._set_tone((int(self.grid.tone) + 1) % len(emoji.TONES))
        self._prefer(emoji_tone=int(self.grid.tone))

    def _set_tone(self, tone: int) -> None:
        self.grid.tone = tone if 0 <= tone < len(emoji.TONES) else 0
        self.ids.tone_button.sign = _HAND + emoji.TONES[int(self.grid.tone)]

    def _tab(self, number: int, icon: str) -> TabButton:
        title = "Used last" if number == 0 else emoji.GROUPS[number - 1]
        tab = TabButton(icon=icon, hint=title, keeps_focus=True)
        tab.fbind("on_release", lambda _: self._go_to(number))
        return tab

    def _go_to(self, number: int) -> None:
        if self.ids.search_field.text:
            self.ids.search_field.text = ""
        self.grid.go_to(number)

    def _mark(self) -> None:
        searching = bool(self.ids.search_field.text.strip())
        for number, tab in enumerate(self._tabs):
            tab.on = not searching and number == self.grid.section

    def _picked(self, _: EmojiGrid, sign: str, by_keyboard: bool) -> None:
        self._prefer(recent_emoji=recents.chosen(self.board.preferences.recent_emoji, sign))
        self.dispatch("on_pick", sign, by_keyboard)

    def _prefer(self, **changes: Any) -> None:
        self.board.preferences = replace(self.board.preferences, **changes)
        self.board.ask(Prefer(self.board.preferences))


def _known(sign: str) -> Emoji:
    """One that was chosen before, in the tone that it had then."""
    plain = sign
    for tone in emoji.TONES[1:]:
        plain = plain.replace(tone, "")
    one = next((one for one in emoji.everything() if one.sign.rstrip("\ufe0f") == plain.rstrip("\ufe0f")), None)
    return Emoji(sign, -1, False, one.codes if one else (), one.name if one else "", "")


Builder.load_file(str(Path(__file__).with_name("picker.kv")))
