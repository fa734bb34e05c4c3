"""Pictures of the window beside those that somebody has looked at and found good (`golden/*.png`).

To accept what is drawn now: CHORUS_GOLDEN=accept in the environment, then look at the files before they are committed.
A few pixels may differ a little, as they do from one driver of the graphics to another.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Picture

FOLDER = Path(__file__).parent / "golden"
ACCEPTS = os.environ.get("CHORUS_GOLDEN", "") == "accept"
FAR = 40
"""Two pixels differ if one of their colours is this far from the other's, of 255."""
MOST_DIFFERENT = 0.002
"""The part of all pixels that may."""


def check(picture: Picture, name: str, scratch: Path) -> None:
    """Fail if it is not as the golden one; what was drawn is then in the folder `scratch`."""
    path = FOLDER / f"{name}.png"
    if ACCEPTS:
        FOLDER.mkdir(exist_ok=True)
        picture.save(str(path))
        return
    assert path.exists(), f"there is no golden picture {path.name}: draw it with CHORUS_GOLDEN=accept and look at it"
    width, height, golden = _load(path)
    drawn = scratch / f"{name}.png"
    picture.save(str(drawn))
    assert (picture.width, picture.height) == (width, height), f"{drawn} has another size than {path}"
    different = _different(picture.data, golden)
    assert different <= MOST_DIFFERENT * width * height, f"{different} pixels differ: compare {drawn} with {path}"


def _load(path: Path) -> tuple[int, int, bytes]:
    """Width, height, and three bytes for each pixel, the lowest row first."""
    from kivy.core.image import ImageLoader

    data = ImageLoader.load(str(path), keep_data=True)._data[0]
    step = len(data.fmt)
    rows = [
        data.data[at : at + step * data.width] for at in range(0, step * data.width * data.height, step * data.width)
    ]
    if step == 4:
        rows = [bytes(byte for at, byte in enumerate(row) if at % 4 != 3) for row in rows]
    return data.width, data.height, b"".join(rows[::-1] if data.flip_vertical else rows)


def _different(one: bytes, other: bytes) -> int:
    """How many pixels are far from each other."""
    if one == other:
        return 0
    far = {at // 3 for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b and abs(a - b) >= FAR}
    return len(far)
