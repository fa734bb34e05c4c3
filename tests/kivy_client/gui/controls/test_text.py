"""Drawn text, looked at pixel by pixel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.gui

BLACK, BLUE = (0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
SIZE = 15


class Bench:
    """Rulers and textures, once there is a window."""

    def __init__(self) -> None:
        from kivy_client.ui.text import fonts, textures, type

        fonts.register()
        self.type, self.textures, self.module = type, textures.Textures(), textures

    def block(self, text: str, width: float = 300, marks: Any = (), colour: Any = BLACK) -> Any:
        block = self.type.ruler(SIZE).lay(text, width, self.module.bold_of(marks))
        return block, self.textures.block(text, block, SIZE, colour, marks, BLUE)


@pytest.fixture
def bench(window: Any) -> Bench:
    return Bench()


def pixels(drawn: Any) -> list[tuple[int, ...]]:
    data = drawn.texture.pixels
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]


def colourful(drawn: Any) -> int:
    """How many pixels are neither grey nor transparent."""
    return sum(alpha > 100 and max(rgb) - min(rgb) > 60 for *rgb, alpha in pixels(drawn))


def ink(drawn: Any) -> int:
    return sum(pixel[3] > 100 for pixel in pixels(drawn))


@pytest.mark.parametrize("sign", ["😀", "👍🏽", "❤️", "🇩🇪", "👨‍👩‍👧‍👦", "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🧑🏾‍🚀", "☺️"])
@pytest.mark.parametrize("around", ["{}", "ok {} yes", "אב {} גד", "مر {} حب", "ไทย {}", "हि {}"])
def test_an_emoji_keeps_its_colours_wherever_it_stands(bench: Bench, sign: str, around: str) -> None:
    _, drawn = bench.block(around.format(sign))
    assert drawn.tint == (1, 1, 1, 1)
    assert colourful(drawn) > 60
    _, one = bench.block(sign)
    assert one.size[0] < 1.6 * SIZE, "it is one picture"


def test_plain_text_is_white_and_tinted(bench: Bench) -> None:
    _, drawn = bench.block("plain words ✓".replace("✓", ""))
    assert drawn.tint == BLACK
    assert {pixel[:3] for pixel in pixels(drawn) if pixel[3] == 255} == {(255, 255, 255)}
    _, other = bench.block("plain words ", colour=BLUE)
    assert other.texture is drawn.texture
    assert other.tint == BLUE


def test_what_is_drawn_is_as_wide_as_it_was_measured(bench: Bench) -> None:
    for text in ("The quick brown fox jumps over the lazy dog", "שלום עולם 12", "مرحبا بالعالم", "Привет ✓ 👍🏽 ok"):
        block, drawn = bench.block(text, 4000)
        assert len(block.lines) == 1
        assert abs(drawn.size[0] - block.width) <= max(0.02 * block.width, 2)
        assert drawn.size[1] == block.height


def test_links_have_boxes_and_their_own_colour(bench: Bench) -> None:
    text = "look at https://example.org/a/long/path/of/it now, @mira please"
    marks = ((8, 45, "link", "https://example.org/a/long/path/of/it"), (51, 56, "mention", "mira"))
    block, drawn = bench.block(text, 200, marks)
    boxes = [box for box in drawn.boxes if box.mark == marks[0]]
    assert len(boxes) == 2, "the link takes two lines"
    assert [box.y for box in boxes] == [block.height - 2 * box.height for box in boxes[:1]] + [boxes[1].y]
    assert boxes[1].y == boxes[0].y - boxes[0].height
    assert any(pixel[2] > 200 > 50 > pixel[0] for pixel in pixels(drawn))
    (mention,) = (box for box in drawn.boxes if box.mark == marks[1])
    assert mention.width > bench.type.ruler(SIZE).width("@mira")


def test_a_line_from_right_to_left_stands_at_the_right(bench: Bench) -> None:
    text = "שלום עולם זה משפט ארוך\nכן"
    block, drawn = bench.block(text, 500)
    width, data = drawn.texture.width, pixels(drawn)
    # Kivy hands out rows from the top.
    lower = [
        data[row * width + x][3] for row in range(int(drawn.size[1] / 2), int(drawn.size[1])) for x in range(width)
    ]
    columns = {at % width for at, alpha in enumerate(lower) if alpha > 100}
    assert min(columns) > width - block.lines[1].width - 3


def test_parts_of_a_text_are_drawn_as_all_of_it(bench: Bench) -> None:
    text = "שלום עולם זה משפט ארוך and words, " * 12 + "\nline\n" + "plain words " * 12
    block, whole = bench.block(text, 200)
    assert len(block.lines) > 12
    rows, width = pixels(whole), whole.texture.width
    for part, above in block.parts(5.5 * bench.type.ruler(SIZE).line_height):
        drawn = bench.textures.block(text, part, SIZE, BLACK)
        assert len(part.lines) <= 5
        assert drawn.size[1] == part.height
        top, narrow, own = int(block.height - above - part.height), drawn.texture.width, pixels(drawn)
        for row in range(int(part.height)):
            start = (top + row) * width
            assert own[row * narrow : (row + 1) * narrow] == rows[start : start + narrow]


def test_hebrew_is_turned_and_arabic_is_joined(bench: Bench) -> None:
    # One letter after the other from the left, as text without direction would be, is drawn by forcing each on its own.
    _, joined = bench.block("مرحبا")
    _, apart = bench.block("م ر ح ب ا")
    assert joined.size[0] < 0.8 * apart.size[0]
    _, shown = bench.block("אבגדה")
    _, backwards = bench.block("הדגבא")
    assert pixels(shown) != pixels(backwards)
    assert pixels(bench.block("ab")[1]) != pixels(bench.block("ba")[1])


def test_piled_marks_do_not_move_the_line(bench: Bench) -> None:
    _, plain = bench.block("one\ntwo x end")
    _, piled = bench.block("one\ntwo x\u0301\u0302\u0303\u0304 end")
    assert piled.size == plain.size
    data, width = pixels(plain), plain.texture.width
    bottom = [any(data[row * width + x][3] > 100 for x in range(width)) for row in range(plain.texture.height)]
    piled_data = pixels(piled)
    piled_bottom = [
        any(piled_data[row * width + x][3] > 100 for x in range(width)) for row in range(piled.texture.height)
    ]
    assert max(at for at, has in enumerate(bottom) if has) == max(at for at, has in enumerate(piled_bottom) if has)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\n\n", "x" * 5000, "\u0301" * 2000, "\u200d" * 500, "\u202eabc", "\ufeff", "\ud800", "(" * 900],
)
def test_strange_texts_are_drawn_within_bounds(bench: Bench, text: str) -> None:
    _, drawn = bench.block(text)
    assert 0 < drawn.texture.width <= bench.module.MOST_SIDE
    assert 0 < drawn.texture.height <= bench.module.MOST_SIDE
    assert bench.textures.line(text, SIZE, BLACK).texture.width <= bench.module.MOST_SIDE


def test_the_least_recently_used_textures_go(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = bench.module.Textures(3)
    first = kept.line("a", SIZE, BLACK).texture
    for text in "bca":
        kept.line(text, SIZE, BLACK)
    kept.line("d", SIZE, BLACK)
    assert kept.line("a", SIZE, BLACK).texture is first
    assert len(kept._kept) == 3
    monkeypatch.setattr(bench.module, "MOST_PIXELS", 1)
    kept.line("e", SIZE, BLACK)
    assert len(kept._kept) == 1
    assert kept._pixels == kept.line("e", SIZE, BLACK).texture.width * kept.line("e", SIZE, BLACK).texture.height


def test_a_font_of_the_system_is_asked_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from kivy_client.ui.text import fonts, system_fonts

    asked: list[str] = []
    found = str(Path(fonts.FOLDER) / "ChorusIcons-Regular.ttf")

    def find(letter: str, script: str) -> str:
        asked.append(letter)
        return found

    monkeypatch.setattr(system_fonts, "find", find)
    monkeypatch.setattr(fonts, "_opened", {})
    fonts._system_font.cache_clear()
    try:
        assert fonts.font_for("你好", "Hani") == found
        assert fonts.font_for("你好", "Hani") == found
        assert fonts.font_for("abc", "Latn") == fonts.TEXT
        assert asked == ["你"]
        monkeypatch.setattr(system_fonts, "find", lambda *_: "")
        assert fonts.font_for("界", "Hani") == fonts.TEXT
    finally:
        fonts._system_font.cache_clear()


def test_rulers_are_shared(bench: Bench) -> None:
    assert bench.type.ruler(15) is bench.type.ruler(15.0)
    assert bench.type.ruler(15).line_height == 21
