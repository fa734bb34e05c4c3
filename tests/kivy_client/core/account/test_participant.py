"""Connecting: being refused, coming back, a name in use, certificates, accounts, silence, several servers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.account.actions import Dial, HangUp
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import CertificateAsked, Link, Linked, Loaded, Refused, ServersChanged
from kivy_client.core.model.servers import Server
from tests.kivy_client.core.chat.conftest import make_stage, stage
from tests.kivy_client.core.chat.stage import Stage

__all__ = ["make_stage", "stage"]

MakeStage = Callable[..., Stage]
PRINT = "ab" * 32


def test_who_was_never_inside_is_asked_again(stage: Stage) -> None:
    stage.take_done()
    stage.lose("Connection refused")
    [refused] = stage.told(Refused)
    assert refused == Refused("Could not join at chat.test:6667: Connection refused.", "server")
    assert stage.linked.link is Link.NONE
    stage.wait(100)
    assert stage.take_done() == [HangUp()], "nothing is tried until the person asks"
    stage.do(ask.RetryNow())
    assert isinstance(stage.take_done()[0], Dial)


def test_a_name_that_is_taken_is_asked_for_again(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :", ":s 433 * mira :That name is already in use")
    assert stage.told(Refused) == [Refused("mira: That name is already in use.", "name")]
    server = stage.told(Loaded)[-1]
    assert isinstance(server, Loaded)
    assert server.server is not None
    stage.do(ask.Connect(Server(server.server.number, host="chat.test", port=6667, tls=False, nick="miranda")))
    loaded = stage.told(Loaded)[-1]
    assert isinstance(loaded, Loaded)
    assert [one.nick for one in loaded.servers] == ["miranda"]


def test_our_own_lost_connection_may_hold_our_name_for_a_while(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.wait(2)
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :", ":s 433 * mira :In use")
    stage.take_sent()
    stage.wait(2.5)
    assert "NICK mira" in stage.take_sent()
    assert "is still in use" in stage.linked.reason
    stage.hear(":s 001 mira :Hi", ":s 422 mira :.")
    assert stage.linked.link is Link.ONLINE


def test_the_waits_grow_and_are_told(stage: Stage) -> None:
    stage.visit()
    stage.lose("Connection reset by peer")
    waits = []
    for _ in range(7):
        assert stage.linked.link is Link.OFFLINE
        assert stage.linked.reason == "Connection reset by peer"
        waits.append(stage.linked.retry_at - stage.seconds)
        stage.wait(waits[-1] + 0.01)
        assert stage.linked.link is Link.CONNECTING
        stage.lose("Connection reset by peer")
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_the_person_need_not_wait(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.take_done()
    stage.do(ask.RetryNow())
    assert stage.linked.link is Link.CONNECTING
    assert isinstance(stage.take_done()[0], Dial)


def test_a_silent_server_is_asked_and_then_given_up(stage: Stage) -> None:
    stage.visit()
    stage.wait(31)
    [ping] = stage.take_sent()
    assert ping.startswith("PING alive-")
    stage.wait(0.05)
    stage.hear(f":s PONG s {ping.split()[1]}")
    assert stage.linked.latency > 0
    stage.wait(60.5)
    assert stage.linked.link is Link.OFFLINE
    assert stage.linked.reason == "the server does not answer"


def test_registration_takes_only_so_long(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.wait(21)
    assert stage.told(Refused) == [Refused("Could not join at chat.test:6667: the server does not answer.", "server")]


def test_why_the_server_closed_is_told(stage: Stage) -> None:
    stage.visit()
    stage.hear("ERROR :Too many \x02connections\x02")
    stage.lose("the server closed the connection")
    assert stage.linked.reason == "Too many connections"


def test_a_certificate_is_trusted_once_and_kept(stage: Stage) -> None:
    stage.take_done()
    stage.client.untrusted(PRINT, "it is self-made", stage.now)
    assert stage.told(CertificateAsked) == [CertificateAsked("chat.test", PRINT, "", "it is self-made")]
    assert stage.linked.link is Link.NONE
    stage.do(ask.Trust(PRINT))
    [dial] = stage.take_done()
    assert isinstance(dial, Dial)
    assert dial.fingerprint == PRINT
    stage.kill()
    stage.begin()
    assert isinstance(stage.done[0], Dial)
    assert stage.done[0].fingerprint == PRINT
    stage.client.untrusted("cd" * 32, "it is another one", stage.now)
    [asked] = stage.told(CertificateAsked)
    assert isinstance(asked, CertificateAsked)
    assert asked.trusted == PRINT


def test_a_certificate_that_is_not_trusted_ends_it(stage: Stage) -> None:
    stage.client.untrusted(PRINT, "it is self-made", stage.now)
    stage.do(ask.Trust(""))
    assert stage.told(Refused) == [Refused("The server's certificate is not trusted.", "server")]
    stage.take_done()
    stage.do(ask.Trust(PRINT))
    assert stage.take_done() == [], "nobody asks any more"


def test_a_server_that_wants_tls_gets_it(stage: Stage) -> None:
    stage.take_done()
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :sts=port=6697")
    assert stage.take_done() == [HangUp(), Dial("chat.test", 6697, tls=True)]
    assert not [line for line in stage.take_sent() if line.startswith("USER")]
    assert not stage.told(ServersChanged), "not before it is said by TLS"


def test_an_account_that_is_not_let_in_is_asked_for_again(make_stage: MakeStage) -> None:
    stage = make_stage()
    stage.do(ask.Connect(Server(host="chat.test", port=6697, nick="mira", account="mira", secret="wrong")))
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :sasl=PLAIN")
    stage.hear(":s CAP * ACK :sasl", "AUTHENTICATE +", ":s 904 mira :SASL authentication failed")
    [refused] = stage.told(Refused)
    assert isinstance(refused, Refused)
    assert refused.about == "account"
    assert "wrong" not in repr(stage.log)


def test_a_name_that_no_line_can_carry_is_refused(stage: Stage) -> None:
    stage.take_done()
    stage.do(ask.Connect(Server(host="chat.test", nick="two words")))
    assert [event.about for event in stage.told(Refused) if isinstance(event, Refused)] == ["name"]
    assert not [one for one in stage.take_done() if isinstance(one, Dial)]


def test_the_sender_key_is_the_same_at_every_start_and_another_for_each_server(stage: Stage) -> None:
    def key() -> str:
        stage.client.connected(stage.now)
        stage.hear(":s CAP * LS :message-tags chorus.chat/send-once")
        stage.hear(":s CAP * ACK :message-tags chorus.chat/send-once")
        [user] = [line for line in stage.take_sent() if " USER " in line]
        return user.partition(" ")[0]

    first = key()
    stage.kill()
    stage.begin()
    assert key() == first
    stage.do(ask.Connect(Server(host="other.test", port=6667, tls=False, nick="mira")))
    assert key() != first


def test_each_server_has_its_own_conversations(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob hi")
    stage.do(ask.Connect(Server(host="other.test", port=6667, tls=False, nick="mira")))
    assert "QUIT Leaving" in stage.take_sent()
    loaded = stage.told(Loaded)[-1]
    assert isinstance(loaded, Loaded)
    assert (len(loaded.servers), loaded.conversations) == (2, ())
    first = loaded.servers[0]
    stage.do(ask.Connect(first))
    assert [*stage.rows] == ["#lobby"]
    stage.do(ask.ForgetServer(first.number))
    loaded = stage.told(Loaded)[-1]
    assert isinstance(loaded, Loaded)
    assert (len(loaded.servers), loaded.server) == (1, None)
    assert isinstance(stage.take_done()[-1], HangUp)


@pytest.mark.parametrize("phase", ["nothing", "dialling", "waiting", "refused"])
def test_leaving_without_a_connection_ends_at_once(make_stage: MakeStage, phase: str) -> None:
    stage = make_stage()
    if phase == "nothing":
        loaded = stage.told(Loaded)[0]
        assert isinstance(loaded, Loaded)
        assert loaded.server is not None
        stage.do(ask.ForgetServer(loaded.server.number))
    elif phase == "waiting":
        stage.visit()
        stage.lose()
    elif phase == "refused":
        stage.lose()
    stage.do(ask.Leave())
    assert stage.client.over


def secured(make_stage: MakeStage, duration: int) -> Stage:
    """Inside by TLS, where the server wants to be reached by it alone for so many seconds."""
    stage = make_stage("")
    stage.do(ask.Connect(Server(host="chat.test", port=6697, tls=True, nick="mira")))
    stage.offers = f"sts=duration={duration}"
    stage.visit()
    return stage


def plain_again(stage: Stage) -> Dial:
    stage.take_done()
    stage.do(ask.Connect(Server(host="Chat.test", port=6667, tls=False, nick="mira")))
    return next(one for one in stage.take_done() if isinstance(one, Dial))


def test_a_host_that_wants_tls_is_not_reached_without_as_long_as_it_wants(make_stage: MakeStage) -> None:
    stage = secured(make_stage, 3600)
    dial = plain_again(stage)
    assert (dial.port, dial.tls) == (6697, True)
    assert stage.toasts == ["Chat.test wants to be reached by TLS only: so it is."]
    stage.lose()
    stage.wait(3700)
    stage.do(ask.Connect(Server(host="chat.test", port=7000, tls=False, nick="mira")))
    dial = [one for one in stage.take_done() if isinstance(one, Dial)][-1]
    assert (dial.port, dial.tls) == (7000, False), "its time is over"


def test_a_host_that_wants_tls_no_more_is_free(make_stage: MakeStage) -> None:
    dial = plain_again(secured(make_stage, 0))
    assert (dial.port, dial.tls) == (6667, False)


def test_what_is_demanded_without_tls_is_kept_once_it_is_said_by_tls(make_stage: MakeStage) -> None:
    stage = make_stage("sts=port=6697")
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :sts=port=6697")
    dial = [one for one in stage.take_done() if isinstance(one, Dial)][-1]
    assert (dial.port, dial.tls) == (6697, True)
    assert [one.port for one in stage.store.servers.list()] == [6667], "anybody may have said it"
    stage.offers = "sts=duration=100"
    stage.connect()
    assert [(one.port, one.tls) for one in stage.store.servers.list()] == [(6697, True)]


def test_the_latency_is_kept_fresh_while_somebody_looks(stage: Stage) -> None:
    stage.visit()
    [first] = [line for line in stage.take_sent() if line.startswith("PING")] or ["PING alive-1"]
    stage.hear(f":s PONG s {first.split()[1]}")
    for _ in range(4):
        stage.wait(14)
        stage.say("5 bob hi")
    stage.take_sent()
    stage.wait(4)
    [again] = [line for line in stage.take_sent() if line.startswith("PING")]
    stage.seconds += 0.25
    stage.hear(f":s PONG s {again.split()[1]}")
    assert stage.linked.latency == 250
    stage.do(ask.Background(hidden=True))
    for _ in range(10):
        stage.wait(14)
        stage.say("5 bob hi")
    assert not [line for line in stage.take_sent() if line.startswith("PING")]
    stage.do(ask.Background(hidden=False))
    stage.wait(0)
    assert [line for line in stage.take_sent() if line.startswith("PING")], "at once, when it is seen again"


def test_a_server_that_drips_but_does_not_answer_is_given_up(stage: Stage) -> None:
    stage.visit()
    for _ in range(13):
        stage.wait(10)
        stage.hear("")
    assert Link.OFFLINE in [one.link for one in stage.told(Linked) if isinstance(one, Linked)]


def test_a_server_that_ignores_cap_is_entered_all_the_same(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.wait(5)
    assert stage.take_sent()[-1] == "USER mira 0 * mira"
    stage.hear(":s 001 mira :Hi", ":s 422 mira :.")
    assert stage.linked.link is Link.ONLINE
    assert stage.take_sent()[0] == "JOIN #lobby"


def test_a_server_that_is_slow_with_cap_is_not_confused(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.wait(5)
    stage.take_sent()
    stage.connect()
    assert stage.linked.link is Link.ONLINE
    assert "history" in stage.linked.features
    assert "send-once" not in stage.linked.features, "it would not know us again"
    assert not [line for line in stage.take_sent() if "USER" in line]
