"""What is said is said once: on the disk first, sent again if need be, acknowledged as the server can."""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link
from tests.kivy_client.core.chat.stage import BARE, ECHO, Stage

MakeStage = Callable[..., Stage]


def said(stage: Stage) -> list[str]:
    """The lines with messages that were sent, and forget them."""
    return [line.partition("PRIVMSG ")[2] for line in stage.take_sent() if "PRIVMSG" in line]


def test_what_is_typed_offline_is_sent_on_coming_back_in_order(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    assert stage.linked.link is Link.OFFLINE
    stage.type("one")
    stage.type("two")
    assert (stage.states, stage.linked.waiting) == (["waiting", "waiting"], 2)
    stage.return_()
    sent = [line.partition("PRIVMSG ")[2] for line in stage.enter() if "PRIVMSG" in line]
    assert sent == ["#lobby one", "#lobby two"]
    stage.type("three")
    assert said(stage) == ["#lobby three"]
    assert stage.states == ["sent", "sent", "sent"]


def test_a_line_that_was_sent_is_repeated_with_the_same_send_id(stage: Stage) -> None:
    stage.visit()
    stage.type("only once")
    first = stage.take_sent()
    stage.lose()
    stage.return_()
    assert [line for line in stage.enter() if "PRIVMSG" in line] == first
    stage.echo("3 mira only once", "id-000000000000002")
    assert (stage.texts, stage.states) == (["only once"], ["kept"])


def test_a_killed_app_sends_what_it_had_not_seen_acknowledged(stage: Stage) -> None:
    stage.visit()
    stage.type("sent")
    [sent] = stage.take_sent()
    stage.lose()
    stage.type("never sent")
    stage.kill()
    stage.begin()
    assert stage.linked.waiting == 2
    stage.do(ask.Open("#lobby"))
    assert stage.states == ["waiting", "waiting"]
    stage.connect()
    repeated, fresh = (line for line in stage.enter() if "PRIVMSG" in line)
    assert repeated == sent
    assert fresh.endswith("never sent")


def test_history_that_has_the_line_already_does_not_show_it_twice(stage: Stage) -> None:
    stage.visit()
    stage.type("hello")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.echo("4 mira hello", "id-000000000000002")
    stage.targets()
    stage.page("4 mira hello", "5 bob hi")
    assert (stage.texts, stage.states) == (["hello", "hi"], ["kept"])


def test_without_send_ids_a_line_on_its_way_is_unsure_and_not_repeated(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit()
    stage.type("was it heard?")
    assert said(stage) == ["#lobby :was it heard?"]
    stage.lose()
    assert stage.states == ["unsure"]
    stage.return_()
    assert not [line for line in stage.enter() if "PRIVMSG" in line]
    key = stage.view[-1].key
    stage.do(ask.Resend("#lobby", key))
    assert said(stage) == ["#lobby :was it heard?"], "the person decides"
    stage.say("9 mira was it heard?")
    assert stage.states == ["kept"]


def test_unsure_lines_can_be_given_up(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit()
    stage.type("never mind")
    stage.lose()
    stage.do(ask.Discard("#lobby", stage.view[-1].key))
    assert stage.texts == []
    stage.kill()
    stage.begin()
    assert stage.linked.waiting == 0


def test_an_echo_without_an_id_is_known_by_its_text(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit()
    stage.type("same")
    stage.type("same")
    stage.hear(":mira!mira@h PRIVMSG #lobby :same")
    assert stage.states == ["kept", "sent"]
    stage.hear(":mira!mira@h PRIVMSG #lobby :same")
    assert (stage.texts, stage.states) == (["same", "same"], ["kept", "kept"])


def test_a_server_that_echoes_nothing_answers_a_ping_behind_the_line(make_stage: MakeStage) -> None:
    stage = make_stage(BARE)
    stage.visit()
    stage.type("hello")
    line, ping = stage.take_sent()
    assert (line, ping) == ("PRIVMSG #lobby hello", "PING said-id-000000000000002")
    assert stage.states == ["sent"]
    stage.hear(":s PONG s said-id-000000000000002")
    assert (stage.texts, stage.states) == (["hello"], ["kept"])


def test_a_refused_line_has_failed_and_says_why(make_stage: MakeStage) -> None:
    stage = make_stage(BARE)
    stage.visit()
    stage.type("hello")
    stage.hear(":s 404 mira #lobby :You are muted here", ":s PONG s said-id-000000000000002")
    assert stage.states == ["failed"]
    assert stage.view[-1].failure == "You are muted here."
    stage.do(ask.Resend("#lobby", stage.view[-1].key))
    assert stage.states == ["sent"]


def test_a_refusal_names_its_line(stage: Stage) -> None:
    stage.visit()
    stage.type("one")
    stage.type("two")
    second = stage.send_ids()[1]
    stage.hear(f"@chorus.chat/send-id={second} :s 404 mira #lobby :No")
    assert stage.states == ["sent", "failed"]
    assert stage.toasts == []


def test_only_so_many_are_under_way_at_once(stage: Stage) -> None:
    stage.visit()
    for number in range(15):
        stage.type(f"line {number}")
    assert stage.states == ["sent"] * 10 + ["waiting"] * 5
    stage.echo("5 mira line 0", stage.send_ids()[0])
    assert stage.states == ["kept"] + ["sent"] * 10 + ["waiting"] * 4


def test_a_long_text_is_cut_where_the_server_takes_no_long_ones(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit()
    stage.lose()
    text = "\n".join(["first line", "word " * 150, "last line"])
    stage.type(text)
    assert len(stage.texts) == 1
    stage.return_()
    sent = [line for line in stage.enter() if "PRIVMSG" in line]
    assert len(sent) == 4
    assert all(len(line.encode()) < 510 for line in sent)
    assert stage.texts[0] == "first line"
    assert stage.texts[-1] == "last line"
    assert stage.linked.waiting == 4


def test_several_lines_are_one_message_where_the_server_takes_them(stage: Stage) -> None:
    stage.visit()
    stage.type("one\n\ntwo")
    sent = stage.take_sent()
    assert [line.split(" ")[0].split("=")[0] for line in sent] == ["@chorus.chat/send-id", *["@batch"] * 3, "BATCH"]
    assert stage.texts == ["one\n\ntwo"]
