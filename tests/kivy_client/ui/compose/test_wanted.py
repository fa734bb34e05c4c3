"""What a written text asks for, and where it can be said."""

from __future__ import annotations

import pytest

from kivy_client.core.chat.typed import Mistake, Speak
from kivy_client.core.model.commands import Join, Leave
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.ui.compose import wanted

HERE = Conversation("#a", "#A", Kind.ROOM)
LEFT = Conversation("#a", "#A", Kind.ROOM, joined=False, may_write=False)
SERVER = Conversation("*", "chat.example", Kind.SERVER)
BOB = Conversation("bob", "bob", Kind.PERSON)


@pytest.mark.parametrize("one", [HERE, BOB])
def test_texts_and_commands(one: Conversation) -> None:
    assert wanted.read("hello", one) == [Speak(one.name, "hello")]
    assert wanted.read("/join b", one) == [Join("#b")]
    with pytest.raises(Mistake, match="There is no command /nonsense"):
        wanted.read("/nonsense", one)


@pytest.mark.parametrize(("one", "why"), [(LEFT, "You are not in #A: /join #A"), (SERVER, "Nothing can be said here")])
@pytest.mark.parametrize("text", ["hello", "//list", "/me waves", "/shrug"])
def test_where_nothing_can_be_said(one: Conversation, why: str, text: str) -> None:
    with pytest.raises(Mistake, match=why):
        wanted.read(text, one)


@pytest.mark.parametrize("one", [LEFT, SERVER])
def test_commands_can_be_given_anywhere(one: Conversation) -> None:
    assert wanted.read("/msg bob hello", one) == [Speak("bob", "hello")]
    assert wanted.read("{quit}", one) == [Leave()]


def test_why_nothing_can_be_written() -> None:
    assert [wanted.absence(one) for one in (None, HERE, BOB, SERVER)] == ["", "", "", ""]
    assert wanted.absence(LEFT) == "You are not in #A."
    invited = Conversation("#a", "#A", Kind.ROOM, joined=False, may_write=False, invited_by="bob")
    assert wanted.absence(invited) == "bob invites you to #A."
