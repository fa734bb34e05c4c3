"""Connecting: being refused, coming back, a name in use, certificates, accounts, silence, several servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ircwire import capabilities as caps
from kivy_client.core.account.actions import Dial, HangUp
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import CertificateAsked, Link, Linked, Loaded, Refused, ServersChanged
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
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


def test_a_name_that_stays_in_use_belongs_to_somebody_else(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    begun = stage.seconds
    while not stage.told(Refused) and stage.seconds < begun + 1000:
        if stage.linked.link is Link.OFFLINE:
            stage.wait(stage.linked.retry_at - stage.seconds + 0.1)
            stage.client.connected(stage.now)
            stage.hear(":s CAP * LS :")
        stage.hear(":s 433 * mira :In use")
        stage.wait(2.5)
    assert stage.told(Refused) == [Refused("mira: In use.", "name")]
    assert 300 <= stage.seconds - begun < 330
    assert stage.linked.link is Link.NONE


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


def login(stage: Stage) -> None:
    """We have an account, and the connection stands."""
    stage.do(ask.Connect(Server(host="chat.test", port=6697, nick="mira", account="mira", secret="right")))
    stage.client.connected(stage.now)


def let_in(stage: Stage) -> None:
    login(stage)
    stage.hear(":s CAP * LS :sasl=PLAIN")
    stage.hear(":s CAP * ACK :sasl", "AUTHENTICATE +", ":s 903 mira :Welcome", ":s 001 mira :Hi", ":s 422 mira :.")
    assert stage.linked.link is Link.ONLINE


@pytest.mark.parametrize("away", [[], [":s CAP * ACK :sasl", "AUTHENTICATE +", ":s 904 mira :Services are down"]])
def test_an_account_that_was_let_in_is_tried_again_by_itself(make_stage: MakeStage, away: list[str]) -> None:
    stage = make_stage()
    let_in(stage)
    stage.lose()
    for _ in range(3):
        stage.wait(31)
        stage.client.connected(stage.now)
        stage.hear(f":s CAP * LS :{'sasl=PLAIN' if away else caps.BATCH}")
        stage.hear(*(away or [f":s CAP * ACK :{caps.BATCH}"]))
        assert stage.linked.link is Link.OFFLINE
        assert stage.linked.reason in ("Services are down", "This server has no accounts")
    assert not stage.told(Refused)


def test_a_changed_password_that_is_wrong_is_told_at_once(make_stage: MakeStage) -> None:
    stage = make_stage()
    let_in(stage)
    loaded = stage.told(Loaded)[-1]
    assert isinstance(loaded, Loaded)
    assert loaded.server is not None
    stage.do(ask.Connect(replace(loaded.server, secret="wrong")))
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :sasl=PLAIN")
    stage.hear(":s CAP * ACK :sasl", "AUTHENTICATE +", ":s 904 mira :SASL authentication failed")
    assert [one.about for one in stage.told(Refused) if isinstance(one, Refused)] == ["account"]


def test_the_server_s_password_is_sent_and_kept_and_never_shown(make_stage: MakeStage) -> None:
    stage = make_stage("")
    stage.do(ask.Connect(Server(host="chat.test", port=6697, nick="mira", server_password="open sesame")))
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :")
    assert "PASS :open sesame" in stage.take_sent()
    stage.kill()
    stage.begin()
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :")
    sent = stage.take_sent()
    assert "PASS :open sesame" in sent
    assert sent.index("PASS :open sesame") < sent.index("NICK mira")
    assert "sesame" not in repr(stage.log)


@pytest.mark.parametrize("nick", ["", "two words", "a\nb"])
def test_a_kept_name_that_cannot_be_sent_is_asked_for_again(stage: Stage, nick: str) -> None:
    [server] = stage.store.servers.list()
    stage.store.servers.save(replace(server, nick=nick))
    stage.kill()
    stage.begin()
    [refused] = stage.told(Refused)
    assert isinstance(refused, Refused)
    assert refused.about == "name"
    assert stage.linked.link is Link.NONE
    stage.do(ask.Connect(server))
    stage.visit()


def test_a_name_that_a_server_takes_away_is_not_kept(stage: Stage) -> None:
    stage.visit()
    for line in (":mira!u@h NICK", ":mira!u@h NICK :", ":mira!u@h NICK :two words"):
        stage.hear(line)
    stage.lose()
    stage.return_()
    assert stage.linked.link is Link.ONLINE
    assert [one.nick for one in stage.store.servers.list()] == ["mira"]


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


def test_a_host_that_wants_tls_while_we_are_inside_gets_it(stage: Stage) -> None:
    stage.visit()
    stage.offers = f"{stage.offers} sts=duration=100"
    stage.type("under way")
    stage.take_done()
    stage.hear(":s CAP mira NEW :sts=port=6697")
    assert stage.take_done() == [HangUp(), Dial("chat.test", 6697, tls=True)]
    assert not stage.rows["#lobby"].joined
    [send_id] = stage.send_ids()
    stage.take_sent()
    stage.connect()
    assert f"@chorus.chat/send-id={send_id} PRIVMSG #lobby :under way" in stage.enter()
    stage.echo("60 mira under way", send_id)
    assert (stage.texts, stage.linked.waiting) == (["under way"], 0)


@pytest.mark.parametrize("kept", [True, False])
def test_where_tls_is_promised_no_bad_certificate_can_be_clicked_away(make_stage: MakeStage, kept: bool) -> None:
    if kept:
        stage = secured(make_stage, 3600)
        stage.lose()
        stage.wait(5)
    else:
        stage = make_stage()
        stage.client.connected(stage.now)
        stage.hear(":s CAP * LS :sts=port=6697")
    stage.client.untrusted(PRINT, "nobody vouches for its certificate: it is self-made", stage.now)
    stage.wait(0)
    assert not stage.told(CertificateAsked)
    assert "it is self-made" in (stage.linked.reason if kept else str(stage.told(Refused)))
    assert stage.linked.link is (Link.OFFLINE if kept else Link.NONE)
    stage.do(ask.Trust(PRINT))
    assert [one.fingerprint for one in stage.store.servers.list()] == [""] * (1 + kept)


def test_a_promise_by_a_certificate_that_only_the_person_trusts_does_not_count(make_stage: MakeStage) -> None:
    stage = make_stage("")
    stage.do(ask.Connect(Server(host="chat.test", port=6697, tls=True, nick="mira", fingerprint=PRINT)))
    stage.offers = "sts=duration=3600"
    stage.visit()
    stage.lose()
    stage.wait(5)
    stage.client.untrusted("cd" * 32, "it is another one", stage.now)
    assert stage.told(CertificateAsked), "its owner may have made a new one"


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


def test_after_sleep_a_dead_connection_is_noticed_soon(stage: Stage) -> None:
    stage.visit()
    stage.client.tick(stage.now)
    stage.take_sent()
    slept = replace_wall(stage.now, 3600)
    stage.client.tick(slept)
    stage._look()
    assert [line for line in stage.take_sent() if line.startswith("PING alive-")]
    stage.client.tick(replace_wall(stage.now, 3600))
    stage._look()
    assert not stage.take_sent(), "once"
    stage.wait(15.1)
    assert stage.linked.link is Link.OFFLINE


def test_shown_again_a_live_connection_stays(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Background(hidden=True))
    stage.take_sent()
    stage.do(ask.Background(hidden=False))
    [ping] = [line for line in stage.take_sent() if line.startswith("PING")]
    stage.wait(5)
    stage.hear(f":s PONG s {ping.split()[1]}")
    stage.wait(20)
    assert stage.linked.link is Link.ONLINE


def replace_wall(now: Moment, seconds: int) -> Moment:
    return Moment(now.mono, now.wall + seconds * 1_000_000)


def test_an_attempt_that_never_ends_is_given_up(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.wait(2)
    assert stage.linked.link is Link.CONNECTING
    stage.take_done()
    stage.wait(91)
    assert stage.take_done()[0] == HangUp()
    assert stage.linked.reason == "the server does not answer"


def started(stage: Stage, **given: object) -> Server:
    """The app is started again, and told where to go; where it went."""
    stage.kill()
    stage.begin(Server(**{"host": "chat.test", "port": 6667, "tls": False, "nick": "mira", **given}))  # type: ignore[arg-type]
    loaded = stage.told(Loaded)[0]
    assert isinstance(loaded, Loaded)
    assert loaded.server is not None
    return loaded.server


def test_a_start_with_a_name_finds_the_server_that_wants_tls_since(make_stage: MakeStage) -> None:
    stage = make_stage("sts=port=6697")
    stage.client.connected(stage.now)
    stage.hear(":s CAP * LS :sts=port=6697")
    stage.offers = "sts=duration=3600"
    stage.visit()
    numbers = {started(stage).number for _ in range(3)}
    assert len(numbers) == 1
    assert [one.port for one in stage.store.servers.list()] == [6697]


def test_a_start_with_a_name_finds_who_is_called_otherwise_since(stage: Stage) -> None:
    stage.visit()
    stage.type("/nick mirabella")
    stage.hear(":mira!mira@h NICK mirabella")
    assert [one.nick for one in stage.store.servers.list()] == ["mirabella"]
    numbers = {started(stage).number for _ in range(3)}
    assert numbers == {stage.store.servers.list()[0].number}
    assert started(stage, nick="max").number not in numbers


def test_a_start_with_a_name_leaves_the_account_as_it_is(stage: Stage) -> None:
    place = Server(host="chat.test", port=6667, tls=False, nick="mira", account="acc", secret="pw", label="Home")
    stage.do(ask.Connect(place))
    again = started(stage)
    assert (again.account, again.secret, again.label) == ("acc", "pw", "Home")
    assert [one.secret for one in stage.store.servers.list()] == ["pw"]


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
    assert stage.take_sent()[:2] == ["PING welcome-over", "JOIN #lobby"]


def test_a_server_that_is_slow_with_cap_is_not_confused(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.wait(5)
    stage.take_sent()
    stage.connect()
    assert stage.linked.link is Link.ONLINE
    assert "history" in stage.linked.features
    assert "send-once" not in stage.linked.features, "it would not know us again"
    assert not [line for line in stage.take_sent() if "USER" in line]
