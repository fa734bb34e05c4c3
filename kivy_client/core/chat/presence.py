"""Whether the people we talk with are here, and away: by MONITOR where the server has it, and by WHOIS. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ircwire.client_events import AwayChanged, PresenceChanged, Whois
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.model.conversations import Kind
from kivy_client.core.plaintext import one_line, readable


class Presence:
    """`away`: our own words, "" while we are here; `wanted`: what they are to be, without a connection too."""

    def __init__(self, context: Context, conversations: Conversations) -> None:
        self._context = context
        self._conversations = conversations
        self._watched: set[str] = set()
        self.away = ""
        self.wanted = ""

    def connected(self) -> None:
        """Watch those in the list, the latest first; be away again if we were."""
        self._watched.clear()
        people = [row for row in self._conversations if row.kind is Kind.PERSON]
        people.sort(key=lambda row: row.last.time if row.last else 0, reverse=True)
        self._watch(people)
        if self.wanted and self._context.session is not None:
            self._context.session.set_away(self.wanted)

    def began(self, row: Row) -> None:
        """A talk was begun."""
        if row.kind is Kind.PERSON:
            self._watch([row])

    def ended(self, row: Row) -> None:
        """A talk was closed."""
        if row.key in self._watched and self._context.session is not None:
            self._watched.discard(row.key)
            self._context.session.unwatch([row.name])

    def lost(self) -> None:
        """The connection is gone: nobody is known to be anywhere."""
        self.away = ""
        for row in self._conversations:
            if row.online is not None or row.away:
                row.online, row.away = None, ""
                self._conversations.touch(row)

    def go(self, text: str) -> None:
        """The person is away, or ("") here again."""
        self.wanted = text = readable(one_line(text))
        if self._context.session is not None:
            self._context.session.set_away(text)
        else:
            self._context.toast("You are not connected: it is told once you are" if text else "You are here again")

    def apply(self, event: PresenceChanged | AwayChanged) -> None:
        if isinstance(event, AwayChanged) and event.own:
            self.away = (readable(event.text, 200) or self.wanted or "Away") if event.away else ""
            return
        row = self._conversations.find(event.nick)
        if row is None or row.kind is not Kind.PERSON:
            return
        if isinstance(event, PresenceChanged):
            row.online = event.online
            row.away = row.away if event.online else ""
        else:
            row.away = (readable(event.text, 200) or "Away") if event.away else ""
        self._conversations.touch(row)

    def told(self, whois: Whois) -> None:
        """Somebody is here."""
        row = self._conversations.find(whois.nick)
        if row is not None and row.kind is Kind.PERSON:
            row.online = True
            row.away = (readable(whois.away_text, 200) or "Away") if whois.away else ""
            self._conversations.touch(row)

    def gone(self, nicks: Iterable[str]) -> None:
        """Nobody is called so now."""
        for nick in nicks:
            self.apply(PresenceChanged(nick, online=False))

    def _watch(self, people: list[Row]) -> None:
        session = self._context.session
        if session is None:
            return
        free = max(session.monitor_limit - len(self._watched), 0)
        fresh = [row for row in people if row.key not in self._watched][:free]
        self._watched |= {row.key for row in fresh}
        if fresh:
            session.watch([row.name for row in fresh])
