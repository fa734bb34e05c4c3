"""What is typed about a server, checked."""

from __future__ import annotations

from dataclasses import replace

from kivy_client.core.model.servers import Server
from kivy_client.ui.start.form import ACCOUNT_MISSING, SECRET_ALONE, Form, check, filled, grouped

GOOD = Form(name="Mira K", host=" chat.example ", port="6697", tls=True)


def test_a_good_form_is_a_server() -> None:
    server, complaints = check(GOOD, Server())
    assert not complaints
    assert (server.nick, server.host, server.port, server.tls) == ("Mira_K", "chat.example", 6697, True)


def test_every_field_has_its_own_complaint() -> None:
    _, complaints = check(Form(name=" ", host="", port="x", account="mira"), Server())
    assert complaints.name == "Please type a name."
    assert complaints.server == "Please type the server's host name or address."
    assert complaints.account == ACCOUNT_MISSING
    assert check(replace(GOOD, port="70000"), Server())[1].server == "The server's port is a number from 1 to 65535."
    assert check(replace(GOOD, secret="s"), Server())[1].account == SECRET_ALONE
    assert not check(replace(GOOD, account="mira", secret="s"), Server())[1]


def test_a_saved_server_keeps_what_the_form_does_not_ask() -> None:
    saved = Server(7, host="chat.example", nick="mira", fingerprint="ab", sender_key="key", room="#here")
    same, _ = check(replace(filled(saved), name="max", label="  Work "), saved)
    assert same == replace(saved, nick="max", label="Work")
    moved, _ = check(replace(filled(saved), host="other.example"), saved)
    assert moved.fingerprint == "", "another server's certificate is not trusted"
    assert moved.number == 7


def test_what_the_server_asks_of_everybody_needs_no_account() -> None:
    server, complaints = check(replace(GOOD, server_password="open sesame"), Server())
    assert not complaints
    assert (server.server_password, server.secret) == ("open sesame", "")
    assert filled(server).server_password == "open sesame"


def test_a_secret_is_not_in_a_form_s_words() -> None:
    assert "hunter2" not in repr(Form(secret="hunter2", server_password="hunter2"))


def test_a_fingerprint_is_told_in_groups() -> None:
    assert grouped("ab:12" * 16).splitlines() == ["AB 12 AB 12 AB 12 AB 12"] * 4
    assert grouped("") == ""
