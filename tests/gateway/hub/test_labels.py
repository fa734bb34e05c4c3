"""What a labelled line came to is told as one; what happened meanwhile is not among it."""

from __future__ import annotations

from gateway.model.answers import Answer
from gateway.model.commands import Join, Say
from gateway.model.disconnects import Disconnect
from gateway.model.refusals import Reason
from gateway.model.rooms import PartAll
from tests.gateway.hub.stage import Guest, Stage, entered, joined, parted, refused, said

CAPABILITIES = "labeled-response batch message-tags echo-message"


def labels(guest: Guest) -> list[str]:
    """Of each new line its label, or "-", and what it is."""
    found = []
    for line in guest.lines:
        tags, _, rest = line[1:].partition(" ") if line.startswith("@") else ("", "", line)
        label = [tag.partition("=")[2] for tag in tags.split(";") if tag.startswith("label=")]
        words = rest.split(" ")
        found.append(f"{label[0] if label else '-'} {words[1]} {words[-1]}")
    return found


def test_an_echo_bears_the_label_and_what_others_said_does_not() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r"), stage.irc("bob", "", "#r")
    ann.says("@label=1 PRIVMSG #r :mine")
    stage.happens(said(11, bob, "#r", "theirs"))
    stage.happens(said(12, ann, "#r", "mine"))
    stage.happens(said(13, bob, "#r", "later"))
    stage.bus.take(Say).answer(Answer(12))
    assert labels(ann) == ["- PRIVMSG :theirs", "1 PRIVMSG :mine", "- PRIVMSG :later"]


def test_a_join_and_its_list_are_one_batch() -> None:
    stage = Stage()
    ann = stage.irc("ann", CAPABILITIES)
    ann.says("@label=j JOIN #r", "PING after")
    stage.happens(joined(12, ann, "#r"))
    stage.bus.take(Join).answer(entered(12, ann, "#r"))
    told = labels(ann)
    assert told[0] == "j BATCH labeled-response"
    assert [line.split(" ")[1] for line in told[1:]] == ["JOIN", "353", "366", "BATCH", "PONG"]


def test_all_that_one_command_came_to_is_one_batch() -> None:
    """JOIN 0 is a PART for each room; a MODE may take several lines. Their ids follow each other."""
    stage = Stage()
    ann, bob = stage.irc("ann", CAPABILITIES, "#r", "#s"), stage.irc("bob", "", "#r")
    ann.says("@label=p JOIN 0")
    stage.happens(said(11, ann, "#r", "from elsewhere"))
    stage.happens(said(13, bob, "#r", "theirs"))
    stage.happens(parted(14, ann, "#r"), parted(15, ann, "#s"))
    stage.bus.take(PartAll).answer(Answer(15))
    told = labels(ann)
    assert told[:3] == ["- PRIVMSG elsewhere", "- PRIVMSG :theirs", "p BATCH labeled-response"]
    assert [line.split(" ")[1] for line in told[3:]] == ["PART", "PART", "BATCH"]


def test_errors_and_nothing_at_all() -> None:
    stage = Stage()
    ann = stage.irc("ann", "labeled-response message-tags batch")
    ann.says("@label=1 PRIVMSG #none :x", "@label=2 PRIVMSG #r :x", "@label=3 PING x")
    stage.bus.take(Say).answer(refused(11, "#none", Reason.NO_SUCH_ROOM))
    stage.bus.take(Say).answer(Answer(1))
    stage.happens(said(11, stage.irc("bob"), "#nowhere", "x"))
    assert [line.split(" ")[:2] for line in labels(ann)] == [["1", "403"], ["2", "ACK"], ["3", "PONG"]]


def test_last_words_bear_it_too() -> None:
    stage = Stage()
    ann = stage.irc("ann", CAPABILITIES)
    ann.says("@label=q QUIT :bye")
    stage.hub.lost(Disconnect.RESYNC)
    assert ann.connection.closing
    assert any("ERROR" in line for line in ann.lines)


def test_who_registers_under_a_label_goes_on() -> None:
    stage = Stage()
    ann = stage.stranger("ann")
    ann.says("CAP REQ :batch labeled-response", "NICK ann", "USER ann 0 * :ann", "@label=1 CAP END", "PING x")
    stage.registers(ann, 1)
    assert labels(ann)[-1] == "- PONG :x"
    ann.says("PING y")
    assert labels(ann) == ["- PONG :y"]
