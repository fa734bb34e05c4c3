"""What the person asks of the server and is answered in one event: profiles, room settings, the list of rooms. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from ircwire.client import ClientSession
from ircwire.client_events import Event, Failed, MaskList, RoomList, RoomModes, Whois
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.typed import Mistake
from kivy_client.core.model.conversations import ListedRoom, Profile, RoomSettings
from kivy_client.core.model.events import ProfileShown, RoomSettingsShown, RoomsListed
from kivy_client.core.plaintext import one_line, readable, readable_name

MOST_LISTED = 5000
"""Rooms told to the window: the fullest."""
MOST_BANS = 500
_LISTS = ("e", "I")
"""Besides the bans: exceptions from them, and who may come uninvited."""
_NOT_FOR_US = frozenset({"442", "482"})
"""Not a member, not an operator."""
_OFFLINE = "You are not connected"


@dataclass(slots=True)
class _Asked:
    """The settings of a room, as far as they have come. `lists`: which lists of masks are still to come, in the order
    in which they were asked for."""

    lists: list[str]
    modes: RoomModes
    masks: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Asking:
    def __init__(self, context: Context, conversations: Conversations) -> None:
        self._context = context
        self._conversations = conversations
        self._rooms: list[ListedRoom] = []
        self._listing = False
        self._settings: dict[str, _Asked] = {}

    def lost(self) -> None:
        self._rooms.clear()
        self._listing = False
        self._settings.clear()

    def profile(self, nick: str) -> None:
        self._session().whois(nick)

    def settings(self, row: Row) -> None:
        session = self._session()
        if not row.joined:
            raise Mistake("You are not in that room")
        has = _modes_of(session)
        lists = ["b", *(letter for letter in _LISTS if has and letter in has[0])]
        self._settings[row.key] = _Asked(lists, RoomModes(row.name, ()))
        session.ask_modes(row.name)
        for letter in lists:
            session.ask_masks(row.name, letter)

    def rooms(self) -> None:
        session = self._session()
        self._rooms.clear()
        self._listing = True
        session.list_rooms()

    def apply(self, event: Event) -> bool:
        """An answer. False: it is none, or one whose words are for the person."""
        match event:
            case Whois():
                self._context.show(ProfileShown(_profile(event)))
            case RoomModes(room):
                row = self._conversations.find(room)
                if row is not None and row.key in self._settings:
                    self._settings[row.key].modes = event
            case MaskList(room, letter, masks):
                row = self._conversations.find(room)
                if row is not None:
                    self._told(row, letter, [mask.mask for mask in masks])
            case Failed(command, code, context) if command == "MODE" or (not command and code in _NOT_FOR_US):
                row = self._asked(context)
                if row is None:
                    return False
                self._told(row, self._settings[row.key].lists[0], [])
            case Failed(command="LIST") if self._listing:
                self._listed(RoomList((), complete=True))
                return False
            case RoomList():
                self._listed(event)
            case _:
                return False
        return True

    def _session(self) -> ClientSession:
        if self._context.session is None:
            raise Mistake(_OFFLINE)
        return self._context.session

    def _asked(self, context: tuple[str, ...]) -> Row | None:
        rows = [self._conversations.find(word) for word in context]
        return next((row for row in rows if row is not None and row.key in self._settings), None)

    def _told(self, row: Row, letter: str, masks: list[str]) -> None:
        """One of the lists has come, or will not."""
        asked = self._settings.get(row.key)
        if asked is None or letter not in asked.lists:
            return
        asked.lists.remove(letter)
        asked.masks[letter] = tuple(readable(mask, 200) for mask in reversed(masks[-MOST_BANS:]))
        if not asked.lists:
            del self._settings[row.key]
            self._show(row, asked)

    def _show(self, row: Row, asked: _Asked) -> None:
        given = {change.letter: change.param for change in asked.modes.modes if change.on}
        limit = given.get("l", "")
        session = self._context.session
        has = _modes_of(session) if session is not None else []
        self._context.show(
            RoomSettingsShown(
                RoomSettings(
                    row.key,
                    row.topic,
                    frozenset(letter for letter in given if letter not in "kl"),
                    password=readable(given.get("k", ""), 100),
                    limit=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 else 0,
                    bans=asked.masks["b"],
                    offered=frozenset(has[3]) if has else None,
                    exceptions=asked.masks.get("e"),
                    invited=asked.masks.get("I"),
                )
            )
        )

    def _listed(self, event: RoomList) -> None:
        for name, people, topic in event.rooms:
            row = self._conversations.find(name)
            joined = row is not None and row.joined
            self._rooms.append(ListedRoom(readable_name(name), people, one_line(readable(topic, 300)), joined))
        self._rooms.sort(key=lambda room: (-room.people, room.name))
        del self._rooms[MOST_LISTED:]
        self._context.show(RoomsListed(tuple(self._rooms), event.complete))
        if event.complete:
            self._rooms.clear()
            self._listing = False


def _modes_of(session: ClientSession) -> list[str]:
    """The letters of room modes that the server has (CHANMODES): lists, those with a parameter, those with one to set
    them, those without. Empty: it does not say."""
    kinds = session.isupport.get("CHANMODES", "").split(",")[:4]
    return kinds if len(kinds) == 4 else []


def _profile(whois: Whois) -> Profile:
    return Profile(
        nick=readable_name(whois.nick),
        username=readable(whois.username, 100),
        host=readable(whois.host, 200),
        realname=readable(whois.realname, 300),
        account=readable(whois.account, 100),
        away=(readable(whois.away_text, 300) or "Away") if whois.away else "",
        rooms=tuple(readable(room, 100) for room in whois.rooms[:200]),
        signed_on=whois.signed_on,
        idle_seconds=whois.idle_seconds,
        operator=whois.operator,
        bot=whois.bot,
        secure=whois.secure,
    )
