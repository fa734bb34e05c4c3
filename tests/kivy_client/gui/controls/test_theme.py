"""The theme follows the person and the system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kivy_client.core.model.servers import Preferences
from kivy_client.ui.palettes import DARK, LIGHT
from kivy_client.ui.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def theme(window: Any) -> Iterator[Theme]:
    yield Theme()


def restyled(theme: Theme) -> list[bool]:
    told: list[bool] = []
    theme.bind(on_restyle=lambda _: told.append(theme.dark))
    return told


def test_colours_are_those_of_the_palette(theme: Theme) -> None:
    for look, palette in (("dark", DARK), ("light", LIGHT)):
        theme.apply(Preferences(theme=look))  # type: ignore[arg-type]
        assert {name: tuple(getattr(theme, name)) for name in palette.colours} == palette.colours
        assert theme.nick_colour("mira") == palette.nick_colour("mira")
        assert theme.avatar_colour("mira") == palette.avatar_colour("mira")


def test_it_tells_once_and_only_of_changes(theme: Theme) -> None:
    told = restyled(theme)
    theme.apply(Preferences(theme="light"))
    theme.apply(Preferences(theme="light", happenings=False))
    theme.apply(Preferences(theme="light", text_size=20))
    theme.apply(Preferences(theme="dark", text_size=20))
    assert told == [False, False, True]


def test_the_system_decides_when_the_person_does_not(theme: Theme) -> None:
    answer: bool | None = None
    theme.follow(lambda: answer)
    assert theme.dark
    answer = False
    theme.restyle()
    assert not theme.dark
    theme.apply(Preferences(theme="dark"))
    assert theme.dark
    theme.apply(Preferences())
    assert not theme.dark


def test_sizes_go_with_the_text(theme: Theme) -> None:
    theme.apply(Preferences(text_size=15))
    assert (theme.text_sp, theme.title_sp, theme.name_sp, theme.small_sp, theme.stamp_sp) == (15, 16, 13.5, 12.5, 11)
    theme.apply(Preferences(text_size=1000))
    assert theme.text_sp == 32
    theme.apply(Preferences(text_size=1))
    assert (theme.text_sp, theme.stamp_sp) == (10, 9)
