"""The lower edge of a conversation: what one writes, its buttons, what it replies to, what it becomes.

It follows the board and asks it; whoever shows it calls `reply`, `mention`, `back`, `focus_field`, and opens the
dialogs that commands ask for. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.chat import typed
from kivy_client.core.model.commands import AskProfile, Command, Join, ListRooms, Say
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import Link, NotTaken, Toast
from kivy_client.ui.board import Board
from kivy_client.ui.compose import lengths, wanted
from kivy_client.ui.compose.bars import AbsentBar, ReplyBar, SignButton  # noqa: F401  named in the kv file
from kivy_client.ui.compose.choices import WIDTH_DP
from kivy_client.ui.compose.completing import Completing
from kivy_client.ui.compose.desks import Desks
from kivy_client.ui.compose.entry import EntryField
from kivy_client.ui.compose.popover import PickerPopover
from kivy_client.ui.compose.writing import Writing
from kivy_client.ui.confirm import ConfirmSheet
from kivy_client.ui.focus import HAS_KEYS, keep_focus

WIDE_DP = 560
"""From so many dp on the smile and the frown are always there, else only until something is written."""
ABSENT_SECONDS = 2.0
"""After connecting, rooms are entered again: only then it is told that one is not in a room."""
_ENTER = frozenset({"enter", "numpadenter"})
_QUOTE_CHARACTERS = 200


class Composer(FloatLayout):
    """`note`: a line above the field, `note_is_wrong` if it says why something was not sent. `absent`: why nothing can
    be written here, "" if it can. Events, when a command was typed that has a dialog: `on_rooms`, and
    `on_profile(nick)`."""

    note = StringProperty("")
    note_is_wrong = BooleanProperty(False)
    absent = StringProperty("")
    has_signs = BooleanProperty(True)
    __events__ = ("on_rooms", "on_profile")

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self.field: EntryField = self.ids.entry_field
        self.completing = Completing(board, self.field, self._show_choices)
        self.picker = PickerPopover(board, self)
        self.desks = Desks(board, self.field, self._show_reply)
        self.writing = Writing(board, self.field)
        self.field.on_key = self._on_key
        self.field.fbind("text", lambda *_: self._on_text())
        self.field.fbind("cursor", lambda *_: self.completing.look())
        self.field.fbind("focus", self._on_focus)
        self._absent_soon = Clock.create_trigger(lambda _: self._tell_absent(), ABSENT_SECONDS)
        for name in ("pos", "size", "top"):
            self.fbind(name, lambda *_: self._place_choices())
        for name in ("current", "conversations", "link"):
            board.fbind(name, lambda *_: self._on_board())
        board.fbind("on_not_taken", self._on_not_taken)
        board.fbind("preferences", self._on_preferences)
        self._on_preferences(board, board.preferences)
        self._on_board()

    def on_rooms(self) -> None:
        """Whoever shows the composer binds to it."""

    def on_profile(self, nick: str) -> None:
        """As `on_rooms`."""

    # What others ask for

    def focus_field(self) -> None:
        """Give the keyboard to the field, or to the button that is there instead."""
        (self.ids.absent_bar.ids.join_button if self.absent else self.field).focus = True

    def reply(self, entry: Entry) -> None:
        """Begin an answer to a message."""
        self.desks.reply = entry
        self.focus_field()

    def no_reply(self) -> None:
        self.desks.reply = None

    def mention(self, nick: str) -> None:
        """Name somebody where the cursor is."""
        at = self.field.cursor_index()
        before = self.field.text[:at]
        self.insert(("" if not before or before[-1].isspace() else " ") + f"@{nick} ")
        self.focus_field()

    def insert(self, text: str) -> None:
        """Put something where the cursor is."""
        self.field.delete_selection()
        self.field.insert_text(text)

    def back(self) -> bool:
        """Close what is open here, one thing at a time; False: nothing is."""
        if self.completing.back() or self.picker.back():
            return True
        replied = self.desks.reply is not None
        self.no_reply()
        return replied

    def keep_draft(self) -> None:
        """Have the core keep what is written now: the app may be gone soon."""
        self.desks.keep()

    def toggle_picker(self) -> None:
        self.completing.close()
        self.picker.toggle()

    def join_again(self) -> None:
        one = self.board.conversation
        if one is not None:
            self.board.ask(Join(one.name))

    # Saying

    def say(self, text: str) -> None:
        """Say this at once, whatever is in the field."""
        one = self.board.conversation
        if one is not None and self._read(text, one) is not None:
            self.board.ask(Say(one.key, text))

    def send(self) -> None:
        """Say what is in the field. What cannot be said stays there, and why is told."""
        text, one = self.field.text, self.board.conversation
        if one is None or not text.strip():
            return
        asked = self._read(text, one)
        if asked is None:
            return
        reply = self.desks.reply
        # Another conversation may be open by the time that a question is answered.
        act = partial(self._say_written, one.key, text, reply.msgid if reply is not None else "")
        count = self._messages(text, one)
        if count >= lengths.ASKED_FROM:
            sentence = "This server takes one line at a time, so this becomes as many messages."
            title = f"Send {count} messages?"
            ConfirmSheet(None, title=title, sentence=sentence, label="Send", harmful=False, act=act).open()
            return
        match asked:
            case [ListRooms()]:
                self._written(one.key, text)
                self.dispatch("on_rooms")
            case [AskProfile(nick)]:
                self._written(one.key, text)
                self.dispatch("on_profile", nick)
            case _:
                act()

    def _read(self, text: str, one: Conversation) -> Sequence[Command] | None:
        """What a text asks for; None: it cannot be said, and why is told."""
        try:
            return wanted.read(text, one)
        except typed.Mistake as mistake:
            self.note, self.note_is_wrong = str(mistake), True
            return None

    def _say_written(self, key: str, text: str, reply_to: str) -> None:
        self.board.ask(Say(key, text, reply_to))
        self._written(key, text)

    def _written(self, key: str, text: str) -> None:
        """It was said, or done: it goes from where it was written."""
        if key == self.board.current:
            self.writing.said()
            self.completing.close()
        self.desks.said(key, text)

    def _messages(self, text: str, one: Conversation) -> int:
        link = self.board.link
        if link.link is not Link.ONLINE or "multiline" in link.features:
            return 1
        return lengths.messages(text, link.nick, one.name)

    # Keys

    def _on_key(self, name: str, held: frozenset[str]) -> bool:
        if self.completing.key(name, held):
            return True
        if name in _ENTER and not held & {"alt", "meta"}:
            sends = "ctrl" in held or ("shift" not in held and self.board.preferences.enter_sends)
            if sends:
                self.send()
            else:
                self.field.add_line()
            return True
        if name == "tab" and not held:
            return self.completing.ask()
        if name in ("up", "down") and not held:
            return self._recall(name)
        return False

    def _recall(self, name: str) -> bool:
        """Up in the first line, down in the last one: what was said before, or after that."""
        edge = 0 if name == "up" else len(self.field._lines) - 1
        if self.field.cursor_row != edge:
            return False
        recall, shown = self.desks.recall, self.field.text
        found = recall.older(shown) if name == "up" else recall.newer(shown)
        if found is not None:
            self.field.put(found)
            self.completing.close()
        return found is not None

    # What changes

    def _on_text(self) -> None:
        self._tell_length()
        self._show_signs()
        self.desks.changed()
        self.writing.changed(self.desks.loading)
        if not self.desks.loading:
            self.completing.look()

    def _tell_length(self) -> None:
        text, one = self.field.text, self.board.conversation
        count = self._messages(text, one) if one is not None else 1
        self.note_is_wrong = False
        self.note = f"This will be sent as {count} messages." if count > 1 else ""

    def _on_focus(self, _: EntryField, focused: bool) -> None:
        if not focused:
            self.desks.keep()
            self.writing.paused()
            self.completing.close()

    def _on_board(self) -> None:
        one = self.board.conversation
        words = wanted.absence(one)
        if one is not None and one.may_write and words != self.absent:
            self._set_absent("")
        if one is None or not words or not one.may_write:
            self._absent_soon.cancel()
            self._set_absent(words)
        elif self.board.link.link is not Link.ONLINE:
            self._absent_soon.cancel()
            self._set_absent("")
        elif not self.absent:
            self._absent_soon()
        self.field.hint_text = "A command" if one is not None and one.kind is Kind.SERVER else "Message"
        self._show_signs()

    def _tell_absent(self) -> None:
        if self.board.link.link is Link.ONLINE:
            self._set_absent(wanted.absence(self.board.conversation))

    def _set_absent(self, words: str) -> None:
        """The keyboard goes from the field to the button, and back."""
        one, bar = self.board.conversation, self.ids.absent_bar
        bar.label = "Join" if one is not None and one.invited_by else "Join again"
        if words == self.absent:
            return
        had = self.field.focus or bar.ids.join_button.focus
        self.absent = words
        self._tell_length()
        if had and HAS_KEYS:
            self.focus_field()

    def _on_not_taken(self, _: Board, event: NotTaken) -> None:
        """What was said comes back to where it was written, if there is nothing else."""
        why = event.why
        if self.desks.returned(event.conversation, event.text):
            if event.conversation == self.board.current:
                self.note, self.note_is_wrong = why, True
                return
        else:
            why = f"{why} Not sent: {event.text[:_QUOTE_CHARACTERS]}"
        self.board.dispatch("on_toast", Toast(why))

    def _on_preferences(self, _: Board, preferences: Any) -> None:
        self.field.input_type = "null" if preferences.plain_keyboard else "text"
        self.field.keyboard_suggestions = not preferences.plain_keyboard

    def _show_signs(self) -> None:
        one = self.board.conversation
        says = one is None or one.kind is not Kind.SERVER
        self.has_signs = says and (self.width >= dp(WIDE_DP) or not self.field.text)

    def _show_reply(self, entry: Entry | None) -> None:
        bar = self.ids.reply_bar
        bar.nick = (entry.nick or "?") if entry is not None else ""
        bar.words = " ".join(entry.text[:_QUOTE_CHARACTERS].split()) if entry is not None else ""

    # What lies over the timeline

    def _show_choices(self, shown: bool) -> None:
        choices = self.completing.list
        if shown and choices.parent is None:
            self.add_widget(choices)
        elif not shown and choices.parent is not None:
            self.remove_widget(choices)
        self._place_choices()

    def _place_choices(self) -> None:
        self._show_signs()
        choices = self.completing.list
        if choices.parent is not None:
            edge, above = dp(8), Window.height - self.to_window(0, self.top)[1]
            most = max(int((above - dp(70)) // choices.row_height), 1)
            choices.height = min(choices.height, most * choices.row_height)
            choices.width = min(self.width - 2 * edge, dp(WIDTH_DP))
            choices.pos = (self.x + edge, self.top + dp(6))

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """What lies over the timeline takes its touches first; one elsewhere closes the emoji."""
        choices = self.completing.list
        if choices.parent is not None and choices.collide_point(*touch.pos):
            keep_focus(touch)
            choices.on_touch_down(touch)
            return True
        if self.picker.touched(touch):
            return True
        return bool(super().on_touch_down(touch))


Builder.load_file(str(Path(__file__).with_name("composer.kv")))
