"""A room's lines are encoded once for all who see the same bytes, and each client sees them as it should."""

from __future__ import annotations

import pytest

from gateway.dialects.irc.formats import IrcFormat, format_for
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact
from tests.gateway.hub.stage import Stage, has_quit, joined, parted, renamed, said, told

TAGS = "message-tags server-time"
ECHO = "echo-message"


def test_a_run_is_one_chunk_and_all_who_see_the_same_share_it(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r")
    same = [stage.irc(f"s{n}", "", "#r") for n in range(3)]
    tagged = [stage.irc(f"t{n}", TAGS, "#r") for n in range(2)]
    stage.happens(said(10, ann, "#r", "a"), said(11, ann, "#r", "b"))
    for group in (same, tagged):
        (first,), *others = [guest.fresh for guest in group]
        assert first.count(b"\r\n") == 2
        assert all(len(other) == 1 and other[0] is first for other in others)


def test_a_run_is_encoded_once_for_each_format(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = stage.irc("ann", "", "#r")
    for n in range(5):
        stage.irc(f"s{n}", "", "#r")
        stage.irc(f"t{n}", TAGS, "#r")
    encoded: list[Fact] = []
    encode = IrcFormat.encode

    def counting(self: IrcFormat, fact: Fact) -> bytes:
        encoded.append(fact)
        return encode(self, fact)

    monkeypatch.setattr(IrcFormat, "encode", counting)
    stage.happens(said(10, ann, "#r", "a"))
    assert len(encoded) == 2


def test_a_line_between_two_rooms_keeps_its_place(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r", "#s")
    bob = stage.irc("bob", "", "#r", "#s")
    stage.happens(said(10, ann, "#r", "a"), said(11, ann, "#s", "b"), said(12, ann, "#r", "c"))
    assert bob.verbs == ["a", "b", "c"]


def test_who_says_something_does_not_see_it_unless_it_asked_to(stage: Stage) -> None:
    quiet, echo = stage.irc("ann", "", "#r"), stage.irc("bob", ECHO, "#r")
    stage.happens(said(10, quiet, "#r", "a"), said(11, echo, "#r", "b"), said(12, quiet, "#r", "c"))
    assert quiet.verbs == ["b"]
    assert echo.verbs == ["a", "b", "c"]


def test_a_send_id_is_for_its_sender_alone(stage: Stage) -> None:
    ann = stage.irc("ann", "message-tags chorus.chat/send-once", "#r")
    bob = stage.irc("bob", "message-tags chorus.chat/send-once", "#r")
    stage.happens(said(10, ann, "#r", "a", send_id="s1"))
    assert "chorus.chat/send-id=s1" in ann.lines[0]
    assert "send-id" not in bob.lines[0]


def test_a_change_of_capabilities_changes_how_rooms_are_seen(stage: Stage) -> None:
    ann, bob, cat = (stage.irc(nick, "", "#r", "#s") for nick in ("ann", "bob", "cat"))
    bob.says("CAP REQ :message-tags")
    assert bob.verbs == ["CAP"]
    stage.happens(said(10, ann, "#r", "a"), said(11, ann, "#s", "b"))
    assert [line.startswith("@msgid=") for line in bob.lines] == [True, True]
    assert [line.startswith(":") for line in cat.lines] == [True, True]
    bob.says("CAP REQ :-message-tags")
    assert bob.verbs == ["CAP"]
    stage.happens(said(12, ann, "#r", "c"))
    assert bob.fresh[0] is cat.fresh[0]


def test_a_plain_client_hears_the_lobby_and_not_itself(stage: Stage) -> None:
    ann, bob = stage.plain("ann"), stage.irc("bob", "", "#lobby", "#r")
    ann.look_away()
    stage.happens(said(10, ann, "#lobby", "hello"), said(11, bob, "#lobby", "hi"), said(12, bob, "#r", "psst"))
    assert ann.lines == ["bob: hi"]
    assert bob.verbs == ["hello"]


def test_a_quit_is_told_once_to_who_shares_several_rooms(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r", "#s"), stage.irc("bob", "", "#r", "#s")
    cat = stage.irc("cat", "", "#other")
    stage.happens(has_quit(10, ann, "#r", "#s"))
    assert bob.verbs == ["QUIT"]
    assert cat.lines == []


def test_who_has_quit_is_in_no_room_any_more(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    stage.happens(has_quit(10, bob, "#r"), said(11, ann, "#r", "a"))
    assert " QUIT " not in "".join(bob.lines)
    assert stage.hub.deliveries == 1


def test_what_a_room_elsewhere_says_reaches_nobody_here(stage: Stage) -> None:
    ann = stage.irc("ann")
    stage.happens(said(10, ann, "#far", "a"), parted(11, ann, "#far"))
    assert ann.lines == []
    assert stage.hub.rooms == 0


def test_rooms_and_lines_are_counted(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    assert stage.hub.rooms == 1
    before = stage.hub.facts
    stage.happens(said(10, ann, "#r", "a"), said(11, ann, "#r", "b"))
    assert (stage.hub.deliveries, stage.hub.facts - before) == (4, 2)
    stage.happens(parted(12, ann, "#r"), parted(13, bob, "#r"))
    assert stage.hub.rooms == 0


def test_told_goes_to_its_receiver_and_nobody_else(stage: Stage) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r"), stage.irc("cat", "", "#r")
    stage.happens(told(10, ann, bob, "psst"))
    assert (ann.lines, bob.verbs, cat.lines) == ([], ["psst"], [])


def test_a_fact_that_cannot_be_applied_ends_the_sessions_it_concerns_and_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A poison line in one room: who is in it is disconnected with a word, the rest of the facts is applied."""
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    cat, dan = stage.irc("cat", "", "#s"), stage.irc("dan", "", "#s")
    encode = IrcFormat.encode

    def fragile(self: IrcFormat, fact: Fact) -> bytes:
        if "poison" in fact:
            raise ValueError("cannot be written")
        return encode(self, fact)

    monkeypatch.setattr(IrcFormat, "encode", fragile)
    stage.happens(said(10, ann, "#r", "poison"), said(11, cat, "#s", "fine"))
    assert [guest.connection.closing for guest in (ann, bob, cat, dan)] == [True, True, False, False]
    assert bob.was_let_go(Disconnect.ERROR)
    assert dan.verbs == ["fine"]
    assert "Said could not be applied" in caplog.text


@pytest.mark.parametrize("kind", ["told", "joined", "renamed", "quit"])
def test_of_each_kind_of_fact_it_is_known_whom_it_concerns(
    stage: Stage, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r"), stage.irc("cat", "", "#s")
    facts: dict[str, Fact] = {
        "told": told(10, ann, bob, "x"),
        "joined": joined(10, ann, "#r"),
        "renamed": renamed(10, ann, "eve", "#r"),
        "quit": has_quit(10, ann, "#r"),
    }

    def broken(self: IrcFormat, fact: Fact) -> bytes:
        raise ValueError("cannot be written")

    monkeypatch.setattr(IrcFormat, "encode", broken)
    stage.happens(facts[kind])
    assert bob.connection.closing
    assert not cat.connection.closing
    assert stage.hub.applied == 10


def test_formats_are_shared(stage: Stage) -> None:
    """What the sharing rests on: equal capabilities are the same object."""
    ann, bob = stage.irc("ann", TAGS), stage.irc("bob", "server-time message-tags")
    assert ann.conversation.format is bob.conversation.format is format_for(frozenset(TAGS.split()))
