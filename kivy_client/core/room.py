"""The room as we see it: who is in it, its topic, and the timeline. Pure: protocol events in, splices out.

Only what concerns our room, or what is said to us alone, is shown. Text is made readable here, on its way in.
"""

from __future__ import annotations

from collections.abc import Sequence

from ircwire.casemapping import fold
from ircwire.client_events import (
    Event,
    HasQuit,
    Joined,
    MemberList,
    MessageReceived,
    Parted,
    Renamed,
    ServerNotice,
    TopicChanged,
)
from ircwire.text import action_of
from kivy_client.core.plaintext import readable, readable_name
from kivy_client.core.timeline import Entry, Shape, Splice, State, Timeline

MOST_PEOPLE = 100_000
_SHAPES: dict[str, Shape] = {"PRIVMSG": "message", "ACTION": "action", "NOTICE": "notice"}


class Room:
    """One room, over any number of connections. `wall`: microseconds since 1970, for what comes without a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.topic = ""
        self.timeline = Timeline()
        self._people: set[str] = set()

    @property
    def people(self) -> int:
        return len(self._people)

    def is_this(self, name: str) -> bool:
        return fold(name) == fold(self.name)

    def apply(self, event: Event, wall: int) -> list[Splice]:
        """Follow an event of the live conversation; our own messages are `Outbox` affairs first."""
        match event:
            case MessageReceived():
                return self.timeline.add([self.entry(event, wall)]) if self._concerns(event) else []
            case Joined(room, nick, own, time) if self.is_this(room):
                self._come(nick)
                return [] if own else self.tell(f"{readable_name(nick)} has joined", time or wall)
            case Parted(room, nick, by, reason, _, time) if self.is_this(room):
                return self._left(nick, _why_parted(by, reason), time or wall)
            case HasQuit(nick, reason, time):
                return self._left(nick, _because("has left", reason), time or wall)
            case Renamed(nick, new, _, time):
                return self._renamed(nick, new, time or wall)
            case TopicChanged(room, text, by, time) if self.is_this(room):
                self.topic = readable(text)
                return self.tell(_topic_words(readable_name(by), self.topic), time or wall) if by else []
            case MemberList(room, members) if self.is_this(room):
                self._people = {fold(member.nick) for member in members[:MOST_PEOPLE]}
            case ServerNotice(text):
                return self.timeline.add([Entry("notice", "", readable(text), wall)])
        return []

    def add_history(self, messages: Sequence[MessageReceived], wall: int, *, gap: bool) -> list[Splice]:
        """A page of history. `gap`: something between what we had and this page is gone for good."""
        entries = [self.entry(message, wall) for message in messages]
        if gap:
            before = entries[0].time if entries else wall
            entries.insert(0, Entry("happening", "", "Messages may be missing here", before))
        return self.timeline.add(entries)

    def tell(self, words: str, time: int) -> list[Splice]:
        """Show that something happened."""
        return self.timeline.add([Entry("happening", "", words, time)])

    def hold(self, send_id: str, nick: str, text: str, wall: int) -> list[Splice]:
        """Show our own line, which waits for the server."""
        done = action_of(text)
        entry = Entry(
            "message" if done is None else "action", nick, readable(done or text), wall, own=True, state="waiting"
        )
        return self.timeline.hold(send_id, entry)

    def mark(self, send_id: str, state: State) -> list[Splice]:
        return self.timeline.mark(send_id, state)

    def entry(self, message: MessageReceived, wall: int) -> Entry:
        """How a message is shown."""
        shape = _SHAPES[message.kind]
        if not self.is_this(message.target) and shape == "message":
            shape = "private"
        return Entry(
            shape,
            readable_name(message.nick),
            readable(message.text),
            wall if message.time is None else message.time,
            own=message.own,
            msgid=message.msgid,
        )

    def _concerns(self, message: MessageReceived) -> bool:
        """What is said here, or to us alone; not what an own message to a person echoes."""
        return self.is_this(message.target) or not (message.own or message.target.startswith("#"))

    def _come(self, nick: str) -> None:
        if len(self._people) < MOST_PEOPLE:
            self._people.add(fold(nick))

    def _left(self, nick: str, words: str, time: int) -> list[Splice]:
        if fold(nick) not in self._people:
            return []
        self._people.discard(fold(nick))
        return self.tell(f"{readable_name(nick)} {words}", time)

    def _renamed(self, nick: str, new: str, time: int) -> list[Splice]:
        if fold(nick) not in self._people:
            return []
        self._people.discard(fold(nick))
        self._come(new)
        return self.tell(f"{readable_name(nick)} is now {readable_name(new)}", time)


def _because(words: str, reason: str) -> str:
    """With the reason, if it says more than that they quit."""
    reason = readable("" if reason == "Quit" else reason.removeprefix("Quit: "), 200)
    return f"{words} ({reason})" if reason else words


def _why_parted(by: str, reason: str) -> str:
    return _because(f"was removed by {readable_name(by)}" if by else "has left", reason)


def _topic_words(by: str, topic: str) -> str:
    return f"{by} set the topic: {topic}" if topic else f"{by} cleared the topic"
