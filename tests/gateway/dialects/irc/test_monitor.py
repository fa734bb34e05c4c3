"""MONITOR and extended-monitor."""

from __future__ import annotations

from gateway.model.facts import AwaySet, HasQuit, Online, RealnameSet, Renamed
from gateway.model.people import Monitor, MonitorStatus, Presence, Presences, Unmonitor
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue, lines

WHO = (AT, MSGID, "u1", "Bob!b@h", "")
BOB = Presences(AT, (Presence("Bob!b@h", False, False),))


def told(dialogue: Dialogue, fact: Online | HasQuit | Renamed | AwaySet | RealnameSet) -> list[str]:
    return lines(dialogue.conversation.monitored(fact))


def test_adding_and_removing(anna: Dialogue) -> None:
    assert anna.asks(b"MONITOR + bob,Cat,,bob\r\n") == [Monitor(("bob", "Cat"))]
    assert anna.answered(Monitor(("bob", "Cat")), BOB) == [
        ":chorus.test 730 anna :Bob!b@h",
        ":chorus.test 731 anna :Cat",
    ]
    assert anna.reads(b"MONITOR L\r\n") == [
        ":chorus.test 732 anna :bob,Cat",
        ":chorus.test 733 anna :End of MONITOR list",
    ]
    assert anna.asks(b"MONITOR - BOB,none\r\nMONITOR c\r\nMONITOR C\r\n") == [Unmonitor(("bob",)), Unmonitor(("Cat",))]
    assert anna.reads(b"MONITOR L\r\n") == [":chorus.test 733 anna :End of MONITOR list"]


def test_status(anna: Dialogue) -> None:
    assert anna.hears(b"MONITOR S\r\n") == []
    anna.asks(b"MONITOR + bob\r\n")
    assert anna.asks(b"MONITOR s\r\n") == [MonitorStatus(("bob",))]
    assert anna.answered(MonitorStatus(("bob",)), Presences(AT, ())) == [":chorus.test 731 anna :bob"]


def test_what_cannot_be_added(anna: Dialogue, server: Server) -> None:
    assert anna.reads(b"MONITOR + *!*@*\r\n")[0].startswith(":chorus.test 432 anna *!*@* ")
    assert anna.reads(b"MONITOR x\r\n")[0].startswith(":chorus.test 400 anna MONITOR X ")
    most = server.limits.monitored
    for start in range(0, most, 20):
        anna.asks(f"MONITOR + {','.join(f'n{number}' for number in range(start, start + 20))}\r\n".encode())
    assert anna.reads(b"MONITOR + m1,m2\r\n") == [f":chorus.test 734 anna {most} m1,m2 :You monitor as many as you may"]
    assert anna.asks(b"MONITOR + N1\r\n") == [Monitor(("N1",))]


def test_a_long_list_takes_several_lines(anna: Dialogue) -> None:
    nicks = tuple(f"{number:02}n".rjust(30, "x") for number in range(40))
    for half in (nicks[:13], nicks[13:26], nicks[26:]):
        anna.asks(f"MONITOR + {','.join(half)}\r\n".encode())
    *listed, _ = anna.reads(b"MONITOR L\r\n")
    assert all(len(line) <= 510 for line in listed)
    assert ",".join(line.split(" :")[1] for line in listed) == ",".join(nicks)


def test_who_comes_and_goes(anna: Dialogue) -> None:
    anna.asks(b"MONITOR + bob\r\n")
    assert told(anna, Online(*WHO)) == [":chorus.test 730 anna :Bob!b@h"]
    assert told(anna, HasQuit(*WHO, "bye", ())) == [":chorus.test 731 anna :Bob"]
    assert told(anna, Renamed(*WHO, "Rob", ())) == [":chorus.test 731 anna :Bob"]
    rob = (AT, MSGID, "u1", "Rob!b@h", "")
    assert told(anna, Renamed(*rob, "bob", ())) == [":chorus.test 730 anna :bob!b@h"]


def test_extended_monitor_tells_what_else_the_client_asked_for(anna: Dialogue) -> None:
    away, realname = AwaySet(*WHO, "lunch", ()), RealnameSet(*WHO, "Bob B", ())
    anna.reads(b"CAP REQ :away-notify\r\n")
    assert told(anna, away) == []
    anna.reads(b"CAP REQ :extended-monitor\r\n")
    assert told(anna, away) == [":Bob!b@h AWAY :lunch"]
    assert told(anna, realname) == []
