"""What is told of a person."""

from __future__ import annotations

import pytest

from kivy_client.core.model.conversations import Profile
from kivy_client.ui.dialogs.facts import facts, lasting


def test_what_is_not_known_is_left_out() -> None:
    assert facts(Profile("bob")) == []
    assert facts(Profile("bob", realname="bob", idle_seconds=5)) == []
    told = facts(Profile("bob", "~bob", "host", "Bob B", "bobby", "lunch", ("#a", "@#b"), 1, 7300, True, True, True))
    assert [about for about, _ in told] == [
        "Name",
        "Account",
        "Away",
        "Rooms",
        "Address",
        "Since",
        "Last wrote",
        "Also",
    ]
    words = dict(told)
    assert words["Address"] == "~bob@host"
    assert words["Last wrote"] == "2 hours ago"
    assert words["Also"] == "operator of the network, a bot, connected securely"


def test_impossible_times_are_left_out() -> None:
    assert facts(Profile("bob", signed_on=10**30)) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "a moment"), (60, "1 minute"), (7199, "1 hour"), (86400 * 3, "3 days")],
)
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert lasting(seconds) == words
