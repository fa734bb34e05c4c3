"""Who is ended by operators and bans hears it; and the gateway's own copy of the banned addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.irc import IrcConversation
from gateway.hub.bans import AddressBans
from gateway.model.answers import Answer
from gateway.model.commands import BecomeOperator, Quit, Redact
from gateway.model.disconnects import Disconnect
from gateway.model.facts import AddressBanned, AddressUnbanned, WallopsTold
from gateway.model.operators import Ban, Bans, Kill, LearnBans
from gateway.model.people import SetUserModes, UserModes
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.hub.stage import Guest, Stage, has_quit, refused

NOBODY = ("", "root!r@h", "")


def banned(id: int, network: str, reason: str = "spam", ends: int = 0) -> AddressBanned:
    return AddressBanned(id, f"{id}abcd", *NOBODY, network, ends, reason)


def unbanned(id: int, network: str) -> AddressUnbanned:
    return AddressUnbanned(id, f"{id}abcd", *NOBODY, network)


@pytest.mark.parametrize(
    ("reason", "why"),
    [("Killed (root: spam)", Disconnect.KILLED), ("Banned (spam :))", Disconnect.BANNED)],
)
def test_who_is_ended_by_others_is_told_by_whom_and_why(stage: Stage, reason: str, why: Disconnect) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    stage.happens(has_quit(12, ann, "#r", reason=reason))
    assert ann.lines == [f"ERROR :Closing link: {reason}"]
    assert ann.connection.closing
    assert bob.lines == [f":{ann.mask} QUIT :{reason}"]
    assert stage.hub.disconnects == {why.code: 1}


def test_nobody_can_pretend_to_have_been_killed(stage: Stage) -> None:
    ann = stage.irc("ann")
    ann.says("QUIT :Killed (root: ha)")
    assert stage.bus.take(Quit).command == Quit("Quit: Killed (root: ha)")


def test_wallops_reaches_its_receivers_once(stage: Stage) -> None:
    ann, bob, cat = stage.irc("ann"), stage.irc("bob"), stage.irc("cat")
    fact = WallopsTold(12, "12abcd", ann.uid, ann.mask, "", "the sky falls", (ann.uid, cat.uid, "of-another-gateway"))
    stage.happens(fact)
    assert ann.lines == cat.lines == [f":{ann.mask} WALLOPS :the sky falls"]
    assert bob.lines == []


def test_a_banned_address_ends_all_who_came_from_there(stage: Stage) -> None:
    """Also those who have not said who they are; each hears the reason."""
    ann, bob, stranger = stage.irc("ann"), stage.plain("bob"), stage.stranger("cat")
    far = stage.stranger("dan")
    far.connection.address = "198.51.100.7"
    stage.happens(banned(12, "192.0.2.0/24"))
    assert ann.lines == stranger.lines == ["ERROR :Closing link: Banned (spam)"]
    assert bob.lines == ["Banned (spam)"]
    assert all(guest.connection.closing for guest in (ann, bob, stranger))
    assert not far.connection.closing
    assert stage.hub.why_banned("192.0.2.99") == "spam"
    assert stage.hub.why_banned("198.51.100.7") is None
    stage.happens(unbanned(13, "192.0.2.0/24"))
    assert stage.hub.why_banned("192.0.2.99") is None


def learns(stage: Stage, at: int, *bans: Ban) -> None:
    stage.bus.take(LearnBans).answer(Bans(at, bans))


def test_a_gateway_that_comes_learns_which_addresses_are_banned(stage: Stage) -> None:
    """What the log tells between the question and its answer is not lost, nor undone by an older answer."""
    told: list[str] = []
    stage.hub.learn_bans(lambda: told.append("learnt"))
    stage.happens(banned(12, "10.0.0.1"), banned(14, "10.0.0.2"), unbanned(15, "10.0.0.3"))
    assert told == []
    learns(stage, 13, Ban("10.0.0.1", "root", 1, 0, "new"), Ban("10.0.0.3", "root", 1, 0, "x"))
    assert told == ["learnt"]
    assert [stage.hub.why_banned(f"10.0.0.{n}") for n in range(1, 4)] == ["new", "spam", None]


def test_after_its_place_was_lost_a_gateway_learns_anew(stage: Stage) -> None:
    stage.happens(banned(12, "10.0.0.1"))
    told: list[str] = []
    stage.hub.learn_bans(lambda: told.append("learnt"))
    stage.bus.questions.clear()  # as the bus drops them with its place
    stage.hub.lost(Disconnect.FENCED)
    stage.loop.passes(0)
    learns(stage, 20)
    assert told == ["learnt"]
    assert stage.hub.why_banned("10.0.0.1") is None


def test_what_cannot_be_learnt_keeps_nobody_out(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    stage.hub.learn_bans(lambda: told.append("learnt"))
    stage.bus.take(LearnBans).answer(refused(13, "*", Reason.FAILED))
    assert told == ["learnt"]
    assert "which addresses are banned" in caplog.text


class TestAddressBans:
    def test_the_narrowest_that_holds_says_why(self) -> None:
        now = 100.0
        bans = AddressBans(lambda: now)
        bans.change(banned(1, "10.0.0.0/8", "wide"))
        bans.change(banned(2, "10.1.2.3", "narrow", ends=150))
        bans.change(banned(3, "2001:db8::/32", "six"))
        assert bans.why("10.1.2.3") in ("wide", "narrow")
        assert (bans.why("2001:db8::77"), bans.why("2001:db9::77"), bans.why("11.0.0.1")) == ("six", None, None)
        now = 150.0
        assert bans.why("10.1.2.3") == "wide"
        bans.change(unbanned(4, "10.0.0.0/8"))
        assert bans.why("10.1.2.3") is None
        bans.change(unbanned(5, "10.9.9.9"))

    @given(st.ip_addresses(), st.integers(0, 128))
    def test_a_network_holds_its_own(self, address: IPv4Address | IPv6Address, bits: int) -> None:
        network = ip_network(f"{address}/{min(bits, address.max_prefixlen)}", strict=False)
        bans = AddressBans(lambda: 0.0)
        bans.change(banned(1, str(network)))
        assert bans.why(str(network[0])) == bans.why(str(network[-1])) == bans.why(str(address)) == "spam"


def oper(stage: Stage) -> Guest:
    server = Server("chat.example", "Chat", "chorus-0", 0, operators={"root": "secret"})
    guest = Guest(stage, IrcConversation(server, "192.0.2.1"), "ann")
    guest.says("NICK ann", "USER ann 0 * :ann")
    stage.registers(guest, 1)
    return guest


def audit(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [record for record in caplog.records if record.name == "gateway.audit"]
    assert all((record.__dict__["nick"], record.__dict__["address"]) == ("ann", "192.0.2.1") for record in lines)
    return [record.getMessage() for record in lines]


@pytest.fixture
def quiet() -> Iterator[None]:
    """Only errors are logged, as far as the level of all says."""
    everything = logging.getLogger("gateway")
    everything.setLevel(logging.ERROR)
    yield
    everything.setLevel(logging.NOTSET)


def test_what_operators_do_and_fail_to_do_is_in_the_audit_log(quiet: None, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever else is logged."""
    stage = Stage((10, 50))
    ann = oper(stage)
    ann.says("OPER root wrong", "OPER root secret")
    stage.bus.take(BecomeOperator).answer(Answer(1))
    ann.says("KILL bob :spam", "KILL nobody :x", "PING done")
    stage.bus.take(Kill).answer(Answer(3))
    stage.happens(has_quit(3, Guest(stage, IrcConversation(Server("s.x", "", "", 0), "h"), "bob")))
    stage.bus.take(Kill).answer(refused(4, "nobody", Reason.NO_SUCH_NICK))
    ann.says("DEOPER")
    stage.hub.apply((), 5)
    stage.bus.take(SetUserModes).answer(UserModes(5, "", "-o"))
    assert audit(caplog) == [
        "OPER as 'root': wrong name or password",
        "BecomeOperator(name='root'): done",
        "Kill(nick='bob', reason='spam'): done",
        "Kill(nick='nobody', reason='x'): refused, there is nobody of that name",
        "is no operator any more",
    ]
    assert "secret" not in caplog.text


def test_what_an_operator_takes_back_in_the_lobby_is_in_the_audit_log(caplog: pytest.LogCaptureFixture) -> None:
    """There it is the power of the server's operators; what others say of their own is their affair."""
    caplog.set_level(logging.INFO)
    stage = Stage()
    ann = oper(stage)
    ann.says("CAP REQ :draft/message-redaction message-tags", "REDACT #lobby 1abcd :mine")
    stage.bus.take(Redact).answer(Answer(1))
    ann.says("OPER root secret")
    stage.bus.take(BecomeOperator).answer(Answer(1))
    ann.says("REDACT #Lobby 2abcd :spam", "REDACT #room 3abcd")
    for _ in range(2):
        stage.bus.take(Redact).answer(Answer(1))
    assert audit(caplog)[1:] == ["Redact(target='#Lobby', msgid='2abcd', reason='spam'): done"]


def test_who_is_no_operator_any_more_is_slowed_again() -> None:
    stage = Stage((10, 50))
    ann = oper(stage)
    ann.says("OPER root secret")
    stage.bus.take(BecomeOperator).answer(Answer(1))
    ann.look_away()
    ann.says(*(f"PING {n}" for n in range(200)))
    assert len(ann.lines) == 200
    ann.says("DEOPER")
    stage.bus.take(SetUserModes).answer(UserModes(1, "", "-o"))
    ann.look_away()
    ann.says(*(f"PING {n}" for n in range(200)))
    assert len(ann.lines) < 60
