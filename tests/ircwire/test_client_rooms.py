"""Rooms as a client follows them: members with prefixes, modes, lists, topics, invitations, renames."""

from __future__ import annotations

import pytest

from ircwire.client import ClientSession
from ircwire.client_events import (
    HasQuit,
    InvitationSent,
    Invited,
    Joined,
    ListedMask,
    ListedRoom,
    MaskList,
    Member,
    MemberList,
    ModeChange,
    ModesChanged,
    Parted,
    Renamed,
    RoomList,
    RoomModes,
    RoomRenamed,
    TopicChanged,
)
from tests.ircwire.dialogue import hear, inside, said


def members(session: ClientSession, room: str = "#lobby") -> list[tuple[str, str]]:
    return sorted((member.nick, member.prefix) for member in session.members(room))


def test_members_and_their_prefixes_are_followed() -> None:
    session = inside()
    assert members(session) == [("ann", "~@"), ("bob", "+"), ("mira", "")]
    hear(session, ":eve!e@h JOIN #lobby * :Eve", ":ann!a@h MODE #lobby +o-v+l eve bob 5")
    assert members(session) == [("ann", "~@"), ("bob", ""), ("eve", "@"), ("mira", "")]
    hear(session, ":ann!a@h MODE #lobby -q+v Ann EVE", ":bob!b@h NICK rob", ":ann!a@h PART #lobby")
    assert members(session) == [("eve", "@+"), ("mira", ""), ("rob", "")]
    assert session.prefix("#lobby", "eve") == "@+"
    assert (session.prefix("#lobby"), session.prefix("#else"), session.members("#else")) == ("", "", ())
    hear(session, ":eve!e@h MODE #lobby +o mira", ":mira!mi@h KICK #lobby rob", ":eve!e@h QUIT :bye")
    assert members(session) == [("mira", "@")]


def test_ranks() -> None:
    session = inside()
    assert session.ranks_at_least("@+", "@")
    assert session.ranks_at_least("~", "@")
    assert not session.ranks_at_least("+", "@")
    assert not session.ranks_at_least("", "+")
    assert session.ranks_at_least("@", "%")  # which this server does not have
    assert not session.ranks_at_least("+", "%")
    assert not session.ranks_at_least("@", "?")


def test_which_rooms_changed_is_told_once() -> None:
    session = inside()
    hear(session, ":eve!e@h JOIN #Lobby * :Eve", ":eve!e@h PRIVMSG #lobby :hi")
    assert session.take_changed_rooms() == {"#lobby"}
    assert session.take_changed_rooms() == frozenset()
    hear(session, ":eve!e@h AWAY :lunch")
    assert session.take_changed_rooms() == {"#lobby"}
    hear(session, ":eve!e@h AWAY :still")
    assert session.take_changed_rooms() == {"#lobby"}
    hear(session, ":eve!e@h SETNAME :Eve Two")
    assert session.take_changed_rooms() == frozenset()


def test_who_quits_or_is_renamed_was_in_these_rooms() -> None:
    session = inside()
    hear(session, ":mira!mi@h JOIN #B * :Mira", ":bob!b@h JOIN #b * :Bob")
    assert hear(session, "@msgid=m1 :bob!b@h NICK rob", ":rob!b@h QUIT :gone", ":rob!b@h QUIT :twice") == [
        Renamed("bob", "rob", False, None, ("#B", "#lobby"), "m1"),
        HasQuit("rob", "gone", None, ("#B", "#lobby")),
        HasQuit("rob", "twice", None),
    ]


def test_joins_tell_account_and_realname() -> None:
    session = inside()
    time = "@time=2026-01-31T10:00:00.000Z;msgid=j1"
    assert hear(session, f"{time} :eve!e@h JOIN #lobby evelyn :Eve E", ":joe!j@h JOIN #lobby * :Joe") == [
        Joined("#lobby", "eve", False, 1_769_853_600_000_000, "j1", "eve!e@h", "evelyn", "Eve E"),
        Joined("#lobby", "joe", False, None, "", "joe!j@h", "", "Joe"),
    ]
    person = session.person("EVE")
    assert person is not None
    assert (person.username, person.host, person.account, person.realname) == ("e", "h", "evelyn", "Eve E")


def test_names_told_again_correct_what_we_believed() -> None:
    session = inside()
    hear(session, ":ghost!g@h JOIN #lobby * :G", ":ann!a@h AWAY :x")
    assert hear(session, ":s 353 mira = #lobby :@mira ann") == []
    assert hear(session, ":s 366 mira #lobby :End") == [
        MemberList("#lobby", (Member("@", "mira"), Member("", "ann", away=True)))
    ]
    assert members(session) == [("ann", ""), ("mira", "@")]


def test_joining_again_begins_anew() -> None:
    session = inside()
    hear(session, ":mira!mi@h PART #lobby", ":mira!mi@h JOIN #lobby * :Mira")
    assert members(session) == [("mira", "")]
    assert session.person("ann") is None


def test_kicks() -> None:
    session = inside()
    assert hear(session, ":ann!a@h KICK #lobby bob :enough", "@msgid=k :ann!a@h KICK #lobby mira") == [
        Parted("#lobby", "bob", "ann", "enough", False, None),
        Parted("#lobby", "mira", "ann", "", True, None, "k"),
    ]
    assert session.rooms == {}


def test_modes() -> None:
    session = inside()
    assert hear(session, ":ann!a@h MODE #lobby +imk-l+b word *!*@x") == [
        ModesChanged(
            "#lobby",
            "ann",
            (
                ModeChange(True, "i"),
                ModeChange(True, "m"),
                ModeChange(True, "k", "word"),
                ModeChange(False, "l"),
                ModeChange(True, "b", "*!*@x"),
            ),
            None,
        )
    ]
    assert hear(session, ":mira!mi@h MODE mira +i") == []  # our own are no room's
    session.ask_modes("#lobby")
    assert said(session) == ["@label=c1 MODE #lobby"]
    assert hear(session, ":s 324 mira #lobby +ntl 5", ":s 329 mira #lobby 1763800000") == [
        RoomModes("#lobby", (ModeChange(True, "n"), ModeChange(True, "t"), ModeChange(True, "l", "5")))
    ]


@pytest.mark.parametrize(("letter", "row", "end"), [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")])
def test_lists_of_masks(letter: str, row: str, end: str) -> None:
    session = inside()
    session.ask_masks("#lobby", letter)
    assert said(session) == [f"@label=c1 MODE #lobby +{letter}"]
    events = hear(
        session,
        f":s {row} mira #lobby *!*@x ann 1763800000",
        f":s {row} mira #lobby bad!*@*",
        f":s {end} mira #lobby :End",
        f":s {end} mira #lobby :End",
    )
    rows = (ListedMask("*!*@x", "ann", 1_763_800_000_000_000), ListedMask("bad!*@*"))
    assert events == [MaskList("#lobby", letter, rows), MaskList("#lobby", letter, ())]


def test_quiets() -> None:
    session = inside()
    assert hear(session, ":s 728 mira #lobby q *!*@x ann 1763800000", ":s 729 mira #lobby q :End") == [
        MaskList("#lobby", "q", (ListedMask("*!*@x", "ann", 1_763_800_000_000_000),))
    ]


def test_topics() -> None:
    session = inside()
    events = hear(
        session,
        ":s 332 mira #lobby :News",
        ":s 333 mira #lobby ann!a@h 1763800000",
        ":s 331 mira #b :No topic is set",
        "@msgid=t :ann!a@h TOPIC #lobby :",
    )
    assert events == [
        TopicChanged("#lobby", "News", "", None),
        TopicChanged("#b", "", "", None),
        TopicChanged("#lobby", "", "ann", None, "t"),
    ]


def test_invitations() -> None:
    session = inside()
    session.invite("#lobby", "eve")
    assert said(session) == ["@label=c1 INVITE eve #lobby"]
    assert hear(session, ":s 341 mira eve #lobby", ":ann!a@h INVITE mira :#secret", ":ann!a@h INVITE joe #lobby") == [
        InvitationSent("#lobby", "eve"),
        Invited("#secret", "mira", "ann", True, None),
        Invited("#lobby", "joe", "ann", False, None),
    ]


def test_a_room_gets_another_name() -> None:
    session = inside()
    session.rename_room("#lobby", "#hall", "bigger")
    assert said(session) == ["@label=c1 RENAME #lobby #hall bigger"]
    assert hear(session, ":ann!a@h RENAME #lobby #Hall :bigger") == [
        RoomRenamed("#lobby", "#Hall", "ann", "bigger", None)
    ]
    assert session.rooms == {"#hall": "#Hall"}
    assert members(session, "#hall") == [("ann", "~@"), ("bob", "+"), ("mira", "")]
    assert hear(session, ":bob!b@h QUIT :x") == [HasQuit("bob", "x", None, ("#Hall",))]
    hear(session, ":ann!a@h RENAME #Hall #HALL")
    assert session.rooms == {"#hall": "#HALL"}


def test_the_list_of_rooms_comes_in_parts() -> None:
    session = inside()
    session.list_rooms()
    session.list_rooms("#a*")
    assert said(session) == ["@label=c1 LIST", "@label=c2 LIST #a*"]
    rows = [f":s 322 mira #r{number} {number} :Topic" for number in range(501)]
    first, last = hear(session, ":s 321 mira Channel :Users  Name", *rows, ":s 323 mira :End of LIST")
    assert isinstance(first, RoomList)
    assert (len(first.rooms), first.complete, first.rooms[7]) == (500, False, ListedRoom("#r7", 7, "Topic"))
    assert last == RoomList((ListedRoom("#r500", 500, "Topic"),), True)


def test_what_is_done_in_rooms() -> None:
    session = inside("batch")
    session.join("#a", "word")
    session.join_all(f"#room-{number}" for number in range(60))
    session.kick("#a", "bob")
    session.kick("#a", "bob", "too loud")
    session.set_topic("#a", "New days")
    session.set_topic("#a", "")
    session.change_modes("#a", "+o-v", "ann", "bob")
    lines = said(session)
    assert lines[0] == "JOIN #a word"
    assert [line.count(",") + 1 for line in lines[1:3]] == [45, 15]
    assert max(map(len, lines)) < 500
    assert lines[3:] == [
        "KICK #a bob",
        "KICK #a bob :too loud",
        "TOPIC #a :New days",
        "TOPIC #a :",
        "MODE #a +o-v ann bob",
    ]


def test_no_more_rooms_and_people_in_a_line_than_the_server_takes() -> None:
    session = inside(isupport=":s 005 mira MONITOR=9 TARGMAX=JOIN:1,MONITOR:2 :are here")
    session.join_all(["#a", "#b"])
    session.join_all([])
    session.watch(["ann", "bob", "eve"])
    session.unwatch(["ann"])
    assert said(session) == ["JOIN #a", "JOIN #b", "MONITOR + ann,bob", "MONITOR + eve", "MONITOR - ann"]


@pytest.mark.parametrize("names", [[], ["@ann bob"]])
def test_a_list_of_members_without_us_takes_nobody_away(names: list[str]) -> None:
    """Servers answer so where they decline."""
    session = inside()
    hear(session, ":ann!a@h MODE #lobby +o mira")
    hear(session, *(f":s 353 mira = #lobby :{row}" for row in names))
    events = hear(session, ":s 366 mira #lobby :End")
    assert (session.prefix("#lobby"), len(session.members("#lobby")), events) == ("@", 3, [])


@pytest.mark.parametrize(
    ("casemapping", "same", "other"),
    [
        ("ascii", "#LOBBY", "#lobby{"),
        ("rfc1459", "#A^[]\\", "#b"),
        ("rfc1459-strict", "#A[]\\", "#a^"),
        ("x", "#A", "#b"),
    ],
)
def test_names_are_compared_as_the_server_does(casemapping: str, same: str, other: str) -> None:
    session = inside(isupport=f":s 005 mira CASEMAPPING={casemapping} CHANTYPES=#& :are here")
    hear(session, f":mira!mi@h JOIN {same}")
    small = {"rfc1459": "#a~{}|", "rfc1459-strict": "#a{}|"}.get(casemapping, same.lower())
    assert session.fold(same) == small
    assert small in session.rooms
    assert session.fold(other) not in set(session.rooms) - {"#lobby"}
    assert session.is_room("&local")
    assert not session.is_room("mira")


def test_the_way_of_comparing_stays_while_we_are_in_rooms() -> None:
    session = inside()
    hear(session, ":s 005 mira CASEMAPPING=rfc1459 :are here")
    assert session.fold("A[") == "a["
