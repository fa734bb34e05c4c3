"""One person at one server, over any number of connections. Pure: what happens goes in, with the time.

This is the app's policy of connecting. What is to be done comes out of `take_actions`; what happens once the server has
let us in goes to the `Visit` it was made with (the chat). The protocol is `ircwire`'s, sockets are the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Literal, Protocol

from ircwire.client import ClientSession
from ircwire.client_events import (
    Disconnected,
    Event,
    LoginFailed,
    NickRefused,
    Ponged,
    Ready,
    Registered,
    SecurityDemanded,
    SecurityPromised,
    ServerError,
)
from kivy_client.core.account.actions import Action, Dial, HangUp, Transmit
from kivy_client.core.account.liveness import Liveness
from kivy_client.core.backoff import Backoff
from kivy_client.core.model.events import CertificateAsked, Link, Refused, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.plaintext import readable

ENTER_SECONDS = 20.0
"""Registering may take so long."""
NICK_RETRY_SECONDS = 2.0
"""Our nick may be held by our own lost connection for a while: how often to ask for it again."""
HURRY_SECONDS = 4.0
"""A server that says nothing of capabilities for so long may know of none."""
HURRY_AGAIN_SECONDS = 0.5
"""Likewise, of one that did so before."""
STABLE_SECONDS = 10.0
"""A connection that stood so long was a good one: the next wait is short again."""
QUIT_SECONDS = 2.0
"""How long the server may take to close after QUIT."""
NEVER = float("inf")
_NO_ANSWER = "the server does not answer"


class Phase(Enum):
    """Where we are. IDLE: nothing is tried until the person asks."""

    IDLE = 1
    DIALLING = 2
    ENTERING = 3
    INSIDE = 4
    WAITING = 5
    LEAVING = 6
    OVER = 7


LINKS = {
    Phase.IDLE: Link.NONE,
    Phase.DIALLING: Link.CONNECTING,
    Phase.ENTERING: Link.CONNECTING,
    Phase.INSIDE: Link.ONLINE,
    Phase.WAITING: Link.OFFLINE,
}
_CONNECTED = (Phase.ENTERING, Phase.INSIDE, Phase.LEAVING)


class Visit(Protocol):
    """What is told of the connection: the chat."""

    def enter(self, session: ClientSession) -> None:
        """The server has let us in; `session` may be used until `leave`."""

    def apply(self, event: Event) -> None:
        """Something happened, between `enter` and `leave`."""

    def leave(self) -> None:
        """The connection is gone."""


class Participant:
    """`make_session` gives a fresh session for a server; `save` keeps a changed server (a port, a fingerprint);
    `promised` that it must not be talked to without TLS for so many seconds from now on."""

    def __init__(
        self,
        server: Server,
        visit: Visit,
        show: Callable[[UiEvent], None],
        make_session: Callable[[Server], ClientSession],
        save: Callable[[Server], None],
        promised: Callable[[int], None],
        random: Callable[[], float],
        *,
        known: bool,
    ) -> None:
        self.server = server
        self._visit = visit
        self._show = show
        self._make_session = make_session
        self._save = save
        self._promised = promised
        self._promise: int | None = None
        self._backoff = Backoff(random)
        self._session = make_session(server)
        self._actions: list[Action] = []
        self._known = known
        """We have been inside, now or at an earlier start: then nobody is asked again for a name that was good."""
        self._deadline = self._ask_nick_at = self._hurry_at = self._inside_since = NEVER
        self._life = Liveness()
        self._asked = ""
        self._silent = False
        """The server let us in without a word about capabilities."""
        self.phase = Phase.IDLE
        self.reason = ""

    # What happens

    def start(self) -> None:
        """Begin to connect."""
        if self.phase in (Phase.IDLE, Phase.WAITING):
            self._dial()

    def connected(self, now: Moment) -> None:
        """The connection stands."""
        if self.phase is Phase.DIALLING:
            self.phase = Phase.ENTERING
            self._deadline = now.mono + ENTER_SECONDS
            self._hurry_at = now.mono + (HURRY_AGAIN_SECONDS if self._silent else HURRY_SECONDS)
            self._life.begin(now.mono)
            self.reason = ""
            self._transmit(self._session.connected())

    def received(self, data: bytes, now: Moment) -> None:
        """The server sent bytes."""
        self._life.heard(now.mono)
        for event in self._session.receive(data):
            if self.phase in (Phase.ENTERING, Phase.INSIDE):
                self._apply(event, now)

    def lost(self, reason: str, now: Moment) -> None:
        """The connection broke, or could not be made: `reason` is a short phrase."""
        if self.phase is Phase.LEAVING:
            self._finish()
        elif self.phase in (Phase.DIALLING, Phase.ENTERING, Phase.INSIDE):
            for event in self._session.closed(reason):
                if isinstance(event, Disconnected):
                    reason = readable(event.reason, 200)
            self._break(reason, now)

    def untrusted(self, fingerprint: str, reason: str) -> None:
        """Nobody vouches for the server's certificate, or it is not the one trusted: the person decides."""
        if self.phase is Phase.DIALLING:
            self.phase = Phase.IDLE
            self.reason = reason
            self._asked = fingerprint
            self._show(CertificateAsked(self.server.host, fingerprint, self.server.fingerprint, reason))

    def trust(self, fingerprint: str) -> None:
        """The person has decided; "": they do not trust it."""
        asked, self._asked = self._asked, ""
        if not asked:
            return
        if fingerprint != asked:
            self._refuse("The server's certificate is not trusted.", "server")
            return
        self.change(replace(self.server, fingerprint=fingerprint))
        self._dial()

    def retry_now(self) -> None:
        """The person does not want to wait for the next attempt."""
        self.start()

    def watch(self, *, seen: bool) -> None:
        """Whether somebody looks at the app."""
        self._life.watched = seen

    def leave(self, now: Moment) -> None:
        """The person leaves."""
        if self.phase in (Phase.ENTERING, Phase.INSIDE):
            if self.phase is Phase.INSIDE:
                self._visit.leave()
            self._renew_promise()
            self._session.quit("Leaving")
            self.phase = Phase.LEAVING
            self._deadline = now.mono + QUIT_SECONDS
        elif self.phase not in (Phase.LEAVING, Phase.OVER):
            self._finish()

    def change(self, server: Server) -> None:
        """Something of the server is to be remembered."""
        self.server = server
        self._save(server)

    def tick(self, now: Moment) -> None:
        """Time passed; to be called at `deadline`, or at any time."""
        if now.mono < self.deadline():
            return
        match self.phase:
            case Phase.WAITING:
                self._dial()
            case Phase.LEAVING:
                self._finish()
            case Phase.ENTERING if now.mono >= self._hurry_at:
                self._hurry_at = NEVER
                self._session.hurry()
            case Phase.ENTERING if now.mono < self._deadline:
                self._ask_nick_at = NEVER
                self._session.retry(self.server.nick)
            case Phase.INSIDE if self._life.asks(now.mono):
                self._session.ping(self._life.token)
            case _:
                self._break(self.reason or _NO_ANSWER, now)

    # What comes of it

    def deadline(self) -> float:
        """When to call `tick`, in monotonic seconds; infinity: not before something happens."""
        match self.phase:
            case Phase.INSIDE:
                return self._life.deadline
            case Phase.ENTERING:
                return min(self._deadline, self._ask_nick_at, self._hurry_at)
            case Phase.WAITING | Phase.LEAVING:
                return self._deadline
        return NEVER

    def take_actions(self) -> list[Action]:
        """What is to be done now, in order."""
        if self.phase in _CONNECTED:
            self._transmit(self._session.take_output())
        actions, self._actions = self._actions, []
        return actions

    @property
    def nick(self) -> str:
        return self._session.nick

    @property
    def latency(self) -> int:
        """Milliseconds that the last PING took, 0 if unknown."""
        return self._life.latency if self.phase is Phase.INSIDE else 0

    @property
    def retry_at(self) -> float:
        return self._deadline if self.phase is Phase.WAITING else 0.0

    # How

    def _apply(self, event: Event, now: Moment) -> None:
        match event:
            case Ready() if self.phase is Phase.ENTERING:
                self._enter(now)
                self._visit.apply(event)
            case Registered():
                self._ask_nick_at = NEVER
            case NickRefused(nick, code, text) if self.phase is Phase.ENTERING:
                self._nick_refused(nick, code, readable(text, 200), now)
            case LoginFailed(_, sentence) if self.phase is Phase.ENTERING:
                self._refuse(readable(sentence, 200), "account")
            case SecurityDemanded(port):
                # Kept once it is said by TLS: on this connection anybody may have said it.
                self.server = replace(self.server, port=port, tls=True)
                self._actions.append(HangUp())
                self._dial()
            case SecurityPromised(seconds):
                self._promise = seconds
                self._promised(seconds)
                if seconds:
                    self.change(self.server)
            case Ponged(token) if self._life.answered(token, now.mono):
                pass
            case ServerError(text):
                self.reason = readable(text, 200)
            case _ if self.phase is Phase.INSIDE:
                self._visit.apply(event)

    def _enter(self, now: Moment) -> None:
        self._silent = self._hurry_at == NEVER and not self._session.enabled
        self.phase = Phase.INSIDE
        self._inside_since = now.mono
        self.reason = ""
        self._known = True
        self._ask_nick_at = NEVER
        self._visit.enter(self._session)
        self._life.asks_now(now.mono)
        self._session.ping(self._life.token)

    def _nick_refused(self, nick: str, code: str, text: str, now: Moment) -> None:
        if self._known and code in ("433", "436", "437"):  # held by our own lost connection, most likely
            self.reason = f"the name {readable(nick, 60)} is still in use"
            self._ask_nick_at = now.mono + NICK_RETRY_SECONDS
        else:
            self._refuse(f"{readable(nick, 60)}: {text or 'that name is not free'}", "name")

    def _dial(self) -> None:
        self.phase = Phase.DIALLING
        self._asked = ""
        self._session = self._make_session(self.server)
        server = self.server
        self._actions.append(Dial(server.host, server.port, server.tls, server.fingerprint))

    def _break(self, reason: str, now: Moment) -> None:
        """The connection is of no more use. Who has never been inside is asked again, everyone else waits."""
        if not self._known:
            self._refuse(f"Could not join at {self.server.host}:{self.server.port}: {reason}", "server")
            return
        if now.mono - self._inside_since >= STABLE_SECONDS:
            self._backoff.reset()
        inside = self.phase is Phase.INSIDE
        self._renew_promise()
        self._inside_since = self._ask_nick_at = NEVER
        self._actions.append(HangUp())
        self.phase = Phase.WAITING
        self.reason = reason
        self._deadline = now.mono + self._backoff.next()
        if inside:
            self._visit.leave()

    def _renew_promise(self) -> None:
        """It counts from the end of the connection (IRCv3 sts)."""
        if self._promise:
            self._promised(self._promise)
        self._promise = None

    def _refuse(self, words: str, about: Literal["name", "server", "account"]) -> None:
        self._actions.append(HangUp())
        self.phase = Phase.IDLE
        self.reason = words.rstrip(".")
        self._show(Refused(words if words.endswith((".", "!", "?")) else f"{words}.", about))

    def _finish(self) -> None:
        self._actions.append(HangUp())
        self.phase = Phase.OVER

    def _transmit(self, data: bytes) -> None:
        if data:
            self._actions.append(Transmit(data))
