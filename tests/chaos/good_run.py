"""A run in which all went well, for tests of the checker to spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.chaos.checker import complaints
from tests.chaos.observations import Connection, Findings, Message, Move, Observations, Observer, Seen, Visit

ROOM = "#room"
START = 1_700_000_000_000_000
SECOND = 1_000_000
LINES = 6
"""Said in the room: by s0 and s1 in turn."""


def msgid(number: int) -> str:
    return f"{START + number * SECOND}abcd"


def line(number: int) -> Seen:
    """The room's line of that number (0, 1, ...)."""
    author = f"s{number % 2}"
    return Seen(f"{author} {number}", msgid(number), author, ROOM)


def lines(*numbers: int) -> list[Seen]:
    return [line(number) for number in numbers]


def whisper(number: int) -> Seen:
    """A private line of s0 to s1, said between the room's lines."""
    return Seen(f"s0 {number}", f"{START + number * SECOND - SECOND // 2}abcd", "s0", "s1")


def visit(seen: Iterable[Seen], since: int = -1, *, lasted: bool = True) -> Visit:
    return Visit(ROOM, START + since * SECOND, list(seen), lasted)


class Run:
    """A good run: s0 and s1 say lines in a room and are always there, w sees all, p0 comes late; s0 whispers to s1.
    Tests change it."""

    def __init__(self) -> None:
        everything = lines(*range(LINES))
        self.s0 = Observer("s0", "s0", catches_up=True, rooms={ROOM})
        self.s1 = Observer("s1", "s1", catches_up=True, rooms={ROOM})
        self.w = Observer("w", "w", catches_up=True, rooms={ROOM})
        self.p0 = Observer("p0", "red", rooms={ROOM})
        for seen in everything:
            author = self.s0 if seen.user == "s0" else self.s1
            author.messages[seen.text] = Message(seen.text, seen.user, ROOM, msgids={seen.msgid})
        for number in (11, 12):
            self.s0.messages[f"s0 {number}"] = Message(
                f"s0 {number}", "s0", "s1", "s1", msgids={self.told(number).msgid}
            )
        for observer in (self.s0, self.s1, self.w):
            observer.connections = [Connection([visit(everything)])]
        for observer in (self.s0, self.s1):
            observer.connections[0].private = [self.told(11), self.told(12)]
        self.p0.connections = [Connection([visit(everything[3:], since=2)])]
        self.w.moves = [
            *(Move("LISTED", nick, "", ROOM) for nick in ("s0", "w")),
            Move("JOIN", "s1", "s1", ROOM),
            Move("SAID", "s1", "s1", ROOM),
            Move("JOIN", "green", "p0", ROOM),
            Move("NICK", "green", "p0", new="red"),
        ]
        nicks = ["s0", "s1", "w", "red"]
        self.one = Findings({ROOM: list(everything)}, {ROOM: list(nicks)})
        self.two = Findings({ROOM: list(everything)}, {ROOM: list(nicks)})

    @staticmethod
    def told(number: int) -> Seen:
        """Private lines 11 and 12, said after lines 1 and 2."""
        return whisper(number - 9)._replace(text=f"s0 {number}")

    def of(self, observer: Observer) -> Visit:
        return observer.connections[0].visits[0]

    def check(self) -> list[str]:
        return complaints(
            Observations([self.s0, self.s1, self.w, self.p0], {"one": self.one, "two": self.two}),
        )


def complaints_when(spoil: Callable[[Run], None]) -> list[str]:
    """What the checker says of a good run that was spoilt in this way."""
    run = Run()
    spoil(run)
    return run.check()
