"""The table of verbs: what this server understands, and what is checked before a handler is called."""

from __future__ import annotations

from gateway.dialects.irc import (
    negotiation,
    verbs_connection,
    verbs_history,
    verbs_messages,
    verbs_people,
    verbs_registration,
    verbs_rooms,
)
from gateway.dialects.irc.verb import Verb, When
from ircwire import numerics

_MESSAGE = (numerics.ERR_NORECIPIENT, numerics.ERR_NOTEXTTOSEND)
_OTHER_PROTOCOL = Verb(verbs_connection.other_protocol, when=When.ALWAYS)

VERBS: dict[str, Verb] = {
    "CAP": Verb(negotiation.cap, 1, When.ALWAYS),
    "CHATHISTORY": Verb(verbs_history.chathistory, 1),
    "JOIN": Verb(verbs_rooms.join, 1),
    "LIST": Verb(verbs_rooms.list_),
    "LUSERS": Verb(verbs_connection.lusers),
    "MODE": Verb(verbs_rooms.mode, 1),
    "MOTD": Verb(verbs_connection.motd),
    "NAMES": Verb(verbs_rooms.names),
    "NICK": Verb(verbs_registration.nick, 1, When.ALWAYS, (numerics.ERR_NONICKNAMEGIVEN,)),
    "NOTICE": Verb(verbs_messages.notice, 2, silent=True),
    "OPER": Verb(verbs_connection.oper, 2),
    "PART": Verb(verbs_rooms.part, 1),
    "PASS": Verb(verbs_registration.pass_, 1, When.BEFORE),
    "PING": Verb(verbs_connection.ping, 1, When.ALWAYS, (numerics.ERR_NOORIGIN,)),
    "PONG": Verb(verbs_connection.pong, when=When.ALWAYS),
    "PRIVMSG": Verb(verbs_messages.privmsg, 2, missing=_MESSAGE),
    "QUIT": Verb(verbs_connection.quit_, when=When.ALWAYS),
    "TOPIC": Verb(verbs_rooms.topic, 1),
    "USER": Verb(verbs_registration.user, 4, When.BEFORE),
    "VERSION": Verb(verbs_connection.version),
    "WHO": Verb(verbs_people.who),
    "WHOIS": Verb(verbs_people.whois, 1, missing=(numerics.ERR_NONICKNAMEGIVEN,)),
}

BEFORE_REGISTRATION: dict[str, Verb] = dict.fromkeys(
    ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"), _OTHER_PROTOCOL
)
"""Known until the client has registered: the first words of HTTP."""
