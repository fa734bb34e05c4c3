"""One person at one server, over any number of connections. Pure: what happens goes in, with the time.

This is the app's policy of connecting. What is to be done comes out of `take_actions`; what happens once the server has
let us in goes to the `Visit` it was made with (the chat). The protocol is `ircwire`'s, sockets are the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from ircwire import capabilities as caps
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
from kivy_client.core.account.nicks import NickInUse
from kivy_client.core.account.phases import CONNECTED, Phase
from kivy_client.core.account.security import Security
from kivy_client.core.account.visit import Visit
from kivy_client.core.backoff import Backoff
from kivy_client.core.model.events import CertificateAsked, Refused, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.plaintext import readable

DIAL_SECONDS = 90.0
"""Connecting may take so long, with looking up the name and all handshakes."""
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


class Participant:
    """`make_session` gives a fresh session for a server; `save` keeps a changed server (a port, a fingerprint);
    `promised` that it must not be talked to without TLS for so many seconds from now on. `visit` may be replaced by
    another that has not been entered, before `lost`."""

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
        self.visit = visit
        self._show = show
        self._make_session = make_session
        self._save = save
        self._security = Security(promised)
        self._backoff = Backoff(random)
        self._session: ClientSession
        self._actions: list[Action] = []
        self._known = known
        """We have been inside, now or at an earlier start: then nobody is asked again for a name that was good."""
        self._let_in = False
        """We have been inside with this account."""
        self._deadline = self._ask_nick_at = self._hurry_at = self._inside_since = NEVER
        self._in_use = NickInUse()
        self._life = Liveness()
        self._asked = ""
        self._silent = False
        """The server let us in without a word about capabilities."""
        self.phase = Phase.IDLE
        self.reason = ""

    # What happens

    def start(self, now: Moment) -> None:
        """Begin to connect, or do not wait any longer for the next attempt."""
        if self.phase in (Phase.IDLE, Phase.WAITING):
            self._dial(now)

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

    def untrusted(self, fingerprint: str, reason: str, now: Moment, *, promised: bool = False) -> None:
        """Nobody vouches for the server's certificate, or it is not the one trusted: the person decides. Not where the
        host wants to be reached by TLS alone (`promised`, or just now): there is nothing to click away (IRCv3 sts, "No
        immediate user recourse")."""
        if self.phase is not Phase.DIALLING:
            return
        if promised or self._security.demanded:
            self._break(reason, now)
        else:
            self.phase = Phase.IDLE
            self.reason = reason
            self._asked = fingerprint
            self._show(CertificateAsked(self.server.host, fingerprint, self.server.fingerprint, reason))

    def trust(self, fingerprint: str, now: Moment) -> None:
        """The person has decided; "": they do not trust it."""
        asked, self._asked = self._asked, ""
        if not asked:
            return
        if fingerprint != asked:
            self._refuse("The server's certificate is not trusted.", "server")
            return
        self.change(replace(self.server, fingerprint=fingerprint))
        self._dial(now)

    def watch(self, now: Moment, *, seen: bool) -> None:
        """Whether somebody looks at the app."""
        back = seen and not self._life.watched
        self._life.watched = seen
        if back:
            self.woke(now)

    def woke(self, now: Moment) -> None:
        """The device may have slept, and its connection died meanwhile: ask at once."""
        if self.phase is Phase.INSIDE:
            self._life.hurries(now.mono)
            self._session.ping(self._life.token)

    def leave(self, now: Moment) -> None:
        """The person leaves."""
        if self.phase in (Phase.ENTERING, Phase.INSIDE):
            inside = self.phase is Phase.INSIDE
            self._session.quit("Leaving")
            self.phase = Phase.LEAVING
            self._deadline = now.mono + QUIT_SECONDS
            self._left(inside=inside)
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
                self._dial(now)
            case Phase.LEAVING:
                self._finish()
            case Phase.DIALLING:
                self._break(_NO_ANSWER, now)
            case Phase.ENTERING if now.mono >= self._hurry_at:
                self._hurry_at = NEVER
                self._session.hurry()
            case Phase.ENTERING if now.mono < self._deadline:
                self._ask_nick_at = NEVER
                self._session.retry(self._in_use.next(self.server.nick, now.mono))
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
            case Phase.DIALLING | Phase.WAITING | Phase.LEAVING:
                return self._deadline
        return NEVER

    def take_actions(self) -> list[Action]:
        """What is to be done now, in order."""
        if self.phase in CONNECTED:
            self._transmit(self._session.take_output())
        actions, self._actions = self._actions, []
        return actions

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
                self.visit.apply(event)
            case Registered():
                self._ask_nick_at = NEVER
            case NickRefused(nick, code, text) if self.phase is Phase.ENTERING:
                self._nick_refused(nick, code, readable(text, 200), now)
            case LoginFailed(_, sentence) if self.phase is Phase.ENTERING:
                self._login_failed(readable(sentence, 200), now)
            case SecurityDemanded(port):
                self._secure(port, now)
            case SecurityPromised(seconds):
                self._security.promise(self.server, seconds)
                if seconds:
                    self.change(self.server)
            case Ponged(token) if self._life.answered(token, now.mono):
                pass
            case ServerError(text):
                self.reason = readable(text, 200)
            case _ if self.phase is Phase.INSIDE:
                self.visit.apply(event)

    def _enter(self, now: Moment) -> None:
        self._silent = self._hurry_at == NEVER and not self._session.enabled
        self.phase = Phase.INSIDE
        self._inside_since = now.mono
        self.reason = ""
        self._known = self._let_in = True
        self._ask_nick_at = NEVER
        self._in_use.over()
        self.visit.enter(self._session)
        self._life.asks_now(now.mono)
        self._session.ping(self._life.token)

    def _nick_refused(self, nick: str, code: str, text: str, now: Moment) -> None:
        in_use = code in ("433", "436", "437") or self._session.nick != self.server.nick
        if self._known and in_use and self._in_use.refused(now.mono):
            self.reason = f"the name {readable(self.server.nick, 60)} is still in use"
            self._ask_nick_at = now.mono + NICK_RETRY_SECONDS
        else:
            self._refuse(f"{readable(nick, 60)}: {text or 'that name is not free'}", "name")

    def _login_failed(self, sentence: str, now: Moment) -> None:
        """An account that was good a while ago is so again when the server's services are back; what was never good,
        the person must change."""
        if self._let_in or (self._known and caps.SASL not in self._session.enabled):
            self._break(sentence.rstrip("."), now)
        else:
            self._refuse(sentence, "account")

    def _secure(self, port: int, now: Moment) -> None:
        """Come again by TLS. Kept once it is said by TLS: on this connection anybody may have said it."""
        inside = self.phase is Phase.INSIDE
        self.server = replace(self.server, port=port, tls=True)
        self._security.demanded = True
        self._inside_since = self._ask_nick_at = NEVER
        self._actions.append(HangUp())
        self._dial(now)
        self._left(inside=inside)

    def _dial(self, now: Moment) -> None:
        self.phase = Phase.DIALLING
        self._asked = ""
        self._deadline = now.mono + DIAL_SECONDS
        try:
            self._session = self._make_session(self.server)
        except ValueError as error:
            self._refuse(f"{readable(self.server.nick, 60)}: {error}", "name")
            return
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
        self._inside_since = self._ask_nick_at = NEVER
        self._actions.append(HangUp())
        self.phase = Phase.WAITING
        self.reason = reason
        self._deadline = now.mono + self._backoff.next()
        self._left(inside=inside)

    def _left(self, *, inside: bool) -> None:
        """The connection is given up. Comes last, for the store may fail."""
        if inside:
            self.visit.leave()
        self._security.renew()

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
