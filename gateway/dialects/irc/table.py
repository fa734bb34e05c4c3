"""The table of verbs: what this server understands, and what is checked before a handler is called."""

from __future__ import annotations

from gateway.dialects.irc import (
    isupport,
    negotiation,
    verbs_bans,
    verbs_connection,
    verbs_help,
    verbs_history,
    verbs_markread,
    verbs_members,
    verbs_messages,
    verbs_modes,
    verbs_monitor,
    verbs_multiline,
    verbs_oper,
    verbs_people,
    verbs_redact,
    verbs_registration,
    verbs_rename,
    verbs_rooms,
    verbs_selves,
    verbs_server,
    verbs_tags,
)
from gateway.dialects.irc.verb import Verb, When
from ircwire import numerics

_MESSAGE = (numerics.ERR_NORECIPIENT, numerics.ERR_NOTEXTTOSEND)
_OTHER_PROTOCOL = Verb(verbs_connection.other_protocol, when=When.ALWAYS)

VERBS: dict[str, Verb] = {
    "ADMIN": Verb(verbs_server.admin),
    "AWAY": Verb(verbs_selves.away),
    "BATCH": Verb(verbs_multiline.batch, 1),
    "CAP": Verb(negotiation.cap, 1, When.ALWAYS),
    "CHATHISTORY": Verb(verbs_history.chathistory, 1),
    "CHGHOST": Verb(verbs_selves.chghost, 2),
    "DEOPER": Verb(verbs_oper.deoper),
    "DLINE": Verb(verbs_bans.dline, 1),
    "HELP": Verb(verbs_help.help_),
    "HELPOP": Verb(verbs_help.help_),
    "INFO": Verb(verbs_server.info),
    "ISON": Verb(verbs_people.ison, 1),
    "INVITE": Verb(verbs_members.invite),
    "ISUPPORT": Verb(isupport.isupport, when=When.ALWAYS),
    "JOIN": Verb(verbs_rooms.join, 1),
    "KICK": Verb(verbs_members.kick, 2),
    "KILL": Verb(verbs_oper.kill, 1),
    "KLINE": Verb(verbs_bans.kline, 1),
    "KNOCK": Verb(verbs_members.knock, 1),
    "LINKS": Verb(verbs_server.links),
    "LIST": Verb(verbs_rooms.list_),
    "LUSERS": Verb(verbs_server.lusers),
    "MARKREAD": Verb(verbs_markread.markread),
    "MONITOR": Verb(verbs_monitor.monitor, 1),
    "MODE": Verb(verbs_modes.mode, 1),
    "MOTD": Verb(verbs_server.motd),
    "NAMES": Verb(verbs_rooms.names),
    "NICK": Verb(verbs_registration.nick, 1, When.ALWAYS, (numerics.ERR_NONICKNAMEGIVEN,)),
    "NOTICE": Verb(verbs_messages.notice, 2, silent=True),
    "OPER": Verb(verbs_oper.oper, 2),
    "PART": Verb(verbs_rooms.part, 1),
    "PASS": Verb(verbs_registration.pass_, 1, When.BEFORE),
    "PING": Verb(verbs_connection.ping, 1, When.ALWAYS, (numerics.ERR_NOORIGIN,)),
    "PONG": Verb(verbs_connection.pong, when=When.ALWAYS),
    "PRIVMSG": Verb(verbs_messages.privmsg, 2, missing=_MESSAGE),
    "QUIT": Verb(verbs_connection.quit_, when=When.ALWAYS),
    "REDACT": Verb(verbs_redact.redact, 2),
    "RENAME": Verb(verbs_rename.rename, 2),
    "SETNAME": Verb(verbs_selves.setname, 1),
    "STATS": Verb(verbs_server.stats, 1),
    "TAGMSG": Verb(verbs_tags.tagmsg, 1, missing=(numerics.ERR_NORECIPIENT,)),
    "TIME": Verb(verbs_server.time),
    "TOPIC": Verb(verbs_rooms.topic, 1),
    "UNDLINE": Verb(verbs_bans.undline, 1),
    "UNKLINE": Verb(verbs_bans.unkline, 1),
    "USER": Verb(verbs_registration.user, 4, When.BEFORE),
    "USERHOST": Verb(verbs_people.userhost, 1),
    "VERSION": Verb(verbs_server.version),
    "WALLOPS": Verb(verbs_oper.wallops, 1),
    "WHO": Verb(verbs_people.who),
    "WHOIS": Verb(verbs_people.whois, 1, missing=(numerics.ERR_NONICKNAMEGIVEN,)),
    "WHOWAS": Verb(verbs_people.whowas, 1, missing=(numerics.ERR_NONICKNAMEGIVEN,)),
}

BEFORE_REGISTRATION: dict[str, Verb] = dict.fromkeys(
    ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"), _OTHER_PROTOCOL
)
"""Known until the client has registered: the first words of HTTP."""
