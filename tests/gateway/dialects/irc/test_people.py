"""WHO and WHOIS."""

from __future__ import annotations

from gateway.model.answers import People, Person
from gateway.model.commands import Who, Whois
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, Dialogue

ANNA = Person("anna!~a@192.0.2.1", "Anna B", "", False, 0, "@+")
ROOT = Person("root!~r@0::1", "", "rootaccount", True, 0, "", (("@+", "#a"), ("", "#b")))


def test_who(anna: Dialogue) -> None:
    assert anna.asks(b"WHO #a\r\nWHO bob o\r\nWHO\r\nWHO 0\r\nWHO *\r\n") == [
        Who("#a"),
        Who("bob"),
        Who("*"),
        Who("*"),
        Who("*"),
    ]
    assert anna.reads(b"WHO *!*@*\r\n") == [":chorus.test 315 anna *!*@* :End of WHO list"]
    assert anna.answered(Who("#a"), People(AT, "#A", (ANNA, ROOT))) == [
        ":chorus.test 352 anna #A ~a 192.0.2.1 chorus.test anna H@ :0 Anna B",
        ":chorus.test 352 anna #A ~r 0::1 chorus.test root H* :0 ",
        ":chorus.test 315 anna #a :End of WHO list",
    ]
    assert anna.refused(Who("#a"), Reason.NO_SUCH_ROOM, "#a") == [":chorus.test 315 anna #a :End of WHO list"]


def test_who_of_a_person_names_no_room(anna: Dialogue) -> None:
    assert anna.answered(Who("root"), People(AT, "*", (ROOT,))) == [
        ":chorus.test 352 anna * ~r 0::1 chorus.test root H* :0 ",
        ":chorus.test 315 anna root :End of WHO list",
    ]


def test_who_with_multi_prefix(able: Dialogue) -> None:
    assert able.answered(Who("#a"), People(AT, "#A", (ANNA,)))[0].endswith(" anna H@+ :0 Anna B")


def test_whois(anna: Dialogue) -> None:
    assert anna.asks(b"WHOIS bob\r\nWHOIS chorus.test bob\r\n") == [Whois("bob"), Whois("bob")]
    assert anna.reads(b"WHOIS\r\n") == [":chorus.test 431 anna :No nickname given"]
    assert anna.answered(Whois("ROOT"), People(AT, "*", (ROOT,))) == [
        ":chorus.test 311 anna root ~r 0::1 * :",
        ":chorus.test 319 anna root :@#a #b",
        ":chorus.test 312 anna root chorus.test :Chorus chat",
        ":chorus.test 313 anna root :is a server operator",
        ":chorus.test 330 anna root rootaccount :is logged in as",
        ":chorus.test 318 anna root :End of /WHOIS list",
    ]


def test_whois_of_nobody(anna: Dialogue) -> None:
    nobody = [
        ":chorus.test 401 anna bob :There is nobody of that name",
        ":chorus.test 318 anna bob :End of /WHOIS list",
    ]
    assert anna.refused(Whois("bob"), Reason.NO_SUCH_NICK, "bob") == nobody
    assert anna.answered(Whois("bob"), People(AT, "*", ())) == nobody
    assert anna.reads(b"WHOIS b.b\r\n")[0] == ":chorus.test 401 anna b.b :There is nobody of that name"
