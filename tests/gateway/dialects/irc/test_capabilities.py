"""CAP: what is offered, granted and refused, and what it does to the format."""

from __future__ import annotations

from gateway.dialects.irc import IrcConversation, negotiation
from gateway.dialects.irc.formats import format_for
from gateway.dialects.irc.open_batch import MAX_BYTES, MAX_LINES
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import Dialogue

OFFERED = " ".join(negotiation.OFFERED)


def test_what_is_offered(fresh: Dialogue) -> None:
    assert fresh.reads(b"CAP LS\r\n") == [f":chorus.test CAP * LS :{OFFERED}"]
    assert fresh.reads(b"CAP LIST\r\n") == [":chorus.test CAP * LIST :"]


def test_version_302_has_cap_notify_for_good(fresh: Dialogue) -> None:
    assert fresh.reads(b"CAP LS 307\r\nCAP LS\r\nCAP LIST\r\n")[2] == ":chorus.test CAP * LIST :cap-notify"
    assert fresh.reads(b"CAP REQ -cap-notify\r\n") == [":chorus.test CAP * NAK :-cap-notify"]


def test_a_request_is_granted_whole_or_not_at_all(anna: Dialogue) -> None:
    assert anna.reads(b"CAP REQ :batch sasl\r\n") == [":chorus.test CAP anna NAK :batch sasl"]
    assert anna.reads(b"CAP LIST\r\n") == [":chorus.test CAP anna LIST :"]
    assert anna.reads(b"CAP REQ :batch server-time -batch\r\n") == [
        ":chorus.test CAP anna ACK :batch server-time -batch"
    ]
    assert anna.reads(b"CAP LIST\r\n") == [":chorus.test CAP anna LIST :server-time"]
    assert anna.reads(b"CAP REQ :-server-time\r\nCAP LIST\r\n")[1] == ":chorus.test CAP anna LIST :"


def test_wrong_subcommands(anna: Dialogue) -> None:
    assert anna.reads(b"CAP FOO\r\n") == [":chorus.test 410 anna FOO :Invalid CAP command"]
    assert anna.reads(b"CAP\r\n") == [":chorus.test 461 anna CAP :Not enough parameters"]
    assert anna.reads(b"CAP LS x\r\nCAP END\r\n") == [f":chorus.test CAP anna LS :{OFFERED}"]


def test_a_long_list_takes_several_lines(server: Server) -> None:
    name = "x" * 400
    dialogue = Dialogue(IrcConversation(Server(name, "", "1", 0), "h"))
    *first, last = dialogue.reads(b"CAP LS 302\r\n")
    assert first and all(line.startswith(f":{name} CAP * LS * :") for line in first)
    words = " ".join(line.split(" :")[1] for line in (*first, last)).split(" ")
    assert " ".join(word.partition("=")[0] for word in words) == OFFERED
    assert f"draft/multiline=max-bytes={MAX_BYTES},max-lines={MAX_LINES}" in words


def test_who_knows_no_lists_of_several_lines_sees_what_one_line_holds() -> None:
    """Whole names, and those in general use rather than drafts."""
    name = "x" * 200
    dialogue = Dialogue(IrcConversation(Server(name, "", "1", 0), "h"))
    (line,) = dialogue.reads(b"CAP LS\r\n")
    assert len(line.encode()) <= 510
    words = line.split(" :")[1].split(" ")
    assert set(words) < set(negotiation.OFFERED)
    assert {word for word in negotiation.OFFERED if "/" not in word} <= set(words)


def test_a_long_request_is_granted_in_whole_words() -> None:
    dialogue = Dialogue(IrcConversation(Server("x" * 200, "", "1", 0), "h"))
    wanted = [word for word in negotiation.OFFERED if word != "labeled-response"]
    request = ""
    while len(request) < 450:
        request += f" {wanted[len(request) % len(wanted)]}"
    answers = dialogue.reads(f"CAP REQ :{request.strip()}\r\n".encode())
    assert len(answers) > 1 and all(" ACK :" in line and len(line.encode()) <= 510 for line in answers)
    assert " ".join(line.split(" :")[1] for line in answers).split(" ") == request.split()


def test_what_is_only_told_cannot_be_asked_for(anna: Dialogue) -> None:
    assert anna.reads(b"CAP REQ :sts\r\n") == [":chorus.test CAP anna NAK :sts"]
    assert anna.reads(b"CAP REQ :\r\n") == [":chorus.test CAP anna ACK :"]


def test_the_format_follows_the_capabilities_and_is_shared(server: Server) -> None:
    one, other = (Dialogue(IrcConversation(server, "h")) for _ in range(2))
    assert one.conversation.format is other.conversation.format
    plain = one.conversation.format
    one.reads(b"CAP REQ :server-time\r\n")
    assert one.conversation.format is not plain
    other.reads(b"CAP REQ :server-time batch\r\n")
    assert one.conversation.format is other.conversation.format
    one.reads(b"CAP REQ :-server-time\r\n")
    assert one.conversation.format is plain
    assert format_for(frozenset({"batch", "multi-prefix"})) is plain
