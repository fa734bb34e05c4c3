"""Rooms: who comes and goes, being removed, leaving, renamed rooms and people, settings."""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.entries import Happening
from kivy_client.core.model.events import (
    ConversationGone,
    ConversationRenamed,
    Loaded,
    MembersChanged,
    NotTaken,
    ProfileShown,
    RoomSettingsShown,
    RoomsListed,
)
from kivy_client.core.model.servers import Preferences
from tests.kivy_client.core.chat.stage import ALL, Stage


def members(stage: Stage) -> list[str]:
    """The last list of members, with roles."""
    event = stage.told(MembersChanged)[-1]
    assert isinstance(event, MembersChanged)
    return [f"{one.role}{one.nick}" for one in event.members]


def test_comings_and_goings_are_one_line_with_parts(stage: Stage) -> None:
    stage.visit("bob")
    stage.hear(":ann!a@h JOIN #lobby", ":bob!b@h QUIT :Quit: bye", ":ann!a@h NICK :anna")
    assert stage.happenings[1:] == ["ann joined; bob left"]
    assert [part.words for part in stage.view[-1].parts] == ["ann has joined", "bob has left (bye)", "ann is now anna"]
    assert isinstance(stage.view[-1].parts[0], Happening)
    stage.wait(1)
    assert members(stage) == ["anna", "mira"]
    assert stage.rows["#lobby"].people == 2


def test_who_does_not_want_to_see_them_does_not(stage: Stage) -> None:
    stage.visit("bob")
    stage.hear(":ann!a@h JOIN #lobby", ":bob!b@h TOPIC #lobby :New")
    stage.do(ask.Prefer(Preferences(happenings=False)))
    stage.hear(":cid!c@h JOIN #lobby")
    assert stage.happenings[1:] == ["bob set the topic: New"]
    stage.do(ask.Prefer(Preferences(happenings=True)))
    assert len(stage.happenings) == 4, "they were kept"
    stage.kill()
    stage.begin()
    [loaded] = stage.told(Loaded)
    assert isinstance(loaded, Loaded)
    assert loaded.preferences.happenings


def test_members_are_told_a_few_times_a_second_whatever_happens(stage: Stage) -> None:
    stage.visit()
    stage.wait(1)
    before = len(stage.told(MembersChanged))
    for number in range(100):
        stage.hear(f":p{number}!p@h JOIN #lobby")
        stage.wait(0.01)
    assert 3 <= len(stage.told(MembersChanged)) - before <= 5
    stage.wait(1)
    assert len(members(stage)) == 101


def test_removed_from_a_room_we_see_it_and_do_not_come_back_by_ourselves(stage: Stage) -> None:
    stage.visit("@bob")
    stage.hear(":bob!b@h KICK #lobby mira :too loud")
    assert not stage.rows["#lobby"].joined
    assert stage.happenings[-1] == "mira was removed by bob (too loud)"
    assert stage.toasts == ["bob removed you from #lobby: too loud."]
    stage.type("hello?")
    assert stage.told(NotTaken)[-1] == NotTaken("#lobby", "hello?", "You are not in #lobby: /join #lobby.")
    stage.lose()
    assert not [line for line in stage.return_() if line.startswith("JOIN")]
    stage.do(ask.Join("#lobby"))
    assert "JOIN #lobby" in stage.take_sent()


def test_a_room_that_was_left_goes_from_the_list_and_is_not_entered_again(stage: Stage) -> None:
    stage.visit()
    stage.say("7 bob hi")
    stage.type("/part so long")
    assert stage.take_sent() == ["PART #lobby :so long"]
    stage.hear(":mira!mira@h PART #lobby :so long")
    assert stage.told(ConversationGone) == [ConversationGone("#lobby")]
    stage.lose()
    assert not [line for line in stage.return_() if line.startswith("JOIN")]
    stage.type("/join #lobby", "#lobby")
    stage.do(ask.Join("#lobby"))
    assert stage.texts == ["hi"], "its history stayed"


def test_a_room_that_refuses_us_is_told_and_goes_again(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Open("#secret"))
    assert stage.take_sent() == ["JOIN #secret"]
    stage.hear(":s 475 mira #secret :Cannot join: it has a password")
    assert stage.toasts == ["#secret: Cannot join: it has a password."]
    assert "#secret" not in stage.rows
    stage.do(ask.Join("#secret", "xyzzy"))
    stage.enter(room="#secret")
    stage.lose()
    assert "JOIN #secret xyzzy" in stage.return_()
    stage.enter(room="#secret")
    stage.hear(":bob!b@h KICK #secret mira")
    stage.take_sent()
    stage.do(ask.Join("#secret"))
    assert "JOIN #secret xyzzy" in stage.take_sent(), "who comes again need not say it again"


def test_a_renamed_room_is_the_same_conversation(stage: Stage) -> None:
    stage.visit("bob")
    stage.say("3 bob here")
    stage.hear(":bob!b@h RENAME #lobby #hall :bigger")
    [renamed] = stage.told(ConversationRenamed)
    assert isinstance(renamed, ConversationRenamed)
    assert (renamed.old, renamed.conversation.key) == ("#lobby", "#hall")
    stage.say("4 bob there", room="#hall")
    assert stage.texts == ["here", "there"]


def test_a_person_with_a_new_name_is_the_same_talk(stage: Stage) -> None:
    stage.visit("bob")
    stage.say("3 bob psst", room="mira")
    stage.do(ask.Open("bob"))
    stage.hear(":bob!b@h NICK bobby")
    assert stage.rows["bobby"].name == "bobby"
    stage.type("yes?", "bobby")
    assert stage.take_sent()[-1].endswith("PRIVMSG bobby yes?")
    stage.say("5 bobby nothing", room="mira")
    assert stage.texts == ["psst", "nothing", "yes?"], "what waits is last"


def test_operators_see_settings_and_change_them(stage: Stage) -> None:
    stage.visit("bob")
    assert not stage.rows["#lobby"].operator
    stage.hear(":s MODE #lobby +o mira")
    assert stage.rows["#lobby"].operator
    stage.do(ask.AskRoomSettings("#lobby"))
    assert stage.take_sent() == ["MODE #lobby", "MODE #lobby +b"]
    stage.hear(":s 324 mira #lobby +ntkl key 20", ":s 367 mira #lobby spam!*@*", ":s 368 mira #lobby :End")
    [shown] = stage.told(RoomSettingsShown)
    assert isinstance(shown, RoomSettingsShown)
    settings = shown.settings
    assert (settings.modes, settings.password, settings.limit) == (frozenset("nt"), "key", 20)
    assert settings.bans == ("spam!*@*",)
    stage.do(ask.SetTopic("#lobby", "News"))
    stage.do(ask.Kick("#lobby", "bob", "spam", ban=True))
    stage.do(ask.Invite("#lobby", "ann"))
    assert stage.take_sent() == [
        "TOPIC #lobby News",
        "MODE #lobby +b bob!*@*",
        "KICK #lobby bob spam",
        "INVITE ann #lobby",
    ]
    stage.hear(":mira!m@h TOPIC #lobby :News")
    assert stage.rows["#lobby"].topic == "News"
    assert stage.happenings[-1] == "mira set the topic: News"


def test_a_topic_is_told_and_cleared_by_a_dash(stage: Stage) -> None:
    stage.visit()
    stage.type("/topic")
    stage.hear(":bob!b@h TOPIC #lobby :News")
    stage.type("/topic")
    assert stage.take_sent() == []
    told = [part.words for entry in stage.view for part in entry.parts if part.words.startswith("The")]
    assert told == ["There is no topic", "The topic is: News"]
    stage.type("/topic -")
    assert stage.take_sent() == ["TOPIC #lobby :"]


def test_a_room_gets_another_name_where_the_server_can(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(f"{ALL} draft/channel-rename")
    stage.visit("bob")
    stage.type("/rename hall")
    stage.do(ask.RenameRoom("#lobby", "#den"))
    assert stage.take_sent() == ["RENAME #lobby #hall", "RENAME #lobby #den"]
    stage.hear(":s FAIL RENAME CHANNEL_NAME_IN_USE #lobby #hall :That name is taken")
    assert stage.toasts == ["#lobby #hall: That name is taken."]
    stage.hear(":mira!m@h RENAME #lobby #den :")
    assert "#den" in stage.rows
    assert "rename" in stage.linked.features
    plain = make_stage()
    plain.visit()
    plain.do(ask.RenameRoom("#lobby", "#den"))
    assert plain.toasts == ["This server cannot rename rooms."]
    assert "rename" not in plain.linked.features


def test_operators_see_what_this_server_has(stage: Stage) -> None:
    stage.isupport += " CHANMODES=beI,k,l,imnpst"
    stage.visit()
    stage.do(ask.AskRoomSettings("#lobby"))
    assert stage.take_sent() == ["MODE #lobby", "MODE #lobby +b", "MODE #lobby +e", "MODE #lobby +I"]
    stage.hear(":s 324 mira #lobby +n", ":s 367 mira #lobby spam!*@*", ":s 368 mira #lobby :End")
    stage.hear(":s 348 mira #lobby ann!*@*", ":s 349 mira #lobby :End")
    assert stage.told(RoomSettingsShown) == []
    stage.hear(":s 482 mira #lobby :You're not an operator")
    [shown] = stage.told(RoomSettingsShown)
    assert isinstance(shown, RoomSettingsShown)
    settings = shown.settings
    assert (settings.offered, settings.bans) == (frozenset("imnpst"), ("spam!*@*",))
    assert (settings.exceptions, settings.invited) == (("ann!*@*",), ())
    assert stage.toasts == []


def test_who_is_not_there_is_banned_and_a_mask_evades_no_new_name(stage: Stage) -> None:
    stage.visit("bob")
    stage.do(ask.SetMode("#lobby", ("+b", "*!*@bad.example")))
    stage.do(ask.Kick("#lobby", "bob", "spam", ban=True, mask="*!*@host.test"))
    assert stage.take_sent() == [
        "MODE #lobby +b *!*@bad.example",
        "MODE #lobby +b *!*@host.test",
        "KICK #lobby bob spam",
    ]


def test_a_list_of_rooms_that_is_refused_ends(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.ListRooms())
    stage.hear(":s 263 mira LIST :Please wait a while")
    assert stage.told(RoomsListed) == [RoomsListed((), complete=True)]
    assert stage.toasts == ["LIST: Please wait a while."]


def test_the_list_of_rooms_has_the_fullest_first(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.ListRooms())
    stage.hear(":s 322 mira #a 3 :x", ":s 322 mira #lobby 9 :y", ":s 323 mira :End")
    listed = stage.told(RoomsListed)[-1]
    assert isinstance(listed, RoomsListed)
    assert [(room.name, room.people, room.joined) for room in listed.rooms] == [("#lobby", 9, True), ("#a", 3, False)]
    assert listed.complete


def test_a_profile_is_shown_and_an_unknown_person_is_told(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.AskProfile("bob"))
    stage.hear(
        ":s 311 mira bob b host.test * :Bob \x0304B",
        ":s 319 mira bob :@#lobby",
        ":s 301 mira bob :lunch",
        ":s 318 mira bob :End",
    )
    [shown] = stage.told(ProfileShown)
    assert isinstance(shown, ProfileShown)
    profile = shown.profile
    assert (profile.realname, profile.away, profile.rooms) == ("Bob B", "lunch", ("@#lobby",))
    stage.hear(":s 401 mira nobody :No such nick")
    assert stage.toasts == ["nobody: No such nick."]


def test_whether_people_are_here_is_known_of_those_in_the_list(stage: Stage) -> None:
    stage.visit("bob")
    stage.do(ask.Open("ann", "Ann"))
    assert "MONITOR + Ann" in stage.take_sent()
    assert stage.rows["ann"].kind is Kind.PERSON
    stage.hear(":s 731 mira :Ann")
    assert stage.rows["ann"].online is False
    stage.hear(":s 730 mira :Ann!a@h")
    assert stage.rows["ann"].online is True
    stage.lose()
    assert stage.rows["ann"].online is None
    assert "MONITOR + Ann" in stage.return_()


def test_away_is_told_and_told_again_on_coming_back(stage: Stage) -> None:
    stage.visit()
    stage.type("/away lunch")
    assert stage.take_sent() == ["AWAY lunch"]
    stage.hear(":s 306 mira :You are away")
    assert stage.linked.away == "lunch"
    stage.lose()
    assert "AWAY lunch" in stage.return_()
    stage.type("/back")
    stage.hear(":s 305 mira :You are back")
    assert stage.linked.away == ""


def test_a_name_that_was_asked_for_is_remembered(stage: Stage) -> None:
    stage.visit()
    stage.type("/nick miranda")
    stage.hear(":mira!m@h NICK miranda")
    assert stage.linked.nick == "miranda"
    stage.kill()
    stage.begin()
    assert stage.linked.nick == "miranda"
