"""Writing in a conversation: what is said, what is kept, what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kivy_client.core.model.commands import AskProfile, Command, Join, ListRooms, Say, SetDraft, Typing
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import ConversationGone, ConversationRenamed, Linked, NotTaken
from kivy_client.ui.keycodes import DOWN, UP
from tests.kivy_client.gui.compose.conftest import MakeStage, composer, field
from tests.kivy_client.gui.fake_core import OFFLINE, ONLINE, room
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.timeline.conversation import WORK
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
PLAIN = replace(ONLINE, features=frozenset({"history"}))


def said(one: Stage) -> list[str]:
    return [command.text for command in one.core.of(Say)]


def test_enter_and_the_button_send_and_shift_enter_begins_a_line(one: Stage) -> None:
    one.driver.type("héllo 🚀")
    one.driver.key(ENTER)
    one.driver.type("one")
    one.driver.key(ENTER, "shift")
    one.driver.type("two")
    one.driver.tap(composer(one).ids.send_button)
    assert said(one) == ["héllo 🚀", "one\ntwo"]
    assert (field(one).text, field(one).focus) == ("", True)
    one.driver.key(ENTER)
    one.driver.type("  ")
    one.driver.key(ENTER)
    assert len(said(one)) == 2, "nothing but spaces is nothing to say"


def test_enter_begins_a_line_for_who_prefers_that(one: Stage) -> None:
    one.board.preferences = replace(one.board.preferences, enter_sends=False)
    one.driver.type("one")
    one.driver.key(ENTER)
    one.driver.type("two")
    assert said(one) == []
    one.driver.key(ENTER, "ctrl")
    assert said(one) == ["one\ntwo"]


def test_smile_and_frown_are_said_at_once_and_the_text_stays(stage: MakeStage) -> None:
    one = stage(700, 640, current="")
    one.open()
    one.driver.type("half a thought")
    one.driver.frames(2)
    one.driver.tap(composer(one).ids.smile_button)
    one.driver.tap(composer(one).ids.frown_button)
    assert said(one) == ["☺", "☹"]
    assert (field(one).text, field(one).focus) == ("half a thought", True)


def test_all_buttons_fit_a_narrow_window(stage: MakeStage) -> None:
    narrow = stage(360, 560, current="")
    narrow.open()
    ids = composer(narrow).ids
    buttons = [ids.smile_button, ids.frown_button, ids.emoji_button, ids.send_button]
    assert all(button.width >= 40 and button.x >= 0 and button.right <= 360 for button in buttons)
    assert field(narrow).width > 180
    narrow.driver.type("words need room")
    narrow.driver.frames(2)
    assert ids.smile_button.width == 0
    assert field(narrow).width > 260


def test_the_field_grows_to_six_lines_and_then_scrolls(one: Stage) -> None:
    low = field(one).height
    one.driver.type("A long text. " * 20)
    one.driver.frames(2)
    assert field(one).height > 1.8 * low
    one.driver.type("A long text. " * 200)
    one.driver.frames(3)
    high = field(one).height
    assert high == pytest.approx(6 * field(one).line_height, abs=30)
    assert field(one).scroll_y == pytest.approx(field(one).minimum_height - high, abs=1), "its end is seen"
    assert composer(one).height == pytest.approx(high + 16, abs=1)
    one.driver.key(ENTER)
    one.driver.frames(3)
    assert field(one).height == low


def test_the_text_keeps_the_colour_of_the_theme_and_emoji_keep_theirs(one: Stage) -> None:
    one.driver.type("🚀")
    picture = one.driver.picture()
    x, y = field(one).to_window(field(one).x + 16, field(one).y)
    colours = {picture.at(x + dx, y + dy) for dx in range(20) for dy in range(8, 34)}
    assert any(red > 150 and blue < 110 for red, _, blue in colours), "the rocket has something red"


def test_a_mistaken_command_stays_and_is_explained(one: Stage) -> None:
    one.driver.type("/nonsense x")
    one.driver.key(ENTER)
    assert (said(one), field(one).text) == ([], "/nonsense x")
    assert composer(one).note == "There is no command /nonsense; /help lists those there are."
    assert composer(one).note_is_wrong
    one.driver.type("y")
    assert composer(one).note == ""


def test_to_the_server_only_commands_can_be_said(one: Stage) -> None:
    one.change(replace(room("server"), kind=Kind.SERVER))
    one.open("server")
    one.driver.type("hello")
    one.driver.key(ENTER)
    assert said(one) == []
    assert "commands can" in composer(one).note
    for text in ("//list", "/me waves"):
        field(one).put(text)
        one.driver.key(ENTER)
        assert field(one).text == text
    field(one).put("/away")
    one.driver.key(ENTER)
    assert said(one) == ["/away"]


@pytest.mark.parametrize(
    ("text", "title", "asked"), [("/list", "Rooms", ListRooms()), ("/WHOIS alice", "alice", AskProfile("alice"))]
)
def test_a_command_that_has_a_dialog_opens_it(one: Stage, text: str, title: str, asked: Command) -> None:
    from kivy_client.ui.sheet import Sheet

    field(one).put(text)
    one.driver.key(ENTER)
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "a dialog is there")
    assert Sheet.top().title == title
    assert one.core.of(type(asked)) == [asked], "once"
    assert (said(one), field(one).text) == ([], "")
    one.driver.key(ESCAPE)
    one.driver.until(lambda: field(one).focus, "the keyboard is back")
    one.driver.key(UP)
    assert field(one).text == text


def test_what_is_asked_about_is_sent_from_where_it_was_written(one: Stage) -> None:
    """Another conversation is opened, by a notification, before the question is answered."""
    from kivy_client.ui.sheet import Sheet

    one.tell(PLAIN)
    many = "\n".join(map(str, range(12)))
    field(one).put(many)
    one.driver.key(ENTER)
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "it is asked")
    one.open("#android")
    one.driver.tap(Sheet.top().ids.yes_button)
    assert one.core.of(Say) == [Say(OPEN, many)]
    assert field(one).text == "half a thought"
    one.open()
    assert field(one).text == ""


def test_a_draft_is_kept_a_moment_later_and_comes_back(one: Stage) -> None:
    one.driver.type("half")
    one.driver.until(lambda: one.core.of(SetDraft), "the draft is kept")
    assert one.core.of(SetDraft) == [SetDraft(OPEN, "half")]
    one.driver.type(" a thought")
    one.open("#android")
    assert one.core.of(SetDraft)[-1] == SetDraft(OPEN, "half a thought")
    assert field(one).text == "half a thought", "that of the other conversation, which the store had"
    field(one).put("")
    one.driver.type("mine")
    one.open("alice")
    assert one.core.of(SetDraft)[-1] == SetDraft("#android", "mine")
    assert field(one).text == ""
    one.open()
    assert field(one).text == "half a thought"
    one.driver.key(ENTER)
    assert one.core.of(SetDraft)[-1] == SetDraft(OPEN, "")


def test_a_draft_stays_when_its_room_is_renamed_and_goes_with_it(one: Stage) -> None:
    one.driver.type("half")
    one.tell(ConversationRenamed(OPEN, room("#new")))
    assert (one.board.current, field(one).text) == ("#new", "half")
    one.driver.key(ENTER)
    assert one.core.of(Say)[-1].conversation == "#new"
    one.driver.type("more")
    one.tell(ConversationGone("#new"))
    asked = len(one.core.of(SetDraft))
    one.open("alice")
    assert field(one).text == ""
    assert len(one.core.of(SetDraft)) == asked


def test_a_reply_says_whom_it_answers_and_is_kept_with_the_conversation(one: Stage) -> None:
    entry = next(entry for entry in WORK if entry.nick == "heidi" and entry.shape == "message")
    one.shell.chat.timeline.dispatch("on_reply", entry)
    one.driver.frames(3)
    bar = composer(one).ids.reply_bar
    assert (bar.nick, bar.height > 30) == ("heidi", True)
    one.open("alice")
    assert bar.nick == ""
    one.open()
    assert bar.nick == "heidi"
    one.driver.type("yes")
    one.driver.key(ENTER)
    assert one.core.of(Say)[-1] == Say(OPEN, "yes", entry.msgid)
    assert bar.nick == ""
    one.driver.type("no")
    one.driver.key(ENTER)
    assert one.core.of(Say)[-1].reply_to == ""


def test_esc_and_the_cross_end_a_reply(one: Stage) -> None:
    bar = composer(one).ids.reply_bar
    composer(one).reply(WORK[0])
    one.driver.frames(3)
    one.driver.tap(bar.ids.close_button)
    assert bar.nick == ""
    composer(one).reply(WORK[0])
    one.driver.key(ESCAPE)
    assert bar.nick == ""
    assert field(one).focus


def test_up_recalls_what_was_said_here(one: Stage) -> None:
    for text in ("first", "second\nwith a line"):
        field(one).put(text)
        one.driver.key(ENTER)
    one.driver.key(UP)
    assert field(one).text == "second\nwith a line"
    one.driver.key(UP)
    assert field(one).text == "second\nwith a line", "first to its first line"
    one.driver.key(UP)
    assert field(one).text == "first"
    one.driver.key(DOWN)
    one.driver.key(DOWN)
    assert field(one).text == ""
    one.driver.type("mine")
    one.driver.key(UP)
    assert field(one).text == "mine"
    one.open("alice")
    one.driver.key(UP)
    assert field(one).text == "", "nothing was said there"


def test_up_recalls_what_was_said_before_the_app_was_started(one: Stage) -> None:
    own = [entry.text for entry in WORK if entry.own]
    one.driver.key(UP)
    assert field(one).text == own[-1]


def test_others_are_told_that_one_writes_but_not_of_commands(one: Stage) -> None:
    one.driver.type("/away")
    assert one.core.of(Typing) == []
    field(one).put("")
    one.driver.type("hi")
    assert one.core.of(Typing)[-1] == Typing(OPEN, "active")
    one.driver.key(8)
    one.driver.key(8)
    assert one.core.of(Typing)[-1] == Typing(OPEN, "done")
    one.driver.type("hi")
    field(one).focus = False
    assert one.core.of(Typing)[-1] == Typing(OPEN, "paused")
    field(one).focus = True
    one.driver.type("!")
    one.open("alice")
    assert one.core.of(Typing)[-1] == Typing(OPEN, "paused")
    count = len(one.core.of(Typing))
    one.open()
    assert len(one.core.of(Typing)) == count, "a draft that comes back is not writing"


def test_a_text_that_will_be_split_says_so(one: Stage) -> None:
    one.tell(PLAIN)
    one.driver.type("word " * 120)
    assert composer(one).note == "This will be sent as 2 messages."
    field(one).put("a\nb\nc")
    assert composer(one).note == "This will be sent as 3 messages."
    one.tell(ONLINE)
    field(one).put("a\nb\nc\nd")
    assert composer(one).note == "", "the server takes messages of several lines"


def test_many_lines_are_sent_only_if_one_says_so_again(one: Stage) -> None:
    from kivy_client.ui.sheet import Sheet

    one.tell(PLAIN)
    lines = "\n".join(map(str, range(5)))
    field(one).put(lines)
    one.driver.key(ENTER)
    assert said(one) == [lines]
    many = "\n".join(map(str, range(12)))
    field(one).insert_text(many.replace("\n", "\r\n"))
    one.driver.key(ENTER)
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "it is asked")
    assert Sheet.top().title == "Send 12 messages?"
    one.driver.key(ESCAPE)
    assert (said(one), field(one).text) == ([lines], many)
    one.driver.until(lambda: field(one).focus, "the keyboard is back")
    one.driver.key(ENTER)
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "it is asked again")
    one.driver.tap(Sheet.top().ids.yes_button)
    assert (said(one)[-1], field(one).text) == (many, "")


def test_out_of_the_room_one_can_join_again(one: Stage) -> None:
    absent = composer(one).ids.absent_bar
    one.change(room("#gateway-dev", joined=False))
    assert composer(one).absent == "", "not at once: rooms are entered after connecting"
    one.driver.until(lambda: composer(one).absent, "it is told")
    one.driver.frames(3)
    assert absent.words == "You are not in #gateway-dev."
    assert field(one).disabled
    one.driver.tap(absent.ids.join_button)
    assert one.core.of(Join) == [Join("#gateway-dev")]
    one.change(room("#gateway-dev"))
    assert (composer(one).absent, field(one).disabled) == ("", False)


def test_without_a_connection_one_can_write_where_one_will_be_again(one: Stage) -> None:
    one.tell(OFFLINE)
    one.change(room("#gateway-dev", joined=False, may_write=True))
    one.driver.type("for later")
    one.driver.key(ENTER)
    assert said(one) == ["for later"]
    assert not composer(one)._absent_soon.is_triggered


@pytest.mark.parametrize("link", [ONLINE, OFFLINE])
def test_a_room_that_was_left_takes_nothing_and_the_text_stays(one: Stage, link: Linked) -> None:
    one.tell(link)
    one.driver.type("not said yet")
    one.change(room("#gateway-dev", joined=False, may_write=False))
    assert composer(one).absent == "You are not in #gateway-dev.", "at once: it will not be entered by itself"
    composer(one).send()
    composer(one).say("☺")
    assert said(one) == []
    one.driver.tap(composer(one).ids.absent_bar.ids.join_button)
    assert one.core.of(Join) == [Join("#gateway-dev")]
    one.change(room("#gateway-dev"))
    assert field(one).text == "not said yet"


def test_in_the_moment_before_a_kick_is_told_nothing_is_lost(one: Stage) -> None:
    """The row is known to be closed, the bar is not shown yet."""
    one.driver.type("hello")
    one.board.conversations[OPEN] = room("#gateway-dev", joined=False, may_write=False)
    composer(one).absent = ""
    composer(one).send()
    assert (said(one), field(one).text) == ([], "hello")
    assert composer(one).note == "You are not in #gateway-dev: /join #gateway-dev"
    field(one).put("/away lunch")
    composer(one).send()
    assert said(one) == ["/away lunch"], "commands can be given anywhere"


def test_who_invites_is_named_and_one_press_joins(one: Stage) -> None:
    one.change(room("#gateway-dev", joined=False, may_write=False, invited_by="bob"))
    bar = composer(one).ids.absent_bar
    assert (bar.words, bar.ids.join_button.text) == ("bob invites you to #gateway-dev.", "Join")
    one.driver.frames(3)
    one.driver.tap(bar.ids.join_button)
    assert one.core.of(Join) == [Join("#gateway-dev")]


def test_what_the_core_did_not_take_comes_back(one: Stage) -> None:
    one.driver.type("precious")
    one.driver.key(ENTER)
    one.tell(NotTaken(OPEN, "precious", "There is no room on the disk."))
    assert (field(one).text, composer(one).note) == ("precious", "There is no room on the disk.")
    assert composer(one).note_is_wrong
    one.tell(NotTaken(OPEN, "second", "There is no room on the disk."))
    assert field(one).text == "precious", "what is written is not overwritten"
    assert one.shell.toasts.shown == "There is no room on the disk. Not sent: second"
    one.open("alice")
    one.tell(NotTaken("#android", "third", "No."))
    assert field(one).text == ""
    one.open()
    assert field(one).text == "precious"


def test_what_was_not_taken_elsewhere_lies_there(one: Stage) -> None:
    one.driver.type("precious")
    one.driver.key(ENTER)
    one.open("alice")
    one.tell(NotTaken(OPEN, "precious", "There is no room on the disk."))
    assert field(one).text == ""
    assert one.core.of(SetDraft)[-1] == SetDraft(OPEN, "precious")
    one.open()
    assert field(one).text == "precious"


def test_the_keyboard_of_the_phone_is_as_the_person_prefers(one: Stage) -> None:
    assert (field(one).input_type, field(one).keyboard_suggestions) == ("text", True)
    one.board.preferences = replace(one.board.preferences, plain_keyboard=True)
    assert (field(one).input_type, field(one).keyboard_suggestions) == ("null", False)


def test_odd_texts_can_be_written_and_drawn(one: Stage) -> None:
    for text in ("[b]no[/b]", "\u0301" * 50, "שלום hello", "👩\u200d👩\u200d👧" * 30, "W" * 3000, "a\tb", "漢字" * 200):
        field(one).put(text)
        one.driver.frames(2)
        one.driver.key(ENTER)
        assert said(one)[-1] == text
