"""Inside the room: what is shown, what is sent once, what is fetched after a loss. Played without sockets."""

from __future__ import annotations

import pytest

from ircwire.lines import LINE_BYTES
from kivy_client.core.outbox import MOST_LINES
from tests.kivy_client.core.stage import ALL, WALL, Stage

NO_SEND_ONCE = ALL.replace("chorus.chat/send-once ", "")


def inside(offers: str = ALL) -> Stage:
    stage = Stage(offers)
    stage.enter()
    stage.page()
    return stage


def again(stage: Stage) -> list[str]:
    """The connection is lost and found; what was sent on coming in again."""
    stage.lose()
    assert stage.status is not None
    stage.wait(stage.status.retry_at - stage.seconds)
    return stage.enter()


def test_history_and_what_is_said_since() -> None:
    stage = Stage()
    stage.enter()
    stage.page("1 bob one", "2 eve two")
    stage.hear(stage.message("3 bob three"), stage.message("3 bob three"))
    assert stage.texts == ["one", "two", "three"]
    assert [(entry.nick, entry.time) for entry in stage.view[1:2]] == [("bob", WALL + 1_000_000)]


def test_a_line_is_shown_at_once_and_kept_by_its_echo() -> None:
    stage = inside()
    stage.type("hello")
    assert stage.take_sent() == ["@chorus.chat/send-id=id2 PRIVMSG #lobby hello"]
    assert (stage.view[-1].text, stage.view[-1].state, stage.view[-1].own) == ("hello", "waiting", True)
    assert stage.status is not None
    assert stage.status.waiting == 1
    stage.echo("5 mira hello", "id2")
    assert (stage.view[-1].state, stage.view[-1].msgid) == ("kept", "5")
    assert stage.status.waiting == 0
    assert stage.texts == ["hello"]


def test_what_is_typed_without_a_connection_is_sent_once_there_is_one() -> None:
    stage = inside()
    stage.lose()
    stage.type("one")
    stage.type("two")
    assert stage.texts == ["one", "two"]
    assert stage.take_sent() == []
    stage.wait(1)
    sent = stage.enter()
    assert sent == [
        "@chorus.chat/send-id=id2 PRIVMSG #lobby one",
        "@chorus.chat/send-id=id3 PRIVMSG #lobby two",
        "CHATHISTORY LATEST #lobby * 100",
    ]


def test_a_line_whose_echo_was_lost_is_repeated_and_shown_once() -> None:
    stage = inside()
    stage.hear(stage.message("1 bob hi"))
    stage.type("hello")
    assert stage.take_sent() == ["@chorus.chat/send-id=id2 PRIVMSG #lobby hello"]
    assert again(stage) == ["@chorus.chat/send-id=id2 PRIVMSG #lobby hello", "CHATHISTORY AFTER #lobby msgid=1 100"]
    stage.echo("5 mira hello", "id2")
    stage.page("5 mira hello", "7 bob so?")
    stage.page()
    assert stage.texts == ["hi", "hello", "so?"]
    assert again(stage) == ["CHATHISTORY AFTER #lobby msgid=7 100"]


def test_history_may_show_a_line_before_its_echo_comes() -> None:
    stage = inside()
    stage.type("hello")
    again(stage)
    stage.page("5 mira hello")
    stage.echo("5 mira hello", "id2")
    assert stage.texts == ["hello"]


def test_what_was_missed_is_fetched_page_by_page_while_the_room_talks_on() -> None:
    stage = inside()
    stage.hear(stage.message("1 bob one"))
    assert again(stage) == ["CHATHISTORY AFTER #lobby msgid=1 100"]
    stage.hear(stage.message("9 bob nine"))
    stage.page("2 bob two", "3 bob three")
    assert stage.take_sent() == ["CHATHISTORY AFTER #lobby msgid=3 100"]
    stage.page("4 bob four", "9 bob nine")
    assert stage.take_sent() == []
    assert stage.texts == ["one", "two", "three", "four", "nine"]
    assert stage.happenings[-1] == "Connected again"


def test_further_lines_of_a_message_have_no_id_and_are_seen_once() -> None:
    """IRCv3 multiline, for those who do not know it: only the first line of a message bears its id."""
    stage = inside()
    stage.page("1 bob one")
    stage.hear(stage.message("2 bob two"), rest("2 bob", "live rest"))
    again(stage)
    lines = [stage.message("3 eve three", batch="h"), rest("3 eve", "the rest", "h"), rest("3 eve", "the rest", "h")]
    known = [stage.message("2 bob two", batch="h"), rest("2 bob", "live rest", "h")]
    stage.hear(":s BATCH +h chathistory #lobby", *known, *lines, ":s BATCH -h")
    assert stage.texts == ["one", "two", "live rest", "three", "the rest", "the rest"]
    assert stage.take_sent() == ["CHATHISTORY AFTER #lobby msgid=3 100"]


def rest(message: str, text: str, batch: str = "") -> str:
    """A further line of the message `msgid nick`."""
    msgid, nick = message.split(" ")
    tags = f"@time=2026-01-31T10:00:0{msgid}.000Z{f';batch={batch}' if batch else ''}"
    return f"{tags} :{nick}!{nick}@h PRIVMSG #lobby :{text}"


def test_a_gap_is_told() -> None:
    stage = inside()
    stage.hear(stage.message("1 bob one"))
    again(stage)
    stage.hear(":s FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER :No such message")
    assert stage.take_sent() == ["CHATHISTORY LATEST #lobby * 100"]
    stage.page("50 bob fifty")
    kinds = [entry.text for entry in stage.view if entry.text != "Connected again" and not entry.text.startswith("Hi")]
    assert kinds == ["one", "Messages may be missing here", "fifty"]


def test_no_gap_is_told_where_the_newest_page_joins_what_we_have() -> None:
    stage = inside()
    stage.hear(stage.message("1 bob one"))
    again(stage)
    stage.hear(":s FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER :No such message")
    stage.page("1 bob one", "2 bob two")
    assert stage.texts == ["one", "two"]
    assert "Messages may be missing here" not in stage.happenings


def test_a_server_without_send_once_is_never_told_twice() -> None:
    stage = inside(NO_SEND_ONCE)
    stage.type("hello")
    stage.type("lost")
    assert stage.take_sent() == ["PRIVMSG #lobby hello", "PRIVMSG #lobby lost"]
    stage.hear(stage.message("5 mira hello"))
    assert [entry.state for entry in stage.view if entry.own] == ["kept", "waiting"]
    assert again(stage) == ["CHATHISTORY AFTER #lobby msgid=5 100"]
    assert [entry.state for entry in stage.view if entry.own] == ["kept", "unsure"]
    stage.page("6 mira lost")
    assert [(entry.text, entry.state) for entry in stage.view if entry.own] == [("hello", "kept"), ("lost", "kept")]


def test_a_server_without_echoes() -> None:
    stage = Stage("")
    assert stage.enter() == []
    stage.type("hello")
    assert stage.take_sent() == ["PRIVMSG #lobby hello"]
    assert [(entry.text, entry.state) for entry in stage.view if entry.own] == [("hello", "kept")]
    assert again(stage) == []
    assert stage.happenings[-1] == "Connected again; this server does not keep what was said meanwhile"


def test_a_refused_line_is_marked_and_the_reason_told() -> None:
    stage = inside()
    stage.type("hello")
    stage.type("again")
    stage.hear("@chorus.chat/send-id=id3 :s 404 mira #lobby :Cannot send to channel")
    assert [entry.state for entry in stage.view if entry.own] == ["waiting", "failed"]
    stage.echo("5 mira hello", "id2")
    assert stage.happenings[-1] == "Not sent: Cannot send to channel"
    assert again(stage) == ["CHATHISTORY AFTER #lobby msgid=5 100"]


def test_a_refusal_without_a_send_id_concerns_the_oldest_line() -> None:
    stage = inside(NO_SEND_ONCE)
    stage.type("hello")
    stage.type("again")
    stage.hear(":s 404 mira #lobby :Cannot send to channel")
    assert [entry.state for entry in stage.view if entry.own] == ["failed", "waiting"]


def test_send_once_echoes_by_itself() -> None:
    stage = Stage("message-tags chorus.chat/send-once")
    stage.enter()
    stage.type("hello")
    assert [entry.state for entry in stage.view if entry.own] == ["waiting"]
    stage.echo("5 mira hello", "id2")
    assert [entry.state for entry in stage.view if entry.own] == ["kept"]


def test_a_new_server_without_send_once_is_not_told_what_the_old_one_may_have() -> None:
    stage = inside()
    stage.type("hello")
    stage.take_sent()
    stage.offers = NO_SEND_ONCE
    assert again(stage) == ["CHATHISTORY LATEST #lobby * 100"]
    assert [entry.state for entry in stage.view if entry.own] == ["unsure"]
    stage.page("5 mira hello")
    assert [(entry.text, entry.state) for entry in stage.view if entry.own] == [("hello", "kept")]


def test_long_and_many_lined_texts_become_lines_that_fit() -> None:
    stage = inside()
    stage.type("one\n\n two \r\n" + "word " * 200)
    sent = stage.take_sent()
    bodies = [line.partition(" ")[2] for line in sent]
    assert bodies[:2] == ["PRIVMSG #lobby one", "PRIVMSG #lobby : two"]
    assert len(bodies) > 3
    assert all(len(f":mira!mira@h {body}\r\n") <= LINE_BYTES for body in bodies)
    assert len({line.partition(" ")[0] for line in sent}) == len(sent), "each has a send-id of its own"


def test_what_no_line_can_carry_is_left_out() -> None:
    stage = inside()
    stage.type("nul\0 and half a character \ud83d")
    assert stage.take_sent() == ["@chorus.chat/send-id=id2 PRIVMSG #lobby :nul and half a character ?"]


def test_more_lines_than_may_wait_are_refused_aloud() -> None:
    stage = inside()
    stage.lose()
    for number in range(MOST_LINES + 1):
        stage.type(str(number))
    assert len(stage.texts) == MOST_LINES
    assert stage.happenings[-1] == "Too many lines wait to be sent; this one was not taken"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":eve!e@h JOIN #lobby", "eve has joined"),
        (":bob!b@h PART #lobby :bye", "bob has left (bye)"),
        (":bob!b@h QUIT :gone", "bob has left (gone)"),
        (":bob!b@h QUIT Quit", "bob has left"),
        (":bob!b@h QUIT :Quit: for lunch", "bob has left (for lunch)"),
        (":bob!b@h NICK rob", "bob is now rob"),
        (":bob!b@h TOPIC #lobby :News", "bob set the topic: News"),
        (":eve!e@h KICK #lobby bob :enough", "bob was removed by eve (enough)"),
        (":s 482 mira #other :You're not an operator", "You're not an operator"),
    ],
)
def test_what_happens_is_told(line: str, words: str) -> None:
    stage = inside()
    stage.hear(line)
    assert stage.happenings[-1] == words


def test_strangers_who_quit_are_no_news() -> None:
    stage = inside()
    stage.hear(":nobody!n@h QUIT :gone", ":nobody!n@h NICK other", ":bob!b@h JOIN #other")
    assert len(stage.happenings) == 1


def test_shapes() -> None:
    stage = inside()
    stage.hear(
        ":bob!b@h PRIVMSG #lobby :\x01ACTION waves\x01",
        ":bob!b@h NOTICE #lobby :careful",
        ":bob!b@h PRIVMSG mira :psst",
        ":irc.test NOTICE mira :going down",
        ":bob!b@h PRIVMSG #other :elsewhere",
    )
    assert [(entry.shape, entry.nick, entry.text) for entry in stage.view if entry.shape != "happening"] == [
        ("action", "bob", "waves"),
        ("notice", "bob", "careful"),
        ("private", "bob", "psst"),
        ("notice", "", "going down"),
    ]


def test_people_topic_and_nick_are_in_the_status() -> None:
    stage = inside()
    stage.hear(":s 332 mira #lobby :Welcome", ":eve!e@h JOIN #lobby", ":bob!b@h NICK rob", ":rob!b@h QUIT")
    stage.hear(":mira!mira@h NICK Mira")
    assert stage.status is not None
    assert (stage.status.people, stage.status.topic, stage.status.nick) == (2, "Welcome", "Mira")


def test_being_removed_is_told() -> None:
    stage = inside()
    stage.hear(":eve!e@h KICK #lobby mira :enough")
    assert stage.happenings[-1].startswith("You are not in the room any more.")
