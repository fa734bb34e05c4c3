"""STS (IRCv3 sts): where clients are told to come by TLS, and for how long to remember it."""

from __future__ import annotations

from dataclasses import replace

from gateway.dialects.base import Ask, Reply
from gateway.dialects.irc import IrcConversation
from gateway.model.server import Server, Sts
from tests.gateway.dialects.dialogue import Dialogue


def offers(server: Server, secure: bool, ask: str = "CAP LS 302", web: bool = False) -> set[str]:
    """The words of CAP LS that have to do with STS."""
    lines = Dialogue(IrcConversation(server, "192.0.2.1", secure, web)).reads(f"{ask}\r\n".encode())
    return {word for line in lines for word in line.split(" :")[1].split(" ") if word.startswith("sts")}


def test_a_port_without_tls_names_the_other_and_that_one_the_duration(server: Server) -> None:
    strict = replace(server, sts=Sts(6697, 2592000))
    assert offers(strict, secure=False) == {"sts=port=6697"}
    assert offers(strict, secure=True) == {"sts=duration=2592000"}


def test_to_end_it_only_those_who_come_by_tls_are_told_to_forget(server: Server) -> None:
    ending = replace(server, sts=Sts(6697, 0))
    assert offers(ending, secure=False) == set()
    assert offers(ending, secure=True) == {"sts=duration=0"}


def test_nothing_is_said_where_it_is_off_or_to_clients_that_know_no_values(server: Server) -> None:
    strict = replace(server, sts=Sts(6697, 60))
    assert offers(server, secure=False) == offers(server, secure=True) == set()
    assert offers(strict, secure=False, ask="CAP LS") == offers(strict, secure=True, ask="CAP LS 301") == set()


def test_web_clients_are_told_nothing(server: Server) -> None:
    """Their URL names a port of its own, on which none of IRC by TLS is spoken, and no other may."""
    strict = replace(server, sts=Sts(6697, 60))
    assert offers(strict, secure=False, web=True) == offers(strict, secure=True, web=True) == set()


def test_it_cannot_be_asked_for(server: Server) -> None:
    for secure in (False, True):
        dialogue = Dialogue(IrcConversation(replace(server, sts=Sts(6697, 60)), "192.0.2.1", secure))
        assert dialogue.reads(b"CAP REQ :sts batch\r\nCAP LIST\r\n") == [
            ":chorus.test CAP * NAK :sts batch",
            ":chorus.test CAP * LIST :",
        ]


def test_a_server_whose_files_were_read_again_greets_with_other_words(server: Server, anna: Dialogue) -> None:
    changed = replace(server, motd=("Good evening.",), operators={"kim": "other"})
    anna.conversation.served_by(changed)
    assert any("Good evening." in line for line in anna.reads(b"MOTD\r\n"))
    assert any(isinstance(step, Reply) and b" 464 " in step.data for step in anna.hears(b"OPER root secret\r\n"))
    assert any(isinstance(step, Ask) for step in anna.hears(b"OPER kim other\r\n"))
