"""Dialogs about people: who somebody is, what an operator may do with them."""

from __future__ import annotations

from typing import Any

import pytest

from kivy_client.core.model.commands import AskProfile, Command, Invite, Kick, Open, SetMode
from kivy_client.core.model.conversations import Member, Profile
from kivy_client.core.model.events import MembersChanged, ProfileShown, Toast
from kivy_client.ui.dialogs.facts import facts
from tests.kivy_client.gui.dialogs.conftest import MakeStage, opened, shown
from tests.kivy_client.gui.fake_core import OFFLINE, room
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
BOB = Profile("bob", "~bob", "host.example", "Robert B", away="lunch", rooms=("#gateway-dev",))


def profile(one: Stage, nick: str = "bob") -> Any:
    return opened(one, "profile", nick=nick)


def rows(sheet: Any) -> list[str]:
    return [row.title for row in reversed(sheet.ids.actions.children)]


def press(one: Stage, sheet: Any, title: str) -> None:
    row = next(row for row in sheet.ids.actions.children if row.title == title)
    row.dispatch("on_release")
    one.driver.frames(3)


def make_operator(one: Stage, *members: Member) -> None:
    one.change(room("#gateway-dev", operator=True))
    one.tell(MembersChanged(OPEN, members or (Member("bob"), Member("mira", "@", own=True))))


def test_what_the_server_says_is_shown(one: Stage) -> None:
    sheet = profile(one)
    assert one.core.of(AskProfile) == [AskProfile("bob")]
    assert sheet.note == "Asking the server …"
    one.tell(ProfileShown(Profile("alice", realname="Somebody else")))
    assert not sheet.ids.facts.children
    one.tell(ProfileShown(BOB))
    told = [(row.about, row.words) for row in reversed(sheet.ids.facts.children)]
    assert told == facts(BOB)
    assert sheet.note == ""
    one.driver.key(ESCAPE)
    assert not sheet.is_open
    one.tell(ProfileShown(Profile("bob", realname="Too late")))
    assert sheet.ids.facts.children[-1].words == "Robert B"


def test_nobody_there_and_no_connection_are_told(one: Stage) -> None:
    sheet = profile(one, "nobody")
    one.tell(Toast("Copied."))
    assert sheet.note == "Asking the server …", "that was about something else"
    one.tell(Toast("nobody: No such nick"))
    assert sheet.note == "nobody: No such nick"
    sheet.dismiss()
    sheet = profile(one)
    one.tell(OFFLINE)
    assert sheet.note == "No connection: nothing more is known."
    sheet.dismiss()
    one.tell(OFFLINE)
    assert profile(one).note == "No connection: nothing more is known."
    assert len(one.core.of(AskProfile)) == 2


def test_who_is_named_is_seen_where_there_is_no_room_for_the_members_beside(stage: MakeStage) -> None:
    """From the list of members on a phone: the conversation is in front again."""
    one = stage(412, 700, current="")
    one.open()
    one.shell.toggle_members()
    assert one.seen == ("side",)
    press(one, profile(one), "Mention")
    assert one.seen == ("chat",)
    assert one.shell.chat.composer.field.text == "@bob "


def test_one_can_write_to_them_and_name_them(one: Stage) -> None:
    sheet = profile(one)
    assert rows(sheet) == ["Write a message", "Mention"]
    press(one, sheet, "Mention")
    assert not sheet.is_open
    assert one.shell.chat.composer.field.text == "@bob "
    one.driver.until(lambda: one.shell.chat.composer.field.focus, "the keyboard is back")
    press(one, profile(one), "Write a message")
    assert one.core.of(Open)[-1] == Open("bob", "bob")


def test_about_oneself_there_is_nothing_to_do(one: Stage) -> None:
    sheet = profile(one, "mira")
    assert (sheet.own, rows(sheet)) == (True, [])


@pytest.mark.parametrize(
    ("role", "title", "expected"),
    [
        ("", "Make an operator", SetMode(OPEN, ("+o", "bob"))),
        ("", "Give a voice", SetMode(OPEN, ("+v", "bob"))),
        ("+", "Take back the voice", SetMode(OPEN, ("-v", "bob"))),
        ("@", "Take back operator rights", SetMode(OPEN, ("-o", "bob"))),
    ],
)
def test_an_operator_gives_and_takes_rights(one: Stage, role: str, title: str, expected: Command) -> None:
    make_operator(one, Member("bob", role))
    press(one, profile(one), title)
    assert one.core.of(SetMode) == [expected]


@pytest.mark.parametrize(("title", "ban"), [("Remove from the room", False), ("Ban", True)])
def test_an_operator_removes_people_with_a_word_on_why(one: Stage, title: str, ban: bool) -> None:
    make_operator(one)
    press(one, profile(one), title)
    sheet = shown(one)
    assert "bob has to leave #gateway-dev" in sheet.sentence
    one.driver.until(lambda: sheet.ids.reason_field.focus, "the reason can be typed")
    one.driver.type("spam")
    one.driver.tap(sheet.ids.yes_button)
    assert one.core.of(Kick) == [Kick(OPEN, "bob", "spam", ban)]


@pytest.mark.parametrize("role", ["~", "&"])
def test_nobody_makes_an_operator_of_who_is_more(one: Stage, role: str) -> None:
    make_operator(one, Member("bob", role))
    assert rows(profile(one)) == ["Write a message", "Mention", "Remove from the room", "Ban"]


def test_a_ban_can_be_of_where_they_come_from(one: Stage) -> None:
    """A ban of the name alone is evaded by another name."""
    make_operator(one)
    sheet = profile(one)
    one.tell(ProfileShown(BOB))
    press(one, sheet, "Ban")
    question = shown(one)
    by_host = question.ids.by_host
    assert (by_host.active, by_host.text) == (False, "Everybody from host.example")
    by_host.dispatch("on_release")
    one.driver.tap(question.ids.yes_button)
    assert one.core.of(Kick) == [Kick(OPEN, "bob", "", True, "*!*@host.example")]


def test_who_has_left_is_banned_too(one: Stage) -> None:
    make_operator(one, Member("mira", "@", own=True))
    sheet = profile(one)
    assert rows(sheet) == ["Write a message", "Mention", "Ban"]
    press(one, sheet, "Ban")
    question = shown(one)
    assert question.sentence == "bob cannot come into #gateway-dev until the ban is lifted."
    assert question.ids.reason_field.height == 0, "nobody is told why"
    one.driver.tap(question.ids.yes_button)
    assert one.core.of(SetMode) == [SetMode(OPEN, ("+b", "bob!*@*"))]
    assert one.core.of(Kick) == []


def test_thinking_better_of_it_removes_nobody(one: Stage) -> None:
    make_operator(one)
    press(one, profile(one), "Ban")
    one.driver.tap(shown(one).ids.no_button)
    press(one, profile(one), "Ban")
    shown(one)
    one.driver.key(ESCAPE)
    assert one.core.of(Kick) == []


def test_rows_follow_the_persons_role(one: Stage) -> None:
    make_operator(one)
    sheet = profile(one)
    one.tell(MembersChanged(OPEN, (Member("bob", "@"),)))
    assert "Take back operator rights" in rows(sheet)
    one.tell(MembersChanged(OPEN, ()))
    assert rows(sheet) == ["Write a message", "Mention", "Ban"]


def test_somebody_is_invited(one: Stage) -> None:
    from kivy_client.ui.dialogs.invite import InviteSheet

    InviteSheet(one.board, OPEN).open()
    sheet = shown(one)
    one.driver.until(lambda: sheet.ids.nick_field.focus, "a name can be typed")
    one.driver.key(ENTER)
    assert sheet.complaint == "Whom?"
    one.driver.type("two names")
    one.driver.key(ENTER)
    assert (sheet.complaint, one.core.of(Invite)) == ("A name has no spaces and no commas.", [])
    sheet.ids.nick_field.text = "@zoe"
    one.driver.tap(sheet.ids.invite_button)
    assert one.core.of(Invite) == [Invite(OPEN, "zoe")]


def test_the_letter_is_in_the_middle_of_its_disc(one: Stage) -> None:
    """Words are drawn where their widget is, even when that was moved by what it is in."""
    sheet = profile(one)
    one.driver.frames(3)
    letter = next(widget for widget in sheet.walk() if getattr(widget, "text", "") == sheet.letter)
    assert letter._place.pos[1] == pytest.approx(letter.y + (letter.height - letter._place.size[1]) / 2, abs=1)
    assert letter.center_y == pytest.approx(letter.parent.center_y, abs=1)
