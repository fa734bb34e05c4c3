"""What happens in rooms, followed: who is in them and with which prefixes, topics, modes, lists.

Only what is told as happening now comes here; history does not. Sources: RFC 2812, IRCv3 extended-join,
userhost-in-names, no-implicit-names, channel-rename.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ircwire import capabilities as caps
from ircwire import client_readers as readers
from ircwire import numerics as n
from ircwire.client_events import (
    InvitationSent,
    ListedMask,
    MaskList,
    MemberList,
    RoomModes,
    TopicChanged,
)
from ircwire.client_lines import last, param, seconds
from ircwire.client_members import MOST_MEMBERS, Roster
from ircwire.client_state import State
from ircwire.lines import Line

_MOST_LISTS = 16
_MOST_MASKS = 1000


class Rooms:
    """`handlers`: command or numeric to what follows it."""

    def __init__(self, state: State, roster: Roster) -> None:
        self._state = state
        self._roster = roster
        self._names: dict[str, list[str]] = {}
        self._lists: dict[tuple[str, str], list[ListedMask]] = {}
        self.handlers: dict[str, Callable[[Line], None]] = {
            "INVITE": self._on_invite,
            "JOIN": self._on_join,
            "KICK": self._on_kick,
            "MODE": self._on_mode,
            "NICK": self._on_nick,
            "PART": self._on_part,
            "QUIT": self._on_quit,
            "RENAME": self._on_rename,
            "TOPIC": self._on_topic,
            n.RPL_CHANNELMODEIS: self._on_modes,
            n.RPL_CREATIONTIME: lambda line: None,
            n.RPL_TOPICWHOTIME: lambda line: None,
            n.RPL_NOTOPIC: lambda line: self._on_topic_reply(line, ""),
            n.RPL_TOPIC: lambda line: self._on_topic_reply(line, param(line, 2)),
            n.RPL_INVITING: self._on_inviting,
            n.RPL_NAMREPLY: self._on_names,
            n.RPL_ENDOFNAMES: self._on_end_of_names,
            **self._list_handlers(),
        }

    def _list_handlers(self) -> dict[str, Callable[[Line], None]]:
        rows = {n.RPL_BANLIST: "b", n.RPL_EXCEPTLIST: "e", n.RPL_INVEXLIST: "I"}
        ends = {n.RPL_ENDOFBANLIST: "b", n.RPL_ENDOFEXCEPTLIST: "e", n.RPL_ENDOFINVEXLIST: "I"}
        return {
            **{code: partial(self._on_mask, letter=letter) for code, letter in rows.items()},
            **{code: partial(self._on_end_of_masks, letter=letter) for code, letter in ends.items()},
            n.RPL_QUIETLIST: lambda line: self._on_mask(line, param(line, 2) or "q", 3),
            n.RPL_ENDOFQUIETLIST: lambda line: self._on_end_of_masks(line, param(line, 2) or "q"),
        }

    # Who comes and goes

    def _on_join(self, line: Line) -> None:
        event = readers.joined_of(line, self._state)
        if event.own:
            if "!" in line.source:
                self._state.mask = line.source
            self._roster.enter(event.room)
        self._roster.add(event.room, event.nick)
        self._roster.learn_mask(line.source)
        if event.realname:
            self._roster.learn(event.nick, account=event.account, realname=event.realname)
        self._state.emit(event)

    def _on_part(self, line: Line) -> None:
        event = readers.parted_of(line, self._state)
        self._left(event.room, event.nick, own=event.own)
        self._state.emit(event)

    def _on_kick(self, line: Line) -> None:
        event = readers.kicked_of(line, self._state)
        self._left(event.room, event.nick, own=event.own)
        self._state.emit(event)

    def _left(self, room: str, nick: str, *, own: bool) -> None:
        if own:
            self._roster.leave(room)
            self._names.pop(self._state.fold(room), None)
        else:
            self._roster.remove(room, nick)

    def _on_quit(self, line: Line) -> None:
        event = readers.quit_of(line, self._state)
        self._state.emit(replace(event, rooms=self._roster.gone(event.nick)))

    def _on_nick(self, line: Line) -> None:
        event = readers.renamed_of(line, self._state)
        rest = line.source.partition("!")[2] or self._state.mask.partition("!")[2]
        if event.nick == event.new and self._state.command_of(line.tags.get(caps.LABEL_TAG, "")) == "NICK":
            # InspIRCd 3 answers a labelled NICK as if it came from who we are by then.
            event = replace(event, nick=self._state.nick, own=True)
        if event.own:
            self._state.nick = event.new
            self._state.mask = f"{event.new}!{rest}" if rest else ""
        self._state.emit(replace(event, rooms=self._roster.renamed(event.nick, event.new)))

    def _on_invite(self, line: Line) -> None:
        self._state.emit(readers.invited_of(line, self._state))

    def _on_inviting(self, line: Line) -> None:
        self._state.emit(InvitationSent(param(line, 2), param(line, 1)))

    def _on_rename(self, line: Line) -> None:
        event = readers.room_renamed_of(line, self._state)
        self._roster.rename_room(event.room, event.new)
        self._state.emit(event)

    # Members

    def _on_names(self, line: Line) -> None:
        key = self._state.fold(param(line, 2))
        if key in self._roster.rooms and sum(map(len, self._names.values())) < MOST_MEMBERS:
            self._names.setdefault(key, []).extend(last(line).split())

    def _on_end_of_names(self, line: Line) -> None:
        """A list that does not name us is none: servers decline so, and the room would lose its members by it."""
        name = param(line, 1)
        words = self._names.pop(self._state.fold(name), [])
        if self._roster.room(name) is None:
            return
        listed = [self._state.isupport.split_prefix(word) for word in words]
        nicks = [mask.partition("!")[0] for _, mask in listed]
        if not any(map(self._state.is_me, nicks)):
            return
        for (prefix, mask), nick in zip(listed, nicks, strict=True):
            self._roster.add(name, nick, prefix)
            self._roster.learn_mask(mask)
        self._roster.keep_only(name, nicks)
        self._state.emit(MemberList(name, self._roster.members(name)))

    # Modes and lists

    def _on_mode(self, line: Line) -> None:
        event = readers.modes_of(line, self._state)
        if event is None:
            return
        for change in event.changes:
            sign = self._state.isupport.ranks.get(change.letter)
            if sign:
                self._roster.rank(event.room, change.param, sign, on=change.on)
        self._state.emit(event)

    def _on_modes(self, line: Line) -> None:
        self._state.emit(RoomModes(param(line, 1), self._state.isupport.mode_changes(line.params[2:])))

    def _on_mask(self, line: Line, letter: str, index: int = 2) -> None:
        """`index`: of the parameter that is the mask; who set it and when stand behind it."""
        key = (self._state.fold(param(line, 1)), letter)
        if key not in self._lists and len(self._lists) >= _MOST_LISTS:
            return
        masks = self._lists.setdefault(key, [])
        if len(masks) < _MOST_MASKS:
            masks.append(ListedMask(param(line, index), param(line, index + 1), seconds(param(line, index + 2))))

    def _on_end_of_masks(self, line: Line, letter: str) -> None:
        masks = self._lists.pop((self._state.fold(param(line, 1)), letter), [])
        self._state.emit(MaskList(param(line, 1), letter, tuple(masks)))

    # Topics

    def _on_topic(self, line: Line) -> None:
        self._state.emit(readers.topic_of(line, self._state))

    def _on_topic_reply(self, line: Line, text: str) -> None:
        self._state.emit(TopicChanged(param(line, 1), text, "", None))
