"""The window of a conversation: whatever changes, its splices make the view; keys stay; the order is the store's."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kivy_client.core.chat.draw import entry_of
from kivy_client.core.chat.timeline import Timeline
from kivy_client.core.model.entries import Entry, Quote, Splice
from kivy_client.core.store.rows import Message


def said(row: int, text: str = "", **more: str) -> Message:
    return Message(row * 1000, "bob", text or f"m{row}", row=row, msgid=f"id{row}", **more)  # type: ignore[arg-type]


def came(row: int, nick: str = "ann", kind: str = "came") -> Message:
    return Message(row * 1000, nick, f"{nick} {kind}", "happening", kind=kind, row=row)


def pending(key: str) -> Entry:
    return Entry(key, "message", "mira", key, 0, own=True, state="waiting")


class View:
    """A timeline, and what its splices make."""

    def __init__(self, messages: Iterable[Message] = (), most: int = 5000) -> None:
        self.timeline = Timeline(lambda key, some: entry_of(key, some, Quote), most)
        self.shown = list(self.timeline.begin(messages, (), newer=False))

    def apply(self, splices: Iterable[Splice]) -> None:
        for splice in splices:
            assert 0 <= splice.at <= splice.at + splice.removed <= len(self.shown)
            self.shown[splice.at : splice.at + splice.removed] = splice.entries
        assert tuple(self.shown) == self.timeline.entries()
        keys = [entry.key for entry in self.shown]
        assert len(keys) == len(set(keys))

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.shown]


def test_messages_go_where_the_store_has_them() -> None:
    view = View([said(10), said(30)])
    view.apply(view.timeline.add([said(40), said(20), said(5)]))
    assert view.texts == ["m5", "m10", "m20", "m30", "m40"]
    view.apply(view.timeline.add([said(20)]))
    assert len(view.shown) == 5


def test_a_run_of_messages_is_one_splice() -> None:
    view = View([said(100)])
    assert len(view.timeline.add([said(number) for number in range(1, 51)])) == 1


def test_comings_and_goings_fold_and_keep_their_key() -> None:
    view = View([said(1), came(10)])
    key = view.shown[1].key
    view.apply(view.timeline.add([came(11, "bob"), came(12, "ann", "went")]))
    assert view.texts == ["m1", "ann came and went; bob joined"]
    assert view.shown[1].key == key
    assert [part.nick for part in view.shown[1].parts] == ["ann", "bob", "ann"]
    view.apply(view.timeline.add([said(11_000), came(9, "cid")]))
    assert view.texts[1] == "cid and bob joined; ann came and went"
    assert view.shown[1].key == key


def test_a_message_between_two_that_were_folded_parts_them() -> None:
    view = View([came(10), came(11, "bob"), came(12, "cid")])
    view.apply(view.timeline.add([came(5, "dan")]))
    view.apply(view.timeline.add([said(7), Message(11_500, "x", "between", row=11_0)]))
    assert view.texts == ["dan came", "m7", "ann, bob and cid joined", "between"]


def test_topics_and_modes_stand_alone() -> None:
    view = View([came(1), came(2, "bob", "topic"), came(3, "cid", "mode"), came(4, "dan")])
    assert len(view.shown) == 4


def test_own_lines_are_last_and_keep_their_key_when_they_are_kept() -> None:
    view = View([said(1)])
    for key in ("oa", "ob"):
        view.apply(view.timeline.hold(pending(key)))
    view.apply(view.timeline.add([said(2)]))
    assert view.texts == ["m1", "m2", "oa", "ob"]
    view.apply(view.timeline.settle("ob", said(4)))
    assert [entry.key for entry in view.shown] == ["r1", "r2", "ob", "oa"]
    view.apply(view.timeline.settle("oa", said(3)))
    assert [entry.key for entry in view.shown] == ["r1", "r2", "oa", "ob"]
    view.apply(view.timeline.drop("nothing"))


def test_what_was_too_much_goes_at_the_end_that_is_not_looked_at() -> None:
    view = View([said(number) for number in range(1, 21)], most=20)
    view.apply(view.timeline.add([said(21)]))
    view.apply(view.timeline.trim(at_start=True))
    assert len(view.shown) <= 20
    assert view.texts[-1] == "m21"
    view.apply(view.timeline.hold(pending("oa")))
    view.apply(view.timeline.add([said(number) for number in range(-30, 1)]))
    view.apply(view.timeline.trim(at_start=False))
    assert view.texts[0] == "m-30"
    assert view.timeline.newer
    assert "oa" not in view.texts, "own lines wait at the end"


def test_a_reply_is_drawn_again_when_its_origin_changes() -> None:
    origin = said(1)
    quotes = {"id1": origin.text}
    timeline = Timeline(lambda key, some: entry_of(key, some, lambda msgid: Quote(msgid, "bob", quotes[msgid])))
    timeline.begin([origin, said(2, reply_to="id1")], (), newer=False)
    quotes["id1"] = "Message removed"
    [splice] = timeline.redraw([one.row for one in timeline.quoting("id1")])
    assert splice.entries[0].quote == Quote("id1", "bob", "Message removed")


_CHANGES = st.lists(
    st.tuples(st.sampled_from(["say", "come", "hold", "settle", "remove", "change", "trim"]), st.integers(1, 60)),
    max_size=60,
)


@given(_CHANGES)
def test_whatever_happens_the_splices_make_the_view(changes: list[tuple[str, int]]) -> None:
    view = View(most=25)
    for change, row in changes:
        timeline = view.timeline
        match change:
            case "say":
                view.apply(timeline.add([said(row), said(row + 1), said(row + 7)]))
            case "come":
                view.apply(timeline.add([came(row), came(row + 2, "bob", "went")]))
            case "hold":
                view.apply(timeline.hold(pending(f"o{row}")))
            case "settle":
                view.apply(timeline.settle(f"o{row}", said(row)))
            case "remove":
                view.apply(timeline.remove(row))
            case "change" if timeline.message(row) is not None and timeline.message(row) == said(row):
                view.apply(timeline.change(said(row, "otherwise")))
            case "trim":
                view.apply(timeline.trim(at_start=True))
    rows = [message.row for slot in view.timeline._slots for message in slot.messages]
    assert rows == sorted(rows)


def test_nothing_is_remembered_of_replies_that_were_let_go() -> None:
    view = View([], most=50)
    for row in range(1, 600):
        view.apply(view.timeline.add([said(row, reply_to=f"gone{row}")]))
        view.apply(view.timeline.trim(at_start=True))
    view.apply(view.timeline.remove(599))
    shown = {f"gone{row}" for row in range(1, 599) if view.timeline.key_of(row)}
    assert set(view.timeline._replies) == shown
    assert 0 < len(shown) <= 50
