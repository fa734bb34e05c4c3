"""Answers of the bus as lines: which command with which answer is written by whom. Runs on `gw-loop`."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.people import who_lines, whois_lines
from gateway.dialects.irc.refusals import refused
from gateway.dialects.irc.rooms import entered, member_list, room_list, topic_is
from gateway.dialects.irc.verbs_history import history_page
from gateway.dialects.irc.welcome import luser_lines, welcome_lines
from gateway.model.answers import (
    Answer,
    Counts,
    Entered,
    HistoryPage,
    MemberList,
    People,
    Refused,
    Registered,
    Repeated,
    RoomList,
    RoomModes,
    TopicIs,
)
from gateway.model.commands import BecomeOperator, Command, Say, Topic, Who, Whois
from gateway.model.facts import Said, Told
from ircwire import numerics
from ircwire.casemapping import fold
from ircwire.msgids import id_of
from ircwire.names import is_room


def write(client: Client, command: Command, answer: Answer) -> bytes:
    """The lines that answer a command; b"" where its fact tells the client already."""
    if type(answer) is Answer:
        return _operator(client) if isinstance(command, BecomeOperator) else b""
    match command, answer:
        case _, Refused():
            return refused(client, command, answer.refusal)
        case Say(), Repeated():
            return _repeated(client, command, answer)
        case _, Registered():
            return _registered(client, answer)
        case _, Entered():
            return entered(client, answer)
        case Topic(text=None), TopicIs():
            return topic_is(client, answer)
        case _, RoomModes():
            return client.line(numerics.RPL_CHANNELMODEIS, client.name, answer.name, f"+{answer.letters}")
        case _, MemberList():
            return member_list(client, answer)
        case _, RoomList():
            return room_list(client, answer.rooms)
        case Who(), People():
            return who_lines(client, command.target, answer)
        case Whois(), People():
            return whois_lines(client, command.nick, answer)
        case _, Counts():
            return luser_lines(client, answer)
        case _, HistoryPage():
            return history_page(client, answer)
    return b""


def _registered(client: Client, answer: Registered) -> bytes:
    client.nick = answer.nick
    client.registered = True
    return welcome_lines(client, answer.counts)


def _repeated(client: Client, say: Say, sent: Repeated) -> bytes:
    """The echo of a line that had been kept before, as if it had only now been said."""
    number = id_of(sent.msgid)
    if is_room(say.target):
        return client.format.own(
            Said(
                number,
                sent.msgid,
                "",
                sent.mask,
                sent.account,
                fold(sent.name),
                sent.name,
                say.kind,
                say.text,
                say.send_id,
            )
        )
    return client.format.own(
        Told(number, sent.msgid, "", sent.mask, sent.account, "", sent.name, say.kind, say.text, say.send_id)
    )


def _operator(client: Client) -> bytes:
    client.operator = True
    welcome = client.numeric(numerics.RPL_YOUREOPER, "You are a server operator now")
    return welcome + client.line("MODE", client.nick, "+o")
