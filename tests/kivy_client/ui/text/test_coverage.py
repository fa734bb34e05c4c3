"""Reading what a font file has."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from kivy_client.ui.text import coverage

FONTS = Path(coverage.__file__).parent.parent.parent / "assets" / "fonts"


def sfnt(cmap: bytes, tag: bytes = b"cmap") -> bytes:
    return b"\x00\x01\x00\x00" + struct.pack(">H6x", 1) + struct.pack(">4sLLL", tag, 0, 28, len(cmap)) + cmap


FORMAT_12 = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + struct.pack(">HHLLL", 12, 0, 40, 0, 2)
FORMAT_12 += struct.pack(">LLLLLL", 0x41, 0x43, 1, 0x1F600, 0x1F601, 9)
FORMAT_4 = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(">HHHHHHH", 4, 32, 0, 4, 0, 0, 0)
FORMAT_4 += struct.pack(">HHHHH", 0x43, 0xFFFF, 0, 0x41, 0xFFFF)


@pytest.mark.parametrize(("cmap", "has_face"), [(FORMAT_12, True), (FORMAT_4, False)])
def test_ranges(tmp_path: Path, cmap: bytes, has_face: bool) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(sfnt(cmap))
    found = coverage.read(file)
    assert [letter in found for letter in "@ABCD"] == [False, True, True, True, False]
    assert ("\U0001f600" in found) is has_face


def test_a_collection_is_read_at_its_first_font(tmp_path: Path) -> None:
    file = tmp_path / "font.ttc"
    font = sfnt(FORMAT_12)[:12] + struct.pack(">4sLLL", b"cmap", 0, 44, 0)
    file.write_bytes(b"ttcf" + struct.pack(">LLL", 0x10000, 1, 16) + font + FORMAT_12)
    assert "A" in coverage.read(file)


@pytest.mark.parametrize(
    "data", [b"", b"ttcf", b"nothing at all", sfnt(b""), sfnt(FORMAT_12[:30]), sfnt(FORMAT_12, b"glyf"), b"\x00" * 12]
)
def test_a_broken_file_has_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(data)
    assert not coverage.read(file)
    assert "A" not in coverage.read(file)
    assert not coverage.read(tmp_path / "missing.ttf")


def test_the_apps_own_font() -> None:
    found = coverage.read(FONTS / "ChorusSans-Regular.ttf")
    assert all(letter in found for letter in "aŁЖλשمकทԱ✓→★☺😀👍")
    assert "中" not in found
