"""Registration: PASS, NICK, USER and CAP, in the orders that clients use."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask, Leave, Reply
from gateway.dialects.irc import IrcConversation
from gateway.model.commands import Register, Rename
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Renamed
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

ANNA = Register("anna", "~anna", "Anna B", "192.0.2.1")


def test_nick_and_user_in_any_order(server: Server) -> None:
    for data in (b"NICK anna\r\nUSER anna 0 * :Anna B\r\n", b"USER anna 0 * :Anna B\nNICK anna\n"):
        dialogue = Dialogue(IrcConversation(server, "192.0.2.1"))
        assert dialogue.conversation.opened() == b""
        assert dialogue.hears(data) == [Ask(ANNA, wait=True)]


def test_the_welcome(fresh: Dialogue) -> None:
    welcome = fresh.registers(b"NICK anna\r\nUSER anna 0 * :Anna B\r\n", "anna")
    numbers = [line.split()[1] for line in welcome]
    tokens = numbers.count("005")
    before, after = ["001", "002", "003", "004"], ["251", "252", "254", "255", "265", "266", "375", "372", "372", "376"]
    assert numbers == [*before, *["005"] * tokens, *after]
    assert welcome[0] == ":chorus.test 001 anna :Welcome to the chat, anna!~anna@192.0.2.1"
    assert welcome[3] == ":chorus.test 004 anna chorus.test chorus-1 Biow bCeiIklmnostv beIklov"
    assert welcome[4 + tokens] == ":chorus.test 251 anna :There are 3 users and 0 invisible on 1 server"
    assert welcome[-3:-1] == [":chorus.test 372 anna :- Hello.", ":chorus.test 372 anna :- Be kind."]
    for line in welcome:
        assert len(line.encode()) <= 510


def test_what_the_server_says_it_can_do(fresh: Dialogue) -> None:
    welcome = fresh.registers(b"NICK anna\r\nUSER anna 0 * :Anna B\r\n", "anna")
    tokens = [line.split(" :")[0].split()[3:] for line in welcome if line.split()[1] == "005"]
    assert all(len(line) <= 13 for line in tokens)
    assert {
        "NETWORK=Chorus\\x20chat",
        "CASEMAPPING=ascii",
        "CHANTYPES=#",
        "PREFIX=(ov)@+",
        "CHANLIMIT=#:100",
        "NICKLEN=32",
        "CHANNELLEN=64",
        "TOPICLEN=390",
        "CHATHISTORY=100",
        "MSGREFTYPES=msgid,timestamp",
        "UTF8ONLY",
    } <= {token for line in tokens for token in line}


def test_what_irssi_sends_before_it_is_registered(fresh: Dialogue) -> None:
    steps = fresh.hears(
        b"CAP LS 302\r\nJOIN :\r\nNICK anna\r\nUSER anna anna h :Anna B\r\nCAP REQ :batch\r\nCAP END\r\n"
    )
    assert steps[1] == Reply(b":chorus.test 451 * :You have not registered\r\n")
    assert steps[-1] == Ask(ANNA, wait=True)


def test_negotiation_holds_registration_up(fresh: Dialogue) -> None:
    assert fresh.reads(b"CAP REQ :batch\r\n") == [":chorus.test CAP * ACK :batch"]
    assert fresh.reads(b"NICK anna\r\nUSER anna 0 * :Anna B\r\n") == []
    assert fresh.asks(b"CAP END\r\n") == [ANNA]


def test_a_taken_nick_and_another_try(fresh: Dialogue) -> None:
    (command,) = fresh.asks(b"NICK anna\r\nUSER anna 0 * :Anna B\r\n")
    assert fresh.refused(command, Reason.NICK_IN_USE, "anna") == [
        ":chorus.test 433 * anna :That name is already in use"
    ]
    (command,) = fresh.asks(b"NICK anna_\r\n")
    assert command == Register("anna_", "~anna", "Anna B", "192.0.2.1")
    assert fresh.refused(command, Reason.NICK_LOOKS_TAKEN, "anna_") == [
        ":chorus.test 433 * anna_ :That name looks like one already in use"
    ]
    assert fresh.registers(b"NICK berta\r\n", "berta")[0].startswith(":chorus.test 001 berta ")


def test_lines_wait_while_registration_is_unanswered(fresh: Dialogue) -> None:
    assert len(fresh.hears(b"NICK anna\r\nUSER anna 0 * :A\r\nPRIVMSG #lobby :hi\r\n")) == 1
    assert [type(step).__name__ for step in fresh.steps()] == ["Reply"]


@pytest.mark.parametrize(
    ("nick", "shown"), [("9a", "9a"), ("a*", "a*"), ("x" * 33, "x" * 33), (":a", "*"), ("a b", "*")]
)
def test_bad_nicks(fresh: Dialogue, nick: str, shown: str) -> None:
    (line,) = fresh.reads(f"NICK :{nick}\r\n".encode())
    assert line.startswith(f":chorus.test 432 * {shown} :A name ")


@pytest.mark.parametrize("data", [b"NICK\r\n", b"NICK :\r\n"])
def test_no_nick(fresh: Dialogue, data: bytes) -> None:
    assert fresh.reads(data) == [":chorus.test 431 * :No nickname given"]


def test_user_needs_four_words(fresh: Dialogue) -> None:
    assert fresh.reads(b"USER a b c\r\n") == [":chorus.test 461 * USER :Not enough parameters"]


def test_user_names_and_real_names_are_cut_and_cleaned(fresh: Dialogue) -> None:
    (command,) = fresh.asks(b"NICK anna\r\nUSER a!b@c$verylongname 0 * :Anna \x02B\x02" + b"x" * 300 + b"\r\n")
    assert isinstance(command, Register)
    assert command.username == "~abcverylo"
    assert command.realname == "Anna B" + "x" * 144


def test_a_user_name_of_nothing_usable(fresh: Dialogue) -> None:
    (command,) = fresh.asks("NICK anna\r\nUSER @@@ 0 * :é\r\n".encode())
    assert command == Register("anna", "~user", "é", "192.0.2.1")


def test_an_ipv6_host_is_one_word(server: Server) -> None:
    (command,) = Dialogue(IrcConversation(server, "::1")).asks(b"NICK a\r\nUSER a 0 * :a\r\n")
    assert isinstance(command, Register)
    assert command.host == "0::1"


class TestPassword:
    @pytest.fixture
    def guarded(self) -> Dialogue:
        return Dialogue(IrcConversation(Server("chorus.test", "Chorus", "chorus-1", 0, password="Größe"), "192.0.2.1"))

    def test_the_right_one(self, guarded: Dialogue) -> None:
        data = "PASS Größe\r\nNICK anna\r\nUSER anna 0 * :Anna B\r\n".encode()
        assert guarded.asks(data) == [ANNA]

    @pytest.mark.parametrize("data", [b"", b"PASS gross\r\n"])
    def test_a_wrong_one_or_none(self, guarded: Dialogue, data: bytes) -> None:
        (leave,) = guarded.hears(data + b"NICK anna\r\nUSER anna 0 * :Anna B\r\n")
        assert isinstance(leave, Leave)
        assert leave.why is Disconnect.BAD_PASSWORD
        assert leave.data == b":chorus.test 464 * :Password incorrect\r\nERROR :Closing link: Password incorrect\r\n"


def test_registering_again(anna: Dialogue) -> None:
    for data in (b"USER a b c :d\r\n", b"PASS x\r\n"):
        assert anna.reads(data) == [":chorus.test 462 anna :You may not register again"]


def test_a_new_nick(anna: Dialogue) -> None:
    assert anna.hears("NICK Zoe\u0308\r\nFOO\r\n".encode()) == [Ask(Rename("Zoë"), wait=True)]
    assert anna.refused(Rename("bob"), Reason.NICK_IN_USE, "bob") == [
        ":chorus.test 433 anna bob :That name is already in use"
    ]
    anna.conversation.noticed(Renamed(AT, MSGID, "u1", "anna!~a@h", "", "Zoë", ()))
    assert anna.reads(b"") == [":chorus.test 421 Zoë FOO :Unknown command"]


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n", b"POST /x HTTP/1.1\r\n"])
def test_a_browser_is_sent_away(fresh: Dialogue, data: bytes) -> None:
    (leave,) = fresh.hears(data)
    assert isinstance(leave, Leave)
    assert leave.why is Disconnect.PROTOCOL
