"""Modes in words, and what MODE takes to change them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kivy_client.core.model.conversations import RoomSettings
from kivy_client.ui.dialogs.modes import MODES, in_words, limit_change, mask_of, offered, password_changes

PLAIN = RoomSettings("#a", "", frozenset("nt"))
LOCKED = RoomSettings("#a", "", frozenset("nt"), password="old", limit=20)


def test_modes_in_words() -> None:
    assert in_words("nt") == "Members only speak · Topic by operators"
    assert in_words("", "x", 3) == "With a password · At most 3 members"
    assert in_words("k") == "With a password"
    assert in_words("zQ") == ""


def test_a_name_becomes_a_mask_and_a_mask_stays() -> None:
    assert mask_of("bob") == "bob!*@*"
    for mask in ("*!*@host", "bob!*@*", "b?b", "m:bob!*@*", "$a:account", "~q:bob"):
        assert mask_of(mask) == mask


def test_modes_that_the_server_has() -> None:
    assert offered(PLAIN) == list(MODES), "it does not say"
    assert [mode.letter for mode in offered(replace(PLAIN, offered=frozenset("tnxC")))] == ["n", "t", "C"]


def test_a_password_is_taken_away_before_another_is_set() -> None:
    assert password_changes(PLAIN, "new") == [("+k", "new")]
    assert password_changes(LOCKED, "new") == [("-k", "old"), ("+k", "new")]
    assert password_changes(LOCKED, "") == [("-k", "old")]
    assert password_changes(LOCKED, "old") == password_changes(PLAIN, "") == []


def test_a_limit_is_a_number_or_nothing() -> None:
    assert limit_change(PLAIN, "30") == ("+l", "30")
    assert limit_change(LOCKED, " ") == limit_change(LOCKED, "0") == ("-l",)
    assert limit_change(LOCKED, "20") is None
    for wrong in ("many", "-3", "1.5"):
        with pytest.raises(ValueError, match=wrong):
            limit_change(PLAIN, wrong)
