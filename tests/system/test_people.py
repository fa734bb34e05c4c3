"""People across real gateways: who waits hears who comes, what they say of themselves, and that their gateway died."""

from __future__ import annotations

import signal
from pathlib import Path

import redis

from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Member
from kivy_client.core.model.events import Toast
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.onlooker import Onlooker
from tests.system.gateways import Gateway
from tests.system.talker import IrcTalker

OPTIONS = ("--flood-rate", "0", "--oper", "root:secret")


def test_who_waits_hears_who_comes_and_goes_elsewhere(gateways: tuple[Gateway, Gateway]) -> None:
    one, two = gateways
    with IrcTalker(one.irc, "ann", "away-notify setname extended-monitor") as ann:
        ann.send("MONITOR + bob")
        ann.expect(" 731 ann :bob$")
        with IrcTalker(two.irc, "bob") as bob:
            ann.expect(" 730 ann :bob!")
            bob.send("AWAY :at lunch", "SETNAME :Bob B", "NICK rob", "NICK bob")
            for told in (" AWAY :at lunch$", " SETNAME :Bob B$", " 731 ann :bob$", " 730 ann :bob!"):
                ann.expect(told)
        ann.expect(" 731 ann :bob$")


def test_modes_right_behind_a_new_nick(gateways: tuple[Gateway, Gateway]) -> None:
    with IrcTalker(gateways[0].irc, "ann") as ann:
        ann.send("NICK zoe", "MODE zoe +i", "MODE zoe", "MODE ann")
        for told in (" NICK zoe$", " MODE zoe \\+i$", " 221 zoe \\+i$", " 401 zoe ann "):
            ann.expect(told)


def test_a_host_that_an_operator_gives(gateways: tuple[Gateway, Gateway]) -> None:
    one, two = gateways
    with IrcTalker(one.irc, "ann", "chghost") as ann, IrcTalker(two.irc, "bob", "chghost") as bob:
        for talker in (ann, bob):
            talker.join("#hosts")
        ann.send("CHGHOST bob hidden.example", "OPER root secret", "CHGHOST bob hidden.example")
        ann.expect(" 481 ann ")
        for talker in (ann, bob):
            talker.expect("^:bob!~bob@127.0.0.1 CHGHOST ~bob hidden.example$")
        bob.send("PRIVMSG #hosts :hello")
        ann.expect("^:bob!~bob@hidden.example PRIVMSG #hosts :hello$")
        one.logged("SetHost(nick='bob', host='hidden.example'): done")


def test_a_gateway_that_dies_takes_its_people_and_what_they_waited_for(
    redis_url: str, gateways: tuple[Gateway, Gateway]
) -> None:
    one, _ = gateways
    with Gateway(redis_url, *OPTIONS) as dying, IrcTalker(one.irc, "ann") as ann:
        with IrcTalker(dying.irc, "bob") as bob:
            bob.send("MONITOR + cat,dan")
            bob.expect(" 731 bob :cat,dan$")
            ann.send("MONITOR + bob,cat")
            ann.expect(" 730 ann :bob!")
            dying.end(signal.SIGKILL)
            ann.expect(" 731 ann :bob$")
        with redis.Redis.from_url(redis_url, decode_responses=True) as client:
            assert client.hgetall("{c}:monitored") == {"bob": "1", "cat": "1"}


def test_the_app_knows_who_was_away_or_a_bot_before_it_came(gateways: tuple[Gateway, Gateway], tmp_path: Path) -> None:
    one, two = gateways
    server = Server(host="127.0.0.1", port=two.irc, tls=False, nick="mira")
    with IrcTalker(one.irc, "ann") as ann, IrcTalker(one.irc, "robby") as robby:
        ann.send("AWAY :at lunch")
        ann.expect(" 306 ann ")
        robby.send("MODE robby +B")
        robby.expect(" MODE robby \\+B$")
        for talker in (ann, robby):
            talker.join("#lobby")
        with Onlooker(tmp_path / "app.db", server) as app:
            expected = {Member("ann", away=True), Member("robby", bot=True)}
            app.until(lambda: expected <= set(app.members), "it is known who is away and a bot")
            app.engine.do(ask.Open("ann"))
            app.until(lambda: "ann" in app.rows and app.rows["ann"].away == "at lunch", "and why")
            ann.send("AWAY")
            app.until(lambda: app.rows["ann"].away == "", "and when she is back")
            app.engine.do(ask.Open("nobody-here"))
            app.until(lambda: "nobody-here" in app.rows and app.rows["nobody-here"].online is False, "who is not here")
            assert not [event for event in app.log if isinstance(event, Toast)]
