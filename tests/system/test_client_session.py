"""The client's session against a real gateway, dialled by TLS: every capability that both know, seen to work."""

from __future__ import annotations

import selectors
import time
from collections.abc import Iterator
from queue import Queue
from typing import TypeVar

import pytest

from ircwire.client import EVERYTHING, ClientSession, Identity
from ircwire.client_events import (
    AwayChanged,
    Event,
    Failed,
    History,
    HistoryTargets,
    InvitationSent,
    Invited,
    Joined,
    MaskList,
    MemberList,
    MessageReceived,
    ModesChanged,
    Parted,
    PresenceChanged,
    Reacted,
    ReadMarked,
    Ready,
    Redacted,
    Renamed,
    RoomList,
    RoomModes,
    RoomRenamed,
    SecurityDemanded,
    SecurityPromised,
    TopicChanged,
    TypingReceived,
    WhoEnded,
    Whois,
)
from kivy_client.core.dialer import Outcome, Untrusted, dial
from kivy_client.core.stream import Stream
from tests.certificates import Pem, make
from tests.system.gateways import PATIENCE, Gateway

E = TypeVar("E", bound=Event)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Pem:
    return make(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def gateway(redis_url: str, pem: Pem) -> Iterator[Gateway]:
    tls = ("--listen-tls", "127.0.0.1:0", "--tls-cert", pem.cert, "--tls-key", pem.key, "--sts-duration", "3600")
    with Gateway(redis_url, *tls, "--flood-rate", "0") as gateway:
        yield gateway


@pytest.fixture(scope="module")
def fingerprint(gateway: Gateway) -> str:
    """As a person sees it at the first visit."""
    outcome = dialled(gateway.tls, tls=True)
    assert isinstance(outcome, Untrusted)
    return outcome.fingerprint


@pytest.fixture
def mira(gateway: Gateway, fingerprint: str, name: str) -> Iterator[Guest]:
    with Guest(f"mira-{name}", gateway.tls, fingerprint) as guest:
        yield guest


@pytest.fixture
def bob(gateway: Gateway, fingerprint: str, name: str) -> Iterator[Guest]:
    with Guest(f"bob-{name}", gateway.tls, fingerprint) as guest:
        yield guest


@pytest.fixture
def room(mira: Guest, bob: Guest, name: str) -> str:
    """Both are in it, Mira as its operator."""
    room = f"#r-{name}"
    for guest in (mira, bob):
        guest.session.join(room)
        assert guest.until(Joined).own
    assert mira.until(Joined).nick == bob.nick
    return room


def dialled(port: int, *, tls: bool, fingerprint: str = "") -> Outcome:
    outcomes: Queue[Outcome] = Queue()
    dial("127.0.0.1", port, outcomes.put, tls=tls, fingerprint=fingerprint)
    return outcomes.get(timeout=PATIENCE)


class Guest:
    """A session on a stream, and what it was told."""

    def __init__(self, nick: str, port: int, fingerprint: str = "", *, tls: bool = True) -> None:
        outcome = dialled(port, tls=tls, fingerprint=fingerprint)
        assert not isinstance(outcome, str | Untrusted), outcome
        self.stream = Stream(outcome)
        self.nick = nick
        identity = Identity(nick, "guest", f"{nick} by name", sender_key=f"{nick}-0123456789abcdef")
        self.session = ClientSession(identity, EVERYTHING, secure=tls)
        self.events: list[Event] = []
        self.stream.write(self.session.connected())

    def __enter__(self) -> Guest:
        self.until(Ready)
        return self

    def __exit__(self, *error: object) -> None:
        self.stream.close()

    def until(self, kind: type[E]) -> E:
        """The next event of a kind; those before it are passed over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for number, event in enumerate(self.events):
                if isinstance(event, kind):
                    del self.events[: number + 1]
                    return event
            self._receive(deadline, kind.__name__)

    def failure(self) -> Failed:
        return self.until(Failed)

    def _receive(self, deadline: float, what: str) -> None:
        self.stream.write(self.session.take_output())
        with selectors.DefaultSelector() as selector:
            selector.register(self.stream, self.stream.wants)
            ready = self.stream.pending or selector.select(max(0.0, deadline - time.monotonic()))
        assert ready, f"no {what} for {self.nick}: {self.events}"
        self.stream.flush()
        data = self.stream.read(65536)
        assert data != b"", f"closed: {self.session.closed('')} {self.events}"
        self.events += self.session.receive(data or b"")

    def flush(self) -> None:
        self.stream.write(self.session.take_output())


def test_all_that_the_gateway_offers_is_in_force(mira: Guest) -> None:
    missing = EVERYTHING - mira.session.enabled
    assert missing == {"account-tag", "sts"}, "accounts are not there yet; sts is never asked for"
    assert mira.session.network == "Chorus"
    assert mira.session.limits is not None


def test_the_plain_port_sends_to_tls_and_that_promises_to_stay(gateway: Gateway, fingerprint: str, name: str) -> None:
    plain = Guest(f"plain-{name}", gateway.irc, tls=False)
    assert plain.until(SecurityDemanded).port == gateway.tls
    assert plain.session.take_output() == b""
    plain.stream.close()
    secure = Guest(f"plain-{name}", gateway.tls, fingerprint)
    assert secure.until(SecurityPromised).seconds == 3600
    secure.stream.close()


def test_messages_replies_and_what_is_attached(mira: Guest, bob: Guest, room: str) -> None:
    label = mira.session.say(room, "hello", "id-1")
    own = mira.until(MessageReceived)
    assert (own.own, own.send_id, own.label) == (True, "id-1", label)
    heard = bob.until(MessageReceived)
    assert (heard.text, heard.msgid, heard.send_id, heard.own) == ("hello", own.msgid, "", False)

    bob.session.typing(room, "active")
    bob.session.say(room, "one\n\n  two " + "word " * 150, reply_to=heard.msgid)
    bob.flush()
    assert mira.until(TypingReceived).state == "active"
    answer = mira.until(MessageReceived)
    assert answer.text == "one\n\n  two " + "word " * 150
    assert answer.reply_to == own.msgid
    assert bob.until(MessageReceived).text == answer.text

    mira.session.react(room, answer.msgid, "👋")
    mira.session.react(room, answer.msgid, "👋", on=False)
    mira.flush()
    given, taken_back = bob.until(Reacted), bob.until(Reacted)
    assert [(sign.about, sign.sign, sign.on) for sign in (given, taken_back)] == [
        (answer.msgid, "👋", True),
        (answer.msgid, "👋", False),
    ]

    mira.session.redact(room, own.msgid, "wrong room")
    mira.flush()
    gone = bob.until(Redacted)
    assert (gone.about, gone.by, gone.reason) == (own.msgid, mira.nick, "wrong room")
    assert mira.until(Redacted).own
    mira.session.redact(room, own.msgid)
    assert mira.failure().command == "REDACT"


def test_what_is_refused_names_the_request(mira: Guest, bob: Guest, room: str) -> None:
    bob.session.say(room, "first")
    label = bob.session.kick(room, mira.nick)
    failure = bob.failure()
    assert (failure.command, failure.code, failure.label) == ("KICK", "482", label)
    label = mira.session.change_nick(bob.nick)
    failure = mira.failure()
    assert (failure.command, failure.code, failure.label) == ("NICK", "433", label)
    label = mira.session.say(f"{room}-none", "x", "id-9")
    failure = mira.failure()
    assert (failure.label, failure.send_id) == (label, "id-9")


def test_members_ranks_and_modes(mira: Guest, bob: Guest, room: str) -> None:
    members = {member.nick: member.prefix for member in bob.until(MemberList).members}
    assert members == {mira.nick: "@", bob.nick: ""}
    assert {member.nick for member in mira.session.members(room)} == members.keys()
    mira.session.change_modes(room, "+vk", bob.nick, "word")
    mira.flush()
    assert {change.letter for change in bob.until(ModesChanged).changes} == {"v", "k"}
    assert bob.session.prefix(room) == "+"
    mira.session.change_modes(room, "+v", mira.nick)
    mira.flush()
    assert {change.param for change in bob.until(ModesChanged).changes} == {mira.nick}
    assert bob.session.prefix(room, mira.nick) == "@+"
    bob.session.ask_modes(room)
    assert "k" in {change.letter for change in bob.until(RoomModes).modes}
    mira.session.change_modes(room, "+b", "bad!*@*")
    mira.session.ask_masks(room)
    assert [mask.mask for mask in mira.until(MaskList).masks] == ["bad!*@*"]
    mira.session.raw(f"MODE {mira.nick} +B")
    bob.session.set_away("lunch")
    assert bob.until(AwayChanged).own
    assert mira.until(AwayChanged).text == "lunch"
    mira.session.who(room)
    mira.until(WhoEnded)
    states = {member.nick: (member.away, member.bot) for member in mira.session.members(room)}
    assert states == {mira.nick: (False, True), bob.nick: (True, False)}


def test_rooms_change(mira: Guest, bob: Guest, room: str) -> None:
    mira.session.set_topic(room, "News")
    mira.flush()
    assert (bob.until(TopicChanged).by, mira.until(TopicChanged).text) == (mira.nick, "News")
    mira.session.list_rooms(room)
    assert [(listed.name, listed.people, listed.topic) for listed in mira.until(RoomList).rooms] == [(room, 2, "News")]
    mira.session.rename_room(room, f"{room}-new", "better")
    mira.flush()
    assert bob.until(RoomRenamed).new == f"{room}-new"
    assert bob.session.prefix(f"{room}-new", mira.nick) == "@"
    mira.until(RoomRenamed)
    mira.session.kick(f"{room}-new", bob.nick, "out")
    mira.flush()
    kicked = bob.until(Parted)
    assert (kicked.own, kicked.by, kicked.reason) == (True, mira.nick, "out")
    mira.session.invite(f"{room}-new", bob.nick)
    assert mira.until(InvitationSent).nick == bob.nick
    assert (bob.until(Invited).own, bob.session.rooms) == (True, {})


def test_people(mira: Guest, bob: Guest, room: str, name: str) -> None:
    label = mira.session.whois(bob.nick)
    whois = mira.until(Whois)
    assert (whois.realname, whois.secure, whois.label) == (f"{bob.nick} by name", True, label)
    assert room in whois.rooms
    mira.session.whois("nobody-at-all")
    assert mira.failure().command == "WHOIS"
    mira.session.watch([bob.nick, "nobody-at-all"])
    presences = {presence.nick: presence.online for presence in (mira.until(PresenceChanged) for _ in range(2))}
    assert presences == {bob.nick: True, "nobody-at-all": False}
    bob.session.raw("SETNAME :Bob B")
    bob.session.change_nick(f"rob-{name}")
    bob.flush()
    renamed = mira.until(Renamed)
    assert (renamed.new, renamed.rooms) == (f"rob-{name}", (room,))
    person = mira.session.person(renamed.new)
    assert person is not None
    assert person.realname == "Bob B"
    assert bob.until(Renamed).own


def test_history(mira: Guest, bob: Guest, room: str) -> None:
    for number in range(5):
        mira.session.say(room, f"line {number}")
    messages = [mira.until(MessageReceived) for _ in range(5)]
    mira.session.set_topic(room, "News")
    mira.until(TopicChanged)
    label = mira.session.history_latest(room)
    page = mira.until(History)
    assert (page.label, page.target) == (label, room)
    assert [message.msgid for message in page.messages] == [message.msgid for message in messages]
    kinds = [type(event) for event in page.events]
    assert kinds[-1] is TopicChanged
    assert kinds.count(Joined) == 2
    middle = messages[2].msgid
    mira.session.history_before(room, middle)
    assert [message.text for message in mira.until(History).messages] == ["line 0", "line 1"]
    mira.session.history_after(room, middle)
    assert [message.text for message in mira.until(History).messages] == ["line 3", "line 4"]
    mira.session.history_around(room, middle)
    assert middle in [message.msgid for message in mira.until(History).messages]
    time_of_first, time_of_last = messages[0].time, messages[4].time
    assert time_of_first is not None
    assert time_of_last is not None
    mira.session.history_targets(time_of_first - 1_000_000, time_of_last + 1_000_000)
    assert [target.name for target in mira.until(HistoryTargets).targets] == [room]
    mira.session.history_after(room, "nonsense")
    assert mira.failure().command == "CHATHISTORY"
    mira.session.mark_read(room, time_of_last)
    assert mira.until(ReadMarked).time == time_of_last // 1000 * 1000
    bob.session.ask_read(room)
    assert bob.until(ReadMarked).time is None
