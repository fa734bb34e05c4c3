"""A client's side of one IRC connection, without input or output: bytes in, events out, and bytes to send.

Used by the app, the load generator and tests, by one thread at a time. It registers (CAP, SASL, PASS, NICK, USER),
answers PING, and keeps the nick, the capabilities, ISUPPORT, the rooms joined and who is in them. Whatever a server
sends, it never raises and keeps a bounded amount. It knows no clock and no reconnecting: a new connection needs a new
session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ircwire import capabilities as caps
from ircwire.client_answers import Answers
from ircwire.client_batches import HISTORY, MULTILINE, TARGETS, Batch, Batches, collector
from ircwire.client_commands import Commands
from ircwire.client_events import (
    Disconnected,
    Event,
    History,
    HistoryTarget,
    HistoryTargets,
    Member,
    MessageReceived,
    Person,
    Registered,
    ServerError,
    ServerNotice,
)
from ircwire.client_lines import is_name, is_whole, last, param, read_time
from ircwire.client_members import Roster
from ircwire.client_people import People
from ircwire.client_readers import message_of, read
from ircwire.client_registration import Identity, Registration
from ircwire.client_requests import Requests
from ircwire.client_rooms import Rooms
from ircwire.client_sending import Sending
from ircwire.client_state import State
from ircwire.errors import WireError
from ircwire.lines import Line, LineBuffer, parse

__all__ = ["EVERYTHING", "WANTED", "ClientSession", "Identity"]

WANTED = frozenset(
    {
        caps.BATCH,
        caps.CAP_NOTIFY,
        caps.CHATHISTORY,
        caps.ECHO_MESSAGE,
        caps.MESSAGE_TAGS,
        caps.MULTI_PREFIX,
        caps.SEND_ONCE,
        caps.SERVER_TIME,
    }
)
"""The capabilities asked for by who only talks and reads what was said; the session works without any of them."""

EVERYTHING = WANTED | {
    caps.ACCOUNT_NOTIFY,
    caps.ACCOUNT_TAG,
    caps.AWAY_NOTIFY,
    caps.CHANNEL_RENAME,
    caps.CHGHOST,
    caps.EVENT_PLAYBACK,
    caps.EXTENDED_JOIN,
    caps.EXTENDED_MONITOR,
    caps.INVITE_NOTIFY,
    caps.LABELED_RESPONSE,
    caps.MESSAGE_REDACTION,
    caps.MULTILINE,
    caps.READ_MARKER,
    caps.SETNAME,
    caps.STANDARD_REPLIES,
    caps.STS,
    caps.USERHOST_IN_NAMES,
}
"""All that a session has a meaning for. SASL is asked for whenever the identity has an account."""

_LONGEST = 8192
"""Bytes of a line without its tags: bouncers, and servers that say so (LINELEN), send more than the protocol's 512."""
_USUAL_RANKS = "~&@%+"
"""Founder, protected, operator, half-operator, voice."""


class ClientSession(Sending, Requests, Commands):
    """One connection's state. `nick` is the current one; `text` of events is remote text, not cleaned.

    What can be asked and done is in the three base classes. Their methods raise ValueError for what no line can carry
    (NUL, CR, LF, a space in a room's name). They return the request's label, "" where the server knows none
    (labeled-response): `Failed`, `Acknowledged`, `MessageReceived` (own), `History` and others have it too.

    `secure`: the connection is by TLS. Without it no password is sent as it is, and STS is obeyed (if in `wanted`).
    """

    def __init__(self, identity: Identity, wanted: Iterable[str] = WANTED, *, secure: bool = False) -> None:
        state = State(identity.nick)
        super().__init__(state)
        self._buffer = LineBuffer(content_bytes=_LONGEST)
        self._batches = Batches()
        self._roster = Roster(state.fold, state.isupport.ordered)
        self._registration = Registration(identity, wanted, state, secure=secure)
        self._answers = Answers(state, self._registration, self._label_of)
        self._last_error = ""
        self._handlers: dict[str, Callable[[Line], None]] = {
            **self._registration.handlers,
            **self._answers.handlers,
            **Rooms(state, self._roster).handlers,
            **People(state, self._roster, self._label_of).handlers,
            "001": self._on_welcome,
            "005": self._on_isupport,
            "BATCH": self._on_batch,
            "ERROR": self._on_error,
            "NOTICE": self._on_message,
            "PRIVMSG": self._on_message,
            "REDACT": self._on_read,
            "TAGMSG": self._on_read,
        }

    # The connection

    def connected(self) -> bytes:
        """The connection stands: what to send first."""
        self._registration.begin()
        return self.take_output()

    def receive(self, data: bytes) -> list[Event]:
        """Take the next bytes from the server; what they mean, in order. `take_output` may have something then."""
        self._buffer.feed(data)
        while self._buffer:
            try:
                raw = self._buffer.take()
                if raw is not None:
                    self._apply(parse(raw.decode(errors="replace")))
            except WireError:
                continue  # a server's broken line is nobody's loss but its own
        return self._state.take_events()

    def closed(self, reason: str) -> list[Event]:
        """The connection is gone, as the system says."""
        return [Disconnected(self._last_error or reason)]

    def take_output(self) -> bytes:
        """What is to be sent now."""
        return self._state.take_output()

    def hurry(self) -> None:
        """It takes long: register as with a server that knows no capabilities, and do not wait for the end of a
        welcome that has none. Servers that have both are not disturbed."""
        self._registration.hurry()
        self._answers.hurry()

    # What is

    @property
    def nick(self) -> str:
        return self._state.nick

    @property
    def registered(self) -> bool:
        return self._state.registered

    @property
    def rooms(self) -> dict[str, str]:
        """Rooms we are in: folded name to the server's spelling."""
        return {key: room.name for key, room in self._roster.rooms.items()}

    @property
    def isupport(self) -> dict[str, str]:
        """What the server says of itself (005): name to value, "" without."""
        return self._state.isupport.tokens

    @property
    def network(self) -> str:
        """What the network calls itself, "" if it does not say."""
        return self.isupport.get("NETWORK", "")

    @property
    def enabled(self) -> frozenset[str]:
        """The capabilities in force."""
        return frozenset(self._state.enabled)

    @property
    def sends_once(self) -> bool:
        """Whether a send-id is remembered by the server, which then echoes its line whatever `echoes` says."""
        return caps.SEND_ONCE in self._state.enabled

    @property
    def echoes(self) -> bool:
        """Whether we are told our own messages."""
        return caps.ECHO_MESSAGE in self._state.enabled

    def fold(self, name: str) -> str:
        """The form of a nick or room that is compared on this server."""
        return self._state.fold(name)

    def is_me(self, nick: str) -> bool:
        return self._state.is_me(nick)

    def is_room(self, name: str) -> bool:
        return self._state.isupport.is_room(name)

    def members(self, room: str) -> tuple[Member, ...]:
        """Who is in a room of ours now, as far as we were told; in no order."""
        return self._roster.members(room)

    def count(self, room: str) -> int:
        """How many are in a room of ours, as far as we were told."""
        known = self._roster.room(room)
        return len(known.members) if known is not None else 0

    def take_changed_rooms(self) -> frozenset[str]:
        """Folded names of our rooms in which a member came, went or changed since this was last asked."""
        changed = frozenset(self._roster.changed)
        self._roster.changed.clear()
        return changed

    def prefix(self, room: str, nick: str = "") -> str:
        """The prefixes of somebody in a room, highest first; ours, without a nick."""
        return self._roster.prefix(room, nick or self.nick)

    def ranks_at_least(self, prefix: str, least: str) -> bool:
        """Whether prefixes ("@+") hold one that is as high as `least` ("%") or higher; a server need not have `least`
        itself."""
        order = "".join(self._state.isupport.ranks.values())
        order = order if least in order else _USUAL_RANKS
        return any(sign in prefix for sign in order[: order.find(least) + 1])

    def person(self, nick: str) -> Person | None:
        """What is known of somebody who shares a room with us."""
        return self._roster.person(nick)

    def partner(self, target: str, nick: str) -> str:
        """With whom something was said that `nick` said to `target`: the room, or the other person."""
        return target if self.is_room(target) or self.is_me(nick) else nick

    # What the server says

    def _apply(self, line: Line) -> None:
        if not is_whole(line) or self._batches.lost(line):
            return
        if line.command == "BATCH":
            self._on_batch(line)
            return
        batch = collector(self._batches.of(line))
        if batch is not None:
            self._collect(batch, line)  # what is past must not change what is
            return
        handler = self._handlers.get(line.command)
        if handler is not None:
            handler(line)
        else:
            self._answers.on_other(line)

    def _label_of(self, line: Line) -> str:
        batch = self._batches.of(line)
        return line.tags.get(caps.LABEL_TAG, "") or (batch.label if batch else "")

    def _collect(self, batch: Batch, line: Line) -> None:
        self._batches.count(batch, line)
        if batch.kind in MULTILINE:
            batch.add_text(line)
        elif batch.kind == HISTORY:
            for event in read(line, self._state):
                batch.add_event(event)
        elif line.command == "CHATHISTORY" and param(line, 0).upper() == "TARGETS":
            time = read_time(param(line, 2).removeprefix("timestamp="))
            if time is not None:
                batch.add_target(HistoryTarget(param(line, 1), time))

    def _on_batch(self, line: Line) -> None:
        batch = self._batches.on_batch(line)
        if batch is None:
            return
        if batch.kind in MULTILINE:
            self._on_lines(batch)
        elif batch.kind == HISTORY:
            events = tuple(batch.newest())
            messages = tuple(event for event in events if isinstance(event, MessageReceived))
            self._state.emit(History(batch.target, messages, events, batch.label))
        elif batch.kind in TARGETS:
            self._state.emit(HistoryTargets(tuple(batch.targets), batch.label))
        self._state.forget(batch.own_label)

    def _on_lines(self, batch: Batch) -> None:
        """A message of several lines is whole."""
        line, within = batch.message(), collector(batch.parent)
        message = message_of(line, self._state, "" if within else batch.label) if line is not None else None
        if message is None:
            return
        if within is None:
            self._on_words(message)
        elif within.kind == HISTORY:
            within.add_event(message)

    def _on_welcome(self, line: Line) -> None:
        if is_name(param(line, 0)):
            self._state.nick = line.params[0]
        if not self._state.registered:
            self._registration.welcomed()
            self._state.registered = True
            self._state.emit(Registered(self._state.nick, last(line)))
            self._answers.welcomed()

    def _on_isupport(self, line: Line) -> None:
        self._state.isupport.apply(line.params[1:-1], refold=not self._roster.rooms)

    def _on_error(self, line: Line) -> None:
        self._last_error = last(line)
        self._state.emit(ServerError(self._last_error))

    def _on_message(self, line: Line) -> None:
        message = message_of(line, self._state, self._label_of(line))
        if message is not None:
            self._on_words(message)
        elif line.command == "NOTICE" and not last(line).startswith("\x01"):
            self._state.emit(ServerNotice(last(line)))

    def _on_words(self, message: MessageReceived) -> None:
        """What somebody says now, and what it tells of them."""
        self._state.forget(message.label)
        self._roster.learn_mask(message.mask)
        if message.bot:
            self._roster.learn(message.nick, bot=True)
        if message.account:
            self._roster.learn(message.nick, account=message.account)
        self._state.emit(message)

    def _on_read(self, line: Line) -> None:
        for event in read(line, self._state):
            self._state.emit(event)
