"""Dialogs about rooms: find them, begin a conversation, and what operators set."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import AskRoomSettings, Join, ListRooms, Open, Part, RenameRoom, SetMode, SetTopic
from kivy_client.core.model.conversations import ListedRoom, RoomSettings
from kivy_client.core.model.events import ConversationGone, ConversationRenamed, RoomSettingsShown, RoomsListed
from kivy_client.ui.keycodes import DOWN, TAB, UP
from tests.kivy_client.gui.dialogs.conftest import MakeStage, opened, shown
from tests.kivy_client.gui.fake_core import OFFLINE, ONLINE, person, room
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
LISTED = (
    ListedRoom("#lobby", 300, "Come in", True),
    ListedRoom("#redis", 12, "Streams and scripts"),
    ListedRoom("#cats", 50, "Only cats, no redis"),
)
SETTINGS = RoomSettings(OPEN, "", frozenset("nt"), "secret", 20, ("*!*@bad.example", "spam!*@*"))


def titles(sheet: Any) -> list[str]:
    return [offer.title for offer in sheet.list.items]


def ready(one: Stage, sheet: Any) -> None:
    one.driver.until(lambda: sheet.field.focus, "the field has the keyboard")


# A new conversation


def test_offers_for_what_is_typed() -> None:
    from kivy_client.ui.dialogs.new import offers

    known = [room("#gateway-dev"), room("#ops"), person("alice")]

    def said(words: str) -> list[str]:
        return [offer.title for offer in offers(words, known, ["heidi", "alice", "opal"])]

    assert said("") == ["Rooms of this server", "#gateway-dev", "#ops", "alice"]
    assert said("op") == ["#ops", "opal", "Write to op", "Join #op", "Rooms of this server"]
    assert said("alice") == ["alice", "Join #alice", "Rooms of this server"]
    assert said("#ops") == ["#ops", "Rooms of this server"]
    assert said("#new") == ["Join #new", "Rooms of this server"]
    assert said("two words") == ["Rooms of this server"]


def test_a_person_is_found_and_written_to_by_keyboard(one: Stage) -> None:
    one.driver.key(ord("n"), "ctrl")
    sheet = shown(one)
    ready(one, sheet)
    one.driver.type("zoe")
    assert titles(sheet)[0] == "Write to zoe"
    one.driver.key(ENTER)
    assert one.core.of(Open)[-1] == Open("zoe", "zoe")
    assert not sheet.is_open


def test_a_room_is_joined_with_its_password(one: Stage) -> None:
    sheet = opened(one, "new")
    ready(one, sheet)
    assert not sheet.may_have_password
    one.driver.type("#Secret")
    assert sheet.may_have_password
    one.driver.key(TAB)
    assert sheet.ids.password_field.focus
    one.driver.type("open sesame")
    one.driver.key(ENTER)
    assert one.core.of(Join) == [Join("#Secret", "open sesame")]
    sheet = opened(one, "new")
    ready(one, sheet)
    one.driver.type("#Plain")
    one.driver.key(ENTER)
    assert one.core.of(Open)[-1] == Open("#plain", "#Plain")


def test_arrows_choose_and_a_touch_picks(one: Stage) -> None:
    sheet = opened(one, "new")
    ready(one, sheet)
    one.driver.type("o")
    one.driver.key(DOWN)
    assert sheet.list.at == 1
    one.driver.key(UP)
    one.driver.key(UP)
    assert sheet.list.at == len(titles(sheet)) - 1
    one.driver.key(UP)
    offer, before = sheet.list.items[sheet.list.at], len(one.core.of(Open))
    one.driver.frames(2)
    one.driver.press(*sheet.list.place(sheet.list.at), "left")
    one.driver.until(lambda: len(one.core.of(Open)) > before, "it is picked")
    assert one.core.of(Open)[-1].name == offer.value[1]


# The rooms of the server


def test_rooms_are_listed_filtered_and_sorted(one: Stage) -> None:
    sheet = opened(one, "rooms")
    assert (one.core.of(ListRooms), sheet.note) == ([ListRooms()], "Asking the server …")
    one.tell(RoomsListed(LISTED, False))
    assert titles(sheet) == ["#lobby", "#cats", "#redis"]
    one.tell(RoomsListed(LISTED, True))
    assert sheet.note == ""
    ready(one, sheet)
    one.driver.type("redis")
    assert titles(sheet) == ["#redis", "#cats"], "the one called so comes first"
    sheet.field.text = ""
    one.driver.tap(sheet.ids.sort_button)
    assert titles(sheet) == ["#cats", "#lobby", "#redis"]
    one.driver.tap(sheet.ids.refresh_button)
    assert len(one.core.of(ListRooms)) == 2
    one.driver.press(*sheet.list.place(2), "left")
    one.driver.until(lambda: one.core.of(Open)[-1] == Open("#redis", "#redis"), "it is picked")


def test_a_room_that_was_left_is_entered_again(one: Stage) -> None:
    one.change(room("#redis", joined=False))
    sheet = opened(one, "rooms")
    one.tell(RoomsListed(LISTED, True))
    ready(one, sheet)
    one.driver.type("streams")
    one.driver.key(ENTER)
    assert one.core.of(Join) == [Join("#redis")]
    assert one.core.of(Open)[-1] == Open("#redis", "#redis")


def test_thousands_of_rooms_are_no_burden(one: Stage) -> None:
    sheet = opened(one, "rooms")
    one.tell(RoomsListed(tuple(ListedRoom(f"#room{number}", number, "topic") for number in range(5000)), True))
    assert sheet.title == "Rooms · 5\u202f000"
    assert len(sheet.list._rows) < 20
    ready(one, sheet)
    one.driver.type("room4999")
    assert titles(sheet) == ["#room4999"]


def test_without_a_connection_rooms_cannot_be_asked_for(one: Stage) -> None:
    one.tell(OFFLINE)
    sheet = opened(one, "rooms")
    assert (one.core.of(ListRooms), sheet.note) == ([], "No connection: the server cannot be asked.")
    sheet.dismiss()
    one.tell(RoomsListed(LISTED, True))
    assert titles(sheet) == []


# One room


def room_sheet(one: Stage, operator: bool = True) -> Any:
    one.change(room("#gateway-dev", operator=operator, topic="Old topic", people=28))
    sheet = opened(one, "room", conversation=OPEN)
    one.tell(RoomSettingsShown(SETTINGS))
    return sheet


def test_who_is_no_operator_reads_only(one: Stage) -> None:
    sheet = room_sheet(one, operator=False)
    assert one.core.of(AskRoomSettings) == [AskRoomSettings(OPEN)]
    assert not sheet.may_topic
    assert sheet.modes == "Members only speak · Topic by operators · With a password · At most 20 members"
    assert not sheet._toggles
    assert not sheet.ids.bans.ids.rows.children
    one.tell(RoomSettingsShown(RoomSettings(OPEN, "", frozenset("n"))))
    assert sheet.may_topic, "everybody may, in this room"


def test_an_operator_sets_modes_topic_password_and_limit(one: Stage) -> None:
    sheet = room_sheet(one)
    assert {letter for letter, toggle in sheet._toggles.items() if toggle.active} == {"n", "t"}
    assert one.core.of(SetMode) == []
    sheet._toggles["i"].dispatch("on_release")
    sheet._toggles["n"].dispatch("on_release")
    sheet.ids.password_field.text = "new"
    sheet.set_password()
    sheet.ids.limit_field.text = ""
    sheet.set_limit()
    changes = [command.changes for command in one.core.of(SetMode)]
    assert changes == [("+i",), ("-n",), ("-k", "secret"), ("+k", "new"), ("-l",)]
    sheet.ids.topic_field.text = "New topic"
    one.driver.tap(sheet.ids.topic_button)
    assert one.core.of(SetTopic) == [SetTopic(OPEN, "New topic")]
    one.driver.until(lambda: len(one.core.of(AskRoomSettings)) == 2, "what became of it is asked for, once")


def test_the_buttons_follow_what_is_typed(one: Stage) -> None:
    ids = room_sheet(one).ids
    for field, button in ((ids.password_field, ids.password_button), (ids.limit_field, ids.limit_button)):
        assert button.disabled, "as it is set"
        told, field.text = field.text, "5"
        assert not button.disabled
        field.text = told
        assert button.disabled


def test_what_is_being_typed_is_not_overwritten_by_an_answer(one: Stage) -> None:
    sheet = room_sheet(one)
    sheet._toggles["i"].dispatch("on_release")
    sheet.ids.password_field.text, sheet.ids.limit_field.text = "half a passw", "3"
    one.tell(RoomSettingsShown(replace(SETTINGS, modes=frozenset("int"))))
    assert (sheet.ids.password_field.text, sheet.ids.limit_field.text) == ("half a passw", "3")
    sheet.ids.password_field.text, sheet.ids.limit_field.text = SETTINGS.password, str(SETTINGS.limit)
    one.tell(RoomSettingsShown(replace(SETTINGS, password="", limit=7)))
    assert (sheet.ids.password_field.text, sheet.ids.limit_field.text) == ("", "7")


def test_only_modes_that_the_server_has_are_offered(one: Stage) -> None:
    sheet = room_sheet(one)
    assert set(sheet._toggles) == set("imnstC"), "it does not say"
    one.tell(RoomSettingsShown(replace(SETTINGS, offered=frozenset("imnstz"))))
    assert set(sheet._toggles) == set("imnst")
    assert [toggle.text for toggle in reversed(sheet.ids.switches.children)][-1] == "Topic by operators"


@pytest.mark.parametrize(("name", "letter"), [("bans", "b"), ("exceptions", "e"), ("invited", "I")])
def test_names_and_masks_can_be_typed_into_the_lists(one: Stage, name: str, letter: str) -> None:
    sheet = room_sheet(one)
    box = sheet.ids[name]
    assert (box.shown, box.height > 0) == (name == "bans",) * 2, "this server has no other list"
    one.tell(RoomSettingsShown(replace(SETTINGS, exceptions=(), invited=("bob!*@*",))))
    one.driver.frames(3)
    field, button = box.ids.mask_field, box.ids.add_button
    assert box.shown and button.disabled
    field.text = " two words "
    assert not button.disabled
    box.add()
    assert (one.core.of(SetMode), box.complaint) == ([], "A name or a mask has no spaces.")
    for typed in ("bob", "*!*@bad.example", "m:loud!*@*"):
        field.text = typed
        button.dispatch("on_release")
        assert field.text == box.complaint == ""
    changes = [command.changes for command in one.core.of(SetMode)]
    assert changes == [(f"+{letter}", mask) for mask in ("bob!*@*", "*!*@bad.example", "m:loud!*@*")]


def test_a_room_is_renamed_where_the_server_can(one: Stage) -> None:
    sheet = room_sheet(one)
    field = sheet.ids.name_field
    assert (field.text, sheet.may_rename, sheet.ids.name_button.disabled) == ("#gateway-dev", True, True)
    for wrong in ("two words", "#a,b", "#"):
        field.text = wrong
        sheet.rename()
        assert sheet.note == "A room's name has no spaces and no commas."
    assert one.core.of(RenameRoom) == []
    field.text = "gateways"
    assert not sheet.ids.name_button.disabled
    sheet.rename()
    assert one.core.of(RenameRoom) == [RenameRoom(OPEN, "#gateways")]
    one.tell(ConversationRenamed(OPEN, room("#gateways", operator=True)))
    assert (sheet.is_open, sheet.title, sheet.ids.name_field.text) == (True, "#gateways", "#gateways")
    sheet._toggles["i"].dispatch("on_release")
    assert one.core.of(SetMode)[-1].conversation == "#gateways"
    one.tell(replace(ONLINE, features=frozenset()))
    assert not sheet.may_rename


def test_what_was_refused_is_as_it_was_again(one: Stage) -> None:
    sheet = room_sheet(one)
    sheet._toggles["m"].dispatch("on_release")
    one.tell(RoomSettingsShown(SETTINGS))
    assert not sheet._toggles["m"].active
    assert len(one.core.of(SetMode)) == 1


def test_bans_are_lifted(one: Stage) -> None:
    sheet = room_sheet(one)
    masks = [row.mask for row in reversed(sheet.ids.bans.ids.rows.children)]
    assert masks == list(SETTINGS.bans)
    sheet.ids.bans.ids.rows.children[-1].dispatch("on_lift")
    assert one.core.of(SetMode) == [SetMode(OPEN, ("-b", "*!*@bad.example"))]
    many = RoomSettings(OPEN, "", frozenset(), bans=tuple(f"{number}!*@*" for number in range(500)))
    one.tell(RoomSettingsShown(many))
    assert len(sheet.ids.bans.ids.rows.children) == 50
    assert "450 more" in sheet.ids.bans.note
    one.tell(RoomSettingsShown(RoomSettings(OPEN, "", frozenset())))
    assert sheet.ids.bans.note == "Nobody is banned."


def test_settings_of_other_rooms_are_not_shown(one: Stage) -> None:
    one.change(room("#gateway-dev", operator=True))
    sheet = opened(one, "room", conversation=OPEN)
    one.tell(RoomSettingsShown(RoomSettings("#ops", "", frozenset("i"))))
    assert sheet.settings is None


def test_leaving_asks_first(one: Stage) -> None:
    sheet = room_sheet(one)
    sheet.ids.leave_row.dispatch("on_release")
    question = shown(one)
    assert question.title == "Leave this room?"
    one.driver.tap(question.ids.no_button)
    assert one.core.of(Part) == []
    room_sheet(one).ids.leave_row.dispatch("on_release")
    one.driver.tap(shown(one).ids.yes_button)
    assert one.core.of(Part) == [Part(OPEN)]


def test_members_and_invitations_are_one_press_away(one: Stage) -> None:
    sheet = room_sheet(one)
    sheet.ids.invite_row.dispatch("on_release")
    invitation = shown(one)
    one.driver.until(lambda: shown(one) is not sheet, "the invitation is on top")
    assert shown(one).title == "Invite to #gateway-dev"
    one.driver.key(ESCAPE)
    assert not invitation.is_open
    assert sheet.is_open, "one thing at a time"
    sheet.ids.members_row.dispatch("on_release")
    assert (one.shell.side.name, sheet.is_open) == ("members", False)


def test_it_closes_when_the_room_is_gone(one: Stage) -> None:
    sheet = room_sheet(one)
    one.tell(ConversationGone(OPEN))
    assert not sheet.is_open


def test_tab_reaches_the_last_of_it_and_brings_it_into_sight(stage: MakeStage) -> None:
    from kivy_client.ui.focus import focused

    one = stage(360, 480, current="")
    one.open()
    sheet = room_sheet(one)
    card, last = sheet.ids.card, sheet.ids.bans.ids.rows.children[0]
    assert card.height <= 480
    one.driver.until(lambda: focused() is not None, "the dialog has the keyboard")
    assert last.to_window(0, last.y)[1] < 0
    one.driver.key(TAB, "shift")
    one.driver.key(TAB, "shift")
    one.driver.frames(2)
    assert last.y >= 0 and last.to_window(0, last.y)[1] >= 0


@pytest.mark.parametrize("name", ["new", "rooms", "room", "signs"])
def test_closed_dialogs_are_forgotten(one: Stage, name: str) -> None:
    options = {"room": {"conversation": OPEN}, "signs": {"choose": print}}.get(name, {})
    known = []
    for _ in range(2):  # Kivy itself keeps the last field that was drawn
        known.append(weakref.ref(opened(one, name, **options)))
        one.driver.frames(3)
        shown(one).dismiss()
        one.driver.frames(3)

    def is_forgotten() -> bool:
        gc.collect()
        return known[0]() is None

    one.driver.until(is_forgotten, "nobody knows the first one any more")
