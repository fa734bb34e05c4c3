"""The list of emoji, and finding in it."""

from __future__ import annotations

import pytest

from kivy_client.core import emoji


def test_all_groups_have_some() -> None:
    assert [len(emoji.group(number)) > 50 for number in range(len(emoji.GROUPS))] == [True] * len(emoji.GROUPS)
    assert sum(len(emoji.group(number)) for number in range(len(emoji.GROUPS))) == len(emoji.everything())


def test_every_one_has_a_name_and_codes() -> None:
    for one in emoji.everything():
        assert one.name
        assert one.codes
        assert emoji.by_code(one.codes[0]) is not None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("joy", "😂"),
        ("+1", "👍"),
        ("thumbs", "👍"),
        ("heart", "❤️"),
        ("party", "🎉"),
        ("germany", "🇩🇪"),
        ("rocket", "🚀"),
        ("cat heart", "😻"),
        ("SMILE", "😄"),
        ("tada", "🎉"),
        ("thumbs_up", "👍"),
        ("coffee", "☕"),
    ],
)
def test_the_best_comes_first(text: str, first: str) -> None:
    assert emoji.search(text)[0].sign == first


def test_searching_finds_little_for_little() -> None:
    assert emoji.search("") == emoji.search("  ") == emoji.search("qzxv") == emoji.search("|") == []
    assert len(emoji.search("a", 7)) == 7
    assert len(emoji.search("a")) == emoji.MOST_FOUND


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hi :joy: :+1:", "hi 😂 👍"),
        ("at 10:30:20", "at 10:30:20"),
        (":nope: :", ":nope: :"),
        ("", ""),
        (":JOY:", "😂"),
        ("::joy::", ":😂:"),
    ],
)
def test_short_codes_become_signs(text: str, found: str) -> None:
    assert emoji.expand(text) == found


def test_skin_tones() -> None:
    def toned(code: str, tone: int) -> str:
        one = emoji.by_code(code)
        assert one is not None
        return one.toned(tone)

    assert toned("wave", 0) == "👋"
    assert toned("wave", 3) == "👋🏽"
    assert toned("v", 1) == "✌🏻"
    assert toned("health_worker", 2) == "🧑🏼‍⚕️"
    assert toned("people_holding_hands", 5) == "🧑🏿‍🤝‍🧑🏿"
    assert toned("joy", 5) == "😂"
