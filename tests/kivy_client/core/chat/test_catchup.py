"""What was missed is fetched, page by page, nothing twice; what cannot be is shown as a gap."""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import EndReached, Opened
from tests.kivy_client.core.chat.stage import ECHO, Stage

MakeStage = Callable[..., Stage]
GAP = "Messages may be missing here"


def asked(stage: Stage) -> list[str]:
    """The history requests sent, and forget them."""
    return [line.removeprefix("CHATHISTORY ") for line in stage.take_sent() if line.startswith("CHATHISTORY")]


def numbered(first: int, last: int) -> list[str]:
    return [f"{number} bob m{number}" for number in range(first, last + 1)]


def texts(first: int, last: int) -> list[str]:
    return [f"m{number}" for number in range(first, last + 1)]


def away(stage: Stage) -> None:
    """Seen m5; then the connection is lost and stands again, and nobody wrote to us alone."""
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    assert not stage.happenings[1:]


def test_the_first_visit_reads_the_newest_page(stage: Stage) -> None:
    stage.connect()
    stage.enter()
    stage.targets()
    assert asked(stage) == ["LATEST #lobby * 10"]
    stage.page(*numbered(1, 10))
    assert stage.texts == texts(1, 10)
    assert stage.rows["#lobby"].unread == 0, "what was said before we came is not unread"


def test_after_a_broken_connection_what_was_missed_joins_what_is_here(stage: Stage) -> None:
    away(stage)
    assert asked(stage) == ["LATEST #lobby msgid=5 10"]
    stage.page(*numbered(6, 7))
    assert stage.texts == texts(5, 7)
    assert asked(stage) == []
    assert GAP not in stage.happenings


def test_a_long_absence_is_filled_page_by_page_backwards(stage: Stage) -> None:
    away(stage)
    stage.take_sent()
    stage.page(*numbered(26, 35))
    assert stage.texts == ["m5", *texts(26, 35)]
    assert stage.happenings[-1] == GAP
    assert asked(stage) == ["BEFORE #lobby msgid=26 10"]
    stage.page(*numbered(16, 25))
    assert asked(stage) == ["BEFORE #lobby msgid=16 10"]
    stage.page(*numbered(6, 15))
    assert asked(stage) == ["BEFORE #lobby msgid=6 10"]
    stage.page("5 bob m5")
    assert stage.texts == texts(5, 35)
    assert GAP not in stage.happenings


def test_a_live_line_that_comes_before_the_page_hides_no_gap(stage: Stage) -> None:
    away(stage)
    stage.take_sent()
    stage.say("30 bob m30")
    assert stage.happenings[-1] == GAP
    stage.kill()
    stage.begin()
    stage.do(ask.Open("#lobby"))
    assert GAP in stage.happenings, "it is on the disk, whatever happens"
    stage.connect()
    stage.enter()
    stage.targets()
    stage.take_sent()
    stage.page()
    assert asked(stage) == ["BEFORE #lobby msgid=30 10"], "what is open is filled without being opened again"
    stage.page(*numbered(5, 9))
    assert GAP not in stage.happenings
    assert stage.texts == [*texts(5, 9), "m30"]


def test_without_history_a_gap_is_shown_and_stays(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit("bob")
    stage.say("5 bob m5")
    stage.lose()
    stage.return_()
    stage.enter("bob")
    assert asked(stage) == []
    stage.say("30 bob m30")
    shown = [entry.text for entry in stage.view if entry.parts == () or entry.text == GAP]
    assert shown[-3:] == ["m5", GAP, "m30"]
    stage.say("31 bob m31")
    assert stage.happenings.count(GAP) == 1


def test_a_server_that_has_forgotten_the_message_is_asked_by_its_time_and_then_for_the_newest(stage: Stage) -> None:
    away(stage)
    stage.take_sent()
    stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR LATEST #lobby :No")
    assert asked(stage) == ["LATEST #lobby timestamp=2026-01-31T10:00:05.000Z 10"]
    stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR LATEST #lobby :No")
    assert asked(stage) == ["LATEST #lobby * 10"]
    stage.page(*numbered(40, 49))
    assert stage.happenings[-1] == GAP
    stage.take_sent()
    stage.page()
    assert GAP not in stage.happenings, "the server says that there is nothing in between"


def test_scrolling_up_reads_the_store_first_then_the_server(stage: Stage) -> None:
    stage.connect()
    stage.enter()
    stage.targets()
    stage.page(*numbered(41, 50))
    stage.take_sent()
    stage.do(ask.LoadOlder("#lobby"))
    assert asked(stage) == ["BEFORE #lobby msgid=41 10"]
    stage.page(*numbered(31, 40))
    assert stage.texts == texts(31, 50)
    stage.do(ask.LoadOlder("#lobby"))
    stage.page()
    assert stage.told(EndReached) == [EndReached("#lobby")]
    stage.kill()
    stage.begin()
    stage.do(ask.Open("#lobby"))
    assert stage.texts == texts(31, 50)
    stage.do(ask.LoadOlder("#lobby"))
    assert stage.told(EndReached) == [EndReached("#lobby")], "that is known, offline too"


def test_what_is_asked_offline_is_read_once_we_are_back(stage: Stage) -> None:
    stage.connect()
    stage.enter()
    stage.targets()
    stage.page(*numbered(41, 42))
    stage.lose()
    stage.do(ask.LoadOlder("#lobby"))
    assert stage.told(EndReached) == []
    assert "CHATHISTORY BEFORE #lobby msgid=41 10" in stage.return_()
    stage.page("40 bob m40")
    assert stage.texts == texts(40, 42)


def test_who_wrote_while_we_were_away_is_a_talk_with_what_they_said(stage: Stage) -> None:
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    requests = [line for line in stage.return_() if line.startswith("CHATHISTORY")]
    assert requests == ["CHATHISTORY TARGETS timestamp=2026-01-31T09:59:05.000Z timestamp=2100-01-01T00:00:00.000Z 10"]
    stage.targets("#lobby", "ann")
    assert asked(stage) == ["LATEST ann * 10"]
    stage.hear(
        ":s BATCH +h chathistory ann",
        stage.message("20 ann are you there?", batch="h", room="mira"),
        stage.message("21 mira no", batch="h", room="ann"),
        ":s BATCH -h",
    )
    assert (stage.rows["ann"].unread, stage.rows["ann"].mentions) == (1, 1)
    assert stage.alerts == [("ann", "are you there?")]


def test_a_jump_into_the_past_and_back(stage: Stage) -> None:
    stage.visit()
    stage.say(*numbered(1, 300))
    stage.do(ask.JumpTo("#lobby", "50"))
    opened = stage.told(Opened)[-1]
    assert isinstance(opened, Opened)
    assert opened.newer
    assert next(entry for entry in opened.entries if entry.key == opened.focus).text == "m50"
    assert len(stage.texts) == 99
    last = stage.texts[-1]
    stage.say("301 bob m301")
    assert stage.texts[-1] == last, "we look at the past"
    while stage.texts[-1] != "m301":
        stage.do(ask.LoadNewer("#lobby"))
    stage.say("302 bob m302")
    assert stage.texts[-1] == "m302"
    assert stage.texts == texts(int(stage.texts[0][1:]), 302)


def test_a_quoted_message_that_is_not_here_is_fetched_with_what_is_around_it(stage: Stage) -> None:
    stage.visit()
    stage.say(*numbered(400, 402))
    stage.do(ask.JumpTo("#lobby", "50"))
    assert asked(stage) == ["AROUND #lobby msgid=50 10"]
    stage.page(*numbered(45, 54))
    assert stage.texts[:10] == texts(45, 54)
    assert GAP in stage.happenings
    stage.page()  # nothing is in the gap before, nor in the one behind
    stage.page()
    stage.do(ask.JumpTo("#lobby", "7"))
    stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR AROUND #lobby :No")
    assert stage.toasts == ["That message is not kept any more."]


def test_a_history_nobody_asked_for_is_not_taken(stage: Stage) -> None:
    stage.visit()
    stage.page("1 eve forged")
    stage.page("1 eve forged", room="#elsewhere")
    assert stage.texts == []


def test_a_server_that_does_not_answer_holds_nothing_up(stage: Stage) -> None:
    stage.connect()
    stage.enter()
    stage.take_sent()
    stage.wait(21)
    assert asked(stage) == ["LATEST #lobby * 10"], "who wrote was not answered: the next question comes"


def test_what_happened_meanwhile_is_shown_once(stage: Stage) -> None:
    stage.visit()
    joined = "@msgid=8;time=2026-01-31T10:00:08.000Z{} :ann!ann@h JOIN #lobby"
    stage.hear(joined.format(""))
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    stage.hear(":s BATCH +h chathistory #lobby", joined.format(";batch=h"), ":s BATCH -h")
    assert stage.happenings[1:] == ["ann has joined"]
