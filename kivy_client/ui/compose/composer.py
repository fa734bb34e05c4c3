"""The lower edge of a conversation: what one writes, its buttons, what it replies to, what it becomes.

It follows the board and asks it; whoever shows it calls `reply`, `mention`, `back`, `focus_field`. Runs on Kivy's
thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.chat import typed
from kivy_client.core.model.commands import Join, Say
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import Link
from kivy_client.ui.board import Board
from kivy_client.ui.compose import lengths
from kivy_client.ui.compose.choices import WIDTH_DP
from kivy_client.ui.compose.completing import Completing
from kivy_client.ui.compose.desks import Desks
from kivy_client.ui.compose.entry import EntryField
from kivy_client.ui.compose.popover import PickerPopover
from kivy_client.ui.compose.writing import Writing
from kivy_client.ui.controls import IconButton
from kivy_client.ui.focus import keep_focus
from kivy_client.ui.shell.confirm import ConfirmSheet

WIDE_DP = 560
"""From so many dp on the smile and the frown are always there, else only until something is written."""
ABSENT_SECONDS = 2.0
"""After connecting, rooms are entered again: only then it is told that one is not in a room."""
ONLY_COMMANDS = "Nothing can be said here; commands can: /help lists them."
_ENTER = frozenset({"enter", "numpadenter"})
_QUOTE_CHARACTERS = 200


class SignButton(IconButton):
    """Says one sign at once."""

    sign = StringProperty("")


class ReplyBar(BoxLayout):
    """What is replied to. `nick` "": nothing. Event: `on_close`."""

    nick = StringProperty("")
    words = StringProperty("")
    __events__ = ("on_close",)

    def on_close(self) -> None:
        """The composer binds to it."""


class AbsentBar(BoxLayout):
    """Instead of the field, in a room that one is not in. `words` "": one is. Event: `on_join`."""

    words = StringProperty("")
    __events__ = ("on_join",)

    def on_join(self) -> None:
        """The composer binds to it."""


class Composer(FloatLayout):
    """`note`: a line above the field, `note_is_wrong` if it says why something was not sent. `absent`: why nothing can
    be written here, "" if it can."""

    note = StringProperty("")
    note_is_wrong = BooleanProperty(False)
    absent = StringProperty("")
    has_signs = BooleanProperty(True)

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
        for name in ("pos", "size"):
            self.fbind(name, lambda *_: self._place_choices())
        for name in ("current", "conversations", "link"):
            board.fbind(name, lambda *_: self._on_board())
        board.fbind("preferences", self._on_preferences)
        self._on_preferences(board, board.preferences)
        self._on_board()

    # What others ask for

    def focus_field(self) -> None:
        """Give the keyboard to the field."""
        if not self.absent:
            self.field.focus = True

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
        if self.board.current:
            self.board.ask(Say(self.board.current, text))

    def send(self) -> None:
        """Say what is in the field. What cannot be said stays there, and why is told."""
        text, one = self.field.text, self.board.conversation
        if one is None or not text.strip():
            return
        mistake = mistake_in(text, one)
        if mistake:
            self.note, self.note_is_wrong = mistake, True
            return
        count = self._messages(text, one)
        if count >= lengths.ASKED_FROM:
            sentence = "This server takes one line at a time, so this becomes as many messages."
            act = self._say_written
            ConfirmSheet(
                None, title=f"Send {count} messages?", sentence=sentence, label="Send", harmful=False, act=act
            ).open()
        else:
            self._say_written()

    def _say_written(self) -> None:
        text, reply = self.field.text, self.desks.reply
        if not text.strip():
            return
        self.board.ask(Say(self.board.current, text, reply.msgid if reply is not None else ""))
        self.writing.said()
        self.desks.said(text)
        self.completing.close()

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
        text, one = self.field.text, self.board.conversation
        self.note_is_wrong = False
        count = self._messages(text, one) if one is not None else 1
        self.note = f"This will be sent as {count} messages." if count > 1 else ""
        self._show_signs()
        self.desks.changed()
        self.writing.changed(self.desks.loading)
        if not self.desks.loading:
            self.completing.look()

    def _on_focus(self, _: EntryField, focused: bool) -> None:
        if not focused:
            self.desks.keep()
            self.writing.paused()
            self.completing.close()

    def _on_board(self) -> None:
        one = self.board.conversation
        if one is None or one.kind is not Kind.ROOM or one.joined or self.board.link.link is not Link.ONLINE:
            self._absent_soon.cancel()
            self.absent = ""
        elif not self.absent:
            self._absent_soon()
        self.field.hint_text = "A command" if one is not None and one.kind is Kind.SERVER else "Message"
        self._show_signs()

    def _tell_absent(self) -> None:
        one = self.board.conversation
        if one is not None and not one.joined and self.board.link.link is Link.ONLINE:
            self.absent = f"You are not in {one.name}."

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


def mistake_in(text: str, one: Conversation) -> str:
    """Why a text cannot be said in a conversation, a sentence; "" if it can."""
    if one.kind is Kind.SERVER and (not text.startswith("/") or text.startswith("//")):
        return "" if text.strip() in typed.LEAVE_WORDS else ONLY_COMMANDS
    try:
        typed.read(text, typed.Place(one.key, one.name, one.kind is Kind.ROOM))
    except typed.Mistake as mistake:
        return str(mistake)
    return ""


Builder.load_file(str(Path(__file__).with_name("composer.kv")))
