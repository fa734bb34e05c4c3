"""Our own name, held by our lost connection: we come in under another one, and take ours back once it is free."""

from __future__ import annotations

import pytest

from kivy_client.core.chat.own_nick import AGAIN_SECONDS
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Link, Loaded
from tests.kivy_client.core.chat.stage import Stage


def return_as_another(stage: Stage, number: int = 1) -> list[str]:
    """Our name is in use; so many others are, too; what is sent once we are in."""
    stage.lose()
    stage.wait(2)
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :")
    stage.hear(":s 433 * mira :In use")
    stage.take_sent()
    asked: list[str] = []
    while len([line for line in asked if "_" in line]) < number:
        stage.wait(2)
        asked += stage.sent
        nick = stage.take_sent()[-1].removeprefix("NICK ")
        if len([line for line in asked if "_" in line]) < number:
            stage.hear(f":s 433 * {nick} :In use")
    stage.hear(f":s 001 {nick} :Hi", f":s 005 {nick} {stage.isupport} :are supported", f":s 422 {nick} :.")
    return [*asked, *stage.take_sent()]


def test_we_come_in_under_another_name_and_take_ours_back(stage: Stage) -> None:
    stage.visit("bob")
    sent = return_as_another(stage)
    assert sent.count("NICK mira") == 4, "ours is asked for again for a while"
    assert "MONITOR + mira" in sent
    assert (stage.linked.link, stage.linked.nick) == (Link.ONLINE, "mira_")
    assert stage.toasts == ["mira is still in use, so you are mira_ until it is free."]
    stage.hear(":s 731 mira_ :mira")
    assert stage.take_sent() == ["NICK mira"]
    stage.hear(":mira_!m@h NICK mira")
    assert stage.linked.nick == "mira"
    assert stage.take_sent() == ["MONITOR - mira"]
    stage.wait(AGAIN_SECONDS)
    assert "NICK mira" not in stage.take_sent()


@pytest.mark.parametrize("line", [":mira!m@old QUIT :Ping timeout", ":mira!m@old NICK other"])
def test_it_is_seen_to_be_free_in_a_room(stage: Stage, line: str) -> None:
    stage.visit("bob")
    return_as_another(stage)
    stage.hear(":mira_!mira@h JOIN #lobby", ":s 353 mira_ = #lobby :mira_ mira", ":s 366 mira_ #lobby :.")
    stage.take_sent()
    stage.hear(line)
    assert stage.take_sent() == ["NICK mira"]


def test_it_is_asked_for_now_and_then_and_nobody_is_told(stage: Stage) -> None:
    stage.visit()
    return_as_another(stage, 2)
    assert stage.linked.nick == "mira__"
    stage.wait(AGAIN_SECONDS)
    assert "NICK mira" in stage.take_sent()
    stage.hear(":s 433 mira__ mira :In use")
    assert len(stage.toasts) == 1
    stage.type("/nick bob")
    stage.hear(":s 433 mira__ bob :In use")
    assert stage.toasts[-1] == "bob: In use.", "what the person asks is answered"


def test_a_name_that_is_given_to_us_is_not_fought_over(stage: Stage) -> None:
    stage.visit()
    return_as_another(stage)
    stage.hear(":mira_!m@h NICK Guest7")
    stage.take_sent()
    stage.wait(AGAIN_SECONDS)
    assert not [line for line in stage.take_sent() if line.startswith("NICK")]
    stage.kill()
    stage.begin()
    loaded = stage.told(Loaded)[-1]
    assert isinstance(loaded, Loaded)
    assert loaded.server is not None
    assert loaded.server.nick == "mira", "ours stays ours"


def test_who_calls_us_by_our_own_name_means_us(stage: Stage) -> None:
    stage.visit("bob")
    return_as_another(stage)
    stage.do(ask.Background(hidden=True))
    stage.hear(":mira_!mira@h JOIN #lobby", ":bob!b@h PRIVMSG #lobby :mira: are you there?")
    assert stage.alerts == [("bob in #lobby", "mira: are you there?")]
