"""Drawn text: textures of plain text in white, tinted when painted, the most recently used ones kept."""

from __future__ import annotations

from collections import OrderedDict

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture
from kivy.metrics import dp, sp

from kivy_client.ui import theme
from kivy_client.ui.fonts import FONT
from kivy_client.ui.layout import Sizes
from kivy_client.ui.ruler import Ruler

MOST_TEXTURES = 500


def ruler(size: float) -> Ruler:
    """A ruler for the app's font at `size` sp."""
    label = CoreLabel(text="x", font_name=FONT, font_size=sp(size))
    label.refresh()
    return Ruler(lambda text: label.get_extents(text)[0], label.get_extents("Xy")[1])


def sizes() -> Sizes:
    """The sizes of the present screen."""
    return Sizes(
        text=ruler(theme.TEXT_SP),
        large=ruler(theme.LARGE_SP),
        name=ruler(theme.NAME_SP),
        small=ruler(theme.SMALL_SP),
        stamp=ruler(theme.STAMP_SP),
        unit=dp(1),
    )


class Textures:
    """Textures by text and size (sp). Lines are broken where the text breaks them, nowhere else."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, float, str], Texture] = OrderedDict()

    def get(self, text: str, size: float, halign: str = "left") -> Texture:
        key = (text, size, halign)
        texture = self._kept.get(key)
        if texture is None:
            label = CoreLabel(text=text, font_name=FONT, font_size=sp(size), halign=halign)
            label.refresh()
            texture = self._kept[key] = label.texture
            if len(self._kept) > MOST_TEXTURES:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return texture
