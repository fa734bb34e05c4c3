"""Events about the connection as a whole: registration, accounts, refusals, what the server itself says, the end."""

from __future__ import annotations

from ircwire.client_events.base import Event
from ircwire.value import value


@value
class Registered(Event):
    """The server took us in, under `nick`; `text` is its welcome (001). ISUPPORT is not known yet."""

    nick: str
    text: str


@value
class Ready(Event):
    """The welcome is over (376 or 422), and all that ISUPPORT says is known: now rooms can be joined and lists asked
    for. `text`: the message of the day, its lines joined by LF, "" for none. Comes once."""

    text: str


@value
class NickRefused(Event):
    """The nick is taken or bad; registration waits for `ClientSession.retry`. `code` is the numeric."""

    nick: str
    code: str
    text: str


@value
class LoginFailed(Event):
    """The account was not let in: `sentence` says why, for a person. Registration ends here: hang up."""

    account: str
    sentence: str


@value
class SecurityDemanded(Event):
    """The server is to be talked to by TLS only, on this port (IRCv3 sts). Only on a plain connection: nothing more is
    sent on it, close it and connect there."""

    port: int


@value
class SecurityPromised(Event):
    """For so many seconds from now on this host must not be talked to without TLS (IRCv3 sts, only by TLS). 0: it may
    again. Told at every connection: count from the latest."""

    seconds: int


@value
class Ponged(Event):
    """The answer to `ClientSession.ping`."""

    token: str


@value
class ServerNotice(Event):
    """The server says something to us: its notices, and the standard replies WARN and NOTE."""

    text: str


@value
class ServerReply(Event):
    """A numeric that nothing here has a meaning for (the answer to VERSION, INFO, STATS …): its parameters without our
    nick."""

    code: str
    params: tuple[str, ...]


@value
class Failed(Event):
    """Something we asked was refused: a standard reply (FAIL), or an error numeric.

    `command`: what was refused, as far as the server says it, by a label or by the numeric's meaning: 404 is about
    PRIVMSG, 433 about NICK, 475 about JOIN; "" if it may be anything. `context`: the nick, room or words concerned.
    `send_id`: which line of ours was refused, "" if the server does not say. `label`: what the method that asked it
    returned, "" if unknown.
    """

    command: str
    code: str
    context: tuple[str, ...]
    text: str
    send_id: str = ""
    label: str = ""


@value
class Acknowledged(Event):
    """The server did what was asked and has nothing to say about it (ACK of labeled-response)."""

    label: str


@value
class ServerError(Event):
    """The server ends the connection and says why (ERROR)."""

    text: str


@value
class Disconnected(Event):
    """The connection is gone. `reason`: what the server said last (ERROR), else what the system said."""

    reason: str
