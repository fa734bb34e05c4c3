"""The part of a client's session that acts: in rooms, and on oneself. Each says which event tells that it was done.

Methods raise ValueError for what no line can carry. They return the label of the command (see `ClientSession`); a
`Failed` with that label says that it came to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from ircwire import capabilities as caps
from ircwire.client_state import Asking
from ircwire.errors import WireError
from ircwire.lines import build, parse


class Commands(Asking):
    """See the module."""

    # Rooms

    def join(self, room: str, password: str = "") -> str:
        """`Joined` (own)."""
        return self._state.ask("JOIN", room, *filter(None, [password]))

    def join_all(self, rooms: Iterable[str]) -> None:
        """Several rooms without passwords."""
        self._send_names("JOIN", names=rooms)

    def part(self, room: str, reason: str = "") -> str:
        """`Parted` (own)."""
        return self._state.ask("PART", room, *filter(None, [reason]))

    def set_topic(self, room: str, text: str) -> str:
        """`TopicChanged`. "": no topic any more."""
        return self._state.ask("TOPIC", room, text)

    def change_modes(self, room: str, *changes: str) -> str:
        """`ModesChanged`. As MODE takes them: "+o-v", "ann", "bob"."""
        return self._state.ask("MODE", room, *changes)

    def kick(self, room: str, nick: str, reason: str = "") -> str:
        """`Parted` with `by`."""
        return self._state.ask("KICK", room, nick, *filter(None, [reason]))

    def invite(self, room: str, nick: str) -> str:
        """`InvitationSent`."""
        return self._state.ask("INVITE", nick, room)

    @property
    def can_rename_rooms(self) -> bool:
        return caps.CHANNEL_RENAME in self._state.enabled

    def rename_room(self, room: str, new: str, reason: str = "") -> str:
        """`RoomRenamed` (draft/channel-rename)."""
        return self._state.ask("RENAME", room, new, *filter(None, [reason]))

    # Oneself

    def retry(self, nick: str) -> None:
        """Register under another nick, after NickRefused."""
        self._state.nick = nick
        self._state.send("NICK", nick)

    def change_nick(self, nick: str) -> str:
        """`Renamed` (own), or Failed with the command NICK."""
        return self._state.ask("NICK", nick)

    def set_away(self, text: str) -> str:
        """`AwayChanged` (own). "": back again."""
        return self._state.ask("AWAY", *filter(None, [text]))

    def quit(self, reason: str = "") -> None:
        """The server answers by closing the connection, mostly with ERROR first."""
        self._state.send("QUIT", *filter(None, [reason]))

    def raw(self, text: str) -> str:
        """One line as a person typed it. Raises ValueError if it is none. Its answer is an event like any other."""
        try:
            line = parse(text)
            build(line.command, *line.params)
        except WireError as error:
            raise ValueError(str(error)) from None
        return self._state.ask(line.command, *line.params, tags=line.tags)
