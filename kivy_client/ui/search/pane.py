"""Looking for messages in all conversations: a field, and below it what was found. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import StringProperty

from kivy_client.core.model.commands import JumpTo
from kivy_client.core.model.conversations import Hit
from kivy_client.core.model.events import Found
from kivy_client.ui.compose.picker import SearchField  # noqa: F401  named in the kv file
from kivy_client.ui.search.asking import Asking
from kivy_client.ui.search.hits import Heading, HitList, grouped
from kivy_client.ui.shell.side import Panel

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

NOTHING = "Nothing was found."
HOW = "All words have to be in a message, in any order."


class SearchPane(Panel):
    """`text`: what is looked for at once."""

    note = StringProperty("")
    wide = True
    alone = True

    def __init__(self, shell: Shell, *, text: str = "", **options: Any) -> None:
        super().__init__(shell, **options)
        self.title = "Search"
        self.note = HOW
        self.list = HitList()
        self.list.fbind("on_choose", lambda _, row: self._choose(row))
        self.add_widget(self.list)
        self._asking = Asking(self.board, self._found)
        self.ids.search_field.text = text

    def begin(self) -> None:
        self.ids.search_field.focus = True
        self._asking.now()

    def end(self) -> None:
        self._asking.close()

    def focus_list(self) -> None:
        if self.list.items:
            self.list.focus = True

    def choose_first(self) -> None:
        """Enter in the field: look at once, or show the newest."""
        if self._asking.waits:
            self._asking.now()
            return
        hit = next((row for row in self.list.items if isinstance(row, Hit)), None)
        if hit is not None:
            self._choose(hit)

    def _want(self, text: str) -> None:
        self._asking.want(text, "")

    def _found(self, event: Found | None) -> None:
        if event is None:
            self.note = HOW
            self.list.show([])
            return
        self.list.show(grouped(event.hits))
        self.list.scroll_y, self.list.cursor = 1.0, -1
        number = len(event.hits)
        found = "1 message" if number == 1 else f"{number} messages"
        self.note = NOTHING if not number else f"The newest {found}; there are more." if event.more else found

    def _choose(self, row: Heading | Hit) -> None:
        shell = self.shell
        key = row.key if isinstance(row, Heading) else row.conversation
        if "chat" not in shell.panes.shown:
            shell.close_side()
        if isinstance(row, Heading) or key == self.board.current:
            shell.open_conversation(key)
        if isinstance(row, Hit):
            self.board.ask(JumpTo(key, row.msgid, row.row))


Builder.load_file(str(Path(__file__).with_name("pane.kv")))
