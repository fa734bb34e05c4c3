"""A room: what it is about, and what its operators set. Changes are asked for at once, one by one, and what became of
them is asked for a moment later. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.commands import AskRoomSettings, Part, SetMode, SetTopic
from kivy_client.core.model.conversations import Conversation, RoomSettings
from kivy_client.core.model.events import Link, RoomSettingsShown
from kivy_client.ui.board import Board
from kivy_client.ui.controls import Toggle
from kivy_client.ui.conversations.words import people
from kivy_client.ui.dialogs.invite import InviteSheet
from kivy_client.ui.dialogs.modes import MODES, in_words, limit_change, password_changes
from kivy_client.ui.sheet import Sheet

if TYPE_CHECKING:
    from kivy_client.ui.shell.base import Shell

ASK_SECONDS = 1.0
MOST_BANS = 50
"""Bans shown."""
ASKING, OFFLINE = "Asking the server …", "No connection: settings cannot be read or changed."
NO_TOPIC = "No topic is set."


class BanRow(BoxLayout):
    """A mask, and a button that lifts its ban. Event: `on_lift`."""

    mask = StringProperty("")
    __events__ = ("on_lift",)

    def on_lift(self) -> None:
        """The dialog binds to it."""


class RoomSheet(Sheet):
    """`settings`: as the server told, None until it has. `operator`: we may change them."""

    name = StringProperty("")
    topic = StringProperty("")
    members = StringProperty("")
    note = StringProperty("")
    modes = StringProperty("")
    operator = BooleanProperty(False)
    may_topic = BooleanProperty(False)
    joined = BooleanProperty(True)
    settings = ObjectProperty(None, allownone=True)
    bans_note = StringProperty("")

    def __init__(self, shell: Shell, *, conversation: str, **options: Any) -> None:
        super().__init__(width_wide="520dp", **options)
        self._shell, self.board, self._key = shell, shell.board, conversation
        self._ask_soon = Clock.create_trigger(lambda _: self._ask(), ASK_SECONDS)
        bound = {"on_room_settings": self._on_settings, "conversations": self._on_conversations}
        self._bound = [(name, self.board.fbind(name, call)) for name, call in bound.items()]
        self._toggles: dict[str, Toggle] = {}
        self._setting = False
        self._on_conversations()
        self.note = ASKING if self._is_online else OFFLINE
        self._ask()

    @property
    def _is_online(self) -> bool:
        return self.board.link.link is Link.ONLINE

    @property
    def _one(self) -> Conversation | None:
        found: Conversation | None = self.board.conversations.get(self._key)
        return found

    def on_dismiss(self) -> None:
        self._ask_soon.cancel()
        for name, number in self._bound:
            self.board.unbind_uid(name, number)

    # What can be pressed

    def show_members(self) -> None:
        self.dismiss()
        self._shell.open("members")

    def invite(self) -> None:
        InviteSheet(self.board, self._key).open()

    def leave(self) -> None:
        self.dismiss()
        sentence = f"You can join {self.name} again at any time; what was said is kept here."
        act = lambda: self.board.ask(Part(self._key))  # noqa: E731
        self._shell.open("confirm", title="Leave this room?", sentence=sentence, label="Leave", act=act)

    def set_topic(self) -> None:
        text = " ".join(self.ids.topic_field.text.split())
        if text != self.topic:
            self.board.ask(SetTopic(self._key, text))

    def set_password(self) -> None:
        if self.settings is not None:
            for changes in password_changes(self.settings, self.ids.password_field.text.strip()):
                self._change(*changes)

    def set_limit(self) -> None:
        if self.settings is None:
            return
        try:
            changes = limit_change(self.settings, self.ids.limit_field.text)
        except ValueError:
            self.note = "The limit is a number of members; nothing means no limit."
            return
        if changes is not None:
            self._change(*changes)

    def _set_mode(self, letter: str, on: bool) -> None:
        if not self._setting:
            self._change(("+" if on else "-") + letter)

    def _change(self, *changes: str) -> None:
        self.board.ask(SetMode(self._key, changes))
        self._ask_soon()

    def _ask(self) -> None:
        if self._is_online and self.joined:
            self.board.ask(AskRoomSettings(self._key))

    # What is known

    def _on_conversations(self, *_: object) -> None:
        one = self._one
        if one is None:
            self.dismiss()
            return
        self.title = self.name = one.name
        was, self.topic = self.topic, one.topic
        field = self.ids.topic_field
        if field.text == was:
            field.text = one.topic
            field.cursor = (0, 0)  # its beginning is seen
        self.members = people(one.people)
        self.operator, self.joined = one.operator, one.joined
        self._may()

    def _on_settings(self, _: Board, event: RoomSettingsShown) -> None:
        if event.settings.key != self._key:
            return
        settings = self.settings = event.settings
        self.note = ""
        self.modes = in_words(settings.modes, settings.password, settings.limit)
        self._may()
        if self.operator:
            self._show_switches(settings)
            self.ids.password_field.text = settings.password
            self.ids.limit_field.text = str(settings.limit) if settings.limit else ""
            self._show_bans(settings)

    def _may(self) -> None:
        free = self.settings is not None and "t" not in self.settings.modes
        self.may_topic = self._is_online and self.joined and (self.operator or free)

    def _show_switches(self, settings: RoomSettings) -> None:
        self._setting = True
        for mode in MODES:
            toggle = self._toggles.get(mode.letter)
            if toggle is None:
                toggle = self._toggles[mode.letter] = Toggle(text=mode.words, detail=mode.detail)
                toggle.fbind("active", lambda _, on, letter=mode.letter: self._set_mode(letter, on))
                self.ids.switches.add_widget(toggle)
            toggle.active = mode.letter in settings.modes
        self._setting = False

    def _show_bans(self, settings: RoomSettings) -> None:
        box, shown = self.ids.bans, settings.bans[:MOST_BANS]
        box.clear_widgets()
        for mask in shown:
            row = BanRow(mask=mask)
            row.fbind("on_lift", lambda _, mask=mask: self._change("-b", mask))
            box.add_widget(row)
        more = len(settings.bans) - len(shown)
        self.bans_note = f"… and {more} more; /unban lifts them too." if more else "" if shown else "Nobody is banned."


Builder.load_file(str(Path(__file__).with_name("room.kv")))
