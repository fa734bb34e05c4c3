"""A room gets another name: whoever is in it here stays in it, and is told in the words that their client knows."""

from __future__ import annotations

from gateway.model.answers import Answer
from gateway.model.commands import RenameRoom
from gateway.model.facts import HostChanged, RoomRenamed
from tests.gateway.hub.stage import Guest, Stage, has_quit, said

KNOWS = "draft/channel-rename"


def renamed(id: int, by: Guest, old: str, new: str) -> RoomRenamed:
    members = (("@", by.mask),)
    return RoomRenamed(
        id, f"{id}abcd", by.uid, by.mask, "", old.lower(), old, new.lower(), new, "typo", "", "", 0, False, members, {}
    )


def test_each_is_told_in_words_it_knows() -> None:
    stage = Stage()
    ann, bob, eve = stage.irc("ann", KNOWS, "#r"), stage.irc("bob", KNOWS, "#r"), stage.irc("eve", "", "#r")
    outside = stage.irc("cat", KNOWS, "#other")
    stage.happens(renamed(11, ann, "#r", "#s"))
    assert ann.lines == bob.lines == [f":{ann.mask} RENAME #r #s :typo"]
    assert [line.split(" ")[1] for line in eve.lines[:2]] == ["PART", "JOIN"]
    assert outside.lines == []


def test_whoever_is_in_it_stays_in_it() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", KNOWS, "#r"), stage.irc("bob", "", "#r")
    stage.happens(renamed(11, ann, "#r", "#s"))
    ann.look_away()
    bob.look_away()
    stage.happens(said(12, ann, "#s", "here"), said(13, ann, "#r", "nobody is there any more"))
    assert bob.verbs == ["here"]
    stage.happens(has_quit(14, ann, "#s"))
    assert bob.verbs == ["QUIT"]
    bob.connection.ends()
    stage.happens(said(15, ann, "#s", "nobody is here any more"))


def test_only_spelt_otherwise_it_is_no_news_to_those_who_do_not_know_it() -> None:
    stage = Stage()
    ann, eve = stage.irc("ann", KNOWS, "#r"), stage.irc("eve", "", "#r")
    stage.happens(renamed(11, ann, "#r", "#R"))
    assert ann.lines == [f":{ann.mask} RENAME #r #R :typo"]
    assert eve.lines == []
    stage.happens(said(12, ann, "#r", "here"))
    assert eve.verbs == ["here"]


def test_who_has_got_another_host_comes_anew_under_it() -> None:
    stage = Stage()
    ann, eve = stage.irc("ann", KNOWS, "#r"), stage.irc("eve", "", "#r")
    stage.happens(HostChanged(11, "11abcd", eve.uid, eve.mask, "", "~eve", "new.host", ("#r",)))
    stage.happens(renamed(12, ann, "#r", "#s"))
    assert eve.lines[:3] == [
        ":chat.example 396 eve new.host :is your host now",
        ":eve!~eve@new.host PART #r :typo",
        ":eve!~eve@new.host JOIN #s",
    ]


def test_it_is_the_answer_to_the_command() -> None:
    stage = Stage()
    ann = stage.irc("ann", f"{KNOWS} labeled-response batch", "#r")
    ann.says("@label=7 RENAME #r #s :typo", "PING done")
    stage.happens(renamed(11, ann, "#r", "#s"))
    assert ann.lines == []
    stage.bus.take(RenameRoom).answer(Answer(11))
    first, pong = ann.lines
    assert first == f"@label=7 :{ann.mask} RENAME #r #s :typo" and " PONG " in pong
