"""Makes the app's pictures: its icon, and what Android wants besides. `python -m tools.build_icon`; needs nothing else.

Three bubbles, one before the other, drawn from distances to their edges, so every size is drawn anew and not scaled.
What is made is committed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import hypot
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ANDROID = ROOT / "deploy" / "android"
Colour = tuple[float, float, float, float]
Distance = Callable[[float, float], float]
"""From a point to the edge of a shape, less than 0 inside; the picture is 1 wide, y goes down."""


class Shape(NamedTuple):
    distance: Distance
    colour: Colour


def colour(code: str, opacity: float = 1.0) -> Colour:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue, opacity


GROUND, WHITE = colour("2b5f91"), colour("ffffff")
MIDDLE, BACK = colour("8cc4f2"), colour("5290c7")


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Distance:
    """A rectangle with round corners; x, y: its middle."""

    def distance(at_x: float, at_y: float) -> float:
        dx = abs(at_x - x) - width / 2 + radius
        dy = abs(at_y - y) - height / 2 + radius
        return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius

    return distance


def disc(x: float, y: float, radius: float) -> Distance:
    return lambda at_x, at_y: hypot(at_x - x, at_y - y) - radius


def tail(x: float, y: float, size: float) -> Distance:
    """A right angle at its upper left, pointing down."""
    return lambda at_x, at_y: max(x - at_x, y - at_y, (at_x - x + at_y - y - size) / 2**0.5)


def both(one: Distance, other: Distance) -> Distance:
    return lambda x, y: min(one(x, y), other(x, y))


def without(one: Distance, *others: Distance) -> Distance:
    return lambda x, y: max(one(x, y), *(-other(x, y) for other in others))


def bubble(x: float, y: float, scale: float) -> Distance:
    """`scale`: its width; x, y: its middle."""
    body = rounded(x, y, scale, scale * 0.72, scale * 0.24)
    return both(body, tail(x - scale * 0.3, y + scale * 0.2, scale * 0.42))


def dots(x: float, y: float, scale: float) -> list[Distance]:
    return [disc(x + scale * step, y, scale * 0.075) for step in (-0.24, 0.0, 0.24)]


def logo(scale: float) -> list[Shape]:
    """In the middle of the picture, so wide."""

    def at(x: float, y: float) -> tuple[float, float]:
        return 0.5 + (x - 0.5) * scale, 0.5 + (y - 0.5) * scale

    back = bubble(*at(0.68, 0.3), 0.62 * scale)
    middle = bubble(*at(0.58, 0.41), 0.68 * scale)
    front, place = bubble(*at(0.42, 0.55), 0.8 * scale), at(0.42, 0.55)
    shapes = [Shape(back, BACK), Shape(middle, MIDDLE), Shape(front, WHITE)]
    return shapes + [Shape(dot, GROUND) for dot in dots(*place, 0.8 * scale)]


def silhouette(scale: float) -> list[Shape]:
    """White on nothing: what Android shows in the line at the top."""
    place = (0.5, 0.5 - 0.06 * scale)
    return [Shape(without(bubble(*place, scale), *dots(*place, scale)), WHITE)]


def draw(size: int, shapes: list[Shape]) -> bytes:
    """As PNG. An edge is as soft as one pixel."""
    rows = []
    for row in range(size):
        line = bytearray(b"\0")
        for column in range(size):
            line += _pixel((column + 0.5) / size, (row + 0.5) / size, size, shapes)
        rows.append(bytes(line))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _pixel(x: float, y: float, size: int, shapes: list[Shape]) -> bytes:
    red = green = blue = opacity = 0.0
    for distance, (r, g, b, a) in shapes:
        share = a * min(max(0.5 - distance(x, y) * size, 0.0), 1.0)
        if share:
            left = opacity * (1 - share)
            total = share + left
            red, green, blue = ((new * share + old * left) / total for new, old in ((r, red), (g, green), (b, blue)))
            opacity = total
    return bytes(round(value * 255) for value in (red, green, blue, opacity))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PICTURES: dict[Path, tuple[int, Callable[[], list[Shape]]]] = {
    ROOT / "kivy_client/assets/icon.png": (
        256,
        lambda: [Shape(rounded(0.5, 0.5, 0.94, 0.94, 0.22), GROUND), *logo(0.68)],
    ),
    # Adaptive icons are 108 dp; the system cuts a shape out of them, at least the middle 66 dp.
    ANDROID / "icon_foreground.png": (432, lambda: logo(0.52)),
    ANDROID / "icon_background.png": (432, lambda: [Shape(rounded(0.5, 0.5, 2, 2, 0), GROUND)]),
    # Android fits it into the window while the app unpacks.
    ANDROID / "presplash.png": (768, lambda: logo(0.3)),
    ANDROID / "res/drawable-xxxhdpi/note.png": (96, lambda: silhouette(0.84)),
}
"""What is made: where, how wide, of what."""


def main() -> None:
    for path, (size, shapes) in PICTURES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draw(size, shapes()))
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
