"""The rooms of the server: found by name or topic, entered by a press. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kivy.properties import BooleanProperty, StringProperty

from ircwire.casemapping import fold
from kivy_client.core.model.commands import Join, ListRooms
from kivy_client.core.model.conversations import ListedRoom
from kivy_client.core.model.events import Link, RoomsListed
from kivy_client.ui.board import Board
from kivy_client.ui.conversations.words import grouped
from kivy_client.ui.dialogs import new  # noqa: F401  loads picking.kv
from kivy_client.ui.dialogs.picking import Offer, PickSheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

LOOKING, OFFLINE = "Asking the server …", "No connection: the server cannot be asked."


class RoomsSheet(PickSheet):
    """`by_people`: the fullest rooms come first, else they are in the order of their names."""

    by_people = BooleanProperty(True)
    note = StringProperty("")

    def __init__(self, shell: Shell, **options: Any) -> None:
        self._shell, self._rooms = shell, tuple[ListedRoom, ...]()
        super().__init__(title="Rooms", **options)
        self._bound = shell.board.fbind("on_rooms_listed", self._on_listed)
        self.ask()

    def ask(self) -> None:
        """Have the server list them."""
        if self._shell.board.link.link is Link.ONLINE:
            self.note = LOOKING
            self._shell.board.ask(ListRooms())
        else:
            self.note = OFFLINE

    def sort(self) -> None:
        self.by_people = not self.by_people
        self.typed()

    def offers(self, words: str) -> Sequence[Offer]:
        rooms = found(self._rooms, words, self.by_people)
        return [
            Offer(room.name, room.name, room.topic, _people(room), name=room.name, value=room.name) for room in rooms
        ]

    def pick(self, offer: Offer) -> None:
        self.dismiss()
        key = fold(offer.value)
        one = self._shell.board.conversations.get(key)
        if one is not None and not one.joined:  # it is shown already, and would only be opened
            self._shell.board.ask(Join(one.name))
        self._shell.open_conversation(key, offer.value)

    def on_dismiss(self) -> None:
        super().on_dismiss()
        self._shell.board.unbind_uid("on_rooms_listed", self._bound)

    def _on_listed(self, _: Board, event: RoomsListed) -> None:
        self._rooms = event.rooms
        number = len(event.rooms)
        self.title = f"Rooms · {grouped(number)}"
        self.note = (
            "" if event.complete and number else "This server has no rooms to show." if event.complete else LOOKING
        )
        self.refresh()


def found(rooms: Sequence[ListedRoom], words: str, by_people: bool = True) -> list[ListedRoom]:
    """Those with all these words in name or topic; the ones called so come first. Pure."""
    parts = words.casefold().split()
    shown = [room for room in rooms if all(part in f"{room.name} {room.topic}".casefold() for part in parts)]
    named = parts[0].lstrip("#") if parts else ""
    return sorted(
        shown,
        key=lambda room: (
            bool(named) and named not in room.name.casefold(),
            -room.people if by_people else 0,
            room.name.casefold(),
        ),
    )


def _people(room: ListedRoom) -> str:
    number = grouped(room.people)
    return f"{number} · joined" if room.joined else number
