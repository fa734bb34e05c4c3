"""Which answer to a command about people is written by whom. Runs on `gw-loop`."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.monitor import status_lines
from gateway.dialects.irc.people import ison_lines, userhost_lines, whowas_lines
from gateway.dialects.irc.user_modes import user_modes
from gateway.dialects.irc.verbs_selves import away_set
from gateway.model.answers import Answer
from gateway.model.people import (
    Formers,
    Ison,
    Monitor,
    MonitorStatus,
    PeopleCommand,
    Presences,
    SetAway,
    SetUserModes,
    Userhost,
    UserModes,
    Whowas,
)


def write_people(client: Client, command: PeopleCommand, answer: Answer) -> bytes:
    """The lines that answer a command; b"" where its fact tells the client already."""
    match command, answer:
        case SetAway(), _:
            return away_set(client, command)
        case SetUserModes(), UserModes():
            return user_modes(client, command, answer)
        case Ison(), Presences():
            return ison_lines(client, answer)
        case Userhost(), Presences():
            return userhost_lines(client, answer)
        case ((Monitor() | MonitorStatus()), Presences()):
            return status_lines(client, command.nicks, answer)
        case Whowas(), Formers():
            return whowas_lines(client, command.nick, answer)
    return b""
