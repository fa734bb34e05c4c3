"""Bans of the whole network: they end those they fit, keep others away, end by themselves, and are listed."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.base import Actor
from gateway.bus.keys import PREFIX
from gateway.model.answers import Answer, Registered
from gateway.model.commands import Register, Rename
from gateway.model.facts import AddressBanned, AddressUnbanned, HasQuit, Renamed
from gateway.model.operators import BanKind, Bans, BanSet, LearnBans, LiftBan, ListBans, SetBan
from gateway.model.people import SetHost
from gateway.model.refusals import Reason, Refusal
from tests.gateway.bus.station import Station
from tests.gateway.bus.test_operators import operator


def arrives(station: Station, nick: str, username: str = "user", host: str = "203.0.113.9") -> object:
    """The answer to somebody who wants to register."""
    actor = Actor(nick, station.bus.user_id(nick))
    return station.ask(actor, Register(nick, username, nick, host))


def is_banned(answer: object, reason: str) -> bool:
    return getattr(answer, "refusal", None) == Refusal(Reason.SERVER_BANNED, reason)


def bans(station: Station, kind: BanKind, actor: Actor) -> list[tuple[str, str, str]]:
    answer = station.ask(actor, ListBans(kind))
    assert isinstance(answer, Bans)
    return [(ban.mask, ban.setter, ban.reason) for ban in answer.bans]


def runs_out(url: str, key: str, mask: str) -> None:
    """As if the duration of a ban had passed."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        row = client.hget(PREFIX + key, mask)
        assert isinstance(row, str)
        ends, rest = row.split("\n", 1)
        assert int(ends) > 0
        client.hset(PREFIX + key, mask, f"1\n{rest}")


@pytest.mark.parametrize(
    ("mask", "fits", "does_not"),
    [
        ("bob!*@*", ("Bob", "u", "192.0.2.1"), ("bobby", "u", "192.0.2.1")),
        ("*!~bad@192.0.2.*", ("x1", "~bad", "192.0.2.77"), ("x2", "~good", "192.0.2.77")),
        ("b?d*!*@2001:db8::*", ("BadOne", "u", "2001:db8::1"), ("bdOne", "u", "2001:db8::1")),
        ("EvE!*@2001:DB8::*", ("eve", "u", "2001:db8::1"), ("evelyn", "u", "2001:db8::1")),
    ],
)
def test_those_who_are_here_go_and_no_more_come(
    station: Station, other: Station, mask: str, fits: tuple[str, str, str], does_not: tuple[str, str, str]
) -> None:
    ann = operator(station, "ann")
    assert isinstance(arrives(other, *fits), Registered)
    assert isinstance(arrives(other, *does_not), Registered)
    answer = station.ask(ann, SetBan("KLINE", mask, 3600, "spam"))
    assert isinstance(answer, BanSet) and (answer.ended, answer.more) == (1, False)
    other.catch_up(answer.at)
    (gone,) = [fact for fact in other.facts if isinstance(fact, HasQuit)]
    assert (gone.mask.partition("!")[0], gone.reason) == (fits[0], "Banned (spam)")
    assert is_banned(arrives(other, *fits), "spam")
    station.ask(ann, LiftBan("KLINE", mask))
    assert isinstance(arrives(station, *fits), Registered)


def test_a_banned_nick_cannot_be_taken_later(station: Station) -> None:
    ann, bob = operator(station, "ann"), station.person("bob")
    station.ask(ann, SetBan("KLINE", "*admin*!*@*", 0, "impostors"))
    assert station.refused(bob, Rename("TheAdmin1")) == Refusal(Reason.NICK_BANNED, "TheAdmin1")
    assert isinstance(station.ask(bob, Rename("rob")), Answer)
    renamed = station.facts[-1]
    assert isinstance(renamed, Renamed) and renamed.nick == "rob"


def test_another_host_does_not_hide_where_somebody_comes_from(station: Station) -> None:
    ann, bob = operator(station, "ann"), station.person("bob")
    station.ask(ann, SetHost("bob", "shown.example"))
    station.ask(ann, SetBan("KLINE", "spam*!*@host", 0, "no"))
    station.ask(ann, SetBan("KLINE", "ham*!*@shown.example", 0, "no"))
    for nick in ("spammer", "hammer"):
        assert station.refused(bob, Rename(nick)) == Refusal(Reason.NICK_BANNED, nick)


def test_a_mask_is_the_same_however_it_is_spelt(station: Station) -> None:
    ann = operator(station, "ann")
    station.ask(ann, SetBan("KLINE", "BadOne!*@*", 0, "first"))
    station.ask(ann, SetBan("KLINE", "badone!*@*", 0, "second"))
    assert bans(station, "KLINE", ann) == [("badone!*@*", "ann", "second")]
    assert isinstance(station.ask(ann, LiftBan("KLINE", "BADONE!*@*")), Answer)
    assert bans(station, "KLINE", ann) == []


def test_a_ban_is_over_when_its_time_is(station: Station, redis_url: str) -> None:
    ann = operator(station, "ann")
    station.ask(ann, SetBan("KLINE", "bob!*@*", 60, "a minute"))
    assert is_banned(arrives(station, "bob"), "a minute")
    assert bans(station, "KLINE", ann) == [("bob!*@*", "ann", "a minute")]
    runs_out(redis_url, "klines", "bob!*@*")
    assert isinstance(arrives(station, "bob"), Registered)
    assert station.refused(ann, LiftBan("KLINE", "bob!*@*")).reason is Reason.NO_SUCH_BAN
    assert bans(station, "KLINE", ann) == []
    with redis.Redis.from_url(redis_url) as client:
        assert client.hlen(PREFIX + "klines") == 0


def test_a_ban_that_fits_its_setter_is_refused(station: Station) -> None:
    ann = operator(station, "ann")
    assert station.refused(ann, SetBan("KLINE", "*!user@*", 0, "x")) == Refusal(Reason.FITS_YOURSELF, "*!user@*")
    assert bans(station, "KLINE", ann) == []


def test_set_again_a_ban_has_the_new_reason(station: Station) -> None:
    ann = operator(station, "ann")
    for reason in ("one", "two"):
        station.ask(ann, SetBan("KLINE", "bob!*@*", 0, reason))
    assert bans(station, "KLINE", ann) == [("bob!*@*", "ann", "two")]


def test_addresses_are_for_the_gateways_to_match(station: Station, other: Station) -> None:
    """Each learns of it by the log, and one that comes later asks."""
    ann = operator(station, "ann")
    assert isinstance(arrives(other, "bob", host="192.0.2.9"), Registered)
    answer = station.ask(ann, SetBan("DLINE", "192.0.2.0/24", 0, "a farm of bots"))
    other.catch_up(answer.at)
    banned = other.facts[-1]
    assert isinstance(banned, AddressBanned)
    assert (banned.network, banned.ends, banned.reason) == ("192.0.2.0/24", 0, "a farm of bots")
    learnt = other.ask(Actor("", ""), LearnBans())
    assert isinstance(learnt, Bans) and [ban.mask for ban in learnt.bans] == ["192.0.2.0/24"]
    lifted = station.ask(ann, LiftBan("DLINE", "192.0.2.0/24"))
    other.catch_up(lifted.at)
    assert isinstance(other.facts[-1], AddressUnbanned)
    learnt = other.ask(Actor("", ""), LearnBans())
    assert isinstance(learnt, Bans) and learnt.bans == ()


@pytest.mark.usefixtures("quick_keepers")
def test_a_crowd_goes_in_slices(station: Station) -> None:
    """The first with the ban itself, the others soon, ended by whichever keeper looks first."""
    ann = operator(station, "ann")
    waiting = [
        station.begin(Actor(f"c{n}", station.bus.user_id(f"c{n}")), Register(f"bot{n}", "bot", "Bot", "h"))
        for n in range(250)
    ]
    station.until(lambda: all(waiting))
    answer = station.ask(ann, SetBan("KLINE", "*!bot@*", 0, "bots"))
    assert isinstance(answer, BanSet) and (answer.ended, answer.more) == (200, True)
    assert is_banned(arrives(station, "bot999", "bot"), "bots")
    station.until(lambda: sum(isinstance(fact, HasQuit) for fact in station.facts) == 250)


def test_there_are_only_so_many(station: Station, redis_url: str) -> None:
    ann = operator(station, "ann")
    with redis.Redis.from_url(redis_url) as client:
        client.hset(PREFIX + "klines", mapping={f"m{n}!*@*": "0\nann\n1\nx" for n in range(1000)})
    assert station.refused(ann, SetBan("KLINE", "bob!*@*", 0, "x")).reason is Reason.TOO_MANY_BANS
    assert isinstance(station.ask(ann, SetBan("KLINE", "m7!*@*", 0, "y")), BanSet)
