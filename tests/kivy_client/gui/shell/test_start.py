"""Getting in: the form, saved servers, certificates; and the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import Connect, ForgetServer, Prefer, Trust
from kivy_client.core.model.events import (
    CertificateAsked,
    ConversationChanged,
    Link,
    Linked,
    Loaded,
    Refused,
    ServersChanged,
)
from kivy_client.core.model.servers import Preferences, Server
from tests.kivy_client.gui.fake_core import HOME, ONLINE, room
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
OTHER = Server(2, "Work", "irc.work.example", 6697, nick="mira.k")


def top() -> Any:
    from kivy_client.ui.sheet import Sheet

    return Sheet.top()


def open_sheet(one: Stage, name: str) -> Any:
    one.shell.open(name)
    one.driver.until(lambda: top().shown == 1, "the dialog is there")
    return top()


def fresh(stage: MakeStage) -> Stage:
    """Nothing was kept yet."""
    one = stage(412, 915, loaded=False)
    one.tell(Loaded((), None, Preferences(theme="light"), ()))
    return one


def test_the_first_visit(stage: MakeStage) -> None:
    one = fresh(stage)
    start = one.shell.start
    ids = start.fields.ids
    one.driver.until(lambda: ids.name_field.focus, "one can type at once")
    one.driver.type("mira")
    assert (ids.host_field.text, ids.port_field.text, ids.tls_switch.active) == ("localhost", "6667", False)
    ids.host_field.text = "chat.example"
    assert (ids.port_field.text, ids.tls_switch.active) == ("6697", True), "by TLS to servers that are not here"
    one.driver.key(ENTER)
    [asked] = one.core.of(Connect)
    assert (asked.server.nick, asked.server.host, asked.server.port, asked.server.tls) == (
        "mira",
        "chat.example",
        6697,
        True,
    )
    assert start.joining
    one.tell(Loaded((asked.server,), asked.server, Preferences(theme="light"), ()))
    one.tell(Linked(Link.CONNECTING, "mira"))
    assert one.shell.start is start
    one.tell(ONLINE, ConversationChanged(room("#lobby")))
    one.driver.until(lambda: one.board.current == "#lobby", "the first room is shown")
    assert one.seen == ("chat",)


def test_what_the_person_chose_of_tls_stays(stage: MakeStage) -> None:
    one = fresh(stage)
    ids = one.shell.start.fields.ids
    one.driver.tap(ids.tls_switch)
    assert (ids.port_field.text, ids.tls_switch.active) == ("6697", True)
    ids.host_field.text = "127.0.0.1"
    assert ids.tls_switch.active
    ids.port_field.text = "7000"
    one.driver.tap(ids.tls_switch)
    assert ids.port_field.text == "7000", "a port of one's own is left alone"


def test_account_and_password(stage: MakeStage) -> None:
    one = fresh(stage)
    fields = one.shell.start.fields
    one.driver.tap(fields.ids.more_row)
    one.driver.frames(2)
    fields.ids.name_field.text = "mira"
    one.driver.tap(fields.account.ids.account_field)
    one.driver.type("mira")
    one.driver.key(ENTER)
    assert fields.account_complaint == "Please type the account's password."
    assert not one.core.of(Connect)
    one.driver.tap(fields.account.ids.secret_field)
    one.driver.type("hunter2")
    one.driver.key(ENTER)
    assert (one.core.of(Connect)[0].server.account, one.core.of(Connect)[0].server.secret) == ("mira", "hunter2")


def test_the_password_of_a_server(stage: MakeStage) -> None:
    one = fresh(stage)
    fields = one.shell.start.fields
    fields.ids.name_field.text = "mira"
    one.driver.tap(fields.ids.more_row)
    one.driver.frames(2)
    fields.account.ids.server_password_field.focus = True
    one.driver.type("open sesame")
    one.driver.key(ENTER)
    [asked] = one.core.of(Connect)
    assert asked.server.server_password == "open sesame"
    again = one.shell.open("server", server=asked.server)
    assert again.fields.account.ids.server_password_field.text == "open sesame", "it is kept when the server is changed"


def test_a_refused_account_is_told_beside_it_and_the_conversations_are_not_lost(stage: MakeStage) -> None:
    one = stage()
    one.tell(Linked(Link.NONE, "mira", reason="wrong"), Refused("The password is wrong.", "account"))
    start = one.shell.start
    assert start.fields.account_complaint == "The password is wrong."
    assert start.fields.account.parent is not None
    one.driver.key(ESCAPE)
    assert one.shell.start is None
    assert one.board.current == OPEN


def test_a_new_certificate_is_asked_about_once_and_esc_is_a_no(stage: MakeStage) -> None:
    one = stage()
    for act, answer in (
        (lambda: one.driver.key(ESCAPE), ""),
        (lambda: one.driver.tap(top().ids.yes_button), "ab12" * 16),
    ):
        one.tell(CertificateAsked("chat.example", "ab12" * 16, "", "self-signed"))
        one.driver.until(lambda: top() and top().shown == 1, "it is asked")
        assert not top().changed
        assert top().fingerprint.startswith("AB 12 AB 12")
        act()
        assert one.core.of(Trust)[-1] == Trust(answer)
        assert top() is None
    assert len(one.core.of(Trust)) == 2


def test_a_changed_certificate_is_a_warning_whose_first_answer_is_no(stage: MakeStage) -> None:
    one = stage()
    one.tell(CertificateAsked("chat.example", "ab12" * 16, "cd34" * 16, "another"))
    one.driver.until(lambda: top() and top().shown == 1, "it is asked")
    one.driver.frames(2)
    assert top().changed
    assert top().sentence.startswith("Warning: ")
    assert top().trusted.startswith("CD 34")
    assert top().ids.no_button.focus
    one.driver.key(ENTER)
    assert one.core.of(Trust) == [Trust("")]


def test_servers_are_gone_to_changed_and_forgotten(stage: MakeStage) -> None:
    one = stage()
    one.tell(ServersChanged((HOME, OTHER)))
    sheet = open_sheet(one, "servers")
    rows = sheet.ids.rows.children[::-1]
    assert [(row.title, row.selected) for row in rows] == [("chat.example", True), ("Work", False)]
    one.driver.tap(rows[1].children[0])
    one.driver.until(lambda: top().title == "Forget the server" and top().shown == 1, "it is asked first")
    one.driver.tap(top().ids.yes_button)
    assert one.core.of(ForgetServer) == [ForgetServer(2)]
    one.driver.until(lambda: top() is sheet, "the list is there")
    one.driver.tap(rows[1].children[1])
    one.driver.until(lambda: top() is not None and top() is not sheet and top().shown == 1, "it can be changed")
    top().ids.label_field.text = "Office"
    one.driver.tap(top().ids.save_button)
    assert one.core.of(Connect) == [Connect(replace(OTHER, label="Office"))]
    open_sheet(one, "servers").go(OTHER)
    assert one.core.of(Connect)[-1] == Connect(OTHER)


def test_words_of_the_largest_size_have_room(stage: MakeStage) -> None:
    one = stage(412, 915, text_size=28, current="")
    one.open()
    one.driver.frames(3)
    header = one.shell.chat.header
    words = header.ids.name_button.ids
    assert header.height >= words.title.texture_size[1] + words.about.texture_size[1]
    assert header.ids.name_button.height >= words.title.height + words.about.height
    buttons = open_sheet(one, "settings").ids.notify_choice.ids.buttons.children
    one.driver.frames(5)
    assert all(412 > button.width >= button.texture_size[0] for button in buttons)
    assert len({button.y for button in buttons}) == len(buttons)


def test_settings_are_done_at_once_and_kept(stage: MakeStage) -> None:
    from kivy_client.ui.theme import theme

    one = stage()
    sheet = open_sheet(one, "settings")
    one.driver.tap(sheet.ids.theme_choice.ids.buttons.children[0])
    assert one.core.of(Prefer)[-1].preferences.theme == "dark"
    assert theme.dark
    one.driver.tap(sheet.ids.larger_button)
    assert one.core.of(Prefer)[-1].preferences.text_size == theme.text_sp == 16
    one.driver.tap(sheet.ids.typing_switch)
    assert not one.core.of(Prefer)[-1].preferences.send_typing
    one.driver.tap(sheet.ids.notify_choice.ids.buttons.children[0])
    kept = one.core.of(Prefer)[-1].preferences
    assert (kept.notify, kept.theme, kept.text_size, kept.send_typing) == ("none", "dark", 16, False)
    assert len(one.core.of(Prefer)) == 4


def test_all_licences_can_be_read(stage: MakeStage) -> None:
    from kivy_client.ui.settings.about import LicenceSheet, licences

    one = stage()
    open_sheet(one, "about")
    found = licences()
    assert {path.name for path in found} >= {"OFL.txt", "Apache-2.0.txt", "CC-BY-4.0.txt", "MIT.txt"}
    for path in found:
        sheet = LicenceSheet(path)
        sheet.open()
        one.driver.frames(2)
        assert len(sheet.body.children) > 1
        sheet.dismiss()
