"""Refusals of the bus, as the numerics of the command that was refused."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.history import NOT_RETRIEVED
from gateway.dialects.irc.people import nobody, was_nobody
from gateway.dialects.irc.verbs_bans import turned_away
from gateway.dialects.irc.verbs_markread import not_marked
from gateway.dialects.irc.verbs_oper import no_privileges
from gateway.dialects.irc.verbs_redact import not_redacted
from gateway.dialects.irc.verbs_rename import not_renamed
from gateway.dialects.irc.who import end_of_who
from gateway.model.commands import (
    Command,
    History,
    ListTargets,
    MarkRead,
    Names,
    Redact,
    Register,
    RenameRoom,
    Say,
    Tag,
    Who,
    Whois,
)
from gateway.model.people import Whowas
from gateway.model.refusals import Reason, Refusal
from gateway.model.rooms import Invite, Kick
from ircwire import capabilities, numerics

_NUMERICS = {
    Reason.NICK_IN_USE: numerics.ERR_NICKNAMEINUSE,
    Reason.NICK_LOOKS_TAKEN: numerics.ERR_NICKNAMEINUSE,
    Reason.NO_SUCH_NICK: numerics.ERR_NOSUCHNICK,
    Reason.WAS_NO_SUCH_NICK: numerics.ERR_WASNOSUCHNICK,
    Reason.NO_SUCH_ROOM: numerics.ERR_NOSUCHCHANNEL,
    Reason.NOT_IN_ROOM: numerics.ERR_NOTONCHANNEL,
    Reason.CANNOT_SPEAK: numerics.ERR_CANNOTSENDTOCHAN,
    Reason.TOO_MANY_ROOMS: numerics.ERR_TOOMANYCHANNELS,
    Reason.GONE: numerics.ERR_UNKNOWNERROR,
    Reason.FAILED: numerics.ERR_UNKNOWNERROR,
    Reason.UNKNOWN_MESSAGE: numerics.ERR_UNKNOWNERROR,
    Reason.NO_HISTORY: numerics.ERR_NOSUCHCHANNEL,
    Reason.NOT_ROOM_OPERATOR: numerics.ERR_CHANOPRIVSNEEDED,
    Reason.BANNED: numerics.ERR_BANNEDFROMCHAN,
    Reason.NEEDS_INVITATION: numerics.ERR_INVITEONLYCHAN,
    Reason.WRONG_KEY: numerics.ERR_BADCHANNELKEY,
    Reason.ROOM_FULL: numerics.ERR_CHANNELISFULL,
    Reason.THEY_ARE_NOT_IN_ROOM: numerics.ERR_USERNOTINCHANNEL,
    Reason.THEY_ARE_IN_ROOM: numerics.ERR_USERONCHANNEL,
    Reason.DOOR_IS_OPEN: numerics.ERR_CHANOPEN,
    Reason.KNOCK_FROM_WITHIN: numerics.ERR_KNOCKONCHAN,
    Reason.KNOCKED_ALREADY: numerics.ERR_TOOMANYKNOCK,
    Reason.SERVER_BANNED: numerics.ERR_YOUREBANNEDCREEP,
    Reason.NICK_BANNED: numerics.ERR_ERRONEUSNICKNAME,
    Reason.NO_PRIVILEGES: numerics.ERR_NOPRIVILEGES,
    Reason.FITS_YOURSELF: numerics.ERR_UNKNOWNERROR,
    Reason.TOO_MANY_BANS: numerics.ERR_UNKNOWNERROR,
    Reason.NO_SUCH_BAN: numerics.ERR_UNKNOWNERROR,
}
_ABOUT_BOTH = (Reason.THEY_ARE_NOT_IN_ROOM, Reason.THEY_ARE_IN_ROOM)
"""Such a numeric names the person and the room."""


_WITH_OWN_WORDS = (Say, Register, History, ListTargets, MarkRead)
"""Commands with an answer of their own for what went wrong here."""


def refused(client: Client, command: Command, refusal: Refusal) -> bytes:
    """What the client is told; b"" for a NOTICE."""
    if refusal.reason is Reason.FAILED and not isinstance(command, _WITH_OWN_WORDS):
        return _numeric(client, numerics.ERR_UNKNOWNERROR, refusal)
    if refusal.reason is Reason.NO_PRIVILEGES:
        return no_privileges(client)
    if refusal.reason is Reason.MODES_OF_OTHERS:
        return client.numeric(numerics.ERR_USERSDONTMATCH, _sentence(refusal))
    if refusal.reason is Reason.SERVER_BANNED:
        return turned_away(client, refusal.subject)
    match command:
        case Say() | Tag():
            return _unsaid(client, command, refusal)
        case History():
            code = "INVALID_TARGET" if refusal.reason is Reason.NO_HISTORY else "MESSAGE_ERROR"
            return client.fail("CHATHISTORY", code, command.direction, command.target, NOT_RETRIEVED)
        case ListTargets():
            return client.fail("CHATHISTORY", "MESSAGE_ERROR", "TARGETS", "*", NOT_RETRIEVED)
        case Redact() if line := not_redacted(client, command, refusal):
            return line
        case MarkRead():
            return not_marked(client, command)
        case RenameRoom() if line := not_renamed(client, command, refusal):
            return line
        case Names():
            return b""
        case Kick() | Invite() if refusal.reason in _ABOUT_BOTH:
            return client.numeric(_NUMERICS[refusal.reason], refusal.subject, command.room, _sentence(refusal))
        case Who():
            return end_of_who(client, command.target)
        case Whois():
            return nobody(client, command.nick)
        case Whowas():
            return was_nobody(client, command.nick)
        case Register():
            client.nick = ""  # the next NICK tries again
    return _numeric(client, _NUMERICS[refusal.reason], refusal)


def _unsaid(client: Client, command: Say | Tag, refusal: Refusal) -> bytes:
    send_id = ""
    if isinstance(command, Say):
        if command.kind == "NOTICE":
            return b""
        send_id = command.send_id
    code = _NUMERICS[refusal.reason]
    if refusal.reason is Reason.NOT_IN_ROOM:
        code = numerics.ERR_CANNOTSENDTOCHAN
    return _numeric(client, code, refusal, {capabilities.SEND_ID_TAG: send_id} if send_id else None)


def _numeric(client: Client, code: str, refusal: Refusal, tags: dict[str, str] | None = None) -> bytes:
    return client.numeric(code, refusal.subject, _sentence(refusal), tags=tags)


def _sentence(refusal: Refusal) -> str:
    reason = refusal.reason.value
    return reason[0].upper() + reason[1:]
