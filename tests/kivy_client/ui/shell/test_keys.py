"""What the shortcuts mean, and what the banner and the line below the list say."""

from __future__ import annotations

import pytest

from kivy_client.ui.shell.keys import SHORTCUTS, meant


@pytest.mark.parametrize(
    ("code", "held", "name"),
    [
        (ord("k"), ["ctrl"], "switch"),
        (ord("k"), ["meta"], "switch"),
        (ord("f"), ["ctrl"], "search_here"),
        (ord("f"), ["ctrl", "shift"], "search_everywhere"),
        (273, ["alt"], "previous"),
        (274, ["alt", "shift"], "next_unread"),
        (282, [], "help"),
        (282, ["numlock", "capslock"], "help"),
        (ord(","), ["ctrl"], "settings"),
        (ord("k"), [], ""),
        (ord("k"), ["ctrl", "alt"], ""),
    ],
)
def test_what_keys_mean(code: int, held: list[str], name: str) -> None:
    assert meant(code, held) == name


def test_no_keys_mean_two_things() -> None:
    assert len({(one.code, one.held) for one in SHORTCUTS}) == len(SHORTCUTS)
