"""What deserves a notification: it names us, or was said to us alone. Muted conversations are silent. Pure."""

from __future__ import annotations

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.pace import Pace
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import Alerted
from kivy_client.core.plaintext import one_line
from kivy_client.core.store.rows import Message

MOST_ALERTS = 10
ALERT_SECONDS = 10.0
"""So many are told in this time; what is unread is counted all the same."""


class Alerts:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._pace = Pace(MOST_ALERTS, ALERT_SECONDS)

    def tell(self, row: Row, message: Message) -> bool:
        """Somebody else said this, and it is not on the screen; whether it deserves to be told, as it is if there were
        not too many."""
        if row.muted or message.removed or not self._wanted(row, message):
            return False
        if not self._pace.allows(self._context.now.mono):
            return True
        name = row.value().name
        title = message.nick if row.kind is Kind.PERSON else f"{message.nick} in {name}"
        self._context.show(Alerted(row.key, title, one_line(message.text)))
        return True

    def _wanted(self, row: Row, message: Message) -> bool:
        notify = self._context.preferences.notify
        if notify == "none" or row.kind is Kind.SERVER:
            return False
        return notify == "all" or message.mention or row.kind is Kind.PERSON
