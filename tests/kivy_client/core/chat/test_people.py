"""People: who was away or a bot before we came, what becomes of talks when somebody takes another name, invitations."""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.chat.who import AGAIN_SECONDS, ANSWER_SECONDS, MOST_ASKED, MOST_SMALL, PAUSE_SECONDS
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Member
from kivy_client.core.model.events import MembersChanged, ProfileShown
from tests.kivy_client.core.chat.stage import ALL, Stage

MakeStage = Callable[..., Stage]


def members(stage: Stage) -> list[Member]:
    event = stage.told(MembersChanged)[-1]
    assert isinstance(event, MembersChanged)
    return list(event.members)


def come(stage: Stage, room: str, number: int) -> list[str]:
    """We come into a room with so many others; what is sent then."""
    return stage.enter(*(f"p{one}" for one in range(number)), room=room)


def who(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("WHO")]


def answer_pings(stage: Stage, sent: list[str]) -> None:
    stage.hear(*(f":s PONG s {line.split()[1]}" for line in sent if line.startswith("PING ")))


def stay(stage: Stage, seconds: float) -> None:
    """Time passes, and the server answers our PINGs."""
    for _ in range(int(seconds // 10)):
        stage.wait(10)
        answer_pings(stage, stage.sent)
    stage.wait(seconds % 10)


# Who was there before us


def test_who_was_away_or_a_bot_before_we_came(stage: Stage) -> None:
    stage.isupport += " BOT=B"
    stage.connect()
    assert who(stage.enter("ann", "cid")) == ["WHO #lobby"]
    stage.do(ask.Open("#lobby"))
    stage.hear(
        ":s 352 mira #lobby a h s ann G :0 Ann",
        ":s 352 mira #lobby c h s cid HB :0 Cid",
        ":s 352 mira #lobby m h s mira H :0 Mira",
        ":s 315 mira #lobby :End",
    )
    stage.wait(1)
    assert members(stage) == [Member("ann", away=True), Member("cid", bot=True), Member("mira", own=True)]


def test_rooms_are_asked_for_one_after_the_other(stage: Stage) -> None:
    stage.connect()
    assert who(come(stage, "#a", 2)) == ["WHO #a"]
    assert who(come(stage, "#b", 2) + come(stage, "#c", 2)) == []
    stage.hear(":s 315 mira #a :End")
    assert who(stage.take_sent()) == []
    stage.wait(PAUSE_SECONDS)
    assert who(stage.take_sent()) == ["WHO #b"]
    stage.hear(":s FAIL WHO TRY_AGAIN #b :Not now")
    stay(stage, ANSWER_SECONDS - 1)
    assert who(stage.take_sent()) == []
    stage.wait(1)
    assert who(stage.take_sent()) == ["WHO #c"]
    assert stage.toasts == []
    stay(stage, ANSWER_SECONDS)
    assert come(stage, "#d", 1).count("WHO #d") == 1, "whoever does not answer holds up nobody"


def test_a_large_room_is_asked_for_when_it_is_looked_at_and_a_huge_one_never(stage: Stage) -> None:
    stage.visit()
    stage.hear(":s 315 mira #lobby :End")
    stage.wait(PAUSE_SECONDS)
    stage.take_sent()
    assert who(come(stage, "#large", MOST_SMALL)) == []
    assert who(come(stage, "#huge", MOST_ASKED)) == []
    stage.do(ask.Open("#large"))
    assert who(stage.take_sent()) == ["WHO #large"]
    stage.hear(":s 315 mira #large :End")
    stay(stage, AGAIN_SECONDS)
    stage.do(ask.Open("#huge"))
    assert who(stage.take_sent()) == []


def test_where_nobody_tells_who_goes_away_it_is_asked_again(make_stage: MakeStage) -> None:
    for offers, again in ((ALL, ["WHO #lobby"]), (f"{ALL} away-notify", [])):
        stage = make_stage(offers)
        answer_pings(stage, stage.connect())
        stage.enter("ann")
        stage.do(ask.Open("#lobby"))
        stage.hear(":s 315 mira #lobby :End")
        for seconds, asked in ((10, []), (AGAIN_SECONDS, again)):
            stage.do(ask.Open("ann"))
            stage.hear(":s 311 mira ann a h * :Ann", ":s 318 mira ann :End")
            stay(stage, seconds)
            stage.take_sent()
            stage.do(ask.Open("#lobby"))
            assert who(stage.take_sent()) == asked


def test_of_the_person_of_an_opened_talk_it_is_known_whether_they_are_away(stage: Stage) -> None:
    stage.visit()
    stage.hear(":s 315 mira #lobby :End")
    stage.wait(PAUSE_SECONDS)
    stage.do(ask.Open("ann"))
    assert "WHOIS ann" in stage.take_sent()
    stage.hear(":s 311 mira ann a h * :Ann", ":s 301 mira ann :lunch", ":s 318 mira ann :End")
    assert (stage.rows["ann"].online, stage.rows["ann"].away) == (True, "lunch")
    assert stage.told(ProfileShown) == [], "the person did not ask"
    stage.do(ask.AskProfile("ann"))
    stage.hear(":s 311 mira ann a h * :Ann", ":s 318 mira ann :End")
    assert len(stage.told(ProfileShown)) == 1
    assert stage.rows["ann"].away == ""
    stage.wait(PAUSE_SECONDS)
    stage.do(ask.Open("bob"))
    stage.hear(":s 401 mira bob :No such nick")
    assert stage.rows["bob"].online is False
    assert stage.toasts == []
    stage.do(ask.AskProfile("bob"))
    stage.hear(":s 401 mira bob :No such nick")
    assert stage.toasts == ["bob: No such nick."]


# Other names


def test_nobody_takes_over_a_talk_by_taking_names(stage: Stage) -> None:
    stage.visit("alice", "mallory")
    stage.say("3 alice a secret", room="mira")
    stage.say("4 mallory hello", room="mira")
    stage.do(ask.Open("alice"))
    stage.do(ask.SetDraft("alice", "dear alice"))
    stage.hear(":alice!a@h QUIT :bye", ":mallory!m@h NICK alice", ":alice!m@h NICK mallory")
    assert stage.texts == ["a secret"]
    assert stage.rows["alice"].draft == "dear alice"
    stage.do(ask.Open("mallory"))
    assert stage.texts == ["hello"]
    stage.do(ask.Part("mallory"))
    stage.hear(":eve!e@h JOIN #lobby", ":eve!e@h PRIVMSG mira :hi", ":eve!e@h NICK mallory")
    stage.do(ask.Open("eve"))
    assert stage.texts == ["hi"], "one that was closed is not taken over either"


def test_a_talk_goes_with_the_person_and_so_does_what_is_watched(stage: Stage) -> None:
    stage.visit("bob")
    stage.say("3 bob psst", room="mira")
    stage.take_sent()
    stage.hear(":bob!b@h NICK bobby")
    assert [line for line in stage.take_sent() if "MONITOR" in line] == ["MONITOR - bob", "MONITOR + bobby"]
    stage.hear(":bobby!b@h NICK Bobby")
    assert stage.rows["bobby"].name == "Bobby"


def test_a_room_that_is_called_as_another_was_goes_on_there(stage: Stage) -> None:
    stage.visit("bob")
    stage.enter("bob", room="#hall")
    stage.page(room="#hall")
    stage.say("2 bob in the hall", room="#hall")
    stage.hear(":mira!mira@h PART #hall")
    stage.say("3 bob in the lobby")
    stage.hear(":bob!b@h RENAME #lobby #hall :bigger")
    assert not stage.rows["#lobby"].joined
    assert stage.rows["#hall"].joined
    assert stage.texts == ["in the lobby"]
    stage.do(ask.Open("#hall"))
    assert stage.texts == ["in the hall"]
    assert stage.happenings[-1] == "bob renamed the room to #hall (bigger)"
    stage.lose()
    [joined] = [line for line in stage.return_() if line.startswith("JOIN")]
    assert joined == "JOIN #hall"


def test_what_compares_as_the_same_becomes_one_with_all_that_was_kept(stage: Stage) -> None:
    """Another CASEMAPPING is the one reason to make one of two."""
    stage.isupport += " CASEMAPPING=ascii"
    stage.visit()
    stage.say("3 a[b one", room="mira")
    stage.say("4 a{b two", room="mira")
    stage.say("5 a{b three", room="mira")
    stage.do(ask.Open("a[b"))
    stage.do(ask.SetDraft("a[b", "dear you"))
    stage.do(ask.SetMuted("a[b", muted=True))
    stage.do(ask.MarkRead("a{b", stage.now.wall))
    stage.lose()
    stage.type("for you", "a[b")
    stage.isupport = stage.isupport.replace("CASEMAPPING=ascii", "CASEMAPPING=rfc1459")
    sent = stage.return_()
    [row] = [row for row in stage.rows.values() if row.kind.value == "person"]
    assert (row.draft, row.muted) == ("dear you", True)
    assert stage.texts == ["one", "two", "three", "for you"]
    assert [line for line in sent if "for you" in line], "what waited is sent"
    assert stage.linked.waiting == 1


# Invitations


def test_an_invitation_is_a_row_of_the_list(stage: Stage) -> None:
    stage.visit("bob")
    stage.hear(":bob!b@h INVITE mira #den")
    den = stage.rows["#den"]
    assert (den.joined, den.may_write, den.invited_by) == (False, False, "bob")
    assert stage.toasts == ["bob invites you to #den."]
    stage.lose()
    assert not [line for line in stage.return_() if "#den" in line], "only who wants to goes there"
    stage.do(ask.Join("#den"))
    assert "JOIN #den" in stage.take_sent()
    stage.targets()
    stage.page()
    sent = stage.enter(room="#den")
    assert "CHATHISTORY LATEST #den * 10" in sent, "all that was said there, not only what came after the invitation"
    assert (stage.rows["#den"].joined, stage.rows["#den"].invited_by) == (True, "")


def test_an_invitation_is_an_alert_like_a_mention(stage: Stage) -> None:
    stage.visit("bob")
    stage.hear(":bob!b@h INVITE mira #den")
    told = ("#den", "bob invites you to #den.")
    assert stage.alerts == [told]
    stage.do(ask.Open("#den"))
    stage.hear(":bob!b@h INVITE mira #den")
    assert stage.alerts == [told], "it is on the screen"
    stage.do(ask.Background(hidden=True))
    toasts = stage.toasts
    stage.hear(":bob!b@h INVITE mira #den")
    assert stage.alerts == [told, told]
    assert stage.toasts == toasts, "nobody is there to see it"
    stage.do(ask.SetMuted("#den", muted=True))
    stage.hear(":bob!b@h INVITE mira #den")
    assert stage.alerts == [told, told]


def test_invitations_fill_no_list(stage: Stage) -> None:
    stage.visit("bob")
    stage.hear(":bob!b@h INVITE mira #lobby", ":bob!b@h INVITE mira no-room", ":bob!b@h INVITE mira")
    stage.hear(*(f":bob!b@h INVITE mira #den{number}" for number in range(100)))
    assert len(stage.rows) < 10
    assert len(stage.toasts) < 10
    stage.do(ask.Part("#den0"))
    assert "#den0" not in stage.rows


def test_who_invites_is_told_that_it_went_out(stage: Stage) -> None:
    stage.visit()
    stage.type("/invite ann")
    stage.hear(":s 341 mira ann #lobby")
    assert stage.toasts == ["ann is invited to #lobby."]


def test_after_a_failure_we_are_still_away_and_still_invited(stage: Stage) -> None:
    stage.visit("bob")
    stage.type("/away lunch")
    stage.hear(":s 306 mira :You are away", ":bob!b@h INVITE mira #den")
    stage.client.begin_again("the disk is full", stage.now)
    assert "AWAY lunch" in stage.return_()
    assert stage.rows["#den"].invited_by == "bob"
