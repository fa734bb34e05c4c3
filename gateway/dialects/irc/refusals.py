"""Refusals of the bus, as the numerics of the command that was refused."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.people import end_of_who, nobody
from gateway.dialects.irc.rooms import end_of_names
from gateway.dialects.irc.verbs_history import NOT_RETRIEVED
from gateway.model.commands import Command, History, Names, Register, Say, Who, Whois
from gateway.model.refusals import Reason, Refusal
from ircwire import capabilities, numerics

_NUMERICS = {
    Reason.NICK_IN_USE: numerics.ERR_NICKNAMEINUSE,
    Reason.NICK_LOOKS_TAKEN: numerics.ERR_NICKNAMEINUSE,
    Reason.NO_SUCH_NICK: numerics.ERR_NOSUCHNICK,
    Reason.NO_SUCH_ROOM: numerics.ERR_NOSUCHCHANNEL,
    Reason.NOT_IN_ROOM: numerics.ERR_NOTONCHANNEL,
    Reason.CANNOT_SPEAK: numerics.ERR_CANNOTSENDTOCHAN,
    Reason.TOO_MANY_ROOMS: numerics.ERR_TOOMANYCHANNELS,
    Reason.GONE: numerics.ERR_UNKNOWNERROR,
    Reason.FAILED: numerics.ERR_UNKNOWNERROR,
    Reason.UNKNOWN_MESSAGE: numerics.ERR_UNKNOWNERROR,
    Reason.NO_HISTORY: numerics.ERR_NOSUCHCHANNEL,
}


def refused(client: Client, command: Command, refusal: Refusal) -> bytes:
    """What the client is told; b"" for a NOTICE."""
    if refusal.reason is Reason.FAILED and not isinstance(command, Say | Register | History):
        return _numeric(client, numerics.ERR_UNKNOWNERROR, refusal)
    match command:
        case Say():
            return _unsaid(client, command, refusal)
        case History():
            code = "INVALID_TARGET" if refusal.reason is Reason.NO_HISTORY else "MESSAGE_ERROR"
            return client.fail("CHATHISTORY", code, command.direction, command.target, NOT_RETRIEVED)
        case Names():
            return end_of_names(client, command.room)
        case Who():
            return end_of_who(client, command.target)
        case Whois():
            return nobody(client, command.nick)
        case Register():
            client.nick = ""  # the next NICK tries again
    return _numeric(client, _NUMERICS[refusal.reason], refusal)


def _unsaid(client: Client, command: Say, refusal: Refusal) -> bytes:
    if command.kind == "NOTICE":
        return b""
    code = _NUMERICS[refusal.reason]
    if refusal.reason is Reason.NOT_IN_ROOM:
        code = numerics.ERR_CANNOTSENDTOCHAN
    return _numeric(client, code, refusal, {capabilities.SEND_ID_TAG: command.send_id} if command.send_id else None)


def _numeric(client: Client, code: str, refusal: Refusal, tags: dict[str, str] | None = None) -> bytes:
    reason = refusal.reason.value
    return client.numeric(code, refusal.subject, reason[0].upper() + reason[1:], tags=tags)
