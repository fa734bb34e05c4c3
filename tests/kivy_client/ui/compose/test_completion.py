"""What completes a word that is being written."""

from __future__ import annotations

import pytest

from kivy_client.ui.compose.completion import Known, closed_code, complete

ROOMS = {"#lobby": "Come in", "#Lounge": "", "#ops": ""}
KNOWN = Known(lambda: ["heidi", "bob", "Hannes"], lambda: ROOMS)


def labels(text: str, asked: bool = False) -> list[str]:
    found = complete(text, len(text), KNOWN, asked)
    return [choice.label for choice in found.choices] if found is not None else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@", ["heidi", "bob", "Hannes"]),
        ("hello @h", ["heidi", "Hannes"]),
        ("@ob", ["bob"]),
        ("see #lo", ["#lobby", "#Lounge"]),
        ("/jo", ["/join #room [password]"]),
        ("a/jo", []),
        ("hello /jo", []),
        ("he", []),
        ("mail me@h", []),
        ("", []),
        ("@zoe", []),
    ],
)
def test_signs_offer_what_begins_so(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_tab_completes_a_bare_word_and_a_name_at_the_start_addresses() -> None:
    assert labels("he", asked=True) == ["heidi"]
    first, later = complete("he", 2, KNOWN, True), complete("hi he", 5, KNOWN, True)
    assert first is not None and later is not None
    assert (first.choices[0].insert, later.choices[0].insert) == ("heidi: ", "heidi ")
    assert (later.start, later.end) == (3, 5)
    assert labels("", asked=True) == []


def test_only_the_word_before_the_cursor_counts() -> None:
    found = complete("ask @he tomorrow", 7, KNOWN)
    assert found is not None
    assert (found.start, found.end, found.choices[0].insert) == (4, 7, "@heidi ")


def test_a_command_that_is_written_whole_can_be_sent() -> None:
    for text, whole in (("/kic", False), ("/kick", True), ("@heidi", True), ("@heid", False)):
        found = complete(text, len(text), KNOWN)
        assert found is not None and found.whole == whole, text


@pytest.mark.parametrize("text", [":s", ":)", "10:30", "http://x", "a:smile", "::smile", ":"])
def test_not_every_colon_begins_an_emoji(text: str) -> None:
    assert labels(text) == []


def test_emoji_are_found_by_their_codes_and_words_in_the_tone_one_likes() -> None:
    assert labels(":thumbsu")[0] == ":thumbsup:"
    toned = complete(":wave", 5, Known(list, dict, tone=5))
    assert toned is not None
    assert toned.choices[0].insert == "\U0001f44b\U0001f3ff"
    assert complete(":s", 2, KNOWN, asked=True) is not None


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("hi :rocket:", "🚀"),
        (":rocket:", "🚀"),
        (":no_such_thing:", ""),
        ("12:30:", ""),
        ("x:rocket:", ""),
        (":ab", ""),
    ],
)
def test_a_closed_code_becomes_its_emoji(text: str, sign: str) -> None:
    choice = closed_code(text, len(text))
    assert (choice.insert if choice is not None else "") == sign


def test_huge_rooms_offer_no_more_than_can_be_looked_through() -> None:
    nicks = [f"guest{number}" for number in range(20_000)]
    found = complete("@gu", 3, Known(lambda: nicks, dict))
    assert found is not None and len(found.choices) == 50
