"""REDACT (IRCv3 draft message-redaction): a message is taken back. Who may is the bus's to say.

Errors are standard replies with the codes and parameters of that specification.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import target_error
from gateway.model.commands import Redact
from gateway.model.refusals import Reason, Refusal
from gateway.model.server import REDACTION_SECONDS
from ircwire import capabilities, numerics
from ircwire.lines import Line
from ircwire.names import is_room, normalise_nick, normalise_room
from ircwire.text import truncate

_COMMAND = "REDACT"
_REASON_BYTES = 200


def redact(client: Client, line: Line) -> Sequence[Step]:
    if not client.has(capabilities.MESSAGE_REDACTION):
        text = f"Request the capability {capabilities.MESSAGE_REDACTION} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, _COMMAND, text))]
    given, msgid = line.params[:2]
    target = normalise_room(given) if is_room(given) else normalise_nick(given)
    if target_error(client, target):
        return [Reply(_not_from(client, target))]
    reason = truncate(line.params[2], _REASON_BYTES) if len(line.params) > 2 else ""
    return [Ask(Redact(target, msgid, reason))]


def not_redacted(client: Client, command: Redact, refusal: Refusal) -> bytes:
    """Why the message stands; b"" where a numeric says it."""
    about = (command.target, command.msgid)
    match refusal.reason:
        case Reason.NO_HISTORY:
            return _not_from(client, command.target)
        case Reason.NOT_YOURS:
            return client.fail(_COMMAND, "REDACT_FORBIDDEN", *about, "You are not authorised to delete this message")
        case Reason.TOO_LATE:
            window = str(REDACTION_SECONDS)
            text = "You can no longer delete this message"
            return client.fail(_COMMAND, "REDACT_WINDOW_EXPIRED", *about, window, text)
        case Reason.UNKNOWN_MESSAGE:
            return client.fail(_COMMAND, "UNKNOWN_MSGID", *about, "This message does not exist or is too old")
    return b""


def _not_from(client: Client, target: str) -> bytes:
    return client.fail(_COMMAND, "INVALID_TARGET", target, f"You cannot delete messages from {target}")
