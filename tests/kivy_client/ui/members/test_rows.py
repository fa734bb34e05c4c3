"""What is said beside a member's name, and which a filter keeps."""

from __future__ import annotations

from kivy_client.core.model.conversations import Member
from kivy_client.ui.members.rows import filtered, role

PEOPLE = (Member("alice", "@"), Member("Bob", "+", away=True), Member("victor", bot=True), Member("mira", own=True))


def test_roles() -> None:
    assert [role(one) for one in PEOPLE] == ["op", "voice · away", "bot", "you"]
    assert role(Member("x", "!")) == "!"


def test_a_filter_knows_nicks_and_roles() -> None:
    assert filtered(PEOPLE, " ") == PEOPLE
    assert [one.nick for one in filtered(PEOPLE, "BO")] == ["Bob"]
    assert [one.nick for one in filtered(PEOPLE, "op")] == ["alice"]
    assert [one.nick for one in filtered(PEOPLE, "away")] == ["Bob"]
    assert filtered(PEOPLE, "nobody") == []
