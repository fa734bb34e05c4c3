"""The audit log: who did what with an operator's power, or tried to, and when; on the gateway where it was asked.

Its lines go where all others go, whatever level of those is shown. On `gw-loop`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from gateway.model.answers import Answer, Refused
from gateway.model.commands import Command, Redact
from gateway.model.rooms import ChangeModes, Kick
from gateway.model.server import LOBBY

log = logging.getLogger("gateway.audit")
log.setLevel(logging.INFO)


def concerns(command: Command, operator: bool) -> bool:
    """Whether it is a matter for this log; `operator`: who asks is one. In the lobby it is the server's operators who
    rule, and may take back what others said."""
    if isinstance(command, ChangeModes | Kick):
        return command.room.lower() == LOBBY
    if isinstance(command, Redact):
        return operator and command.target.lower() == LOBBY
    return command.audited


def asked(command: Command, answer: Answer, who: Mapping[str, str]) -> None:
    """A command was carried out, or refused. `who`: the fields by which a log line names a client."""
    if isinstance(answer, Refused):
        log.info("%r: refused, %s", command, answer.refusal.reason.value, extra=who)
    else:
        log.info("%r: done", command, extra=who)


def tried(what: str, who: Mapping[str, str]) -> None:
    """It came to no command."""
    log.info("%s", what, extra=who)


def stepped_down(who: Mapping[str, str]) -> None:
    """Is no operator any more."""
    log.info("is no operator any more", extra=who)
