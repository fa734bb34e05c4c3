"""Answers of the bus as lines: which command with which answer is written by whom. Runs on `gw-loop`."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.history import history_page, target_list
from gateway.dialects.irc.people import whois_lines
from gateway.dialects.irc.people_answers import write_people
from gateway.dialects.irc.refusals import refused
from gateway.dialects.irc.room_modes import mask_lines, modes_are, not_changed
from gateway.dialects.irc.rooms import entered, member_list, room_list, topic_is
from gateway.dialects.irc.server_answers import write_server
from gateway.dialects.irc.verbs_markread import read_marker
from gateway.dialects.irc.verbs_members import has_invited, has_knocked, invitations
from gateway.dialects.irc.verbs_oper import became_operator
from gateway.dialects.irc.verbs_selves import receiver_away
from gateway.dialects.irc.welcome import luser_lines, welcome_lines
from gateway.dialects.irc.who import who_lines
from gateway.model.answers import (
    Answer,
    Counts,
    Entered,
    HistoryPage,
    MemberList,
    PassedOn,
    People,
    ReadMarkerIs,
    Refused,
    Registered,
    Repeated,
    RoomList,
    TargetList,
    TopicIs,
)
from gateway.model.commands import BecomeOperator, Command, History, ListRooms, Say, Tag, Topic, Who, Whois
from gateway.model.facts import Said, Tagged, Told
from gateway.model.operators import ServerCommand
from gateway.model.people import PeopleCommand, ReceiverAway
from gateway.model.rooms import (
    ChangeModes,
    HasInvited,
    HasKnocked,
    Invitations,
    MaskList,
    Masks,
    ModesChanged,
    RoomModes,
)
from ircwire.casemapping import fold
from ircwire.msgids import id_of
from ircwire.names import is_room


def write(client: Client, command: Command, answer: Answer) -> bytes:
    """The lines that answer a command; b"" where its fact tells the client already."""
    if type(answer) is Answer and not isinstance(command, PeopleCommand | ServerCommand):
        return became_operator(client) if isinstance(command, BecomeOperator) else b""
    match command, answer:
        case _, Refused():
            return refused(client, command, answer.refusal)
        case Say(), Repeated():
            return _repeated(client, command, answer)
        case Say(), ReceiverAway():
            return receiver_away(client, answer)
        case PeopleCommand(), _:
            return write_people(client, command, answer)
        case ServerCommand(), _:
            return write_server(client, command, answer)
        case Tag(), PassedOn():
            return _passed_on(client, command, answer)
        case _, Registered():
            return _registered(client, answer)
        case Who(), People():
            return who_lines(client, command, answer)
        case Whois(), People():
            return whois_lines(client, command.nick, answer)
        case _, Counts():
            return luser_lines(client, answer)
        case History(), HistoryPage():
            return history_page(client, command.target, answer)
        case _, TargetList():
            return target_list(client, answer)
        case _, ReadMarkerIs():
            return read_marker(client, answer.name, answer.when)
    return _about_rooms(client, command, answer)


def _about_rooms(client: Client, command: Command, answer: Answer) -> bytes:
    match command, answer:
        case _, Entered():
            return entered(client, answer)
        case Topic(text=None), TopicIs():
            return topic_is(client, answer)
        case _, RoomModes():
            return modes_are(client, answer)
        case ChangeModes(), ModesChanged():
            return not_changed(client, command.room, answer.refusals)
        case MaskList(), Masks():
            return mask_lines(client, command.letter, answer)
        case _, HasInvited():
            return has_invited(client, answer)
        case _, Invitations():
            return invitations(client, answer)
        case _, HasKnocked():
            return has_knocked(client, answer)
        case _, MemberList():
            return member_list(client, answer)
        case ListRooms(), RoomList():
            return room_list(client, command, answer)
    return b""


def _registered(client: Client, answer: Registered) -> bytes:
    client.uid = answer.uid
    client.nick = answer.nick
    client.registered = True
    return welcome_lines(client, answer.counts)


def _repeated(client: Client, say: Say, sent: Repeated) -> bytes:
    """The echo of a line that had been kept before, as if it had only now been said."""
    line, where = (Said, fold(sent.name)) if is_room(say.target) else (Told, "")
    return client.format.own(
        line(
            id_of(sent.msgid),
            sent.msgid,
            "",
            sent.mask,
            sent.account,
            where,
            sent.name,
            say.kind,
            say.text,
            say.send_id,
            say.tags,
            say.more,
        )
    )


def _passed_on(client: Client, tag: Tag, sent: PassedOn) -> bytes:
    """The echo of tags that are not kept."""
    room, to = (fold(sent.name), "") if is_room(tag.target) else ("", sent.name)
    return client.format.echo(
        Tagged(sent.at, "", "", sent.mask, sent.account, room, to, sent.name, tag.tags, sent.when)
    )
