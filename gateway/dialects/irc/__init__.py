"""The IRC dialect: lines of an IRC client become commands, facts and answers become lines.

One file, one matter: `conversation` takes lines in and looks verbs up in `table`; `verbs_*` say what each verb asks;
`formats` write facts, `answers`, `people`, `refusals` and `welcome` write what the asker is told; `client` is the state
they share. Pure: no sockets, no clock, no Redis. Everything runs on `gw-loop`.
"""

from gateway.dialects.irc.conversation import IrcConversation

__all__ = ["IrcConversation"]
