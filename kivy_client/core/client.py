"""The app without its window: commands in, events out, over one store and one server at a time. Pure: the engine gives
it the time and the bytes, and carries out its actions.

Here servers are gone to and forgotten. How one is reached is `account`'s affair, what goes on there `chat`'s. And here
it goes on after a failure: where the store took nothing of what was done, what is in memory is thrown away too.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace

from kivy_client.core.account.actions import Action, HangUp
from kivy_client.core.account.liveness import Sleep
from kivy_client.core.account.participant import Participant
from kivy_client.core.account.phases import LINKS, Phase
from kivy_client.core.account.saved import SavedServers
from kivy_client.core.account.sessions import can_be_sent, features, session_for
from kivy_client.core.account.visit import Careful
from kivy_client.core.chat.chat import Chat
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.names import Names
from kivy_client.core.chat.pace import Pace
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link, Linked, Loaded, ServersChanged, Toast, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store, StoreDamaged, StoreError

MOST_FAILURES = 1
"""After more mistakes of ours at one server, what it says that cannot be handled is left out."""
_NEVER = float("inf")
_log = logging.getLogger(__name__)


class Client:
    """`new_id` makes unguessable words; `random` gives numbers from 0 up to 1. Events go to `show`, in order.

    Its methods raise `StoreDamaged`, and another `StoreError` if the store cannot be read; `begin_again` and what it is
    called by have dealt with all others.
    """

    def __init__(
        self,
        store: Store,
        show: Callable[[UiEvent], None],
        new_id: Callable[[], str],
        random: Callable[[], float],
    ) -> None:
        self._store = store
        self._show = show
        self._new_id = new_id
        self._random = random
        self._preferences = store.preferences.load()
        self._context: Context | None = None
        self._chat: Chat | None = None
        self._participant: Participant | None = None
        self._actions: list[Action] = []
        self._linked: Linked | None = None
        self._hidden = False
        self._saved = SavedServers(store, show, new_id)
        self._failures = 0
        self._complaints = Pace(1, 5.0)
        self._sleep = Sleep()
        self.over = False
        """We have left: nothing more is done or told."""

    def start(self, now: Moment, server: Server | None = None, warning: str = "") -> None:
        """Tell what the store has, and go to the server used last, or to `server`."""
        there = None
        if server is not None and self._saved.usable(server):
            there, trouble = self._saved.started_with(server, now.wall)
            warning = f"{warning} {trouble}".strip()
        self._go(there or self._saved.last(now.wall), now, warning)

    # What the window asks

    def do(self, command: ask.Command, now: Moment) -> None:
        """Carry it out. What the store cannot keep is told; nothing else changes by it."""
        self._at(now)
        if self.over:
            return
        try:
            self._do(command, now)
            self._settle(now)
        except StoreDamaged:
            raise
        except StoreError as error:
            if self._complaints.allows(now.mono):
                self._show(Toast(str(error)))
        except Exception:
            self._failed("something went wrong inside the app", now)

    def _do(self, command: ask.Command, now: Moment) -> None:
        match command:
            case ask.Connect(server):
                there = self._saved.chosen(server, now.wall)
                if there is not None:
                    self._go(there, now)
            case ask.ForgetServer(number):
                self._forget(number, now)
            case ask.RetryNow():
                if self._participant is not None:
                    self._participant.start(now)
            case ask.Trust(fingerprint):
                if self._participant is not None:
                    self._participant.trust(fingerprint, now)
            case ask.Leave():
                self._leave(now)
            case ask.Prefer():
                self._prefer(command)
            case ask.Background(hidden):
                self._hidden = hidden
                if self._context is not None and self._participant is not None:
                    self._context.hidden = hidden
                    self._participant.watch(now, seen=not hidden)
            case _ if self._chat is not None:
                self._chat.do(command)
                if self._context is not None and self._context.leaving:
                    self._leave(now)

    # What happens to the connection

    def connected(self, now: Moment) -> None:
        """The connection stands."""
        self._happen(now, lambda participant: participant.connected(now))

    def received(self, data: bytes, now: Moment) -> None:
        """The server sent bytes."""
        waiting = self._chat is not None and self._chat.waiting > 0  # then the outbox may change
        try:
            with self._store.together(durable=waiting):
                self._happen(now, lambda participant: participant.received(data, now))
        except StoreDamaged:
            raise
        except StoreError as error:
            self._show(Toast(str(error)))
            self.begin_again(str(error), now)
        except Exception:
            self._failed("the server sent something that this app cannot handle", now)

    def lost(self, reason: str, now: Moment) -> None:
        """The connection broke, or could not be made: `reason` is a short phrase."""
        self._guarded(now, lambda participant: participant.lost(reason, now))

    def untrusted(self, fingerprint: str, reason: str, now: Moment) -> None:
        """Nobody vouches for the server's certificate."""
        promised = self._context is not None and self._saved.is_promised(self._context.server.host, now.wall)
        self._happen(now, lambda participant: participant.untrusted(fingerprint, reason, now, promised=promised))

    def tick(self, now: Moment) -> None:
        """Time passed; to be called at `deadline`, or at any time."""
        if self._sleep.ended(now) and self._participant is not None:
            self._participant.woke(now)
        if now.mono >= self.deadline():
            self._guarded(now, lambda participant: self._tick(participant, now))

    def _tick(self, participant: Participant, now: Moment) -> None:
        if self._chat is not None:
            self._chat.tick()
        participant.tick(now)

    # After a failure

    def _guarded(self, now: Moment, call: Callable[[Participant], None]) -> None:
        """What is no answer to the person, and no news of the server: what the store cannot keep of it is lost."""
        try:
            self._happen(now, call)
        except StoreDamaged:
            raise
        except StoreError as error:
            self.begin_again(str(error), now)
        except Exception:
            self._failed("something went wrong inside the app", now)

    def _failed(self, reason: str, now: Moment) -> None:
        """By a mistake of ours; to be called while it is handled."""
        _log.exception("Something could not be handled")
        self._failures += 1
        self.begin_again(reason, now)

    def begin_again(self, reason: str, now: Moment) -> None:
        """What is in memory may be something else than what the store has, so it is read again, and shown. The
        connection is given up, with this reason: what came by it and was not kept will come again."""
        participant, before = self._participant, self._chat
        if participant is None or before is None:
            return
        self._context, chat = self._opened(participant.server, now)
        self._chat, participant.visit = chat, self._visit(chat)
        chat.take_over(before)
        participant.lost(reason, now)
        self._settle(now)

    def tidy(self) -> bool:
        """Do a slice of the store's work that can wait; whether there is more."""
        return self._store.tidy()

    # What comes of it

    def deadline(self) -> float:
        """When to call `tick`, in monotonic seconds; infinity: not before something happens."""
        participant, chat = self._participant, self._chat
        return min(participant.deadline() if participant else _NEVER, chat.deadline if chat else _NEVER)

    def take_actions(self) -> list[Action]:
        """What is to be done now, in order."""
        actions, self._actions = self._actions, []
        if self._participant is not None:
            actions += self._participant.take_actions()
        return actions

    # How

    def _happen(self, now: Moment, call: Callable[[Participant], None]) -> None:
        if self._participant is not None and not self.over:
            self._at(now)
            call(self._participant)
            self._settle(now)

    def _at(self, now: Moment) -> None:
        if self._context is not None:
            self._context.now = now

    def _go(self, server: Server | None, now: Moment, warning: str = "") -> None:
        """Leave where we are, tell what the store has of the server, and connect."""
        self._give_up(now)
        chat = None
        if server is not None:
            self._failures = 0
            self._context, chat = self._opened(server, now)
            self._chat = chat
        self._show(
            Loaded(
                servers=self._store.servers.list(),
                server=server,
                preferences=self._preferences,
                conversations=chat.conversations() if chat else (),
                current=chat.current if chat else "",
                warning=warning,
            )
        )
        if server is not None and chat is not None:
            self._participant = Participant(
                *(server, chat, self._show, session_for, self._keep, self._promised, self._random),
                known=bool(chat.conversations()),
            )
            self._participant.watch(now, seen=not self._hidden)
            self._participant.start(now)
        self._settle(now)

    def _opened(self, server: Server, now: Moment) -> tuple[Context, Chat]:
        """What the store has of a server."""
        names = Names(self._store, server.number)
        context = Context(
            *(self._store, server, self._preferences, self._show, self._new_id, now, server.nick, names),
            hidden=self._hidden,
        )
        return context, Chat(context)

    def _visit(self, chat: Chat) -> Chat | Careful:
        return Careful(chat) if self._failures > MOST_FAILURES else chat

    def _give_up(self, now: Moment) -> None:
        """Leave the present server without waiting."""
        if self._participant is not None:
            with contextlib.suppress(StoreError):  # what cannot be kept now will come again
                self._participant.leave(now)
            self._actions += [*self._participant.take_actions(), HangUp()]
        self._participant = self._chat = self._context = self._linked = None

    def _keep(self, server: Server) -> None:
        """Something of the present server changed."""
        self._store.servers.save(server)
        if self._context is not None:
            self._context.server = server
        self._show(ServersChanged(self._store.servers.list()))

    def _promised(self, seconds: int) -> None:
        """The present server must not be talked to without TLS for so long."""
        if self._context is not None:
            until = self._context.now.wall + seconds * 1_000_000 if seconds else 0
            self._store.traits.secure(self._context.server.number, until)

    def _forget(self, number: int, now: Moment) -> None:
        present = self._context.server.number if self._context is not None else 0
        if number == present:
            self._give_up(now)
        self._store.servers.forget(number)
        if number == present:
            self._go(None, now)
        else:
            self._show(ServersChanged(self._store.servers.list()))

    def _prefer(self, command: ask.Prefer) -> None:
        before, self._preferences = self._preferences, command.preferences
        self._store.preferences.save(command.preferences)
        if self._context is not None and self._chat is not None:
            self._context.preferences = command.preferences
            if before.happenings != command.preferences.happenings:
                self._chat.seen_again()

    def _leave(self, now: Moment) -> None:
        if self._participant is None:
            self.over = True
        else:
            self._participant.leave(now)

    def _settle(self, now: Moment) -> None:
        """After anything happened: tell what changed."""
        participant, chat, context = self._participant, self._chat, self._context
        if participant is None or chat is None or context is None:
            return
        if participant.phase is Phase.OVER:
            self.over = True
        if context.nick != context.server.nick and context.session is not None and context.renamed:
            context.renamed = False
            self._renamed(participant, context.nick)
        self._visit(chat).settle()
        link = LINKS.get(participant.phase)
        if link is None:
            return
        session = context.session
        linked = Linked(
            link=link,
            nick=context.nick,
            network=session.network if session is not None else "",
            waiting=chat.waiting,
            reason="" if link is Link.ONLINE else participant.reason,
            retry_at=participant.retry_at,
            latency=participant.latency,
            away=chat.away,
            secure=participant.server.tls and link is Link.ONLINE,
            features=features(session) if session is not None else frozenset(),
        )
        if linked != self._linked:
            self._linked = linked
            self._show(linked)

    def _renamed(self, participant: Participant, nick: str) -> None:
        """The person asked for this name: it is what they are called at the next start, if one can be."""
        server = replace(participant.server, nick=nick)
        if can_be_sent(server):
            participant.change(server)
