"""What the server answers and says that is about no room's members and no person: refusals, lists of rooms, the message
of the day, markers, its own words. Sources: RFC 2812, modern.ircdocs.horse, IRCv3 standard-replies, labeled-response,
read-marker.
"""

from __future__ import annotations

from collections.abc import Callable

from ircwire import capabilities as caps
from ircwire import numerics as n
from ircwire.client_events import (
    Acknowledged,
    Failed,
    ListedRoom,
    NickRefused,
    Ponged,
    ReadMarked,
    Ready,
    RoomList,
    ServerNotice,
    ServerReply,
)
from ircwire.client_lines import last, number, param, read_time
from ircwire.client_registration import Registration
from ircwire.client_state import State
from ircwire.lines import Line

LIST_PART = 500
"""Rows of LIST told at once."""
MOST_LISTED = 50_000
_MOST_MOTD_LINES = 500
_TIMESTAMP = "timestamp="
_WELCOME_OVER = "welcome-over"

_NICK_CODES = frozenset({"431", "432", "433", "436", "437", "484"})
_NO_CAP_CODES = frozenset({"410", "421", "451"})
_OTHER_ERRORS = frozenset(
    {
        n.RPL_TRYAGAIN,
        n.ERR_INVALIDMODEPARAM,
        n.ERR_TOOMANYKNOCK,
        n.ERR_CHANOPEN,
        n.ERR_KNOCKONCHAN,
        "723",
        n.ERR_MONLISTFULL,
    }
)
"""Refusals that do not begin with 4 or 5."""
_ABOUT: dict[str, str] = {
    n.ERR_CANNOTSENDTOCHAN: "PRIVMSG",
    **dict.fromkeys(("431", "432", "433", "436", "484"), "NICK"),
    **dict.fromkeys(("405", "471", "473", "474", "475", "476"), "JOIN"),
    **dict.fromkeys((n.ERR_NOSUCHSERVER, n.ERR_WASNOSUCHNICK), "WHOIS"),
    n.ERR_MONLISTFULL: "MONITOR",
}
"""What error numerics are answers to, where they can be answers to one command only."""
_NAMES_COMMAND = frozenset({n.RPL_TRYAGAIN, n.ERR_UNKNOWNCOMMAND, n.ERR_NEEDMOREPARAMS})
"""Errors whose first word is the command."""


class Answers:
    """`handlers`: command or numeric to what follows it; `on_other` is for every other line."""

    def __init__(self, state: State, registration: Registration, label_of: Callable[[Line], str]) -> None:
        self._state = state
        self._registration = registration
        self._label_of = label_of
        self._motd: list[str] = []
        self._ready = self._hurried = False
        self._listed: list[ListedRoom] = []
        self._rows = 0
        self.handlers: dict[str, Callable[[Line], None]] = {
            "ACK": self._on_ack,
            "FAIL": self._on_fail,
            "MARKREAD": self._on_read_marker,
            "NOTE": self._on_words,
            "PING": lambda line: state.send("PONG", last(line)),
            "PONG": self._on_pong,
            "WALLOPS": self._on_words,
            "WARN": self._on_words,
            n.RPL_LISTSTART: lambda line: None,
            n.RPL_LIST: self._on_listed,
            n.RPL_LISTEND: self._on_end_of_list,
            n.RPL_MOTDSTART: lambda line: self._motd.clear(),
            n.RPL_MOTD: self._on_motd,
            n.RPL_ENDOFMOTD: self._on_end_of_motd,
            n.ERR_NOMOTD: self._on_end_of_motd,
            n.RPL_VISIBLEHOST: self._on_visible_host,
        }

    def welcomed(self) -> None:
        """The server took us in; the end of its welcome is still to come."""
        if self._hurried:
            self._ask_for_the_end()

    def hurry(self) -> None:
        """The owner waits no longer than need be. Bridges end their welcome with no 376 nor 422; what they answer to a
        PING does, then."""
        self._hurried = True
        if self._state.registered:
            self._ask_for_the_end()

    def on_other(self, line: Line) -> None:
        """A line that nothing else is for."""
        if len(line.command) != 3 or not line.command.isdigit():
            return
        if line.command[0] in "45" or line.command in _OTHER_ERRORS:
            self._on_error_numeric(line)
        else:
            self._state.emit(ServerReply(line.command, line.params[1:]))

    # Refusals

    def _on_error_numeric(self, line: Line) -> None:
        if not self._state.registered:
            if line.command in _NICK_CODES:
                nick = param(line, 1) if len(line.params) > 2 else ""
                self._state.emit(NickRefused(nick or self._state.nick, line.command, last(line)))
                return
            if line.command in _NO_CAP_CODES:
                self._registration.without_cap()
                return
        context = line.params[1:-1]
        command = _ABOUT.get(line.command, "")
        if line.command in _NAMES_COMMAND and context:
            command = context[0].upper()
        self._failed(line, command, line.command, context)

    def _on_fail(self, line: Line) -> None:
        self._failed(line, param(line, 0).upper(), param(line, 1), line.params[2:-1])

    def _failed(self, line: Line, command: str, code: str, context: tuple[str, ...]) -> None:
        label = self._label_of(line)
        command = self._state.command_of(label) or command
        self._state.forget(label)
        send_id = line.tags.get(caps.SEND_ID_TAG, "")
        self._state.emit(Failed(command, code, context, last(line), send_id, label))

    def _on_ack(self, line: Line) -> None:
        label = self._label_of(line)
        if label:
            self._state.forget(label)
            self._state.emit(Acknowledged(label))

    def _ask_for_the_end(self) -> None:
        if not self._ready:
            self._state.send("PING", _WELCOME_OVER)

    def _on_pong(self, line: Line) -> None:
        if last(line) != _WELCOME_OVER:
            self._state.emit(Ponged(last(line)))
        elif not self._ready:
            self._ready = True
            self._state.emit(Ready(""))

    # What it says

    def _on_words(self, line: Line) -> None:
        self._state.emit(ServerNotice(last(line)))

    def _on_motd(self, line: Line) -> None:
        if len(self._motd) < _MOST_MOTD_LINES:
            self._motd.append(last(line).removeprefix("- "))

    def _on_end_of_motd(self, line: Line) -> None:
        text = "\n".join(self._motd)
        self._motd.clear()
        if self._ready:
            self._state.emit(ServerNotice(text or last(line)))
        else:
            self._ready = True
            self._state.emit(Ready(text))

    def _on_visible_host(self, line: Line) -> None:
        """Our own host, or user name and host, as others see them from now on."""
        nick, _, rest = self._state.mask.partition("!")
        username, host = rest.partition("@")[0], param(line, 1)
        if nick and host:
            self._state.mask = f"{nick}!{host}" if "@" in host else f"{nick}!{username}@{host}"

    def _on_read_marker(self, line: Line) -> None:
        text = param(line, 1)
        time = read_time(text.removeprefix(_TIMESTAMP)) if text.startswith(_TIMESTAMP) else None
        if time is not None or text == "*":
            self._state.emit(ReadMarked(param(line, 0), time))

    # The list of rooms

    def _on_listed(self, line: Line) -> None:
        self._rows += 1
        if self._rows <= MOST_LISTED:
            self._listed.append(ListedRoom(param(line, 1), number(param(line, 2)), param(line, 3)))
        if len(self._listed) >= LIST_PART:
            self._tell_list(line, complete=False)

    def _on_end_of_list(self, line: Line) -> None:
        self._rows = 0
        self._tell_list(line, complete=True)

    def _tell_list(self, line: Line, *, complete: bool) -> None:
        rooms = tuple(self._listed)
        self._listed.clear()
        self._state.emit(RoomList(rooms, complete, self._label_of(line)))
