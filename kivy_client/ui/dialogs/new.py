"""Begin a conversation: a room by its name, a person, or one that is there already. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from ircwire.casemapping import fold
from ircwire.names import is_room
from kivy_client.core.model.commands import Join
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.ui.conversations.order import filtered
from kivy_client.ui.dialogs.picking import Offer, PickSheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

_MOST = 30
_ALL_ROOMS = Offer("all", "Rooms of this server", "See them all", icon="hash", value=("rooms", ""))


class NewSheet(PickSheet):
    """`may_have_password`: a room is named."""

    may_have_password = BooleanProperty(False)

    def __init__(self, shell: Shell, **options: Any) -> None:
        self._shell = shell
        super().__init__(**options)
        self.refresh()

    def typed(self) -> None:
        self.may_have_password = is_room(self.field.text.strip())
        super().typed()

    def offers(self, words: str) -> Sequence[Offer]:
        board = self._shell.board
        own = board.link.nick
        people = [one.nick for one in board.members if one.nick != own]
        return offers(words, self._shell.list.ordered, people)

    def pick(self, offer: Offer) -> None:
        shell, (kind, name) = self._shell, offer.value
        self.dismiss()
        password = self.ids.password_field.text
        if kind == "rooms":
            shell.open("rooms")
        elif kind == "join" and password:
            shell.board.ask(Join(name, password))
        else:
            shell.open_conversation(fold(name), name)


def offers(words: str, known: Sequence[Conversation], people: Sequence[str]) -> list[Offer]:
    """What can be begun with these words: `known` conversations, `people` of the open room. Pure."""
    there = [one for one in filtered(known, words) if one.kind is not Kind.SERVER]
    found = [Offer(f"= {one.key}", one.name, _about(one), name=one.name, value=("open", one.name)) for one in there]
    keys = {one.key for one in known}
    if not words:
        return [_ALL_ROOMS, *found[:_MOST]]
    for nick in people:
        if words.casefold() in nick.casefold() and fold(nick) not in keys:
            found.append(Offer(f"= {fold(nick)}", nick, "in this room", name=nick, value=("open", nick)))
            keys.add(fold(nick))
    named = [] if any(mark in words for mark in " ,\t") else _named(words, keys)
    exact = [offer for offer in found if fold(offer.title) == fold(words)]
    others = [offer for offer in found if offer not in exact]
    return (
        [*exact, *named, *others[:_MOST], _ALL_ROOMS]
        if is_room(words) or exact
        else [*others[:_MOST], *named, _ALL_ROOMS]
    )


def _named(words: str, keys: set[str]) -> list[Offer]:
    """What bears this very name, and is not there yet."""
    room = words if is_room(words) else f"#{words}"
    found = [Offer("join", f"Join {room}", "A room; it is made if there is none", icon="hash", value=("join", room))]
    if not is_room(words):
        found.insert(0, Offer("write", f"Write to {words}", "A person", icon="account", value=("open", words)))
    return [offer for offer in found if fold(offer.value[1]) not in keys]


def _about(one: Conversation) -> str:
    if one.kind is Kind.PERSON:
        return "Away" if one.away else "A person"
    return " ".join(one.topic.split()) or ("A room" if one.may_write else "You are not in this room")


Builder.load_file(str(Path(__file__).with_name("picking.kv")))
