"""Remove somebody from a room, or keep them out, with a word on why. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kivy_client.core.model.commands import Kick, SetMode
from kivy_client.ui.board import Board
from kivy_client.ui.dialogs.modes import mask_of
from kivy_client.ui.sheet import Sheet


class RemovalSheet(Sheet):
    """`ban`: they cannot come back. `here`: they are in the room. `host`: where they come from, "" if nobody knows; it
    can be banned instead of the name."""

    sentence = StringProperty("")
    label = StringProperty("")
    host = StringProperty("")
    here = BooleanProperty(True)

    def __init__(self, board: Board, conversation: str, nick: str, ban: bool = False, **options: Any) -> None:
        one = board.conversations.get(conversation)
        room = one.name if one is not None else conversation
        super().__init__(title=f"Ban {nick}?" if ban else f"Remove {nick}?", **options)
        if self.here:
            more = "cannot come back until the ban is lifted." if ban else "can come back at once."
            self.sentence = f"{nick} has to leave {room}, and {more}"
        else:
            self.sentence = f"{nick} cannot come into {room} until the ban is lifted."
        self.label = "Ban" if ban else "Remove"
        self._board, self._conversation, self._nick, self._ban = board, conversation, nick, ban

    def remove(self) -> None:
        self.dismiss()
        mask = f"*!*@{self.host}" if self.ids.by_host.active else ""
        if self.here:
            reason = self.ids.reason_field.text.strip()
            self._board.ask(Kick(self._conversation, self._nick, reason, self._ban, mask))
        else:
            self._board.ask(SetMode(self._conversation, ("+b", mask or mask_of(self._nick))))


Builder.load_file(str(Path(__file__).with_name("removal.kv")))
