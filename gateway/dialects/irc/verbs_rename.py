"""RENAME (IRCv3 draft channel-rename): a room gets another name; and what clients are told that do not know of this.

To them their own user leaves the old room and joins the new one, in the words of a JOIN.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.rooms import entered
from gateway.dialects.irc.targets import room_error
from gateway.model.answers import Entered, Member, MemberList, TopicIs
from gateway.model.commands import RenameRoom
from gateway.model.facts import Joined, Parted, RoomRenamed
from gateway.model.refusals import Reason, Refusal
from ircwire.lines import Line
from ircwire.names import normalise_room
from ircwire.text import truncate

_COMMAND = "RENAME"
_REASON_BYTES = 200
_CODES = {
    Reason.ROOM_NAME_IN_USE: "CHANNEL_NAME_IN_USE",
    Reason.CANNOT_RENAME: "CANNOT_RENAME",
    Reason.TOO_MANY_TO_MOVE: "CANNOT_RENAME",
    Reason.RENAMED_RECENTLY: "CANNOT_RENAME",
}


def rename(client: Client, line: Line) -> Sequence[Step]:
    room, name = map(normalise_room, line.params[:2])
    error = room_error(client, room) or room_error(client, name)
    if error:
        return [Reply(error)]
    reason = truncate(line.params[2], _REASON_BYTES) if len(line.params) > 2 else ""
    return [Ask(RenameRoom(room, name, reason))]


def not_renamed(client: Client, command: RenameRoom, refusal: Refusal) -> bytes:
    """Why the room keeps its name; b"" where a numeric says it."""
    code = _CODES.get(refusal.reason)
    if code is None:
        return b""
    text = refusal.reason.value
    return client.fail(_COMMAND, code, command.room, command.name, text[0].upper() + text[1:])


def moved(client: Client, fact: RoomRenamed) -> bytes:
    """The rename to a client without the capability."""
    whose = (fact.id, fact.msgid, client.uid, client.mask, "")
    left = Parted(*whose, fact.room, fact.name, fact.reason)
    came = Joined(*whose, fact.new_room, fact.new_name, client.realname)
    members = tuple(Member(prefix, mask) for prefix, mask in fact.members)
    there = Entered(
        fact.id,
        TopicIs(fact.id, fact.new_name, fact.topic, fact.by, fact.since),
        MemberList(fact.id, fact.new_name, members, fact.secret),
        already=False,
        read=fact.read.get(client.uid, 0),
    )
    return client.format.encode(left) + client.format.encode(came) + entered(client, there)
