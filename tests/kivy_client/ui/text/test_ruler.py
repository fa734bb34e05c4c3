"""Lines, without a window: each character is 8 pixels wide, bold ones 10."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kivy_client.ui.text.clusters import clusters
from kivy_client.ui.text.ruler import MOST_REMEMBERED, Block, Ruler


@pytest.fixture
def ruler() -> Ruler:
    return Ruler(lambda text: 8.0 * len(text), 20.0, lambda text: 10.0 * len(text))


def lines(text: str, block: Block) -> list[str]:
    return [text[line.start : line.end] for line in block.lines]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three four", ["one two", "three four"]),
        ("one\ntwo\n\nthree", ["one", "two", "", "three"]),
        ("a  b", ["a  b"]),
        ("abcdefghijklmnop", ["abcdefghij", "klmnop"]),
        ("go abcdefghijklmnop on", ["go", "abcdefghij", "klmnop on"]),
        ("你好世界你好世界你好世界", ["你好世界你好世界你好", "世界"]),
        ("你好世界你好世界你好。世界", ["你好世界你好世界你", "好。世界"]),
    ],
)
def test_lines_of_ten_characters(ruler: Ruler, text: str, found: list[str]) -> None:
    assert lines(text, ruler.lay(text, 80)) == found


def test_a_block_tells_its_size(ruler: Ruler) -> None:
    block = ruler.lay("one two three", 80)
    assert (block.width, block.height, block.cut) == (56, 40, False)
    assert [line.width for line in block.lines] == [56, 40]


def test_no_more_than_so_many_lines(ruler: Ruler) -> None:
    block = ruler.lay("a\nb\nc\nd", 80, most_lines=2)
    assert (len(block.lines), block.cut) == (2, True)
    assert not ruler.lay("a\nb", 80, most_lines=2).cut


def test_bold_is_wider(ruler: Ruler) -> None:
    text = "hello @mira you"
    assert lines(text, ruler.lay(text, 100)) == ["hello @mira", "you"]
    assert lines(text, ruler.lay(text, 90, bold=((6, 11),))) == ["hello", "@mira you"]
    assert ruler.part_width(text, 0, 11, ((6, 11),)) == 6 * 8 + 5 * 10
    assert ruler.part_width(text, 8, 15, ((6, 11),)) == 3 * 10 + 4 * 8


def test_a_cluster_is_never_cut(ruler: Ruler) -> None:
    family = "👨‍👩‍👧‍👦"
    block = ruler.lay(family * 5, 100)
    assert lines(family * 5, block) == [family] * 5


@given(st.text(alphabet="ab e\u0301你。👍🏽\u200d\n", max_size=80), st.integers(1, 200))
def test_every_character_is_on_a_line_and_lines_fit(text: str, width: int) -> None:
    ruler = Ruler(lambda text: 8.0 * len(text), 20.0)
    block = ruler.lay(text, width)
    assert "".join(lines(text, block)).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    for line in block.lines:
        part = text[line.start : line.end]
        assert line.width == 8 * len(part)
        assert line.width <= width or len(list(clusters(part))) == 1


def test_a_word_of_thousands_is_laid_with_few_measurements() -> None:
    measured: list[int] = []

    def measure(text: str) -> float:
        measured.append(len(text))
        return 8.0 * len(text)

    text = "x" * 20_000
    block = Ruler(measure, 20.0).lay(text, 800)
    assert len(block.lines) == 200
    assert sum(measured) < 50 * len(text)


def test_what_does_not_fit_is_shortened(ruler: Ruler) -> None:
    assert ruler.shorten("short", 80) == "short"
    assert ruler.shorten("one two three", 80) == "one two t…"
    assert ruler.shorten("one two three", 80, bold=True) == "one two…"
    assert ruler.shorten("one\ntwo", 80) == "one two"
    assert len(ruler.shorten("x" * 20_000, 80)) == 10


def test_long_words_are_not_remembered(ruler: Ruler) -> None:
    for number in range(100):
        ruler.width(f"{number}" * MOST_REMEMBERED)
    assert len(ruler._widths) <= 10
