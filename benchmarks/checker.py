"""The checker: from what was sent to a room and what its observers read, what was lost, doubled or reordered. Pure.

Messages of a room are numbered 0, 1, 2, … over all its senders. An observer must read each of them once, but none of
its own. Two of one sender keep their order, and all observers of a room read all messages in one order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_MOST_PROBLEMS = 5
"""So many are told in words; all are counted."""


@dataclass(slots=True)
class Verdict:
    """`problems`: the first few, in words."""

    checked: int = 0
    lost: int = 0
    doubled: int = 0
    """Also what nobody sent."""
    reordered: int = 0
    problems: list[str] = field(default_factory=list)

    def complain(self, problem: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)


def check_room(
    verdict: Verdict, room: str, senders: Sequence[int], sent: int, read: Mapping[int, Sequence[int]]
) -> None:
    """Check one room. `senders`: clients, message n being of the one at n modulo their number; `read`: for each
    observer the numbers it read, in order."""
    reference: Sequence[int] = ()
    for observer, numbers in read.items():
        verdict.checked += len(numbers)
        _check_once(verdict, f"{room}, client {observer}", observer, senders, sent, numbers)
        _check_order(verdict, f"{room}, client {observer}", len(senders), numbers)
        if reference:
            _check_same(verdict, f"{room}, client {observer}", reference, numbers)
        else:
            reference = numbers


def check_count(verdict: Verdict, room: str, client: int, expected: int, counted: int) -> None:
    """Of a client that is no observer only the number of lines is known."""
    if counted < expected:
        verdict.lost += expected - counted
        verdict.complain(f"{room}, client {client}: {expected - counted} of {expected} lines never came")
    elif counted > expected:
        verdict.doubled += counted - expected
        verdict.complain(f"{room}, client {client}: {counted - expected} lines more than the {expected} that were sent")


def _check_once(
    verdict: Verdict, where: str, observer: int, senders: Sequence[int], sent: int, numbers: Sequence[int]
) -> None:
    times = Counter(numbers)
    for number in range(sent):
        if senders[number % len(senders)] == observer:
            continue
        seen = times.pop(number, 0)
        if not seen:
            verdict.lost += 1
            verdict.complain(f"{where}: message {number} never came")
        elif seen > 1:
            verdict.doubled += seen - 1
            verdict.complain(f"{where}: message {number} came {seen} times")
    for number, seen in times.items():
        verdict.doubled += seen
        verdict.complain(f"{where}: message {number} came, and should not have")


def _check_order(verdict: Verdict, where: str, senders: int, numbers: Sequence[int]) -> None:
    """Each sender's messages come in the order in which it sent them."""
    newest: dict[int, int] = {}
    for number in numbers:
        sender = number % senders
        if number < newest.get(sender, -1):
            verdict.reordered += 1
            verdict.complain(f"{where}: message {number} came after {newest[sender]} of the same sender")
        newest[sender] = number


def _check_same(verdict: Verdict, where: str, reference: Sequence[int], numbers: Sequence[int]) -> None:
    """What two observers both read, they read in the same order."""
    place = {number: position for position, number in enumerate(reference)}
    before = -1
    for number in numbers:
        position = place.get(number, before)
        if position < before:
            verdict.reordered += 1
            verdict.complain(f"{where}: message {number} came later than another observer read it")
        before = position
