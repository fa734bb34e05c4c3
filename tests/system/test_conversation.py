"""One conversation over two gateway processes and a real Redis: plain text and IRC, as people would use them."""

from __future__ import annotations

import signal
import urllib.request

import pytest
import redis

from tests.system.gateways import Gateway, until
from tests.system.talker import IrcTalker, PlainTalker, Talker

ALL = "message-tags server-time echo-message batch draft/chathistory chorus.chat/send-once"


def test_plain_and_irc_hear_each_other_across_gateways(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    with PlainTalker(one.plain, name) as plain, IrcTalker(two.irc, name + "i") as irc:
        irc.join("#lobby")
        plain.expect(f"^{name}i has joined the chat$")
        plain.send("Grüße: an alle ☺")
        irc.expect(f"^:{name}!\\S+ PRIVMSG #lobby :Grüße: an alle ☺$")
        irc.send("PRIVMSG #lobby :hello", "PRIVMSG #lobby :\x01ACTION waves\x01", f"NICK {name}j")
        plain.expect(f"^{name}i: hello$")
        plain.expect(f"^\\* {name}i waves$")
        plain.expect(f"^{name}i is now known as {name}j$")
        irc.send("QUIT :bye")
        irc.expect("^ERROR ")
        irc.expect_end()
        plain.expect(f"^{name}j has left the chat")


@pytest.mark.parametrize("word", ["QUIT", "{quit}"])
def test_the_classroom_chat(gateways: tuple[Gateway, Gateway], name: str, word: str) -> None:
    one, two = gateways
    with PlainTalker(two.plain, name + "w") as witness, Talker(one.plain) as nc:
        nc.expect("name")
        nc.send_bytes(b"two words\n" if word == "QUIT" else f"{name}\n".encode())
        mine = "two_words" if word == "QUIT" else name
        nc.expect(f"Hi there, {mine}!")
        witness.expect(f"^{mine} has joined the chat$")
        nc.send_bytes(word.encode() + b"\n")
        nc.expect(f"^{word}$")
        nc.expect_end()
        witness.expect(f"^{mine} has left the chat$")
        one.logged(f"is here as {mine}")


def test_a_taken_name_is_asked_for_again(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    with PlainTalker(one.plain, name), Talker(two.plain) as late:
        late.expect("name")
        late.send(name.upper())
        late.expect("in use")
        late.send("x" * 40)
        late.expect("(?i)long|most")
        late.send(name + "2")
        late.expect(f"Hi there, {name}2!")


def test_answers_come_in_the_order_of_the_commands(gateways: tuple[Gateway, Gateway], name: str) -> None:
    with IrcTalker(gateways[0].irc, name, ALL) as irc:
        room = f"#{name}"
        irc.send(f"JOIN {room}")
        for n in range(30):
            irc.send(f"PRIVMSG {room} :m{n}", f"PRIVMSG #none :m{n}", f"NICK {name}x{n}", f"TOPIC {room}", f"PING {n}")
        for n in range(30):
            before = len(irc.seen) - len(irc.left)
            irc.expect(f" PONG \\S+ :?{n}$")
            passed = irc.seen[before : len(irc.seen) - len(irc.left)]
            kinds = [line.removeprefix("@").split(" ")[2 if line[0] == "@" else 1] for line in passed]
            assert [k for k in kinds if k not in ("JOIN", "353", "366")] == ["PRIVMSG", "403", "NICK", "331", "PONG"]


def test_a_repeat_on_another_gateway_is_answered_with_the_original(
    gateways: tuple[Gateway, Gateway], name: str
) -> None:
    one, two = gateways
    key = f"secret-of-{name}-0123456789"
    with IrcTalker(two.irc, name + "w", ALL) as witness:
        witness.join("#lobby")
        with IrcTalker(one.irc, name, ALL, key) as irc:
            irc.join("#lobby")
            irc.send("@chorus.chat/send-id=s1 PRIVMSG #lobby :once")
            first = irc.expect("^@(.*chorus.chat/send-id=s1.*) :.* PRIVMSG #lobby :once$")[1]
            # The connection is lost, not closed: the server still believes in it. Its owner comes back elsewhere.
            with IrcTalker(two.irc, name, ALL, key) as again:
                again.join("#lobby")
                again.send("@chorus.chat/send-id=s1 PRIVMSG #lobby :once", "PRIVMSG #lobby :end")
                second = again.expect("^@(.*chorus.chat/send-id=s1.*) :.* PRIVMSG #lobby :once$")[1]
                irc.expect("^ERROR ")
                irc.expect_end()
        witness.expect(" PRIVMSG #lobby :end$")
        assert _tags(first) == _tags(second)
        lines = [line for line in witness.seen if line.endswith(" PRIVMSG #lobby :once")]
        assert len(lines) == 1 and "send-id" not in lines[0]


def _tags(text: str) -> dict[str, str]:
    return dict(tag.split("=", 1) for tag in text.split(";"))


def test_history_is_the_same_on_every_gateway(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    room = f"#{name}"
    with IrcTalker(one.irc, name, ALL) as ann, IrcTalker(two.irc, name + "b", ALL) as bob:
        ann.join(room)
        ann.send(*(f"PRIVMSG {room} :{n}" for n in range(5)))
        ann.sync()
        bob.join(room)
        pages = []
        for talker in (ann, bob):
            talker.send(f"CHATHISTORY LATEST {room} * 3")
            batch = talker.expect(rf"BATCH \+(\S+) chathistory {room}")[1]
            page = [talker.expect(rf"batch={batch}.* PRIVMSG {room} :").string.split(";", 1)[1] for _ in range(3)]
            talker.expect(f"BATCH -{batch}")
            pages.append([line[line.index("msgid=") :] for line in page])
        assert pages[0] == pages[1]


def test_a_killed_gateways_users_leave_once_and_the_conversation_goes_on(redis_url: str, name: str) -> None:
    with Gateway(redis_url) as stays, Gateway(redis_url) as dies:
        with IrcTalker(stays.irc, name) as witness, PlainTalker(dies.plain, name + "d") as lost:
            witness.join("#lobby")
            lost.send("hello")
            witness.expect(f"^:{name}d!\\S+ PRIVMSG #lobby :hello$")
            dies.end(signal.SIGKILL)
            lost.expect_end()
            witness.send("PRIVMSG #lobby :still here")
            witness.sync()
            witness.expect(f"^:{name}d!\\S+ QUIT ")
            with PlainTalker(stays.plain, name + "d"):
                witness.expect(f"^:{name}d!\\S+ JOIN ")
        assert sum(" QUIT " in line for line in witness.seen) == 1


def test_health_readiness_and_metrics(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, _ = gateways
    with IrcTalker(one.irc, name) as irc:
        irc.send("JOIN #lobby", "PRIVMSG #nowhere :x", "PRIVMSG #lobby :x")
        irc.sync()
        bodies = {}
        for path in ("healthz", "readyz", "metrics"):
            with urllib.request.urlopen(f"http://127.0.0.1:{one.http}/{path}", timeout=5) as answer:
                assert answer.status == 200
                bodies[path] = answer.read().decode()
    numbers = dict(line.rsplit(" ", 1) for line in bodies["metrics"].splitlines() if not line.startswith("#"))
    for metric in ("chorus_clients", "chorus_facts_total", "chorus_bus_batches_total", "chorus_bus_messages_total"):
        assert float(numbers[metric]) >= 1, metric
    assert float(numbers['chorus_refusals_total{reason="no_such_room"}']) >= 1
    assert 0 <= float(numbers["chorus_bus_lag_seconds"]) < 5


def test_not_ready_while_redis_is_away_and_ready_again(redis_url: str, name: str) -> None:
    with Gateway(redis_url) as gateway, PlainTalker(gateway.plain, name) as plain, redis.from_url(redis_url) as client:
        assert gateway.ready()
        client.execute_command("CLIENT", "PAUSE", "6000", "ALL")
        until(lambda: not gateway.ready())
        plain.send("said while Redis is away")
        until(gateway.ready)
        with IrcTalker(gateway.irc, name + "i", ALL) as irc:
            irc.join("#lobby")
            irc.send("CHATHISTORY LATEST #lobby * 1")
            irc.expect(f":{name}!\\S+ PRIVMSG #lobby :said while Redis is away$")
