"""Events about people: whether they are away or here, what they are called, what the server knows of them."""

from __future__ import annotations

from ircwire.client_events.base import Event
from ircwire.value import value


@value
class AwayChanged(Event):
    """Somebody is away, or here again. `text`: why, "" if not said. `own`: it is us (305, 306). `rooms`: of those we
    are in, the ones in which they are. Also told when a message to somebody away is answered (301)."""

    nick: str
    away: bool
    text: str
    own: bool = False
    rooms: tuple[str, ...] = ()


@value
class PresenceChanged(Event):
    """Somebody we watch (`ClientSession.watch`) is here, or not."""

    nick: str
    online: bool


@value
class Whois(Event):
    """What the server says of a person. `signed_on`: microseconds since 1970, 0 if not said. `rooms`: with the prefixes
    they have there. Somebody unknown is a `Failed` with 401 and no Whois."""

    nick: str
    username: str = ""
    host: str = ""
    realname: str = ""
    server: str = ""
    account: str = ""
    away: bool = False
    away_text: str = ""
    rooms: tuple[str, ...] = ()
    signed_on: int = 0
    idle_seconds: int = 0
    operator: bool = False
    bot: bool = False
    secure: bool = False
    lines: tuple[str, ...] = ()
    """What else the server says, in its words."""
    label: str = ""


@value
class WhoEnded(Event):
    """The answer to `ClientSession.who` is complete: away, bots and accounts are known for those it was about."""

    target: str


@value
class Person:
    """What we know of somebody who is in a room with us. Not an event: `ClientSession.person` gives it."""

    nick: str
    username: str = ""
    host: str = ""
    realname: str = ""
    account: str = ""
    away: bool = False
    away_text: str = ""
    bot: bool = False
    operator: bool = False
