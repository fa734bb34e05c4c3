"""ISUPPORT (draft extended-isupport): before registration with the capability, after it for all, in a batch or not."""

from __future__ import annotations

from tests.gateway.dialects.dialogue import Dialogue


def test_only_those_with_the_capability_ask_before_they_register(fresh: Dialogue) -> None:
    assert fresh.reads(b"ISUPPORT\r\n") == [":chorus.test 451 * :You have not registered"]
    fresh.reads(b"CAP REQ draft/extended-isupport\r\n")
    told = fresh.reads(b"ISUPPORT\r\n")
    assert told and all(line.startswith(":chorus.test 005 * ") for line in told)


def test_whoever_has_registered_may_ask(anna: Dialogue) -> None:
    told = anna.reads(b"ISUPPORT\r\n")
    assert all(line.startswith(":chorus.test 005 anna ") for line in told)
    tokens = {word for line in told for word in line.split(" ")}
    assert {"CHATHISTORY=100", "MSGREFTYPES=msgid,timestamp"} <= tokens


def test_in_a_batch_with_both_capabilities(fresh: Dialogue) -> None:
    fresh.reads(b"CAP REQ :batch draft/extended-isupport\r\n")
    first, *told, last = fresh.reads(b"ISUPPORT\r\n")
    assert (first, last) == (":chorus.test BATCH +i1 draft/isupport", ":chorus.test BATCH -i1")
    assert told and all(line.startswith("@batch=i1 :chorus.test 005 * ") for line in told)


def test_of_the_welcome_too(fresh: Dialogue) -> None:
    fresh.reads(b"CAP REQ :batch draft/extended-isupport\r\n")
    fresh.hears(b"NICK anna\r\nUSER anna 0 * :Anna\r\n")
    welcome = fresh.registers(b"CAP END\r\n", "anna")
    start, end = welcome.index(":chorus.test BATCH +i1 draft/isupport"), welcome.index(":chorus.test BATCH -i1")
    assert [line for line in welcome if " 005 " in line] == welcome[start + 1 : end]
    assert all(line.startswith("@batch=i1 :chorus.test 005 anna ") for line in welcome[start + 1 : end])
