"""The checker must complain of each kind of wrong with nicks, members and private lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.chaos.good_run import ROOM, Run, complaints_when, lines, msgid, visit
from tests.chaos.observations import Connection, Move, Seen


def two_owners(run: Run) -> None:
    run.w.moves.insert(4, Move("SAID", "s1", "p0", ROOM))


def two_owners_by_joining(run: Run) -> None:
    run.w.moves.insert(4, Move("JOIN", "s1", "p0", ROOM))


def two_owners_by_renaming(run: Run) -> None:
    run.w.moves.append(Move("NICK", "red", "p0", new="s1"))


def joined_twice(run: Run) -> None:
    run.w.moves.append(Move("JOIN", "red", "p0", ROOM))


def quit_twice(run: Run) -> None:
    run.w.moves += [Move("JOIN", "x", "p9", ROOM), Move("QUIT", "x", "p9"), Move("QUIT", "x", "p9")]


def spoke_without_being_there(run: Run) -> None:
    run.w.moves.append(Move("SAID", "x", "p9", ROOM))


def a_member_remains(run: Run) -> None:
    run.one.members[ROOM].append("ghost")


def a_member_is_lacking(run: Run) -> None:
    run.two.members[ROOM].remove("red")


def a_member_is_listed_twice(run: Run) -> None:
    run.two.members[ROOM].append("red")


def a_quit_was_not_told(run: Run) -> None:
    run.w.moves.append(Move("JOIN", "x", "p9", ROOM))


def private_lost(run: Run) -> None:
    run.s1.connections[0].private.pop(0)


def private_doubled(run: Run) -> None:
    run.s1.connections.append(Connection(private=[run.told(12)._replace(msgid=msgid(9))]))


def private_reordered(run: Run) -> None:
    run.s1.connections[0].private.reverse()


def private_from_nowhere(run: Run) -> None:
    run.s1.connections[0].private.append(Seen("s0 98", msgid(9), "s0", "s1"))


def private_to_a_third(run: Run) -> None:
    run.w.connections[0].private = run.s1.connections[0].private
    run.s1.connections[0].private = []


def private_answered_twice(run: Run) -> None:
    run.s0.connections[0].private.append(run.told(12))


def private_refused_and_seen(run: Run) -> None:
    run.s0.messages["s0 11"].refused = True


def private_under_two_ids(run: Run) -> None:
    run.s0.messages["s0 11"].msgids.add(msgid(88))


WRONGS: list[tuple[Callable[[Run], None], str]] = [
    (two_owners, "w was told: two owners: the nick s1 is used by p0 while s1 holds it"),
    (two_owners_by_joining, "w was told: two owners: the nick s1 is used by p0 while s1 holds it"),
    (two_owners_by_renaming, "w was told: two owners: p0 took the nick s1 while s1 holds it"),
    (joined_twice, "w was told: p0 as red joined #room, but was there already"),
    (quit_twice, "w was told: p9 as x did QUIT"),
    (spoke_without_being_there, "w was told: p9 as x did SAID #room without being there"),
    (a_member_remains, "members differ: the list of #room at one has ghost"),
    (a_member_is_lacking, "members differ: the list of #room at two lacks red"),
    (a_member_is_listed_twice, "two lists somebody twice in #room"),
    (a_quit_was_not_told, "members differ: #room as w was told of it has x"),
    (private_lost, "lost: the private line 's0 11' was acknowledged; s1 was there"),
    (private_doubled, "doubled: the private line 's0 12' was seen 2 times, by s1, s1"),
    (private_reordered, "reordered: s1, connection 1, the private line 's0 11'"),
    (private_from_nowhere, "from nowhere: s1, connection 1, the private line 's0 98'"),
    (private_to_a_third, "w, connection 1, saw the private line 's0 11', which was for s1"),
    (private_answered_twice, "doubled: s0, connection 1, its private line 's0 12' was answered twice"),
    (private_refused_and_seen, "the private line 's0 11' was refused, but s1 saw it"),
    (private_under_two_ids, "the private line 's0 11' was acknowledged under 2 ids"),
]


@pytest.mark.parametrize(("spoil", "complaint"), WRONGS, ids=[spoil.__name__ for spoil, _ in WRONGS])
def test_it_complains(spoil: Callable[[Run], None], complaint: str) -> None:
    found = complaints_when(spoil)
    assert any(each.startswith(complaint) for each in found), found


def test_a_receiver_that_was_away_may_miss_a_private_line() -> None:
    run = Run()
    run.s1.connections = [Connection([visit(lines(0, 1))]), Connection([visit(lines(2, 3, 4, 5), since=1)])]
    run.of(run.s1).lasted = False
    run.s1.connections[1].private = [run.told(12)]
    assert run.check() == []
