"""What of a text is a link, a mention, a name; what is shown large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kivy_client.ui.timeline.words import links, title, words
from tests.kivy_client.ui.timeline.paper import entry


def test_what_was_found_is_marked_beside_all_else() -> None:
    text = "see https://a.example/tea, tea is ready"
    assert [(one.kind, one.start) for one in words(entry(text=text), "mira", (27, 30)).marks] == [
        ("link", 4),
        ("found", 27),
    ]
    assert [one.kind for one in words(entry(text=text), "mira", (22, 25)).marks] == ["link"]
    (_, mark) = words(entry(text="makes tea", shape="action"), "mira", (6, 9)).marks
    said = words(entry(text="makes tea", shape="action"), "mira").text
    assert said[mark.start : mark.end] == "tea"
    assert words(entry(text=text), "mira", (27, 30)).bold == []
    assert words(entry(text="", removed=True), "mira", (0, 3)).marks == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x_(y)) and HTTP://B.example!", ["https://a.example/x_(y)", "HTTP://B.example"]),
        ("<https://a.example/?q=1&b=2>", ["https://a.example/?q=1&b=2"]),
        ("javascript://x file:///etc/passwd ftp://a.example data://x", []),
        ("https:// http://. xhttps://a.example", []),
        ("no link: at all", []),
    ],
)
def test_only_web_addresses_are_links(text: str, found: list[str]) -> None:
    assert [mark.target for mark in links(text)] == found
    assert all(text[mark.start : mark.end] == mark.target for mark in links(text))


def test_the_own_nick_is_marked_where_it_is_a_word() -> None:
    said = words(entry("@mira: Mira, admira mirage https://x.example/mira", mention=True), "mira")
    assert [(said.text[m.start : m.end], m.kind) for m in said.marks] == [
        ("@mira", "mention"),
        ("Mira", "mention"),
        ("https://x.example/mira", "link"),
    ]


def test_a_nick_is_no_pattern() -> None:
    said = words(entry("x[y] is here, xy is not", mention=True), "x[y]")
    assert [said.text[m.start : m.end] for m in said.marks] == ["x[y]"]


def test_an_action_names_who_acts() -> None:
    said = words(entry("waves https://a.example", shape="action"))
    assert said.text == "* bob waves https://a.example"
    assert [(said.text[m.start : m.end], m.kind) for m in said.marks] == [
        ("bob", "nick"),
        ("https://a.example", "link"),
    ]


@pytest.mark.parametrize(
    ("text", "large"),
    [("☺", True), ("👍🏽 👩‍👩‍👧 🇩🇪", True), ("☺☺☺☺", False), ("☺ ok", False), ("12", False), ("", False)],
)
def test_a_few_emoji_alone_are_large(text: str, large: bool) -> None:
    assert words(entry(text)).large is large


def test_what_was_removed_is_gone() -> None:
    assert words(entry("secret https://a.example", removed=True)) == ("message removed", (), False)


def test_titles() -> None:
    assert title(entry()) == "bob"
    assert title(entry(shape="notice")) == "bob (notice)"
    assert title(entry(nick="", shape="notice")) == "Server"


@given(st.text(st.sampled_from("htps:/.a()[]@mira 👍\u200d\u0301\n"), max_size=80))
def test_marks_are_in_order_and_apart(text: str) -> None:
    said = words(entry(text, mention=True), "mira")
    edges = [edge for mark in said.marks for edge in (mark.start, mark.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(said.text) for edge in edges)
