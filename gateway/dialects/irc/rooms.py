"""Answers about rooms, as lines: topic, members, the list of rooms."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.verbs_markread import read_marker
from gateway.model.answers import Entered, MemberList, RoomList, TopicIs
from gateway.model.commands import BEGINNING, ListRooms
from gateway.model.facts import nick_of
from ircwire import capabilities, numerics
from ircwire.lines import CONTENT_BYTES
from ircwire.text import pack


def shown_prefix(client: Client, prefix: str) -> str:
    """All of a member's prefixes with multi-prefix, else the highest."""
    return prefix if client.has(capabilities.MULTI_PREFIX) else prefix[:1]


MORE = "There may be more: narrow it down"
"""What ends a list that is too long."""
_PUBLIC, _SECRET = "=", "@"
"""What stands before a room's name in its list of members."""


def wants_no_names(client: Client) -> bool:
    """Whether the client asks for the members of a room itself (IRCv3 no-implicit-names)."""
    return client.has(capabilities.NO_IMPLICIT_NAMES) or client.has(capabilities.NO_IMPLICIT_NAMES_DRAFT)


def entered(client: Client, answer: Entered) -> bytes:
    """What follows the JOIN line, which is a fact and was written before."""
    if answer.already:
        return b""
    topic = topic_is(client, answer.topic) if answer.topic.text else b""
    marker = read_marker(client, answer.members.name, answer.read)
    if wants_no_names(client):
        return topic + marker
    return topic + marker + member_list(client, answer.members) + end_of_names(client, answer.members.name)


def topic_is(client: Client, topic: TopicIs) -> bytes:
    if not topic.text:
        return client.numeric(numerics.RPL_NOTOPIC, topic.name, "No topic is set")
    who_time = client.line(numerics.RPL_TOPICWHOTIME, client.name, topic.name, nick_of(topic.by), str(topic.since))
    return client.numeric(numerics.RPL_TOPIC, topic.name, topic.text) + who_time


def member_list(client: Client, answer: MemberList) -> bytes:
    """Who is in a room, in as many lines as it takes."""
    sign = _SECRET if answer.secret else _PUBLIC
    room = CONTENT_BYTES - len(f":{client.server.name} 353 {client.name} {sign} {answer.name} :".encode())
    whole = client.has(capabilities.USERHOST_IN_NAMES)
    names = (
        shown_prefix(client, member.prefix) + (member.mask if whole else nick_of(member.mask))
        for member in answer.members
    )
    lines = [client.numeric(numerics.RPL_NAMREPLY, sign, answer.name, piece) for piece in pack(names, room) if piece]
    return b"".join(lines)


def end_of_names(client: Client, name: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFNAMES, name, "End of /NAMES list")


def room_list(client: Client, asked: ListRooms, answer: RoomList) -> bytes:
    """A part of the answer; the first one says that it begins, the last one that it ends."""
    lines = [client.numeric(numerics.RPL_LIST, room.name, str(room.members), room.topic) for room in answer.rooms]
    if asked.cursor == BEGINNING:
        lines.insert(0, client.numeric(numerics.RPL_LISTSTART, "Channel", "Users  Name"))
    if answer.more:
        lines.append(client.numeric(numerics.ERR_TOOMANYMATCHES, "LIST", MORE))
    if answer.cursor == BEGINNING:
        lines.append(client.numeric(numerics.RPL_LISTEND, "End of /LIST"))
    return b"".join(lines)
