"""The part of the checker for members: one owner a nick at a time, one QUIT each, equal lists at the end. Pure.

Witnesses are in all rooms for the whole run. What each was told, replayed in order, must never have two who hold one
nick, nobody who comes twice, goes twice or speaks without being there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.chaos.observations import Move, Observations


class _Replay:
    """Who is where, as one witness was told. `holders`: nick to username, "" where only a list named it."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = {}
        self.holders: dict[str, str] = {}

    def apply(self, move: Move) -> str:
        """What is wrong with this move, "" if nothing."""
        if move.kind == "LISTED":
            self.rooms.setdefault(move.room, set()).add(move.nick)
            self.holders.setdefault(move.nick, "")
            return ""
        holder = self.holders.get(move.nick)
        if holder and holder != move.user:
            return f"two owners: the nick {move.nick} is used by {move.user} while {holder} holds it"
        if move.kind == "JOIN":
            return self._join(move)
        if holder is None:
            return f"{move.user} as {move.nick} did {move.kind} {move.room} without being there"
        self.holders[move.nick] = move.user
        return self._known(move)

    def _join(self, move: Move) -> str:
        members = self.rooms.setdefault(move.room, set())
        if move.nick in members:
            return f"{move.user} as {move.nick} joined {move.room}, but was there already"
        members.add(move.nick)
        self.holders[move.nick] = move.user
        return ""

    def _known(self, move: Move) -> str:
        members = self.rooms.get(move.room, set())
        if move.kind in ("PART", "SAID") and move.nick not in members:
            return f"{move.user} as {move.nick} did {move.kind} in {move.room} without being there"
        if move.kind == "PART":
            members.discard(move.nick)
            self._forget_if_nowhere(move.nick)
        elif move.kind == "QUIT":
            for each in self.rooms.values():
                each.discard(move.nick)
            self._forget_if_nowhere(move.nick)
        elif move.kind == "NICK":
            return self._rename(move)
        return ""

    def _rename(self, move: Move) -> str:
        if move.new in self.holders:
            return f"two owners: {move.user} took the nick {move.new} while {self.holders[move.new]} holds it"
        self.holders[move.new] = self.holders.pop(move.nick)
        for members in self.rooms.values():
            if move.nick in members:
                members.remove(move.nick)
                members.add(move.new)
        return ""

    def _forget_if_nowhere(self, nick: str) -> None:
        if not any(nick in members for members in self.rooms.values()):
            self.holders.pop(nick, None)


def move_complaints(witness: str, moves: Sequence[Move]) -> Iterator[str]:
    """What is wrong with what one witness was told."""
    replay = _Replay()
    for move in moves:
        if problem := replay.apply(move):
            yield f"{witness} was told: {problem}"


def list_complaints(observations: Observations) -> Iterator[str]:
    """Every gateway must give the same lists, of all who are there and nobody else; so must the witnesses' replay."""
    there: dict[str, set[str]] = {}
    for observer in observations.observers:
        for room in observer.rooms:
            there.setdefault(room, set()).add(observer.nick)
    for gateway, findings in observations.findings.items():
        for room, nicks in findings.members.items():
            if len(set(nicks)) < len(nicks):
                yield f"{gateway} lists somebody twice in {room}: {', '.join(sorted(nicks))}"
            yield from _difference(f"the list of {room} at {gateway}", set(nicks), there.get(room, set()))
    for observer in observations.observers:
        if observer.moves:
            replay = _Replay()
            for move in observer.moves:
                replay.apply(move)
            for room, expected in there.items():
                yield from _difference(
                    f"{room} as {observer.name} was told of it", replay.rooms.get(room, set()), expected
                )


def _difference(what: str, found: set[str], expected: set[str]) -> Iterator[str]:
    if found - expected:
        yield f"members differ: {what} has {', '.join(sorted(found - expected))}, who are not there"
    if expected - found:
        yield f"members differ: {what} lacks {', '.join(sorted(expected - found))}"
