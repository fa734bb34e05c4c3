"""The plain dialect, for telnet and nc: one room, a name, and lines of text.

`conversation` asks for the name and takes lines; `lines` cuts the input into them, after `telnet` has dropped telnet's
own sequences; `format` writes facts as a person reads them. Pure: no sockets, no clock, no Redis. Everything runs on
`gw-loop`.
"""

from gateway.dialects.plain.conversation import PlainConversation

__all__ = ["PlainConversation"]
