"""The bus's contract about what is said and read again: lines, send-ids, history. The same for both kinds of Redis."""

from __future__ import annotations

import pytest

from gateway.model.answers import (
    HistoryPage,
)
from gateway.model.commands import (
    History,
    Join,
    Part,
    Quit,
    Say,
)
from gateway.model.facts import Joined, Parted, Told
from gateway.model.refusals import Reason
from gateway.model.server import Limits
from tests.gateway.bus.station import Station, texts


class TestLines:
    def test_only_members_speak(self, station: Station) -> None:
        station.member("ann", "#room")
        bob = station.person("bob")
        assert station.refused(bob, Say("#room", "x")).reason is Reason.CANNOT_SPEAK
        assert station.refused(bob, Say("#none", "x")).reason is Reason.NO_SUCH_ROOM
        assert station.refused(bob, Say("nobody", "x")).reason is Reason.NO_SUCH_NICK

    def test_a_private_line(self, station: Station, other: Station) -> None:
        ann, bob = station.person("ann"), other.person("Bob")
        sent = station.say(ann, "bob", "psst")
        other.catch_up(sent.at)
        assert other.facts[-1] == Told(
            sent.at, sent.msgid, ann.uid, "ann!user@host", "", bob.uid, "Bob", "PRIVMSG", "psst", ""
        )

    @pytest.mark.parametrize("target", ["#room", "bob"])
    def test_a_repeat_by_its_send_id_appends_nothing_on_any_gateway(
        self, station: Station, other: Station, target: str
    ) -> None:
        bob = other.member("bob", "#room")
        ann = station.member("ann", "#room")
        first = station.say(ann, target, "once", send_id="s1")
        again = station.say(ann, target, "once", send_id="s1")
        assert not first.repeat and again.repeat
        assert (again.msgid, again.mask) == (first.msgid, "ann!user@host")
        other.catch_up(first.at)
        station.ask(ann, Quit("lost"))
        ann = other.member("ann", "#room", sid="elsewhere")
        if target == "#room":
            elsewhere = other.say(ann, target, "once", send_id="s1")
            assert elsewhere.repeat and elsewhere.msgid == first.msgid
        assert texts(other.facts) == ["once"]
        assert not other.say(bob, "#room", "bob's", send_id="s1").repeat
        assert not other.say(ann, "#room", "new", send_id="s2").repeat

    def test_who_comes_back_with_a_key_is_not_told_again(self, station: Station, other: Station) -> None:
        ann = station.person("ann", key="of-ann")
        bob = other.person("bob", key="of-bob")
        first = station.say(ann, "bob", "once", send_id="s1")
        station.ask(ann, Quit("lost"))
        other.ask(bob, Quit("lost"))
        ann = other.person("ann", sid="ann-again", key="of-ann")
        station.person("bob", sid="bob-again", key="of-bob")
        again = other.say(ann, "bob", "once", send_id="s1")
        assert again.repeat and again.msgid == first.msgid
        assert texts(other.facts) == ["once"]

    def test_who_takes_the_nick_later_is_somebody_else(self, station: Station, other: Station) -> None:
        ann = station.person("ann", key="of-ann")
        bob = other.person("bob", key="of-bob")
        assert not station.say(ann, "bob", "to bob", send_id="s1").repeat
        other.ask(bob, Quit("gone"))
        other.person("bob", sid="another", key="of-another")
        assert not station.say(ann, "bob", "to another", send_id="s1").repeat

    def test_a_sender_key_is_recognised_under_another_nick(self, station: Station, other: Station) -> None:
        station.member("bob", "#room")
        ann = station.person("ann", key="secret")
        station.ask(ann, Join("#room"))
        first = station.say(ann, "#room", "once", send_id="s1")
        ann2 = other.person("ann2", key="secret")
        other.ask(ann2, Join("#room"))
        assert other.say(ann2, "#room", "once", send_id="s1").msgid == first.msgid


class TestHistory:
    def test_pages_in_both_directions(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        ids = [station.say(ann, "#room", str(n)).at for n in range(10)]

        def page(direction: str, anchor: int | None, limit: int) -> list[str]:
            answer = station.ask(ann, History("#room", direction, anchor, limit))  # type: ignore[arg-type]
            assert isinstance(answer, HistoryPage) and answer.name == "#room"
            return texts(answer.facts)

        assert page("LATEST", None, 3) == ["7", "8", "9"]
        assert page("LATEST", ids[7], 5) == ["8", "9"]
        assert page("BEFORE", ids[3], 2) == ["1", "2"]
        assert page("BEFORE", ids[0], 2) == []
        assert page("AFTER", ids[3], 2) == ["4", "5"]
        assert page("AFTER", ids[9], 2) == []

    def test_messages_are_found_among_many_events(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        first = station.say(ann, "#room", "first")
        for _ in range(150):
            station.begin(bob, Join("#room"))
            station.begin(bob, Part("#room"))
        last = station.say(ann, "#room", "last")
        latest = station.ask(ann, History("#room", "LATEST", None, 2))
        assert isinstance(latest, HistoryPage) and texts(latest.facts) == ["first", "last"]
        after = station.ask(ann, History("#room", "AFTER", first.at, 2))
        assert isinstance(after, HistoryPage) and [fact.id for fact in after.facts] == [last.at]
        events = station.ask(ann, History("#room", "AFTER", first.at, 2, events=(Joined, Parted)))
        assert isinstance(events, HistoryPage) and [type(fact) for fact in events.facts] == [Joined, Parted]

    def test_so_many_events_are_kept(self, redis_url: str) -> None:
        with Station(redis_url, limits=Limits(history_events=5)) as station:
            ann = station.member("ann", "#room")
            for n in range(250):
                station.begin(ann, Say("#room", str(n)))
            station.say(ann, "#room", "250")
            page = station.ask(ann, History("#room", "LATEST", None, 200))
            assert isinstance(page, HistoryPage)
            kept = texts(page.facts)
            assert 5 <= len(kept) <= 5 + 100 and kept == [str(n) for n in range(251 - len(kept), 251)]

    def test_private_talk_is_for_its_two_and_goes_with_a_guest(self, station: Station) -> None:
        ann, bob, eve = station.person("ann"), station.person("bob"), station.person("eve")
        station.say(ann, "bob", "one")
        station.say(bob, "ann", "two")
        for one, another in ((ann, "bob"), (bob, "ann")):
            page = station.ask(one, History(another, "LATEST", None, 10))
            assert isinstance(page, HistoryPage) and texts(page.facts) == ["one", "two"]
        page = station.ask(eve, History("ann", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == ()
        station.ask(bob, Quit(""))
        station.person("bob", sid="impostor")
        page = station.ask(ann, History("bob", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == ()

    def test_a_message_of_a_log_that_is_lost_is_not_known(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        sent = station.say(ann, "#room", "one")
        known = station.ask(ann, History("#room", "BEFORE", sent.at + 1, 10, epoch=sent.msgid[-4:]))
        assert isinstance(known, HistoryPage) and texts(known.facts) == ["one"]
        refusal = station.refused(ann, History("#room", "AFTER", sent.at - 1, 10, epoch="lost"))
        assert refusal.reason is Reason.UNKNOWN_MESSAGE

    def test_only_members_read_a_rooms_history(self, station: Station) -> None:
        station.member("ann", "#room")
        bob = station.person("bob")
        assert station.refused(bob, History("#room", "LATEST", None, 10)).reason is Reason.NO_HISTORY
        assert station.refused(bob, History("nobody", "LATEST", None, 10)).reason is Reason.NO_HISTORY
