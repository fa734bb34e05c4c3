"""What lies on the desk of each conversation: the text that is written, what it replies to, what was said before.

What is written is kept by the core as the conversation's draft: a moment after it changed, and whenever another one is
opened. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kivy.clock import Clock

from kivy_client.core.model.commands import SetDraft
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import Opened
from kivy_client.ui.board import Board
from kivy_client.ui.compose.entry import EntryField
from kivy_client.ui.compose.recall import Recall

KEEP_SECONDS = 0.8


@dataclass(slots=True)
class Desk:
    """`kept`: the draft as the core has it. `begun`: `recall` knows what was said before the app was started."""

    text: str = ""
    kept: str = ""
    reply: Entry | None = None
    recall: Recall = field(default_factory=Recall)
    begun: bool = False


class Desks:
    """The desk of the open conversation is what the field shows. `loading`: it is being put there, nobody types."""

    def __init__(self, board: Board, entry_field: EntryField, show_reply: Callable[[Entry | None], None]) -> None:
        self._board, self._field, self._show_reply = board, entry_field, show_reply
        self._desks: dict[str, Desk] = {}
        self._key = ""
        self.loading = False
        self._keep_soon = Clock.create_trigger(lambda _: self.keep(), KEEP_SECONDS)
        board.fbind("server", lambda *_: self._forget())
        board.fbind("current", self._on_current)
        board.fbind("on_opened", self._on_opened)
        self._on_current(board, board.current)

    @property
    def _desk(self) -> Desk:
        return self._desks.setdefault(self._key, Desk())

    @property
    def recall(self) -> Recall:
        return self._desk.recall

    @property
    def reply(self) -> Entry | None:
        return self._desk.reply

    @reply.setter
    def reply(self, entry: Entry | None) -> None:
        self._desk.reply = entry
        self._show_reply(entry)

    def changed(self) -> None:
        """Something was typed."""
        if not self.loading:
            self._desk.text = self._field.text
            self._keep_soon()

    def keep(self) -> None:
        """Have the core keep the draft."""
        self._keep_soon.cancel()
        self._keep(self._key, self._desk)

    def said(self, key: str, text: str) -> None:
        """It was sent from this conversation: its desk is empty, if there is nothing else on it by now."""
        desk = self._desks.get(key)
        if desk is None:
            return
        desk.recall.said(text)
        if desk.text == text:
            self._put(key, "", None)

    def returned(self, key: str, text: str) -> bool:
        """It was not taken: it lies on the desk again, if that is empty (else False)."""
        desk = self._desks.get(key)
        if desk is None or desk.text.strip():
            return False
        self._put(key, text, desk.reply)
        return True

    def _put(self, key: str, text: str, reply: Entry | None) -> None:
        desk = self._desks[key]
        desk.text, desk.reply = text, reply
        if key == self._key:
            self._load()
            self._keep_soon.cancel()
        self._keep(key, desk)

    def _keep(self, key: str, desk: Desk) -> None:
        if key and desk.text != desk.kept:
            desk.kept = desk.text
            self._board.ask(SetDraft(key, desk.text))

    def _load(self) -> None:
        self.loading = True
        try:
            self._field.put(self._desk.text)
        finally:
            self.loading = False
        self._show_reply(self._desk.reply)

    def _forget(self) -> None:
        """Another server: its conversations may have the same keys."""
        self._keep_soon.cancel()
        self._desks.clear()
        self._key = ""

    def _on_current(self, board: Board, key: str) -> None:
        old, known = self._key, board.conversations
        if old and old not in known:
            self._keep_soon.cancel()
            desk = self._desks.pop(old, None)
            if desk is not None and key and key not in self._desks:  # it is the same one under another name
                self._desks[key] = desk
        elif old:
            self.keep()
        self._key = key
        if key not in self._desks:
            draft = known[key].draft if key in known else ""
            self._desks[key] = Desk(draft, draft)
        self._load()

    def _on_opened(self, _: Board, event: Opened) -> None:
        """What we said there before the app was started can be recalled too."""
        desk = self._desk
        if event.conversation != self._key or desk.begun:
            return
        desk.begun = True
        for entry in event.entries:
            if entry.own and entry.text and not entry.removed and entry.shape in ("message", "action"):
                desk.recall.said(entry.text if entry.shape == "message" else f"/me {entry.text}")
