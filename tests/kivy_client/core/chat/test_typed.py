"""What a typed text asks for."""

from __future__ import annotations

import pytest

from kivy_client.core.chat.typed import COMMANDS, Mistake, Place, SendRaw, Speak, TellHelp, TellTopic, read
from kivy_client.core.model import commands as ask

HERE = Place("#lobby", "#lobby", room=True)
TALK = Place("ann", "Ann", room=False)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hello", [Speak("#lobby", "hello")]),
        ("//path", [Speak("#lobby", "/path")]),
        (" QUIT ", [ask.Leave()]),
        ("{quit}", [ask.Leave()]),
        ("quit", [Speak("#lobby", "quit")]),
        ("/me waves", [Speak("#lobby", "waves", "ACTION")]),
        ("/JOIN dev key", [ask.Join("#dev", "key")]),
        ("/part", [ask.Part("#lobby", "")]),
        ("/part #Dev bye all", [ask.Part("#Dev", "bye all")]),
        ("/part so long", [ask.Part("#lobby", "so long")]),
        ("/msg ann hi  there", [Speak("ann", "hi  there")]),
        ("/notice ann hi", [Speak("ann", "hi", "NOTICE")]),
        ("/query Ann", [ask.Open("Ann", "Ann")]),
        ("/query Ann hi", [ask.Open("Ann", "Ann"), Speak("Ann", "hi")]),
        ("/nick new name", [ask.SetNick("new_name")]),
        ("/topic", [TellTopic()]),
        ("/topic -", [ask.SetTopic("#lobby", "")]),
        ("/rename #hall", [ask.RenameRoom("#lobby", "#hall")]),
        ("/topic New things", [ask.SetTopic("#lobby", "New things")]),
        ("/away", [ask.SetAway("Away")]),
        ("/away lunch", [ask.SetAway("lunch")]),
        ("/back", [ask.SetAway("")]),
        ("/kick bob too loud", [ask.Kick("#lobby", "bob", "too loud")]),
        ("/kickban bob", [ask.Kick("#lobby", "bob", "", ban=True)]),
        ("/ban a!*@* b", [ask.SetMode("#lobby", ("+b", "a!*@*")), ask.SetMode("#lobby", ("+b", "b"))]),
        ("/unban a", [ask.SetMode("#lobby", ("-b", "a"))]),
        ("/op bob", [ask.SetMode("#lobby", ("+o", "bob"))]),
        ("/devoice bob", [ask.SetMode("#lobby", ("-v", "bob"))]),
        ("/mode +k secret", [ask.SetMode("#lobby", ("+k", "secret"))]),
        ("/invite bob", [ask.Invite("#lobby", "bob")]),
        ("/invite bob #Dev", [ask.Invite("#Dev", "bob")]),
        ("/whois bob", [ask.AskProfile("bob")]),
        ("/list", [ask.ListRooms()]),
        ("/shrug", [Speak("#lobby", "¯\\_(ツ)_/¯")]),
        ("/raw VERSION", [SendRaw("VERSION")]),
        ("/help", [TellHelp()]),
        ("/quit", [ask.Leave()]),
    ],
)
def test_it_is_understood(text: str, wanted: list[ask.Command]) -> None:
    assert list(read(text, HERE)) == wanted


@pytest.mark.parametrize(
    "text", ["/me", "/join", "/msg ann", "/nick", "/kick", "/op", "/mode", "/raw", "/invite", "/rename"]
)
def test_what_is_missing_is_told_with_how_it_is_used(text: str) -> None:
    name = text[1:].split()[0]
    with pytest.raises(Mistake, match=f"^Use it like this: /{name} "):
        read(text, HERE)


def test_what_is_for_rooms_is_not_for_talks() -> None:
    for text in ("/topic", "/topic x", "/op bob", "/kick bob", "/mode +i", "/invite bob", "/rename #x"):
        with pytest.raises(Mistake, match="is for rooms"):
            read(text, TALK)


def test_an_unknown_command_is_not_said_aloud() -> None:
    for text in ("/frobnicate", "/", "/ me"):
        with pytest.raises(Mistake, match="There is no command"):
            read(text, HERE)


def test_every_command_names_itself_in_its_usage() -> None:
    for name, slash in COMMANDS.items():
        assert slash.usage.split()[0] == name
        assert slash.help
