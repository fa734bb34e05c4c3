"""The conversations as a list of rows. Runs on Kivy's thread."""

from __future__ import annotations

from typing import Any

from kivy_client.core.model.conversations import Conversation
from kivy_client.ui.conversations.rows import ROW_DP, RowComposer
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.timeline.compose import Sheet
from kivy_client.ui.times import now


class ConversationList(RowList):
    """The row of the open conversation is `chosen`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ROW_DP, **options)

    def key(self, item: Conversation) -> str:
        return item.key

    def compose(self, item: Conversation, width: float, chosen: bool) -> Sheet:
        composer = RowComposer(self.ink.faces, self.row_height, width, now())
        return composer.compose(item, chosen, chosen)
