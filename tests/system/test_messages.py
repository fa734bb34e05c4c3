"""Tags, typing and messages of several lines, across two gateway processes and a real Redis."""

from __future__ import annotations

from tests.system.gateways import Gateway
from tests.system.talker import IrcTalker, PlainTalker

TAGS = "message-tags server-time echo-message labeled-response batch"
ALL = f"{TAGS} draft/multiline draft/chathistory draft/event-playback chorus.chat/send-once"
KEY = "a-sender-key-of-one"


def test_typing_is_seen_at_once_and_never_again(gateways: tuple[Gateway, Gateway]) -> None:
    one, two = gateways
    with IrcTalker(one.irc, "ann", ALL) as ann, IrcTalker(two.irc, "bob", ALL) as bob, IrcTalker(two.irc, "eve") as eve:
        for talker in (ann, bob, eve):
            talker.join("#typing")
        ann.send("@label=1;+typing=active TAGMSG #typing", "@label=2 PRIVMSG #typing :done", "PING after")
        ann.expect(r"^@label=1;time=\S+;\+typing=active :ann!\S+ TAGMSG #typing$")
        ann.expect(r"^@label=2;\S+ :ann!\S+ PRIVMSG #typing :done$")
        ann.expect(" PONG ")
        bob.expect(r"^@time=\S+;\+typing=active :ann!\S+ TAGMSG #typing$")
        bob.expect(r" PRIVMSG #typing :done$")
        bob.send("@+typing=active TAGMSG ann", "@+draft/react=:) TAGMSG #typing")
        ann.expect(r"^@time=\S+;\+typing=active :bob!\S+ TAGMSG ann$")
        ann.expect(r"^@time=\S+;msgid=\S+;\+draft/react=:\) :bob!\S+ TAGMSG #typing$")
        bob.catch_up()
        seen = len(bob.seen)
        bob.send("CHATHISTORY LATEST #typing * 50", "CHATHISTORY LATEST ann * 50")
        bob.expect(" BATCH -")
        bob.expect(" BATCH -")
        assert [line.split(" ")[2] for line in bob.seen[seen:] if "time=" in line][-2:] == ["PRIVMSG", "TAGMSG"]
        assert not any("typing=active" in line for line in bob.seen[seen:])
        eve.catch_up()
        assert not any(" TAGMSG " in line for line in eve.seen)
        assert any("PRIVMSG #typing :done" in line for line in eve.seen)


def test_a_message_of_several_lines_is_one_wherever_it_is_resent(gateways: tuple[Gateway, Gateway]) -> None:
    one, two = gateways
    message = (
        "@label=7;chorus.chat/send-id=s1;+x=1 BATCH +b draft/multiline #lobby",
        "@batch=b PRIVMSG #lobby :one",
        "@batch=b PRIVMSG #lobby :",
        "@batch=b PRIVMSG #lobby :two ",
        "@batch=b;draft/multiline-concat PRIVMSG #lobby :three",
        "BATCH -b",
    )
    opening = r"msgid=(\w+);chorus\.chat/send-id=s1;\+x=1 :cat!\S+ BATCH \+(\w+) draft/multiline #lobby$"
    with (
        PlainTalker(two.plain, "Pat") as pat,
        IrcTalker(two.irc, "dan", ALL) as dan,
        IrcTalker(two.irc, "fay", TAGS) as fay,
    ):
        for talker in (dan, fay):
            talker.join("#lobby")
        with IrcTalker(one.irc, "cat", ALL, key=KEY) as cat:
            cat.join("#lobby")
            cat.send(*message)
            first = cat.expect(rf"^@label=7;time=\S+;{opening}")
            cat.expect(rf" BATCH -{first[2]}$")
        with IrcTalker(two.irc, "cat", ALL, key=KEY) as cat:
            cat.join("#lobby")
            cat.send(*message)
            again = cat.expect(opening)
            assert again[1] == first[1]
            cat.catch_up()
        dan.expect(rf"msgid={first[1]};\+x=1 :cat!\S+ BATCH \+{first[2]} draft/multiline #lobby$")
        for line in ("one", "", "two "):
            dan.expect(rf"^@batch={first[2]} :cat!\S+ PRIVMSG #lobby :{line}$")
        dan.expect(rf"^@batch={first[2]};draft/multiline-concat :cat!\S+ PRIVMSG #lobby :three$")
        fay.expect(rf"msgid={first[1]};\+x=1 :cat!\S+ PRIVMSG #lobby :one$")
        fay.expect(r"^@time=\S+Z;\+x=1 :cat!\S+ PRIVMSG #lobby :two $")
        fay.expect(r" PRIVMSG #lobby :three$")
        pat.expect("^cat: one$")
        pat.expect("^cat: two three$")
        dan.catch_up()
        assert sum("BATCH +" in line for line in dan.seen) == 1
