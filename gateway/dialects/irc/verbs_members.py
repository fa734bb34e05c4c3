"""Who is in a room and who is not: KICK, INVITE and KNOCK; and what they come to, as lines."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.room_modes import KICK_BYTES
from gateway.dialects.irc.targets import MOST_TARGETS, nick_error, room_error, too_many
from gateway.model.room_facts import Invited, Knocked
from gateway.model.rooms import HasInvited, HasKnocked, Invitations, Invite, Kick, Knock, ListInvitations
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import normalise_nick, normalise_room
from ircwire.text import strip_controls, truncate


def kick(client: Client, line: Line) -> Sequence[Step]:
    """One room and several people, or as many rooms as people (RFC 2812, 3.2.8)."""
    rooms = [normalise_room(room) for room in line.params[0].split(",") if room]
    nicks = [normalise_nick(nick) for nick in line.params[1].split(",") if nick]
    if len(rooms) == 1:
        rooms *= len(nicks)
    words = line.params[2] if len(line.params) > 2 else ""
    steps: list[Step] = []
    for number, (room, nick) in enumerate(zip(rooms, nicks, strict=False)):
        if number == MOST_TARGETS:
            steps.append(Reply(too_many(client, nick)))
            break
        error = room_error(client, room) or nick_error(client, nick)
        reason = truncate(words, min(KICK_BYTES, client.room_for_text("KICK", f"{room} {nick}")))
        steps.append(Reply(error) if error else Ask(Kick(room, nick, reason or client.nick)))
    return steps or [Reply(client.numeric(numerics.ERR_NEEDMOREPARAMS, line.command, "Not enough parameters"))]


def invite(client: Client, line: Line) -> Sequence[Step]:
    """Without parameters: where one is invited to."""
    if not line.params:
        return [Ask(ListInvitations())]
    if len(line.params) < 2:
        return [Reply(client.numeric(numerics.ERR_NEEDMOREPARAMS, line.command, "Not enough parameters"))]
    nick, room = normalise_nick(line.params[0]), normalise_room(line.params[1])
    error = room_error(client, room) or nick_error(client, nick)
    return [Reply(error) if error else Ask(Invite(room, nick))]


def knock(client: Client, line: Line) -> Sequence[Step]:
    """Why, in the client's words, is optional."""
    room = normalise_room(line.params[0])
    error = room_error(client, room)
    words = truncate(strip_controls(" ".join(line.params[1:])).strip(), KICK_BYTES)
    return [Reply(error) if error else Ask(Knock(room, words))]


def has_invited(client: Client, answer: HasInvited) -> bytes:
    return client.line(numerics.RPL_INVITING, client.name, answer.nick, answer.name)


def invitations(client: Client, answer: Invitations) -> bytes:
    lines = [client.line(numerics.RPL_INVITELIST, client.name, room) for room in answer.rooms]
    return b"".join([*lines, client.numeric(numerics.RPL_ENDOFINVITELIST, "End of /INVITE list")])


def has_knocked(client: Client, answer: HasKnocked) -> bytes:
    return client.numeric(numerics.RPL_KNOCKDLVR, answer.name, "Your knock has been delivered")


def at_the_door(client: Client, fact: Invited | Knocked) -> bytes:
    """To the one who is invited; to an operator of the room at which somebody knocks."""
    if isinstance(fact, Invited):
        return client.format.addressed(fact)
    words = f": {fact.text}" if fact.text else ""
    return client.numeric(numerics.RPL_KNOCK, fact.name, fact.mask, f"has asked for an invite{words}")
