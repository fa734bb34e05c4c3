"""One person in one room, over any number of connections. Pure: what happens goes in, with the time; what is to be
done (`take_actions`) and what is to be shown (`take_events`) come out.

This is the app's policy of connecting: when to try, when to try again, when to give up. What happens inside the room
is `attendance`'s affair, the protocol `ircwire`'s, sockets the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ircwire.client import ClientSession, Identity
from ircwire.client_events import Disconnected, Event, Failed, Joined, NickRefused, Registered, ServerError
from kivy_client.core.attendance import Attendance
from kivy_client.core.backoff import Backoff
from kivy_client.core.events import Entered, Left, Link, Refused, Status, UiEvent
from kivy_client.core.moment import Moment
from kivy_client.core.plaintext import readable
from kivy_client.core.settings import Settings

SILENCE_SECONDS = 30.0
"""After so long without a byte the server is asked whether it lives."""
DEAD_SECONDS = 60.0
"""After so long without a byte the connection counts as lost."""
ENTER_SECONDS = 20.0
"""Registering and joining may take so long."""
NICK_RETRY_SECONDS = 2.0
"""Our nick may be held by our own lost connection for a while: how often to ask for it again."""
STABLE_SECONDS = 10.0
"""A connection that stood so long was a good one: the next wait is short again."""
QUIT_SECONDS = 2.0
"""How long the server may take to close after QUIT."""
LEAVE_WORDS = frozenset({"QUIT", "{quit}"})

_NEVER = float("inf")
_NO_ANSWER = "the server does not answer"
_USERNAME_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect; then call `connected` or `lost`."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send these bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection; `lost` is not to be called for it."""


Action = Dial | Transmit | HangUp


class _Phase(Enum):
    DIALLING = 1
    ENTERING = 2
    INSIDE = 3
    WAITING = 4
    LEAVING = 5
    OVER = 6


_LINKS = {_Phase.INSIDE: Link.ONLINE, _Phase.WAITING: Link.OFFLINE}


class Participant:
    """`new_id` makes unguessable words for send-ids and the sender key; `random` gives numbers from 0 up to 1."""

    def __init__(self, settings: Settings, new_id: Callable[[], str], random: Callable[[], float]) -> None:
        self._settings = settings
        self._identity = Identity(settings.name, _username(settings.name), settings.name, sender_key=new_id())
        self._backoff = Backoff(random)
        self._session = ClientSession(self._identity)
        self._actions: list[Action] = []
        self._events: list[UiEvent] = []
        self._attendance = Attendance(settings.room, new_id, self._events.append)
        self._phase = _Phase.OVER
        self._been_inside = False
        self._reason = ""
        self._deadline = _NEVER
        self._ask_nick_at = _NEVER
        self._entered_at = _NEVER
        self._heard = 0.0
        self._pinged = False
        self._status: Status | None = None

    # What happens

    def start(self, now: Moment) -> None:
        """Begin to connect."""
        self._dial()
        self._settle(now)

    def connected(self, now: Moment) -> None:
        """The connection stands."""
        if self._phase is _Phase.DIALLING:
            self._phase = _Phase.ENTERING
            self._deadline = now.mono + ENTER_SECONDS
            self._heard, self._pinged = now.mono, False
            self._reason = ""
            self._actions.append(Transmit(self._session.connected()))
        self._settle(now)

    def received(self, data: bytes, now: Moment) -> None:
        """The server sent bytes."""
        self._heard, self._pinged = now.mono, False
        for event in self._session.receive(data):
            if self._phase in (_Phase.ENTERING, _Phase.INSIDE):
                self._apply(event, now)
        self._settle(now)

    def lost(self, reason: str, now: Moment) -> None:
        """The connection broke, or could not be made: `reason` is a short phrase."""
        if self._phase is _Phase.LEAVING:
            self._finish()
        elif self._phase in (_Phase.DIALLING, _Phase.ENTERING, _Phase.INSIDE):
            for event in self._session.closed(reason):
                if isinstance(event, Disconnected):
                    reason = readable(event.reason, 200)
            self._break(reason, now)
        self._settle(now)

    def typed(self, text: str, now: Moment) -> None:
        """The person wrote a line (or several)."""
        if text.strip() in LEAVE_WORDS:
            self.leave(now)
        elif self._phase not in (_Phase.LEAVING, _Phase.OVER):
            self._attendance.say(text, self._session, now, inside=self._phase is _Phase.INSIDE)
        self._settle(now)

    def retry_now(self, now: Moment) -> None:
        """The person does not want to wait for the next attempt."""
        if self._phase is _Phase.WAITING:
            self._dial()
        self._settle(now)

    def leave(self, now: Moment) -> None:
        """The person leaves."""
        if self._phase in (_Phase.ENTERING, _Phase.INSIDE):
            self._session.quit("Leaving")
            self._phase = _Phase.LEAVING
            self._deadline = now.mono + QUIT_SECONDS
        elif self._phase not in (_Phase.LEAVING, _Phase.OVER):
            self._finish()
        self._settle(now)

    def tick(self, now: Moment) -> None:
        """Time passed; to be called at `deadline`, or at any time."""
        if now.mono < self.deadline():
            return
        match self._phase:
            case _Phase.WAITING:
                self._dial()
            case _Phase.LEAVING:
                self._finish()
            case _Phase.ENTERING if now.mono < self._deadline:
                self._ask_nick_at = _NEVER
                self._session.retry(self._settings.name)
            case _Phase.INSIDE if not self._pinged:
                self._pinged = True
                self._session.ping("alive")
            case _:
                self._break(self._reason or _NO_ANSWER, now)
        self._settle(now)

    # What comes of it

    def deadline(self) -> float:
        """When to call `tick`, in monotonic seconds; infinity: not before something happens."""
        match self._phase:
            case _Phase.INSIDE:
                return self._heard + (DEAD_SECONDS if self._pinged else SILENCE_SECONDS)
            case _Phase.ENTERING:
                return min(self._deadline, self._ask_nick_at)
            case _Phase.WAITING | _Phase.LEAVING:
                return self._deadline
        return _NEVER

    def take_actions(self) -> list[Action]:
        """What is to be done now, in order."""
        actions, self._actions = self._actions, []
        return actions

    def take_events(self) -> list[UiEvent]:
        """What is to be shown now, in order."""
        events = self._events[:]
        self._events.clear()
        return events

    @property
    def over(self) -> bool:
        """We have left, or never got in."""
        return self._phase is _Phase.OVER

    # How

    def _apply(self, event: Event, now: Moment) -> None:
        room = self._attendance.room
        match event:
            case Registered():
                self._session.join(room.name)
            case NickRefused(nick, _, text) if self._been_inside:  # held by our own lost connection, most likely
                self._reason = f"the name {nick} is still in use"
                self._ask_nick_at = now.mono + NICK_RETRY_SECONDS
            case NickRefused(nick, _, text):
                self._refuse(f"{nick}: {readable(text, 200) or 'that name is not free'}", "name")
            case Joined(own=True) if room.is_this(event.room) and self._phase is _Phase.ENTERING:
                self._enter(event, now)
            case Failed(context=context) if self._phase is _Phase.ENTERING and any(map(room.is_this, context)):
                self._break(readable(event.text, 200), now)
            case ServerError(text):
                self._reason = readable(text, 200)
            case _ if self._phase is _Phase.INSIDE:
                self._attendance.apply(event, self._session, now)

    def _enter(self, joined: Joined, now: Moment) -> None:
        room = self._attendance.room
        self._phase = _Phase.INSIDE
        self._entered_at = now.mono
        self._reason = ""
        if not self._been_inside:
            self._been_inside = True
            room.name = joined.room
            self._events.append(Entered())
        room.apply(joined, now.wall)
        self._attendance.enter(self._session, joined.time or now.wall, now)

    def _dial(self) -> None:
        self._phase = _Phase.DIALLING
        self._session = ClientSession(self._identity)
        self._actions.append(Dial(self._settings.host, self._settings.port))

    def _break(self, reason: str, now: Moment) -> None:
        """The connection is of no more use. Who has never been inside is asked again, everyone else waits."""
        where = f"{self._settings.host}:{self._settings.port}"
        if not self._been_inside:
            self._refuse(f"Could not join at {where}: {reason}", "server")
            return
        if now.mono - self._entered_at >= STABLE_SECONDS:
            self._backoff.reset()
        self._entered_at = self._ask_nick_at = _NEVER
        self._attendance.leave()
        self._actions.append(HangUp())
        self._phase = _Phase.WAITING
        self._reason = reason
        self._deadline = now.mono + self._backoff.next()

    def _refuse(self, words: str, about: str) -> None:
        self._actions.append(HangUp())
        self._phase = _Phase.OVER
        sentence = words if words.endswith((".", "!", "?")) else f"{words}."
        self._events.append(Refused(sentence, "name" if about == "name" else "server"))

    def _finish(self) -> None:
        self._actions.append(HangUp())
        self._phase = _Phase.OVER
        self._events.append(Left())

    def _settle(self, now: Moment) -> None:
        """After anything happened: send what the session has to say, and tell the window what changed around it."""
        output = self._session.take_output()
        if output and self._phase in (_Phase.ENTERING, _Phase.INSIDE, _Phase.LEAVING):
            self._actions.append(Transmit(output))
        room = self._attendance.room
        status = Status(
            link=_LINKS.get(self._phase, Link.CONNECTING),
            nick=self._session.nick,
            room=room.name,
            topic=room.topic,
            people=room.people,
            waiting=self._attendance.waiting,
            reason=self._reason,
            retry_at=self._deadline if self._phase is _Phase.WAITING else 0.0,
        )
        if status != self._status and self._phase not in (_Phase.LEAVING, _Phase.OVER):
            self._status = status
            self._events.append(status)


def _username(name: str) -> str:
    """A user name that every server takes."""
    letters = "".join(c for c in name if c.isascii() and c.isalnum())
    return letters[:_USERNAME_CHARACTERS].lower() or "chorus"
