"""The timeline: its order, what it leaves out, and that its splices tell exactly what changed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kivy_client.core.timeline import Entry, Splice, Timeline


def said(number: int, text: str = "", time: int | None = None) -> Entry:
    return Entry("message", "bob", text or str(number), number if time is None else time, msgid=f"{number:04}")


def own(text: str, time: int, *, msgid: str = "") -> Entry:
    return Entry("message", "mira", text, time, own=True, state="kept" if msgid else "waiting", msgid=msgid)


def follow(view: list[Entry], splices: list[Splice]) -> list[Entry]:
    """What a window does with splices."""
    for at, removed, entries in splices:
        assert 0 <= at <= at + removed <= len(view)
        view[at : at + removed] = entries
    return view


def texts(timeline: Timeline) -> list[str]:
    return [entry.text for entry in timeline.entries()]


def test_what_comes_is_shown_last() -> None:
    timeline = Timeline()
    assert timeline.add([said(1)]) == [Splice(0, 0, (said(1),))]
    assert timeline.add([said(2)]) == [Splice(1, 0, (said(2),))]
    assert timeline.newest_msgid == "0002"


def test_a_known_message_is_left_out() -> None:
    timeline = Timeline()
    timeline.add([said(1), said(2)])
    assert timeline.add([said(1), said(2)]) == []
    assert timeline.add([said(1), said(3)]) == [Splice(2, 0, (said(3),))]


def test_history_goes_where_its_time_says_in_few_splices() -> None:
    timeline = Timeline()
    timeline.add([said(5), said(9)])
    assert timeline.add([said(1), said(2), said(7), said(8)]) == [
        Splice(1, 0, (said(7), said(8))),
        Splice(0, 0, (said(1), said(2))),
    ]
    assert texts(timeline) == ["1", "2", "5", "7", "8", "9"]


def test_of_the_same_time_the_server_s_order_holds() -> None:
    timeline = Timeline()
    timeline.add([said(9, time=50), said(3, time=50)])
    timeline.add([said(4, time=50)])
    assert texts(timeline) == ["9", "3", "4"]


def test_a_page_keeps_its_order_even_if_its_times_do_not() -> None:
    timeline = Timeline()
    timeline.add([said(1, time=30), said(2, time=10), said(3, time=20)])
    assert texts(timeline) == ["1", "2", "3"]


def test_own_lines_wait_at_the_end_and_settle_in_their_place() -> None:
    timeline = Timeline()
    timeline.hold("a", own("first", 10))
    timeline.hold("b", own("second", 11))
    timeline.add([said(20)])
    assert texts(timeline) == ["20", "first", "second"]
    assert timeline.settle("a", own("first", 21, msgid="0021")) == [Splice(1, 1, (own("first", 21, msgid="0021"),))]
    assert texts(timeline) == ["20", "first", "second"]
    timeline.settle("b", own("second", 15, msgid="0015"))
    assert texts(timeline) == ["second", "20", "first"]


def test_an_own_line_that_history_has_brought_already_is_seen_once() -> None:
    timeline = Timeline()
    timeline.hold("a", own("hello", 10))
    timeline.add([own("hello", 9, msgid="0009")])
    timeline.settle("a", own("hello", 9, msgid="0009"))
    assert texts(timeline) == ["hello"]


def test_states_of_own_lines() -> None:
    timeline = Timeline()
    timeline.hold("a", own("hello", 10))
    [splice] = timeline.mark("a", "failed")
    assert splice.entries[0].state == "failed"
    assert timeline.mark("a", "failed") == []
    assert timeline.mark("unknown", "failed") == []
    timeline.settle("a")
    assert timeline.entries()[0].state == "kept"


def test_the_oldest_are_let_go() -> None:
    timeline = Timeline(most=10)
    view: list[Entry] = []
    for number in range(100):
        follow(view, timeline.add([said(number)]))
        assert len(view) <= 10
    assert view == list(timeline.entries())
    assert view[-1] == said(99)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.integers(0, 40), max_size=6)),
        st.tuples(st.just("hold"), st.integers(0, 5)),
        st.tuples(st.just("settle"), st.integers(0, 5)),
        st.tuples(st.just("mark"), st.integers(0, 5)),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(STEPS)
def test_splices_tell_exactly_what_changed(steps: list[tuple[str, list[int] | int]]) -> None:
    timeline, view = Timeline(most=12), list[Entry]()
    held = set[int]()
    for step, what in steps:
        match step, what:
            case "add", list():
                follow(view, timeline.add([said(number) for number in what]))
            case "hold", int() if what not in held:
                held.add(what)
                follow(view, timeline.hold(str(what), own("mine", what)))
            case "settle", int() if what in held:
                held.discard(what)
                follow(view, timeline.settle(str(what), own("mine", what, msgid=f"m{what}")))
            case "mark", int():
                follow(view, timeline.mark(str(what), "failed"))
        assert view == list(timeline.entries())
    msgids = [entry.msgid for entry in view if entry.msgid]
    assert len(msgids) == len(set(msgids))
