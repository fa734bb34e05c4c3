"""WHO with WHOX, WHOIS, WHOWAS, ISON and USERHOST."""

from __future__ import annotations

import pytest

from gateway.model.answers import People, Person
from gateway.model.commands import Who, Whois
from gateway.model.people import Former, Formers, Ison, Presence, Presences, Userhost, Whowas
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, Dialogue

ANNA = Person("anna!~a@192.0.2.1", "Anna B", "", False, 0, "@+", idle=7, address="192.0.2.1")
ROOT = Person("root!~r@0::1", "", "rootaccount", True, 9, "", (("@+", "#a"), ("", "#b")))
END = ":chorus.test 315 anna #a :End of WHO list"


def test_who(anna: Dialogue) -> None:
    assert anna.asks(b"WHO #a\r\nWHO bob o\r\nWHO\r\nWHO 0\r\nWHO *\r\nWHO *!*@*\r\nWHO b? oo\r\n") == [
        Who("#a"),
        Who("bob", operators=True),
        Who("*"),
        Who("*"),
        Who("*"),
        Who("*!*@*"),
        Who("b?", operators=True),
    ]
    assert anna.answered(Who("#a"), People(AT, "#A", (ANNA, ROOT))) == [
        ":chorus.test 352 anna #A ~a 192.0.2.1 chorus.test anna H@ :0 Anna B",
        ":chorus.test 352 anna #A ~r 0::1 chorus.test root H* :0 ",
        END,
    ]
    assert anna.refused(Who("#a"), Reason.NO_SUCH_ROOM, "#a") == [END]


def test_who_of_what_nobody_can_be_called(anna: Dialogue) -> None:
    assert anna.reads(b"WHO b.b\r\n") == [":chorus.test 315 anna b.b :End of WHO list"]
    assert anna.reads(b"WHO " + b"*" * 129 + b"\r\n")[0].endswith(" :End of WHO list")


def test_who_of_a_person_names_no_room(anna: Dialogue) -> None:
    assert anna.answered(Who("root"), People(AT, "*", (ROOT,))) == [
        ":chorus.test 352 anna * ~r 0::1 chorus.test root H* :0 ",
        ":chorus.test 315 anna root :End of WHO list",
    ]


def test_who_with_multi_prefix(able: Dialogue) -> None:
    assert able.answered(Who("#a"), People(AT, "#A", (ANNA,)))[0].endswith(" anna H@+ :0 Anna B")


def test_who_shows_who_is_away_and_who_is_a_bot(anna: Dialogue) -> None:
    bot = Person("bob!b@h", "Bob", "", True, 0, "@", away="lunch", bot=True)
    assert anna.answered(Who("#a"), People(AT, "#a", (bot,)))[0].endswith(" bob G*@B :0 Bob")


def test_who_says_that_it_was_cut(anna: Dialogue) -> None:
    assert anna.answered(Who("#a"), People(AT, "#a", (), more=True)) == [
        ":chorus.test 416 anna #a :There may be more: narrow it down",
        END,
    ]


def test_who_ends_with_its_last_part(anna: Dialogue) -> None:
    assert not anna.answered(Who("a*"), People(AT, "*", (), cursor="7"))
    assert len(anna.answered(Who("a*", cursor="7"), People(AT, "*", ()))) == 1


class TestWhox:
    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            ("%", Who("#a")),
            ("%tcuihsnfdlaor,123", Who("#a", "", False, "tcuihsnfdlaor", "123")),
            ("%roaldfnshiuct", Who("#a", "", False, "tcuihsnfdlaor")),
            ("on%nxn,", Who("#a", "n", True, "n")),
            ("nuhra%t,1234", Who("#a", "nuhra", False, "t")),
            ("%t,x", Who("#a", "", False, "t")),
        ],
    )
    def test_what_is_asked(self, anna: Dialogue, words: str, asked: Who) -> None:
        assert anna.asks(f"WHO #a {words}\r\n".encode()) == [asked]

    @pytest.mark.parametrize(
        ("columns", "token", "words"),
        [
            ("tcuihsnfdlaor", "123", "123 #A ~a 192.0.2.1 192.0.2.1 chorus.test anna H@ 0 7 0 n/a :Anna B"),
            ("tn", "", "0 anna"),
            ("r", "", ":Anna B"),
            ("a", "", "0"),
        ],
    )
    def test_columns(self, anna: Dialogue, columns: str, token: str, words: str) -> None:
        answer = anna.answered(Who("#a", columns=columns, token=token), People(AT, "#A", (ANNA,)))
        assert answer == [f":chorus.test 354 anna {words}", END]

    def test_an_account_and_an_address_that_is_nobodys_business(self, anna: Dialogue) -> None:
        answer = anna.answered(Who("#a", columns="ia"), People(AT, "#a", (ROOT,)))
        assert answer[0] == ":chorus.test 354 anna 255.255.255.255 rootaccount"


def test_whois(anna: Dialogue) -> None:
    assert anna.asks(b"WHOIS bob\r\nWHOIS chorus.test bob\r\n") == [Whois("bob"), Whois("bob")]
    assert anna.reads(b"WHOIS\r\n") == [":chorus.test 431 anna :No nickname given"]
    assert anna.answered(Whois("ROOT"), People(AT, "*", (ROOT,))) == [
        ":chorus.test 311 anna root ~r 0::1 * :",
        ":chorus.test 319 anna root :@#a #b",
        ":chorus.test 312 anna root chorus.test :Chorus chat",
        ":chorus.test 313 anna root :is a server operator",
        ":chorus.test 330 anna root rootaccount :is logged in as",
        ":chorus.test 317 anna root 0 9 :seconds idle, signon time",
        ":chorus.test 318 anna root :End of /WHOIS list",
    ]


def test_whois_of_somebody_away_who_is_a_bot_and_came_by_tls(anna: Dialogue) -> None:
    person = Person("bob!b@cloak", "Bob", "", False, 5, away="lunch", bot=True, idle=60, secure=True)
    assert anna.answered(Whois("bob"), People(AT, "*", (person,)))[2:-1] == [
        ":chorus.test 301 anna bob :lunch",
        ":chorus.test 335 anna bob :is a bot",
        ":chorus.test 671 anna bob :is using a secure connection",
        ":chorus.test 317 anna bob 60 5 :seconds idle, signon time",
    ]


def test_whois_of_oneself(anna: Dialogue) -> None:
    person = Person("anna!a@cloak", "Anna", "", False, 5, address="192.0.2.1", modes="+i")
    assert anna.answered(Whois("anna"), People(AT, "*", (person,)))[2:4] == [
        ":chorus.test 378 anna anna :is connecting from a@192.0.2.1 192.0.2.1",
        ":chorus.test 379 anna anna :is using modes +i",
    ]


def test_whois_of_nobody(anna: Dialogue) -> None:
    nobody = [
        ":chorus.test 401 anna bob :There is nobody of that name",
        ":chorus.test 318 anna bob :End of /WHOIS list",
    ]
    assert anna.refused(Whois("bob"), Reason.NO_SUCH_NICK, "bob") == nobody
    assert anna.answered(Whois("bob"), People(AT, "*", ())) == nobody
    assert anna.reads(b"WHOIS b.b\r\n")[0] == ":chorus.test 401 anna b.b :There is nobody of that name"


def test_whowas(anna: Dialogue) -> None:
    assert anna.asks(b"WHOWAS bob\r\nWHOWAS bob 2\r\nWHOWAS bob -1\r\nWHOWAS bob x\r\n") == [
        Whowas("bob"),
        Whowas("bob", 2),
        Whowas("bob"),
        Whowas("bob"),
    ]
    former = Former("Bob", "~b", "h", "Bob B", "", 1_763_836_800)
    assert anna.answered(Whowas("bob"), Formers(AT, (former,))) == [
        ":chorus.test 314 anna Bob ~b h * :Bob B",
        ":chorus.test 312 anna Bob chorus.test :Sat Nov 22 18:40:00 2025",
        ":chorus.test 369 anna bob :End of WHOWAS",
    ]
    nobody = [
        ":chorus.test 406 anna bob :There was nobody of that name",
        ":chorus.test 369 anna bob :End of WHOWAS",
    ]
    assert anna.refused(Whowas("bob"), Reason.WAS_NO_SUCH_NICK, "bob") == nobody
    assert anna.reads(b"WHOWAS b.b\r\n")[0].startswith(":chorus.test 406 anna b.b ")
    assert anna.reads(b"WHOWAS\r\n") == [":chorus.test 431 anna :No nickname given"]


def test_ison_and_userhost(anna: Dialogue) -> None:
    assert anna.asks(b"ISON a b\r\nISON :a b\r\nUSERHOST a b c d e f\r\n") == [
        Ison(("a", "b")),
        Ison(("a", "b")),
        Userhost(("a", "b", "c", "d", "e")),
    ]
    here = Presences(AT, (Presence("a!u@h", True, False), Presence("b!u@0::1", False, True)))
    assert anna.answered(Ison(("a", "b", "c")), here) == [":chorus.test 303 anna :a b"]
    assert anna.answered(Userhost(("a", "b")), here) == [":chorus.test 302 anna :a*=+u@h b=-u@0::1"]
    assert anna.answered(Ison(("c",)), Presences(AT, ())) == [":chorus.test 303 anna :"]
    longest = tuple(Presence(f"{letter * 32}!~{'u' * 9}@{'h' * 63}", False, False) for letter in "abcde")
    told = anna.answered(Userhost(tuple("abcde")), Presences(AT, longest))
    assert " ".join(line.partition(" :")[2] for line in told).split() == [
        f"{person.mask[:32]}=+{person.mask[33:]}" for person in longest
    ]
