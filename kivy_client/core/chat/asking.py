"""What the person asks of the server and is answered in one event: profiles, room settings, the list of rooms. Pure."""

from __future__ import annotations

from ircwire.client_events import Event, Failed, MaskList, RoomList, RoomModes, Whois
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.model.conversations import ListedRoom, Profile, RoomSettings
from kivy_client.core.model.events import ProfileShown, RoomSettingsShown, RoomsListed
from kivy_client.core.plaintext import one_line, readable, readable_name

MOST_LISTED = 5000
"""Rooms told to the window: the fullest."""
MOST_BANS = 500
_OFFLINE = "You are not connected"


class Asking:
    def __init__(self, context: Context, conversations: Conversations) -> None:
        self._context = context
        self._conversations = conversations
        self._rooms: list[ListedRoom] = []
        self._modes: dict[str, RoomModes] = {}
        """Of rooms whose settings were asked for and whose bans have not come yet."""

    def lost(self) -> None:
        self._rooms.clear()
        self._modes.clear()

    def profile(self, nick: str) -> None:
        if self._context.session is None:
            self._context.toast(_OFFLINE)
        else:
            self._context.session.whois(nick)

    def settings(self, row: Row) -> None:
        session = self._context.session
        if session is None or not row.joined:
            self._context.toast(_OFFLINE if session is None else "You are not in that room")
            return
        self._modes[row.key] = RoomModes(row.name, ())
        session.ask_modes(row.name)
        session.ask_masks(row.name)

    def rooms(self) -> None:
        if self._context.session is None:
            self._context.toast(_OFFLINE)
        else:
            self._rooms.clear()
            self._context.session.list_rooms()

    def apply(self, event: Event) -> bool:
        """An answer. False: it is none."""
        match event:
            case Whois():
                self._context.show(ProfileShown(_profile(event)))
            case RoomModes(room):
                row = self._conversations.find(room)
                if row is not None and row.key in self._modes:
                    self._modes[row.key] = event
            case MaskList(room, "b", masks):
                row = self._conversations.find(room)
                if row is not None:
                    self._show(row, [mask.mask for mask in masks])
            case Failed(command="MODE", context=context) if self._asked(context) is not None:
                row = self._asked(context)
                assert row is not None
                self._show(row, [])
            case RoomList():
                self._listed(event)
            case _:
                return False
        return True

    def _asked(self, context: tuple[str, ...]) -> Row | None:
        rows = [self._conversations.find(word) for word in context]
        return next((row for row in rows if row is not None and row.key in self._modes), None)

    def _show(self, row: Row, bans: list[str]) -> None:
        modes = self._modes.pop(row.key, None)
        if modes is None:
            return
        given = {change.letter: change.param for change in modes.modes if change.on}
        limit = given.get("l", "")
        self._context.show(
            RoomSettingsShown(
                RoomSettings(
                    row.key,
                    row.topic,
                    frozenset(letter for letter in given if letter not in "kl"),
                    password=readable(given.get("k", ""), 100),
                    limit=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 else 0,
                    bans=tuple(readable(ban, 200) for ban in reversed(bans[-MOST_BANS:])),
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
