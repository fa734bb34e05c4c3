"""A newer version beside this one, as in a rolling upgrade: each passes over what only the other knows.

The newer version is made here, of this one's sources: its facts have another schema number, a field more each, and with
every join a fact of a kind that this version has never heard of.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from gateway.bus.keys import LOG
from tests.system.gateways import ROOT, Gateway
from tests.system.talker import IrcTalker

CAPABILITIES = "message-tags server-time echo-message batch draft/chathistory chorus.chat/send-once"
ROW = "concat({ id .. EPOCH, kind, uid, mask, account, ... }, '\\n')"
JOINED = "local id, row = emit('J',"
CHANGES = {
    "gateway/bus/lua/prelude.lua": (("local SCHEMA = '1'", "local SCHEMA = '2'"), (ROW, ROW + " .. '\\nnewer'")),
    "gateway/bus/lua/others/10_rooms.lua": ((JOINED, f"emit('Z', uid, who[1], who[2], 'newer')\n    {JOINED}"),),
}


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The sources of the newer version."""
    for package in ("gateway", "ircwire"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in CHANGES.items():
        path = tmp_path / name
        text = path.read_text()
        for before, after in changes:
            assert before in text, f"{name} has changed: mend this test's newer version"
            text = text.replace(before, after, 1)
        path.write_text(text)
    return tmp_path


def test_two_versions_are_one_conversation(redis_url: str, newer: Path) -> None:
    with ExitStack() as stack:
        old = stack.enter_context(Gateway(redis_url))
        new = stack.enter_context(Gateway(redis_url, root=newer))
        ann = stack.enter_context(IrcTalker(old.irc, "ann", CAPABILITIES))
        bob = stack.enter_context(IrcTalker(new.irc, "bob", CAPABILITIES))
        ann.join("#mixed")
        bob.join("#mixed")
        ann.expect("^@\\S+ :bob!\\S+ JOIN #mixed$")
        for number in range(20):
            ann.send(f"@chorus.chat/send-id=a{number} PRIVMSG #mixed :a{number}")
            bob.send(f"@chorus.chat/send-id=b{number} PRIVMSG #mixed :b{number}", "PRIVMSG ann :psst")
        bob.send("TOPIC #mixed :mixed", "NICK rob", "PART #mixed :bye", "JOIN #mixed")
        bob.sync()
        ann.expect(" :rob!\\S+ PART #mixed :bye$")
        ann.expect(" :rob!\\S+ JOIN #mixed$")
        heard = [
            [line.rpartition(" :")[2] for line in talker.seen if " PRIVMSG #mixed :" in line] for talker in (ann, bob)
        ]
        assert heard[0] == heard[1] and len(heard[0]) == 40
        pages = []
        for talker in (ann, bob):
            talker.send("CHATHISTORY LATEST #mixed * 100")
            reference = talker.expect(r" BATCH \+(\S+) ")[1]
            talker.expect(f" BATCH -{reference}$")
            pages.append([line.rpartition(" :")[2] for line in talker.seen if line.startswith(f"@batch={reference}")])
        assert pages == [heard[0], heard[0]]
        assert not any("newer" in line for line in ann.seen + bob.seen)
    with redis.from_url(redis_url, decode_responses=True) as client:
        schemas = {fields["f"].partition("\n")[0] for _, fields in client.xrange(LOG)}
    assert schemas == {"1", "2"}
