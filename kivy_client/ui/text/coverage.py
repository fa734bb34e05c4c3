"""Which characters a font file has: its `cmap` table, read without a library (OpenType 1.9, formats 4 and 12). Pure."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO

_HEAD = 12


class Coverage:
    """Code points in ranges."""

    def __init__(self, starts: array[int], ends: array[int]) -> None:
        self._starts, self._ends = starts, ends

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        at = bisect_right(self._starts, code) - 1
        return at >= 0 and code <= self._ends[at]

    def __bool__(self) -> bool:
        return bool(self._starts)


NOTHING = Coverage(array("L"), array("L"))


def read(path: str | Path) -> Coverage:
    """Of a .ttf, .otf or .ttc file (its first font). A file that cannot be read or understood has nothing."""
    try:
        with open(path, "rb") as file:
            return _read(file)
    except (OSError, struct.error, ValueError):
        return NOTHING


def _read(file: BinaryIO) -> Coverage:
    start = 0
    if file.read(4) == b"ttcf":
        start = struct.unpack(">8xL", file.read(12))[0]
    file.seek(start)
    count = struct.unpack(">4xH6x", file.read(_HEAD))[0]
    directory = file.read(16 * count)
    for at in range(0, 16 * count, 16):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", directory, at)
        if tag == b"cmap":
            return _table(file, offset)
    return NOTHING


def _table(file: BinaryIO, offset: int) -> Coverage:
    file.seek(offset)
    count = struct.unpack(">HH", file.read(4))[1]
    best: tuple[int, int] | None = None
    records = file.read(8 * count)
    for at in range(0, 8 * count, 8):
        platform, encoding, place = struct.unpack_from(">HHL", records, at)
        if (platform, encoding) in ((3, 10), (0, 4), (0, 6)):
            best = (12, place)
            break
        if (platform, encoding) in ((3, 1), (0, 3)):
            best = (4, place)
    if best is None:
        return NOTHING
    file.seek(offset + best[1])
    form = struct.unpack(">H", file.read(2))[0]
    return _groups(file) if form == 12 else _segments(file) if form == 4 else NOTHING


def _groups(file: BinaryIO) -> Coverage:
    """Format 12: ranges of consecutive characters."""
    count = struct.unpack(">10xL", file.read(14))[0]
    triples = list(struct.iter_unpack(">LLL", file.read(12 * count)))
    return Coverage(array("L", [one[0] for one in triples]), array("L", [one[1] for one in triples]))


def _segments(file: BinaryIO) -> Coverage:
    """Format 4: as above, for characters up to U+FFFF. A gap inside a segment is not looked for."""
    count = struct.unpack(">4xH6x", file.read(12))[0] // 2
    ends = struct.unpack(f">{count}H", file.read(2 * count))
    file.read(2)
    starts = struct.unpack(f">{count}H", file.read(2 * count))
    return Coverage(array("L", starts[:-1]), array("L", ends[:-1]))
