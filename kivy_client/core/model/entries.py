"""What a timeline shows, one entry after the other, and how it changes.

Texts are readable already (`core.plaintext`): nothing remote reaches the window uncleaned. Times are microseconds since
1970. A view needs no more than the splices to follow.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from ircwire.value import value

Shape = Literal["message", "action", "notice", "happening"]
State = Literal["kept", "waiting", "sent", "unsure", "failed"]
"""Of an own message: `waiting` for a connection, `sent` and not yet acknowledged, `kept` by the server; `failed`: the
server refused it; `unsure`: the connection broke and this server cannot say whether it had it. Others' are `kept`."""


class Quote(NamedTuple):
    """What a message replies to. `nick` and `text` are "" where the original is not known here (yet)."""

    msgid: str
    nick: str = ""
    text: str = ""


class Reaction(NamedTuple):
    """One sign on a message, and who gave it, in the order they did. `own`: we are among them."""

    sign: str
    nicks: tuple[str, ...]
    own: bool = False


class Happening(NamedTuple):
    """Somebody came, went, was renamed …: one part of a folded entry. `words` say all of it, name included."""

    nick: str
    words: str
    time: int
    kind: Literal["came", "went", "other"] = "other"


@value
class Entry:
    """One thing to show.

    `key` stays the same while the entry is in the timeline, whatever else of it changes. `removed`: it was redacted,
    its text is gone. `mention`: it names us. `failure`: why it failed, a sentence. `parts`: of a happening, one or
    several that were folded into this line; then `text` sums them up.
    """

    key: str
    shape: Shape
    nick: str
    text: str
    time: int
    own: bool = False
    state: State = "kept"
    msgid: str = ""
    quote: Quote | None = None
    reactions: tuple[Reaction, ...] = ()
    removed: bool = False
    mention: bool = False
    bot: bool = False
    failure: str = ""
    parts: tuple[Happening, ...] = ()


class Splice(NamedTuple):
    """At position `at`, `removed` entries go and `entries` come."""

    at: int
    removed: int
    entries: tuple[Entry, ...]
