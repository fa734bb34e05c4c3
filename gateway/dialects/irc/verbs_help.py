"""HELP and HELPOP: for each verb how it is written and what it does; without one, which there are.

As modern.ircdocs.horse/#help-message: RPL_HELPSTART, RPL_HELPTXT, RPL_ENDOFHELP, or ERR_HELPNOTFOUND.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Reply, Step
from gateway.dialects.irc.client import Client
from ircwire import numerics
from ircwire.lines import Line
from ircwire.text import pack

TOPICS: dict[str, tuple[str, ...]] = {
    "ADMIN": ("ADMIN", "Who runs this server, and how to reach them."),
    "AWAY": ("AWAY [reason]", "Marks you as away; without a reason, as here again."),
    "BATCH": ("BATCH +reference type [parameter ...]", "Begins lines that belong together (IRCv3 batch)."),
    "CAP": ("CAP LS|LIST|REQ|END [parameters]", "Turns capabilities on and off (IRCv3)."),
    "CHATHISTORY": (
        "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN|TARGETS parameters",
        "Lines that were said before (IRCv3 draft/chathistory).",
    ),
    "CHGHOST": ("CHGHOST nick host", "Operators: gives somebody another host."),
    "DEOPER": ("DEOPER", "You are no server operator any more."),
    "DLINE": (
        "DLINE [duration] address|network [reason]",
        "Operators: nobody may connect from there, and all who did go.",
        "A duration is like 1d12h30m; a number alone is of minutes; none is for good.",
    ),
    "HELP": ("HELP [verb]", "This; HELPOP is the same."),
    "HELPOP": ("HELPOP [verb]", "The same as HELP."),
    "INFO": ("INFO", "What this server says about itself."),
    "INVITE": ("INVITE nick room", "Invites somebody; without parameters, which rooms you are invited to."),
    "ISON": ("ISON nick ...", "Which of these people are here."),
    "ISUPPORT": ("ISUPPORT", "What this server can do."),
    "JOIN": ("JOIN room[,room ...] [key[,key ...]]", "Enters rooms. JOIN 0 leaves all of them."),
    "KICK": ("KICK room nick[,nick ...] [reason]", "Puts people out of a room of which you are an operator."),
    "KILL": ("KILL nick [reason]", "Operators: ends somebody's connections."),
    "KLINE": (
        "KLINE [duration] nick|user@host|nick!user@host [reason]",
        "Operators: whoever this fits may not be here, and all who are go. * and ? are wildcards.",
        "A duration is like 1d12h30m; a number alone is of minutes; none is for good.",
    ),
    "KNOCK": ("KNOCK room [message]", "Asks the operators of a closed room to be let in."),
    "LINKS": ("LINKS", "The servers of this network: one."),
    "LIST": ("LIST [condition,condition ...|room,room ...]", "Rooms, how many are in them, and their topics."),
    "LUSERS": ("LUSERS", "How many people and rooms there are."),
    "MARKREAD": ("MARKREAD room|nick [timestamp=time]", "Up to where you have read (IRCv3 draft/read-marker)."),
    "MODE": ("MODE room|nick [modes [parameter ...]]", "Shows or changes the modes of a room, or your own."),
    "MONITOR": ("MONITOR +|-|C|L|S [nick,nick ...]", "Tells you when these people come and go."),
    "MOTD": ("MOTD", "The message of the day."),
    "NAMES": ("NAMES room[,room ...]", "Who is in a room."),
    "NICK": ("NICK nick", "Gives you another name."),
    "NOTICE": ("NOTICE target[,target ...] text", "A line that no program answers."),
    "OPER": ("OPER name password", "Makes you a server operator."),
    "PART": ("PART room[,room ...] [reason]", "Leaves rooms."),
    "PASS": ("PASS password", "The server's password, before NICK and USER."),
    "PING": ("PING token", "Is answered with PONG and the token."),
    "PONG": ("PONG token", "The answer to a PING."),
    "PRIVMSG": ("PRIVMSG target[,target ...] text", "A line to rooms or people."),
    "QUIT": ("QUIT [reason]", "Ends your connection."),
    "REDACT": ("REDACT room|nick msgid [reason]", "Takes a message back (IRCv3 draft/message-redaction)."),
    "RENAME": ("RENAME room room [reason]", "Gives a room another name (IRCv3 draft/channel-rename)."),
    "SETNAME": ("SETNAME text", "Gives you another real name."),
    "STATS": ("STATS u|k|d|o", "Uptime; for operators bans of people, of addresses, and the operators here."),
    "TAGMSG": ("TAGMSG target", "Tags without a line (IRCv3 message-tags)."),
    "TIME": ("TIME", "The time that the network has."),
    "TOPIC": ("TOPIC room [text]", "Shows or sets the topic of a room."),
    "UNDLINE": ("UNDLINE address|network", "Operators: lifts a ban of addresses."),
    "UNKLINE": ("UNKLINE mask", "Operators: lifts a ban of people."),
    "USER": ("USER username 0 * :realname", "Who you are, on connecting."),
    "USERHOST": ("USERHOST nick ...", "The hosts of people."),
    "VERSION": ("VERSION", "The version of this server."),
    "WALLOPS": ("WALLOPS text", "Operators: a line to all operators, and to those with user mode w."),
    "WHO": ("WHO room|nick [%fields]", "Who people are."),
    "WHOIS": ("WHOIS nick", "Who somebody is."),
    "WHOWAS": ("WHOWAS nick [count]", "Who somebody was who is gone."),
}
"""Each: how it is written, and then what it does."""
_INDEX = "INDEX"
_INDEX_BYTES = 300


def help_(client: Client, line: Line) -> Sequence[Step]:
    subject = line.params[0].upper() if line.params and line.params[0] else _INDEX
    if subject == _INDEX:
        texts: Sequence[str] = ("Help on a verb: /HELP verb", *pack(TOPICS, _INDEX_BYTES))
    elif subject in TOPICS:
        texts = TOPICS[subject]
    else:
        return [Reply(client.numeric(numerics.ERR_HELPNOTFOUND, subject, "No help is available on that"))]
    lines = [client.numeric(numerics.RPL_HELPTXT, subject, text) for text in texts[1:]]
    lines.insert(0, client.numeric(numerics.RPL_HELPSTART, subject, texts[0]))
    return [Reply(b"".join([*lines, client.numeric(numerics.RPL_ENDOFHELP, subject, "End of /HELP")]))]
