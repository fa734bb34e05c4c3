"""A room: what it is about, and what its operators set. Changes are asked for at once, one by one, and what became of
them is asked for a moment later. Runs on Kivy's thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from ircwire.names import is_room
from kivy_client.core.model.commands import AskRoomSettings, Part, RenameRoom, SetMode, SetTopic
from kivy_client.core.model.conversations import Conversation, RoomSettings
from kivy_client.core.model.events import Link, RoomSettingsShown
from kivy_client.ui.board import Board
from kivy_client.ui.controls import Toggle
from kivy_client.ui.conversations.words import parting, people
from kivy_client.ui.dialogs.invite import InviteSheet
from kivy_client.ui.dialogs.masks import MaskBox  # noqa: F401  named in the kv file
from kivy_client.ui.dialogs.modes import in_words, limit_change, offered, password_changes
from kivy_client.ui.sheet import Sheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

ASK_SECONDS = 1.0
ASKING, OFFLINE = "Asking the server …", "No connection: settings cannot be read or changed."
NO_NAME = "A room's name has no spaces and no commas."


class RoomSheet(Sheet):
    """`settings`: as the server told, None until it has. `operator`: we may change them."""

    name = StringProperty("")
    topic = StringProperty("")
    members = StringProperty("")
    note = StringProperty("")
    modes = StringProperty("")
    operator = BooleanProperty(False)
    may_topic = BooleanProperty(False)
    may_rename = BooleanProperty(False)
    joined = BooleanProperty(True)
    leave_words = StringProperty("")
    settings = ObjectProperty(None, allownone=True)

    def __init__(self, shell: Shell, *, conversation: str, **options: Any) -> None:
        super().__init__(width_wide="520dp", **options)
        self._shell, self.board, self._key = shell, shell.board, conversation
        self._ask_soon = Clock.create_trigger(lambda _: self._ask(), ASK_SECONDS)
        bound = {"on_room_settings": self._on_settings, "conversations": self._on_conversations}
        bound |= {"current": self._on_current, "link": lambda *_: self._may()}
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
        one = self._one
        self.dismiss()
        if one is not None:
            words, act = parting(one), partial(self.board.ask, Part(one.key))
            self._shell.open("confirm", title=words.question, sentence=words.detail, label="Leave", act=act)

    def set_topic(self) -> None:
        text = " ".join(self.ids.topic_field.text.split())
        if text != self.topic:
            self.board.ask(SetTopic(self._key, text))

    def rename(self) -> None:
        words = self.ids.name_field.text.strip()
        name = words if is_room(words) else f"#{words}"
        if len(name) < 2 or any(mark in name for mark in " ,"):
            self.note = NO_NAME
        elif name != self.name:
            self.ids.name_field.text = name
            self.board.ask(RenameRoom(self._key, name))

    def change_list(self, change: str, mask: str) -> None:
        """A mask comes into one of the lists of masks, or goes from it."""
        self._change(change, mask)

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
            if self.board.current != self._key:  # else it is gone, or is being renamed: that is told next
                self.dismiss()
            return
        _follow(self.ids.name_field, self.name, one.name)
        _follow(self.ids.topic_field, self.topic, one.topic)
        self.title = self.name = one.name
        self.topic = one.topic
        self.members = people(one.people)
        self.operator, self.joined = one.operator, one.joined
        self.leave_words = parting(one).label
        self._may()

    def _on_current(self, *_: object) -> None:
        """What was open goes on under another name, if it was renamed."""
        if self._one is None:
            self._key = self.board.current
            if self._one is None:
                self.dismiss()
            else:
                self._on_conversations()

    def _on_settings(self, _: Board, event: RoomSettingsShown) -> None:
        if event.settings.key != self._key:
            return
        was, settings = self.settings, event.settings
        self.settings = settings
        self.note = ""
        self.modes = in_words(settings.modes, settings.password, settings.limit)
        self._may()
        bans, exceptions, invited = self.ids.bans, self.ids.exceptions, self.ids.invited
        for box, masks in ((bans, settings.bans), (exceptions, settings.exceptions), (invited, settings.invited)):
            box.show(masks if self.operator else None)
        if self.operator:
            self._show_switches(settings)
            _follow(self.ids.password_field, was.password if was is not None else "", settings.password)
            _follow(self.ids.limit_field, _limit(was), _limit(settings))

    def _may(self) -> None:
        free = self.settings is not None and "t" not in self.settings.modes
        here = self._is_online and self.joined
        self.may_topic = here and (self.operator or free)
        self.may_rename = here and self.operator and "rename" in self.board.link.features

    def _show_switches(self, settings: RoomSettings) -> None:
        modes = offered(settings)
        if [mode.letter for mode in modes] != list(self._toggles):
            self._toggles.clear()
            self.ids.switches.clear_widgets()
        self._setting = True
        for mode in modes:
            toggle = self._toggles.get(mode.letter)
            if toggle is None:
                toggle = self._toggles[mode.letter] = Toggle(text=mode.words, detail=mode.detail)
                toggle.fbind("active", lambda _, on, letter=mode.letter: self._set_mode(letter, on))
                self.ids.switches.add_widget(toggle)
            toggle.active = mode.letter in settings.modes
        self._setting = False


def _follow(field: Any, was: str, now: str) -> None:
    """A field shows what the server told; what the person is typing stays."""
    if field.text == was != now:
        field.text = now
        field.cursor = (0, 0)  # its beginning is seen


def _limit(settings: RoomSettings | None) -> str:
    return str(settings.limit) if settings is not None and settings.limit else ""


Builder.load_file(str(Path(__file__).with_name("room.kv")))
