"""Server operators with two gateways: whom they end is ended everywhere, and whom they ban comes in nowhere.

The clients' addresses are what a proxy says they are, so that some can be banned and others not.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from itertools import cycle

from tests.system.gateways import Gateway
from tests.system.talker import Talker

OPTIONS = ("--oper", "root:secret", "--proxy-from", "127.0.0.1/32", "--flood-rate", "0")
GOOD, BAD, WORSE = "198.51.100.1", "203.0.113.66", "203.0.113.99"


class Visitor(Talker):
    """Comes from an address, and wants to register."""

    def __init__(self, port: int, nick: str, address: str = GOOD) -> None:
        super().__init__(port)
        self.send(f"PROXY TCP4 {address} 127.0.0.1 40000 6667", f"NICK {nick}", f"USER {nick} 0 * :{nick}")

    def is_in(self) -> Visitor:
        self.expect(r" (376|422) ")
        return self

    def operates(self) -> Visitor:
        self.is_in().send("OPER root secret")
        self.expect(" 381 ")
        return self

    def is_turned_away(self, *last_words: str) -> None:
        for pattern in last_words:
            self.expect(pattern)
        self.expect_end()


def audited(gateway: Gateway, text: str) -> dict[str, str]:
    """The fields of the line of the audit log in which there is this text."""
    fields: dict[str, str] = json.loads(gateway.logged(text)[-1])
    assert fields["logger"] == "gateway.audit"
    return fields


def test_who_is_killed_hears_by_whom_and_the_nick_is_free(gateways: tuple[Gateway, Gateway], stack: ExitStack) -> None:
    one, two = gateways
    root = stack.enter_context(Visitor(one.irc, "root1")).operates()
    bob = stack.enter_context(Visitor(two.irc, "bob1", BAD)).is_in()
    cat = stack.enter_context(Visitor(two.irc, "cat1")).is_in()
    for each in (bob, cat):
        each.send("JOIN #kills")
        each.expect(" 366 ")
    root.send("KILL bob1 :enough of it", "PING done")
    bob.expect(r"^ERROR :Closing link: Killed \(root1: enough of it\)$")
    stack.enter_context(Visitor(one.irc, "bob1")).is_in()
    bob.expect_end()
    cat.expect(rf"^:bob1!~bob1@{BAD} QUIT :Killed \(root1: enough of it\)$")
    root.expect(" PONG ")
    fields = audited(one, "Kill(nick='bob1', reason='enough of it'): done")
    assert (fields["nick"], fields["address"]) == ("root1", GOOD)
    assert not [line for line in two.log if "gateway.audit" in line]


def test_only_operators_kill_on_either_gateway(gateways: tuple[Gateway, Gateway], stack: ExitStack) -> None:
    one, two = gateways
    ann = stack.enter_context(Visitor(one.irc, "ann2")).is_in()
    bob = stack.enter_context(Visitor(two.irc, "bob2")).is_in()
    ann.send("OPER root wrong", "KILL bob2 :x", "WALLOPS :x")
    for numeric in ("464", "481", "481"):
        ann.expect(f" {numeric} ann2 :")
    bob.send("PING here")
    bob.expect(" PONG ")
    assert audited(one, "OPER as 'root': wrong name or password")["nick"] == "ann2"


def test_a_kline_ends_those_it_fits_and_keeps_them_out_everywhere(
    gateways: tuple[Gateway, Gateway], stack: ExitStack
) -> None:
    one, two = gateways
    root = stack.enter_context(Visitor(one.irc, "root3")).operates()
    bots = [stack.enter_context(Visitor(gateway.irc, f"bot3{n}", BAD)).is_in() for n, gateway in enumerate(gateways)]
    root.send("KLINE 1h bot3* :no bots here")
    root.expect(r" NOTICE root3 :KLINE bot3\*!\*@\* is set, for 3600 s: no bots here; it fits 2 who are here")
    for bot in bots:
        bot.is_turned_away(r"^ERROR :Closing link: Banned \(no bots here\)$")
    for gateway in gateways:
        stack.enter_context(Visitor(gateway.irc, "bot3x", GOOD)).is_turned_away(
            " 465 \\* :You are banned from this server: no bots here", "^ERROR :.*Banned .no bots here"
        )
    plain = stack.enter_context(Talker(two.plain))
    plain.send(f"PROXY TCP4 {GOOD} 127.0.0.1 40000 6667", "bot3y")
    plain.expect(r"^Banned \(no bots here\)$")
    plain.expect_end()
    other = stack.enter_context(Visitor(two.irc, "dan3")).is_in()
    other.send("NICK bot3z")
    other.expect(" 432 dan3 bot3z :")
    root.send("STATS k", "UNKLINE bot3*")
    root.expect(r" 216 root3 K \* bot3\* \* :no bots here \(root3, .*, until ")
    root.expect(" 219 root3 k :")
    root.expect(r" NOTICE root3 :KLINE bot3\*!\*@\* is lifted")
    stack.enter_context(Visitor(two.irc, "bot3x", BAD)).is_in()


def test_a_dline_ends_all_who_came_from_there_and_keeps_them_out_everywhere(
    gateways: tuple[Gateway, Gateway], redis_url: str, stack: ExitStack
) -> None:
    one, two = gateways
    root = stack.enter_context(Visitor(one.irc, "root4")).operates()
    good = stack.enter_context(Visitor(two.irc, "good4")).is_in()
    here = [
        stack.enter_context(Visitor(gateway.irc, f"bad4{n}", address)).is_in()
        for n, (gateway, address) in enumerate(zip(cycle(gateways), (BAD, WORSE, WORSE, BAD), strict=False))
    ]
    silent = stack.enter_context(Talker(two.plain))
    silent.send(f"PROXY TCP4 {WORSE} 127.0.0.1 40000 6667")
    silent.expect("name")
    root.send("DLINE 203.0.113.0/24 :a farm of bots")
    root.expect(" NOTICE root4 :DLINE 203.0.113.0/24 is set, for good: a farm of bots$")
    for visitor in here:
        visitor.is_turned_away(r"^ERROR :Closing link: Banned \(a farm of bots\)$")
    silent.expect(r"^Banned \(a farm of bots\)$")
    silent.expect_end()
    with Gateway(redis_url, *OPTIONS) as late:
        for gateway in (one, two, late):
            stack.enter_context(Visitor(gateway.irc, "bad4x", WORSE)).is_turned_away(
                r"^ERROR :Closing link: Banned \(a farm of bots\)$"
            )
            gateway.logged("Turned away: its address is banned")
            stack.enter_context(Visitor(gateway.irc, f"fine{gateway.irc}")).is_in()
        root.send("STATS d", "UNDLINE 203.0.113.0/24")
        root.expect(r" 225 root4 D 203\.0\.113\.0/24 :a farm of bots \(root4, .*, for good\)")
        root.expect(" NOTICE root4 :DLINE 203.0.113.0/24 is lifted")
        good.send("LUSERS")  # out of Redis: whoever has its answer has learnt of all before
        good.expect(" 266 ")
        stack.enter_context(Visitor(two.irc, "bad4x", WORSE)).is_in()
    assert audited(one, "LiftBan(kind='DLINE', mask='203.0.113.0/24'): done")["nick"] == "root4"


def test_after_quit_the_nick_is_free_everywhere_before_the_socket_closes(gateways: tuple[Gateway, Gateway]) -> None:
    for number in range(30):
        with Visitor(gateways[number % 2].irc, "ann5").is_in() as ann:
            ann.send("QUIT :on to the other one")
            ann.expect_end()


def test_two_who_claim_a_nick_at_once_on_two_gateways_do_not_both_get_it(gateways: tuple[Gateway, Gateway]) -> None:
    won = []
    for number in range(20):
        with ExitStack() as stack:
            both = [stack.enter_context(Visitor(gateway.irc, f"same6{number}")) for gateway in gateways]
            won.append(sorted(each.expect(" (001|433) ")[1] for each in both))
    assert won == [["001", "433"]] * 20
