"""The checker must complain of each kind of wrong with a room's lines, and of nothing where all is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.chaos.checker import MOST
from tests.chaos.good_run import LINES, ROOM, Run, complaints_when, line, lines, msgid, visit
from tests.chaos.observations import Connection, Message, Seen


def test_a_good_run_gives_no_complaint() -> None:
    assert Run().check() == []


def lost_from_history(run: Run) -> None:
    for observer in (run.s0, run.s1, run.w, run.p0):
        run.of(observer).lines = [seen for seen in run.of(observer).lines if seen != line(4)]
    for findings in (run.one, run.two):
        findings.histories[ROOM].remove(line(4))


def doubled_in_history(run: Run) -> None:
    again = line(2)._replace(msgid=msgid(LINES))
    for findings in (run.one, run.two):
        findings.histories[ROOM].append(again)


def said_by_nobody(run: Run) -> None:
    ghost = Seen("s0 99", msgid(LINES), "s0", ROOM)
    for findings in (run.one, run.two):
        findings.histories[ROOM].append(ghost)
    for observer in (run.s0, run.s1, run.w, run.p0):
        run.of(observer).lines.append(ghost)


def seen_by_one_only(run: Run) -> None:
    run.of(run.p0).lines.append(Seen("s0 99", msgid(LINES), "s0", ROOM))


def said_by_another(run: Run) -> None:
    run.s0.messages["s0 0"].author = "s1"


def said_elsewhere(run: Run) -> None:
    run.s0.messages["s0 0"].target = "#elsewhere"


def refused_and_said(run: Run) -> None:
    run.s0.messages["s0 0"].refused = True


def acknowledged_under_another_id(run: Run) -> None:
    run.s0.messages["s0 0"].msgids = {msgid(77)}


def a_hole(run: Run) -> None:
    run.of(run.p0).lines.remove(line(4))


def seen_twice(run: Run) -> None:
    run.of(run.p0).lines.insert(2, line(4))


def reordered(run: Run) -> None:
    run.of(run.p0).lines[:] = lines(3, 5, 4)


def reordered_by_an_author(run: Run) -> None:
    run.s1.messages["s1 5"], run.s1.messages["s1 3"] = run.s1.messages["s1 3"], run.s1.messages["s1 5"]
    swapped = {"s1 3": "s1 5", "s1 5": "s1 3"}
    for each in (run.one.histories[ROOM], run.two.histories[ROOM], *(run.of(o).lines for o in (run.s0, run.s1, run.w))):
        each[:] = [seen._replace(text=swapped.get(seen.text, seen.text)) for seen in each]
    run.of(run.p0).lines[:] = run.one.histories[ROOM][3:]
    for message in run.s1.messages.values():
        message.text = swapped.get(message.text, message.text)
        message.msgids = set()
    run.s1.messages = {message.text: message for message in run.s1.messages.values()}


def missed_after_joining(run: Run) -> None:
    run.of(run.p0).lines.pop(0)


def missed_at_the_end(run: Run) -> None:
    run.of(run.p0).lines.pop()


def nothing_seen_at_all(run: Run) -> None:
    run.of(run.p0).lines.clear()


def not_caught_up(run: Run) -> None:
    run.s1.connections[0].visits = [visit(lines(0, 1), lasted=False), visit(lines(4, 5), since=3)]


def caught_up_with_a_hole(run: Run) -> None:
    run.s1.connections[0].visits = [visit(lines(0), lasted=False), visit(lines(5), since=4)]
    run.s1.caught_up[ROOM] = [lines(1, 2, 4)]


def histories_differ(run: Run) -> None:
    run.two.histories[ROOM].pop()


def history_gone(run: Run) -> None:
    run.one.histories.clear()
    run.two.histories.clear()


def answered_twice_when_resent(run: Run) -> None:
    run.s0.connections[0].visits[0].lasted = False
    run.s0.connections.append(Connection([visit([line(2), line(2), *lines(4, 5)], since=3)], resent={"s0 2"}))


def something_odd(run: Run) -> None:
    run.s0.oddities.append("its nick was refused")


WRONGS: list[tuple[Callable[[Run], None], str]] = [
    (lost_from_history, "lost: 's0 4' was acknowledged, but is not in the history"),
    (doubled_in_history, "doubled: the history of #room has 's0 2' 2 times"),
    (said_by_nobody, "from nowhere: the history of #room has 's0 99'"),
    (seen_by_one_only, "from nowhere: p0, connection 1, in #room, 's0 99'"),
    (said_by_another, "the history of #room has 's0 0' as said by s0, but s1 sent it"),
    (said_elsewhere, "the history of #room has 's0 0', which was sent to #elsewhere"),
    (refused_and_said, "the history of #room has 's0 0', which was refused"),
    (acknowledged_under_another_id, "'s0 0' was acknowledged as "),
    (a_hole, "lost: p0, connection 1, in #room, 's0 4' not seen before 's1 5'"),
    (seen_twice, "doubled: p0, connection 1, in #room, 's0 4'"),
    (reordered, "reordered: p0, connection 1, in #room, 's0 4' was seen after 's1 5'"),
    (reordered_by_an_author, "reordered: the history of #room has 's1 3' after number 5 of s1"),
    (missed_after_joining, "lost: p0, connection 1, in #room, 's1 3' came after the JOIN"),
    (missed_at_the_end, "lost: p0, connection 1, in #room, was there to the end"),
    (nothing_seen_at_all, "lost: p0, connection 1, in #room, 's1 3' came after the JOIN"),
    (not_caught_up, "lost: s1 never saw 's0 2' in #room"),
    (caught_up_with_a_hole, "lost: s1, catching up in #room, 's1 3' not seen before 's0 4'"),
    (histories_differ, "the history of #room read at two differs"),
    (history_gone, "'s0 0' was acknowledged, but there is no history of #room"),
    (answered_twice_when_resent, "doubled: s0, connection 2, in #room, 's0 2' was sent again once and answered 2"),
    (something_odd, "s0: its nick was refused"),
]


@pytest.mark.parametrize(("spoil", "complaint"), WRONGS, ids=[spoil.__name__ for spoil, _ in WRONGS])
def test_it_complains(spoil: Callable[[Run], None], complaint: str) -> None:
    found = complaints_when(spoil)
    assert any(each.startswith(complaint) for each in found), found


class TestWhatIsRight:
    def test_a_line_that_was_sent_again_is_answered_out_of_its_place(self) -> None:
        run = Run()
        run.of(run.s0).lasted = False
        again = Connection([visit([line(2), *lines(4, 5)], since=3)], resent={"s0 2"})
        run.s0.connections.append(again)
        assert run.check() == []

    def test_what_was_caught_up_was_seen(self) -> None:
        run = Run()
        run.s1.connections[0].visits = [visit(lines(0, 1), lasted=False), visit(lines(4, 5), since=3)]
        run.s1.caught_up[ROOM] = [lines(2), lines(2, 3, 4)]
        assert run.check() == []

    def test_nobody_has_to_see_what_came_after_they_were_cut_off(self) -> None:
        run = Run()
        run.p0.connections = [Connection([visit(lines(3), since=2, lasted=False)])]
        assert run.check() == []

    def test_two_sessions_of_one_author_may_overtake_each_other(self) -> None:
        run = Run()
        reordered_by_an_author(run)
        run.s1.messages["s1 3"].session = 1
        assert run.check() == []

    def test_what_was_not_acknowledged_may_be_there_or_not(self) -> None:
        run = Run()
        run.s0.messages["s0 0"].msgids.clear()
        run.s0.messages["s0 97"] = Message("s0 97", "s0", ROOM)
        assert run.check() == []


def test_a_report_has_an_end() -> None:
    run = Run()
    run.s0.oddities += [f"odd {number}" for number in range(MOST + 5)]
    assert len(run.check()) == MOST + 1
    assert run.check()[-1] == "and 5 complaints more"
