"""A client's side of one IRC connection, without input or output: bytes in, events out, and bytes to send.

Used by the app, the load generator and tests, by one thread at a time. It registers (CAP, PASS, NICK, USER), answers
PING, and keeps the nick, the capabilities, ISUPPORT and the rooms joined. Whatever a server sends, it never raises and
keeps a bounded amount. It knows no clock and no reconnecting: a new connection needs a new session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ircwire import capabilities as caps
from ircwire.casemapping import fold
from ircwire.client_batches import Batches
from ircwire.client_events import (
    Disconnected,
    Event,
    Failed,
    HasQuit,
    Joined,
    Member,
    MemberList,
    NickRefused,
    Parted,
    Registered,
    Renamed,
    ServerError,
    ServerNotice,
    TopicChanged,
)
from ircwire.client_lines import last, message_of, nick_of, param, time_of
from ircwire.client_registration import Identity, Registration
from ircwire.errors import WireError
from ircwire.lines import CONTENT_BYTES, Line, LineBuffer, build, parse

__all__ = ["WANTED", "ClientSession", "Identity"]

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
"""The capabilities asked for; the session works without any of them."""

HISTORY_PAGE = 100
"""Messages asked for at once, unless the server gives fewer (ISUPPORT CHATHISTORY)."""

_NICK_CODES = frozenset({"431", "432", "433", "436", "437", "484"})
_NO_CAP_CODES = frozenset({"410", "421", "451"})
_PREFIXES = "~&@%+"
_HOST_BYTES = 63
_USERNAME_BYTES = 11
_MOST_ROOMS = 1000
_MOST_MEMBERS = 100_000
_MOST_TOKENS = 200


class ClientSession:
    """One connection's state. `nick` is the current one; `text` of events is remote text, not cleaned.

    Methods that send raise ValueError for what no line can carry (NUL, CR, LF, a space in a room's name).
    """

    def __init__(self, identity: Identity, wanted: Iterable[str] = WANTED) -> None:
        self.nick = identity.nick
        self.registered = False
        self.rooms: dict[str, str] = {}
        """Rooms we are in: folded name to the server's spelling."""
        self.isupport: dict[str, str] = {}
        self._username = identity.username
        self._mask = ""
        self._registration = Registration(identity, wanted, self._send)
        self._buffer = LineBuffer()
        self._batches = Batches()
        self._members: dict[str, list[Member]] = {}
        self._output = bytearray()
        self._events: list[Event] = []
        self._last_error = ""
        self._handlers: dict[str, Callable[[Line], None]] = {
            "001": self._on_welcome,
            "005": self._on_isupport,
            "332": self._on_topic_reply,
            "353": self._on_names,
            "366": self._on_end_of_names,
            "BATCH": self._on_batch,
            "CAP": self._registration.on_cap,
            "ERROR": self._on_error,
            "FAIL": self._on_fail,
            "JOIN": self._on_join,
            "KICK": self._on_kick,
            "NICK": self._on_nick,
            "NOTICE": self._on_message,
            "PART": self._on_part,
            "PING": self._on_ping,
            "PRIVMSG": self._on_message,
            "QUIT": self._on_quit,
            "TOPIC": self._on_topic,
        }

    # What the owner asks

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
        events, self._events = self._events, []
        return events

    def closed(self, reason: str) -> list[Event]:
        """The connection is gone, as the system says."""
        return [Disconnected(self._last_error or reason)]

    def take_output(self) -> bytes:
        """What is to be sent now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    @property
    def enabled(self) -> frozenset[str]:
        """The capabilities in force."""
        return frozenset(self._registration.enabled)

    @property
    def sends_once(self) -> bool:
        """Whether a send-id is remembered by the server, which then echoes its line whatever `echoes` says."""
        return caps.SEND_ONCE in self._registration.enabled

    @property
    def echoes(self) -> bool:
        """Whether we are told our own messages."""
        return caps.ECHO_MESSAGE in self._registration.enabled

    @property
    def has_history(self) -> bool:
        return {caps.CHATHISTORY, caps.BATCH, caps.MESSAGE_TAGS} <= self._registration.enabled

    @property
    def history_page(self) -> int:
        """How many messages a history request asks for."""
        value = self.isupport.get("CHATHISTORY", "")
        most = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0
        return min(most, HISTORY_PAGE) or HISTORY_PAGE

    def retry(self, nick: str) -> None:
        """Register under another nick, after NickRefused."""
        self.nick = nick
        self._send("NICK", nick)

    def join(self, room: str) -> None:
        self._send("JOIN", room)

    def part(self, room: str, reason: str = "") -> None:
        self._send("PART", room, *filter(None, [reason]))

    def say(self, target: str, text: str, send_id: str = "", kind: str = "PRIVMSG") -> None:
        """Send a message. `send_id` (1-64 characters) is left out where the server does not remember it."""
        tags = {caps.SEND_ID_TAG: send_id} if send_id and self.sends_once else None
        self._send(kind, target, text, tags=tags)

    def text_bytes(self, target: str) -> int:
        """How many bytes of text a message to `target` can carry when others receive it, with our mask before it."""
        mask = len(self._mask.encode())
        if not mask:
            mask = len(self.nick.encode()) + _USERNAME_BYTES + _HOST_BYTES + len("!@")
        return CONTENT_BYTES - len(f": PRIVMSG {target} :".encode()) - mask

    def history_latest(self, target: str) -> None:
        """Ask for the newest messages; a History event answers, or Failed with the command CHATHISTORY."""
        self._send("CHATHISTORY", "LATEST", target, "*", str(self.history_page))

    def history_after(self, target: str, msgid: str) -> None:
        """Ask for the first messages after one that is known."""
        self._send("CHATHISTORY", "AFTER", target, f"msgid={msgid}", str(self.history_page))

    def ping(self, token: str) -> None:
        """Make a living server send something."""
        self._send("PING", token)

    def quit(self, reason: str = "") -> None:
        self._send("QUIT", *filter(None, [reason]))

    # What the server says

    def _send(self, command: str, *params: str, tags: dict[str, str] | None = None) -> None:
        self._output += build(command, *params, tags=tags)

    def _apply(self, line: Line) -> None:
        history = self._batches.history_of(line)
        if history is not None and line.command != "BATCH":
            message = message_of(line, self.nick)  # anything else in a history is past, and must not change what is
            if message is not None:
                history.append(message)
            return
        handler = self._handlers.get(line.command)
        if handler is not None:
            handler(line)
        elif len(line.command) == 3 and line.command[0] in "45" and line.command.isdigit():
            self._on_error_numeric(line)

    def _is_me(self, nick: str) -> bool:
        return fold(nick) == fold(self.nick)

    def _on_ping(self, line: Line) -> None:
        self._send("PONG", last(line))

    def _on_batch(self, line: Line) -> None:
        history = self._batches.on_batch(line)
        if history is not None:
            self._events.append(history)

    def _on_welcome(self, line: Line) -> None:
        self.nick = param(line, 0) or self.nick
        if not self.registered:
            self.registered = True
            self._events.append(Registered(self.nick, last(line)))

    def _on_isupport(self, line: Line) -> None:
        for token in line.params[1:-1]:
            name, _, value = token.partition("=")
            if name in self.isupport or len(self.isupport) < _MOST_TOKENS:
                self.isupport[name] = value

    def _on_error_numeric(self, line: Line) -> None:
        if not self.registered:
            if line.command in _NICK_CODES:
                nick = param(line, 1) if len(line.params) > 2 else self.nick
                self._events.append(NickRefused(nick, line.command, last(line)))
                return
            if line.command in _NO_CAP_CODES:
                self._registration.without_cap()
                return
        self._failed(line, "", line.command, line.params[1:-1])

    def _on_fail(self, line: Line) -> None:
        self._failed(line, param(line, 0).upper(), param(line, 1), line.params[2:-1])

    def _failed(self, line: Line, command: str, code: str, context: tuple[str, ...]) -> None:
        send_id = line.tags.get(caps.SEND_ID_TAG, "")
        self._events.append(Failed(command, code, context, last(line), send_id))

    def _on_error(self, line: Line) -> None:
        self._last_error = last(line)
        self._events.append(ServerError(self._last_error))

    def _on_join(self, line: Line) -> None:
        room, nick = param(line, 0), nick_of(line)
        own = self._is_me(nick)
        if own:
            self._mask = line.source
            if len(self.rooms) < _MOST_ROOMS:
                self.rooms[fold(room)] = room
        self._events.append(Joined(room, nick, own, time_of(line)))

    def _on_part(self, line: Line) -> None:
        self._left(line, nick_of(line), "", param(line, 1))

    def _on_kick(self, line: Line) -> None:
        self._left(line, param(line, 1), nick_of(line), param(line, 2))

    def _left(self, line: Line, nick: str, by: str, reason: str) -> None:
        room = param(line, 0)
        own = self._is_me(nick)
        if own:
            self.rooms.pop(fold(room), None)
            self._members.pop(fold(room), None)
        self._events.append(Parted(room, nick, by, reason, own, time_of(line)))

    def _on_quit(self, line: Line) -> None:
        self._events.append(HasQuit(nick_of(line), param(line, 0), time_of(line)))

    def _on_nick(self, line: Line) -> None:
        nick, new = nick_of(line), param(line, 0)
        own = self._is_me(nick)
        if own and new:
            self.nick = new
            self._mask = new + line.source[len(nick) :]
        self._events.append(Renamed(nick, new, own, time_of(line)))

    def _on_topic(self, line: Line) -> None:
        self._events.append(TopicChanged(param(line, 0), param(line, 1), nick_of(line), time_of(line)))

    def _on_topic_reply(self, line: Line) -> None:
        self._events.append(TopicChanged(param(line, 1), param(line, 2), "", None))

    def _on_names(self, line: Line) -> None:
        room = fold(param(line, 2))
        if room not in self.rooms:
            return
        members = self._members.setdefault(room, [])
        for word in last(line).split():
            nick = word.lstrip(_PREFIXES)
            if nick and sum(map(len, self._members.values())) < _MOST_MEMBERS:
                members.append(Member(word[: len(word) - len(nick)], nick.partition("!")[0]))

    def _on_end_of_names(self, line: Line) -> None:
        room = param(line, 1)
        members = self._members.pop(fold(room), [])
        if fold(room) in self.rooms:
            self._events.append(MemberList(room, tuple(members)))

    def _on_message(self, line: Line) -> None:
        message = message_of(line, self.nick)
        if message is not None:
            self._events.append(message)
        elif line.command == "NOTICE":
            self._events.append(ServerNotice(last(line)))
