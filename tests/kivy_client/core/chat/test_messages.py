"""What is said: unread, mentions, alerts, talks, replies, signs, removed messages, typing, drafts, search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kivy_client.core.model import commands as ask
from kivy_client.core.model.entries import Quote, Reaction
from kivy_client.core.model.events import Found, NotTaken, Opened, TypingChanged
from kivy_client.core.model.servers import Preferences
from tests.kivy_client.core.chat.stage import BARE, WALL, Stage

MakeStage = Callable[..., Stage]


def test_what_comes_to_a_conversation_that_is_not_open_is_unread(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob hello", "4 ann mira: look", room="#lobby")
    assert (stage.rows["#lobby"].unread, stage.alerts) == (0, []), "it is open"
    stage.do(ask.Open("bob", "bob"))
    stage.say("5 bob more", "6 ann @mira!", "7 ann miranda")
    row = stage.rows["#lobby"]
    assert (row.unread, row.mentions) == (5, 2), "the window has not said that anything was read"
    assert stage.alerts == [("ann in #lobby", "@mira!")]


def test_reading_counts_down_and_is_told_to_the_server(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Open(""))
    stage.wait(5)
    stage.say("3 bob one", "4 bob two", "5 bob three")
    assert stage.rows["#lobby"].unread == 3
    stage.do(ask.Open("#lobby"))
    opened = stage.told(Opened)[-1]
    assert isinstance(opened, Opened)
    assert next(entry.text for entry in opened.entries if entry.key == opened.unread_from) == "one"
    stage.take_sent()
    stage.do(ask.MarkRead("#lobby", WALL + 4_000_000))
    assert stage.rows["#lobby"].unread == 1
    stage.do(ask.MarkRead("#lobby", WALL + 5_000_000))
    assert stage.rows["#lobby"].unread == 0
    stage.wait(2)
    assert [line for line in stage.take_sent() if "MARKREAD" in line] == [
        "MARKREAD #lobby timestamp=2026-01-31T10:00:04.000Z",
        "MARKREAD #lobby timestamp=2026-01-31T10:00:05.000Z",
    ]


def test_what_was_read_on_another_device_is_read_here(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Open(""))
    stage.say("3 bob one", "4 bob two")
    stage.hear(":s MARKREAD #lobby timestamp=2026-01-31T10:00:03.000Z")
    assert stage.rows["#lobby"].unread == 1


def test_in_the_background_everything_is_unread_and_alerts(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Background(hidden=True))
    stage.wait(5)
    stage.say("3 bob hi", "4 bob mira?")
    assert (stage.rows["#lobby"].unread, stage.rows["#lobby"].mentions) == (2, 1)
    assert stage.alerts == [("bob in #lobby", "mira?")]


def test_muted_conversations_are_silent_and_so_is_who_wants_no_alerts(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Open(""))
    stage.do(ask.SetMuted("#lobby", muted=True))
    stage.say("3 bob mira?")
    assert stage.alerts == []
    stage.do(ask.SetMuted("#lobby", muted=False))
    stage.do(ask.Prefer(Preferences(notify="none")))
    stage.say("4 bob mira?")
    assert stage.alerts == []
    stage.do(ask.Prefer(Preferences(notify="all")))
    stage.say("5 bob anything")
    assert stage.alerts == [("bob in #lobby", "anything")]


def test_a_talk_begins_with_the_first_message(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob psst", room="mira")
    row = stage.rows["bob"]
    assert (row.name, row.unread, row.mentions) == ("bob", 1, 1)
    assert stage.alerts == [("bob", "psst")]
    stage.type("/msg bob yes?")
    [send_id] = stage.send_ids()
    stage.echo("4 mira yes?", send_id, room="bob")
    stage.do(ask.Open("bob"))
    assert stage.texts == ["psst", "yes?"]


def test_a_notice_of_a_stranger_is_for_the_servers_conversation(stage: Stage) -> None:
    stage.visit()
    stage.hear(":NickServ!n@s NOTICE mira :Welcome", ":s NOTICE mira :Maintenance at noon")
    stage.do(ask.Open("*"))
    assert stage.texts == ["Welcome", "Maintenance at noon"]
    stage.type("hello", "*")
    [refused] = stage.told(NotTaken)
    assert isinstance(refused, NotTaken)
    assert (refused.text, refused.why) == ("hello", "Nothing can be said here; commands can: /help lists them.")


def test_a_reply_quotes_its_origin_and_follows_it(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob the origin")
    stage.hear(stage.message("4 ann answer", more=";+reply=3"), stage.message("5 ann lost", more=";+reply=99"))
    assert stage.view[-2].quote == Quote("3", "bob", "the origin")
    assert stage.view[-1].quote == Quote("99")
    stage.hear("@msgid=9 :bob!b@h REDACT #lobby 3 :wrong room")
    assert stage.view[-3].removed
    assert stage.view[-3].text == ""
    assert stage.view[-2].quote == Quote("3", "bob", "Message removed")
    stage.do(ask.Say("#lobby", "me too", reply_to="4"))
    assert "+reply=4" in stage.take_sent()[-1]
    assert stage.view[-1].quote == Quote("4", "ann", "answer")


def test_signs_are_given_and_taken_back(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob nice")
    stage.hear(
        "@+draft/react=👍;+reply=3 :ann!a@h TAGMSG #lobby",
        "@+draft/react=👍;+reply=3 :mira!m@h TAGMSG #lobby",
        "@+draft/react=🎉;+reply=3 :ann!a@h TAGMSG #lobby",
    )
    assert stage.view[-1].reactions == (Reaction("👍", ("ann", "mira"), own=True), Reaction("🎉", ("ann",)))
    stage.wait(1)
    stage.hear("@+draft/unreact=👍;+reply=3 :mira!m@h TAGMSG #lobby")
    assert stage.view[-1].reactions[0] == Reaction("👍", ("ann",))
    stage.do(ask.React("#lobby", "3", "☕"))
    assert "+draft/react=☕" in stage.take_sent()[-1]


def test_without_the_capability_the_person_is_told(make_stage: MakeStage) -> None:
    stage = make_stage(BARE)
    stage.visit()
    stage.hear(":bob!b@h PRIVMSG #lobby :hi")
    stage.do(ask.React("#lobby", "3", "☕"))
    stage.do(ask.Redact("#lobby", "3"))
    assert stage.toasts == ["This server does not carry reactions.", "This server cannot remove messages."]
    stage.do(ask.Typing("#lobby", "active"))
    assert stage.take_sent() == []


def test_own_messages_are_removed_by_the_server_first(stage: Stage) -> None:
    stage.visit()
    stage.say("3 mira oops")
    stage.do(ask.Redact("#lobby", "3", "oops"))
    assert stage.take_sent() == ["REDACT #lobby 3 oops"]
    assert not stage.view[-1].removed
    stage.hear(":s FAIL REDACT REDACT_WINDOW_EXPIRED #lobby 3 :You can no longer delete this message")
    assert stage.toasts == ["#lobby 3: You can no longer delete this message."]
    stage.hear(":mira!m@h REDACT #lobby 3 :oops")
    assert stage.view[-1].removed


def test_typing_is_told_as_often_as_the_specification_allows(stage: Stage) -> None:
    stage.visit()
    for _ in range(10):
        stage.do(ask.Typing("#lobby", "active"))
        stage.wait(1)
    assert len(stage.take_sent()) == 4
    stage.do(ask.Typing("#lobby", "done"))
    stage.do(ask.Typing("#lobby", "done"))
    assert stage.take_sent() == ["@+typing=done TAGMSG #lobby"]
    stage.do(ask.Typing("#lobby", "active"))
    stage.type("said")
    stage.take_sent()
    stage.do(ask.Typing("#lobby", "done"))
    assert stage.take_sent() == [], "the message says so"
    stage.do(ask.Prefer(replace(Preferences(), send_typing=False)))
    stage.do(ask.Typing("#lobby", "active"))
    assert stage.take_sent() == []


def test_who_writes_is_believed_for_a_while(stage: Stage) -> None:
    stage.visit()
    stage.hear("@+typing=active :bob!b@h TAGMSG #lobby", "@+typing=active :ann!a@h TAGMSG #lobby")
    stage.say("3 bob here")
    stage.wait(7)
    told = [event.nicks for event in stage.told(TypingChanged) if isinstance(event, TypingChanged)]
    assert told == [("bob", "ann"), ("ann",), ()]


def test_a_draft_and_what_is_pinned_outlive_the_app(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.SetDraft("#lobby", "half"))
    stage.do(ask.SetPinned("#lobby", pinned=True))
    stage.kill()
    stage.begin()
    assert (stage.rows["#lobby"].draft, stage.rows["#lobby"].pinned) == ("half", True)


def test_search_finds_offline_and_a_hit_can_be_jumped_to(stage: Stage) -> None:
    stage.visit()
    stage.say(*(f"{number} bob line number {number}" for number in range(1, 200)))
    stage.lose()
    stage.do(ask.Search("number 57"))
    found = stage.told(Found)[-1]
    assert isinstance(found, Found)
    hit = found.hits[-1]
    assert (hit.conversation, hit.text) == ("#lobby", "line number 57")
    stage.do(ask.JumpTo("#lobby", row=hit.row))
    opened = stage.told(Opened)[-1]
    assert isinstance(opened, Opened)
    assert next(entry.text for entry in opened.entries if entry.key == opened.focus) == "line number 57"
    stage.do(ask.JumpToLatest("#lobby"))
    assert stage.texts[-1] == "line number 199"
    stage.type("said from the past")
    assert stage.texts[-1] == "said from the past"


def test_help_is_shown_here_alone(stage: Stage) -> None:
    stage.visit()
    stage.type("/help")
    assert "/join #room [password]" in stage.texts[-1]
    assert stage.take_sent() == []


def test_messages_of_one_moment_keep_the_servers_order_across_pages(stage: Stage) -> None:
    stage.visit()
    stage.say("1 bob first")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    line = "@msgid={};time=2026-01-31T10:00:09.000Z;batch=h :bob!b@h PRIVMSG #lobby :m{}"
    for first, last in ((21, 30), (11, 20), (2, 10)):
        lines = [line.format(f"i{number:02}", number) for number in range(first, last + 1)]
        stage.hear(":s BATCH +h chathistory #lobby", *lines, ":s BATCH -h")
    stage.page("1 bob first")
    assert stage.texts == ["first", *(f"m{number}" for number in range(2, 31))]
