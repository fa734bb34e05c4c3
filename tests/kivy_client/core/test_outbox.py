"""The outbox: nothing lost, nothing twice."""

from __future__ import annotations

from kivy_client.core.outbox import MOST_LINES, REMEMBERED_MICROS, Outbox


def outbox(*texts: str) -> Outbox:
    box = Outbox()
    for number, text in enumerate(texts):
        box.add(f"id{number}", "#lobby", text)
    return box


def sent(box: Outbox, *, repeatable: bool = True, wall: int = 1) -> list[str]:
    return [line.text for line in box.take_queued(wall, repeatable=repeatable)]


def test_lines_are_sent_once_in_order() -> None:
    box = outbox("a", "b")
    assert sent(box) == ["a", "b"]
    assert sent(box) == []
    assert len(box) == 2


def test_an_echo_acknowledges() -> None:
    box = outbox("a", "b")
    sent(box)
    line = box.acknowledge("id0")
    assert line is not None
    assert line.text == "a"
    assert box.acknowledge("id0") is None
    assert len(box) == 1


def test_with_send_once_what_was_not_acknowledged_is_sent_again() -> None:
    box = outbox("a", "b")
    sent(box)
    box.acknowledge("id0")
    box.add("id2", "#lobby", "c")
    assert box.connection_lost() == []
    assert sent(box) == ["b", "c"]


def test_without_send_once_nothing_is_repeated() -> None:
    box = outbox("a")
    sent(box, repeatable=False)
    [line] = box.connection_lost()
    assert (line.text, line.state) == ("a", "unsure")
    assert len(box) == 0
    assert sent(box) == []


def test_without_send_ids_echoes_are_matched_by_text_oldest_first() -> None:
    box = outbox("a", "b", "a")
    assert box.acknowledge_text("#lobby", "a") is None, "nothing was sent yet"
    sent(box, repeatable=False)
    first, second = box.acknowledge_text("#lobby", "a"), box.acknowledge_text("#lobby", "a")
    assert first is not None
    assert second is not None
    assert (first.send_id, second.send_id) == ("id0", "id2")
    assert box.acknowledge_text("#other", "b") is None


def test_an_unsure_line_that_history_shows_is_acknowledged_after_all() -> None:
    box = outbox("a")
    sent(box, repeatable=False)
    box.connection_lost()
    assert box.acknowledge_text("#lobby", "a") is not None


def test_a_refusal_that_names_no_line_concerns_the_oldest_sent_there() -> None:
    box = outbox("a", "b")
    assert box.refuse("#lobby") is None
    sent(box, repeatable=False)
    line = box.refuse("#lobby")
    assert line is not None
    assert line.text == "a"
    assert box.refuse("#other") is None


def test_a_server_with_send_once_names_the_line_it_refuses() -> None:
    box = outbox("a")
    sent(box)
    assert box.refuse("#lobby") is None


def test_a_line_is_not_sent_again_to_a_server_without_send_once() -> None:
    box = outbox("a")
    sent(box)
    box.connection_lost()
    box.add("new", "#lobby", "b")
    assert [line.text for line in box.give_up_stale(2, repeatable=False)] == ["a"]
    assert sent(box, repeatable=False) == ["b"]


def test_a_line_is_not_sent_again_once_its_send_id_is_forgotten() -> None:
    box = outbox("a")
    sent(box, wall=5)
    box.connection_lost()
    assert box.give_up_stale(5 + REMEMBERED_MICROS, repeatable=True) == []
    assert [line.text for line in box.give_up_stale(6 + REMEMBERED_MICROS, repeatable=True)] == ["a"]
    assert sent(box) == []


def test_it_is_bounded() -> None:
    assert not outbox("a").full
    assert outbox(*map(str, range(MOST_LINES))).full
