"""The part of a client's session that asks: history, people, rooms, lists, markers. Each says which event answers.

Methods raise ValueError for what no line can carry. They return the label of the request (see `ClientSession`).
Sources: IRCv3 chathistory, read-marker, monitor, whox; RFC 2812.
"""

from __future__ import annotations

from collections.abc import Iterable

from ircwire import capabilities as caps
from ircwire.client_state import Asking
from ircwire.times import server_time

HISTORY_PAGE = 100
"""Messages asked for at once, unless the server gives fewer (ISUPPORT CHATHISTORY)."""
WHO_COLUMNS = "%tcuhnfar"
WHO_TOKEN = "152"
"""How our own WHOX requests are known from others' (any number of up to three digits)."""

Reference = str | int
"""A place in the history: a msgid, or a time in microseconds since 1970."""


class Requests(Asking):
    """See the module."""

    # History: `History` answers, or Failed with the command CHATHISTORY

    @property
    def has_history(self) -> bool:
        return {caps.CHATHISTORY, caps.BATCH, caps.MESSAGE_TAGS} <= self._state.enabled

    @property
    def history_by_msgid(self) -> bool:
        """Whether a msgid can be a `Reference` here; a time always can."""
        kinds = self._state.isupport.tokens.get("MSGREFTYPES", "")
        return not kinds or "msgid" in kinds.split(",")

    @property
    def history_page(self) -> int:
        """How many messages a history request asks for."""
        return min(self._state.isupport.number("CHATHISTORY"), HISTORY_PAGE) or HISTORY_PAGE

    def history_latest(self, target: str, after: Reference | None = None) -> str:
        """The newest messages; with `after`, only those after it."""
        reference = "*" if after is None else _reference(after)
        return self._state.ask("CHATHISTORY", "LATEST", target, reference, str(self.history_page))

    def history_after(self, target: str, reference: Reference) -> str:
        """The first messages after one that is known."""
        return self._history("AFTER", target, reference)

    def history_before(self, target: str, reference: Reference) -> str:
        """The last messages before one that is known."""
        return self._history("BEFORE", target, reference)

    def history_around(self, target: str, reference: Reference) -> str:
        """A page with this message in the middle."""
        return self._history("AROUND", target, reference)

    def history_targets(self, since: int, until: int) -> str:
        """Which rooms and people have messages between two times (microseconds). `HistoryTargets` answers."""
        return self._history("TARGETS", "", since, until)

    # People

    def whois(self, nick: str) -> str:
        """`Whois` answers, or Failed with 401."""
        return self._state.ask("WHOIS", nick)

    def who(self, target: str) -> str:
        """Learn who in a room is away, a bot, and has which account; `WhoEnded` answers, `members` has it then."""
        if "WHOX" in self._state.isupport.tokens:
            return self._state.ask("WHO", target, f"{WHO_COLUMNS},{WHO_TOKEN}")
        return self._state.ask("WHO", target)

    def watch(self, nicks: Iterable[str]) -> None:
        """Be told who of them comes and goes, and who is here now: `PresenceChanged` (IRCv3 monitor), at most as many
        as `monitor_limit`. Does nothing where the server cannot do it."""
        self._monitor("+", nicks)

    def unwatch(self, nicks: Iterable[str]) -> None:
        self._monitor("-", nicks)

    @property
    def monitor_limit(self) -> int:
        """How many people can be watched; 0: none."""
        tokens = self._state.isupport.tokens
        return self._state.isupport.number("MONITOR") or (100 if "MONITOR" in tokens else 0)

    # Rooms

    def ask_modes(self, room: str) -> str:
        """`RoomModes` answers."""
        return self._state.ask("MODE", room)

    def ask_masks(self, room: str, letter: str = "b") -> str:
        """`MaskList` answers, or Failed."""
        return self._state.ask("MODE", room, f"+{letter}")

    def list_rooms(self, mask: str = "") -> str:
        """`RoomList` answers, in several parts."""
        return self._state.ask("LIST", *filter(None, [mask]))

    # Markers

    @property
    def has_read_markers(self) -> bool:
        return caps.READ_MARKER in self._state.enabled

    def ask_read(self, target: str) -> str:
        """`ReadMarked` answers."""
        return self._state.ask("MARKREAD", target)

    def mark_read(self, target: str, time: int) -> str:
        """We have read up to this time (microseconds). All our devices are told by `ReadMarked`."""
        return self._state.ask("MARKREAD", target, f"timestamp={server_time(time)}")

    def ping(self, token: str) -> None:
        """Make a living server send something: `Ponged` answers."""
        self._state.send("PING", token)

    def _history(self, subcommand: str, target: str, *references: Reference) -> str:
        words = [*filter(None, [target]), *map(_reference, references), str(self.history_page)]
        return self._state.ask("CHATHISTORY", subcommand, *words)

    def _monitor(self, sign: str, nicks: Iterable[str]) -> None:
        if "MONITOR" in self._state.isupport.tokens:
            self._send_names("MONITOR", sign, names=nicks)


def _reference(reference: Reference) -> str:
    return f"timestamp={server_time(reference)}" if isinstance(reference, int) else f"msgid={reference}"
