"""Questions about the server, and HELP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.dialects.base import Ask, Reply
from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.table import VERBS
from gateway.dialects.irc.verbs_help import TOPICS
from gateway.model.commands import Lusers
from gateway.model.operators import AskTime, AskUptime, TimeIs
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, COUNTS, Dialogue, lines


def test_version_says_what_the_server_can(anna: Dialogue) -> None:
    first, *tokens = anna.reads(b"VERSION\r\n")
    assert first == ":chorus.test 351 anna chorus-1 chorus.test :Chorus chat"
    assert tokens and all(line.startswith(":chorus.test 005 anna ") for line in tokens)


def test_motd_and_lusers(anna: Dialogue) -> None:
    assert len(anna.reads(b"MOTD\r\n")) == 4
    assert anna.asks(b"LUSERS\r\n") == anna.asks(b"LUSERS * chorus.test\r\n") == [Lusers()]
    counts = anna.answered(Lusers(), replace(COUNTS, invisible=1))
    assert len(counts) == 6
    assert counts[0] == ":chorus.test 251 anna :There are 2 users and 1 invisible on 1 server"
    assert anna.refused(Lusers(), Reason.FAILED, "x y") == [
        ":chorus.test 400 anna * :Something went wrong here, it was not done"
    ]


def test_the_time_is_the_networks(anna: Dialogue) -> None:
    assert anna.asks(b"TIME\r\n") == [AskTime()]
    assert anna.answered(AskTime(), TimeIs(AT, 1_763_836_800)) == [
        ":chorus.test 391 anna chorus.test :2025-11-22 18:40:00 UTC"
    ]


def test_info(anna: Dialogue) -> None:
    *info, end = anna.reads(b"INFO\r\n")
    assert len(info) == 3 and all(line.startswith(":chorus.test 371 anna :") for line in info)
    assert end == ":chorus.test 374 anna :End of /INFO list"


def test_admin(anna: Dialogue, server: Server) -> None:
    assert anna.reads(b"ADMIN\r\n") == [":chorus.test 423 anna chorus.test :Nothing is said here about the admin"]
    anna.conversation.served_by(replace(server, admin=("The school", "admin@example.org")))
    assert anna.reads(b"ADMIN\r\n") == [
        ":chorus.test 256 anna chorus.test :Administrative info",
        ":chorus.test 257 anna :The school",
        ":chorus.test 258 anna :admin@example.org",
    ]


def test_all_gateways_are_one_server(anna: Dialogue) -> None:
    links = [
        ":chorus.test 364 anna chorus.test chorus.test :0 Chorus chat",
        ":chorus.test 365 anna * :End of /LINKS list",
    ]
    assert anna.reads(b"LINKS\r\n") == links
    assert anna.reads(b"LINKS *.other\r\n") == [":chorus.test 365 anna *.other :End of /LINKS list"]


@pytest.mark.parametrize("verb", ["MOTD", "VERSION", "TIME", "INFO", "ADMIN"])
def test_what_names_another_server_names_none(anna: Dialogue, verb: str) -> None:
    for target in ("chorus.test", "CHORUS.*", "anna"):
        steps = anna.hears(f"{verb} {target}\r\n".encode())
        assert all(isinstance(step, Ask) or b" 402 " not in getattr(step, "data", b"") for step in steps)
    for target in ("other.test", "bob", "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*"):
        assert anna.reads(f"{verb} {target}\r\n".encode()) == [
            f":chorus.test 402 anna {target} :There is no such server"
        ]


def test_stats_of_uptime_are_for_everybody(anna: Dialogue) -> None:
    ask, end = anna.hears(b"STATS u\r\n")
    assert ask == Ask(AskUptime())
    assert end == Reply(b":chorus.test 219 anna u :End of /STATS report\r\n")
    assert anna.answered(AskUptime(), TimeIs(AT, 2 * 86400 + 3 * 3600 + 61)) == [
        ":chorus.test 242 anna :Server Up 2 days 3:01:01"
    ]
    assert anna.reads(b"STATS z\r\n") == [":chorus.test 219 anna z :End of /STATS report"]
    assert anna.reads(b"STATS u other.test\r\n") == [":chorus.test 402 anna other.test :There is no such server"]
    assert anna.reads(b"STATS\r\n") == [":chorus.test 461 anna STATS :Not enough parameters"]


@pytest.mark.parametrize("verb", ["HELP", "HELPOP"])
def test_help(anna: Dialogue, verb: str) -> None:
    assert anna.reads(f"{verb} ping\r\n".encode()) == [
        ":chorus.test 704 anna PING :PING token",
        ":chorus.test 705 anna PING :Is answered with PONG and the token.",
        ":chorus.test 706 anna PING :End of /HELP",
    ]
    assert anna.reads(f"{verb} nonsense\r\n".encode()) == [
        ":chorus.test 524 anna NONSENSE :No help is available on that"
    ]
    index = anna.reads(f"{verb}\r\n".encode())
    assert " ".join(line.split(" :")[1] for line in index[1:-1]).split() == list(TOPICS)


def test_there_is_help_on_every_verb_and_on_nothing_else() -> None:
    assert set(TOPICS) == set(VERBS)


def test_before_registration_irssi_asks_for_a_room_and_goes_on(fresh: Dialogue) -> None:
    """irssi sends `JOIN :` before it has registered."""
    assert fresh.reads(b"CAP LS 302\r\n") != []
    assert fresh.reads(b"JOIN :\r\n") == [":chorus.test 451 * :You have not registered"]
    assert fresh.reads(b"NICK anna\r\nUSER anna 0 * :Anna\r\n") == []
    welcome = fresh.registers(b"CAP END\r\n", "anna")
    assert welcome[0].startswith(":chorus.test 001 anna ")


def test_the_longest_answers_fit_a_line() -> None:
    server = Server("s" * 63, "i" * 300, "v" * 60, 0, admin=("a" * 600,))
    dialogue = Dialogue(IrcConversation(server, "h"))
    nick = "漢" * 32
    dialogue.registers(f"NICK {nick}\r\nUSER u 0 * :U\r\n".encode(), nick)
    for line in ("INFO", "ADMIN", "VERSION", "LINKS", "HELP", "HELP KLINE"):
        for step in dialogue.hears(f"{line}\r\n".encode()):
            assert isinstance(step, Reply) and all(len(each.encode()) <= 510 for each in lines(step.data))
