"""Ask somebody into a room. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty

from kivy_client.core.model.commands import Invite
from kivy_client.ui.board import Board
from kivy_client.ui.sheet import Sheet


class InviteSheet(Sheet):
    """`complaint`: why a name is none."""

    complaint = StringProperty("")

    def __init__(self, board: Board, conversation: str, **options: Any) -> None:
        one = board.conversations.get(conversation)
        super().__init__(title=f"Invite to {one.name if one is not None else conversation}", **options)
        self._board, self._conversation = board, conversation

    def invite(self) -> None:
        nick = self.ids.nick_field.text.strip().lstrip("@")
        if not nick or any(mark in nick for mark in " ,"):
            self.complaint = "A name has no spaces and no commas." if nick else "Whom?"
            return
        self.dismiss()
        self._board.ask(Invite(self._conversation, nick))


Builder.load_file(str(Path(__file__).with_name("invite.kv")))
