"""Tags alone, and messages of several lines: who is told, in which order, and what a label is put on."""

from __future__ import annotations

from gateway.model.answers import Answer, PassedOn
from gateway.model.commands import Join, Say, Tag
from gateway.model.facts import Tagged
from tests.gateway.hub.stage import Guest, Stage, entered, joined, said

CAPABILITIES = "batch message-tags echo-message labeled-response draft/multiline"


def tagged(id: int, guest: Guest, room: str, tags: str, to: Guest | None = None, kept: bool = True) -> Tagged:
    msgid = f"{id}abcd" if kept else ""
    name, uid = (to.nick, to.uid) if to else (room, "")
    return Tagged(id, msgid, guest.uid, guest.mask, "", room, uid, name, tags, id)


def test_those_with_message_tags_are_told() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r"), stage.irc("bob", "message-tags", "#r")
    eve, plain = stage.irc("eve", "server-time batch", "#r"), stage.plain("Pat")
    stage.happens(tagged(11, ann, "#r", "+x=1"), tagged(11, ann, "#r", "+typing=active", kept=False))
    assert bob.lines == [f"@msgid=11abcd;+x=1 :{ann.mask} TAGMSG #r", f"@+typing=active :{ann.mask} TAGMSG #r"]
    assert ann.lines == [f"@msgid=11abcd;+x=1 :{ann.mask} TAGMSG #r"]
    stage.happens(tagged(12, ann, "", "+x=2", to=bob), tagged(13, ann, "", "+x=3", to=plain))
    assert bob.lines == [f"@msgid=12abcd;+x=2 :{ann.mask} TAGMSG bob"]
    assert len(ann.lines) == 2
    assert eve.lines == plain.lines == []


def test_to_oneself_there_are_two() -> None:
    stage = Stage()
    ann = stage.irc("ann", CAPABILITIES)
    ann.says("@label=1;+x TAGMSG ann")
    stage.happens(tagged(11, ann, "", "+x", to=ann))
    stage.bus.take(Tag).answer(Answer(11))
    assert sorted("label=1" in line for line in ann.lines) == [False, True]


def test_the_echo_of_what_is_not_kept_has_its_place_and_its_label() -> None:
    """Its fact bears the id of the line before it, and must not be taken for what that line came to."""
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r"), stage.irc("bob", "message-tags", "#r")
    ann.says("@label=1 PRIVMSG #r :one", "@label=2;+typing=active TAGMSG #r", "@label=3 PRIVMSG #r :two")
    stage.happens(said(11, ann, "#r", "one"), tagged(11, ann, "#r", "+typing=active", kept=False))
    stage.happens(said(12, ann, "#r", "two"))
    stage.bus.take(Say).answer(Answer(11))
    stage.bus.take(Tag).answer(PassedOn(11, 11, ann.mask, "", "#r"))
    stage.bus.take(Say).answer(Answer(12))
    assert [line.split(" ")[0] + " " + line.split(" ")[2] for line in ann.lines] == [
        "@label=1;msgid=11abcd PRIVMSG",
        "@label=2;+typing=active TAGMSG",
        "@label=3;msgid=12abcd PRIVMSG",
    ]
    assert bob.verbs == ["one", "TAGMSG", "two"]


def test_what_is_not_kept_leaves_the_log_where_it_is() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r"), stage.irc("bob", "message-tags", "#r")
    stage.happens(said(11, ann, "#r", "one"))
    bob.says("JOIN #s")
    stage.happens(joined(12, bob, "#s"))
    stage.bus.take(Join).answer(entered(12, bob, "#s"))
    bob.look_away()
    stage.hub.apply((tagged(12, ann, "#r", "+typing=active", kept=False),), 12)
    assert stage.hub.applied == 12
    assert bob.verbs == ["TAGMSG"]


def test_a_message_of_several_lines_is_one_answer() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r"), stage.irc("bob", "message-tags", "#r")
    ann.says("@label=1 BATCH +b draft/multiline #r", "@batch=b PRIVMSG #r :one", "@batch=b PRIVMSG #r :two")
    assert stage.bus.commands == []
    ann.says("BATCH -b")
    question = stage.bus.take(Say)
    assert question.command == Say("#r", "one", more=("|two",))
    stage.happens(said(11, ann, "#r", "one")._replace(more=("|two",)))
    question.answer(Answer(11))
    assert [line.split(" ")[0] for line in ann.lines] == [
        "@label=1;msgid=11abcd",
        "@batch=m11",
        "@batch=m11",
        f":{ann.mask}",
    ]
    assert [line.split(" ")[0] for line in bob.lines] == ["@msgid=11abcd", f":{bob.mask.replace('bob', 'ann')}"]


def test_each_of_its_lines_counts_for_flood_control() -> None:
    stage = Stage((10.0, 20.0))
    ann = stage.irc("ann", CAPABILITIES)
    stage.loop.passes(10)
    inside = ["@batch=b PRIVMSG #r :x"] * 30
    ann.says("BATCH +b draft/multiline #r", *inside, "BATCH -b")
    stage.loop.passes(1.1)
    assert stage.bus.commands == []
    stage.loop.passes(0.2)
    assert len(stage.bus.commands) == 1
