"""What the timeline is painted with: the theme's colours by name, the rulers of its fonts, drawn texts and icons.

Runs on Kivy's thread.
"""

from __future__ import annotations

from kivy.metrics import dp, sp

from kivy_client.ui.palettes import CLEAR, Colour
from kivy_client.ui.text import type
from kivy_client.ui.text.textures import Drawn, Textures
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.compose import Piece
from kivy_client.ui.timeline.faces import FaceName, Faces

_BUTTON_ICON_SP = 22
_SHADE = 0.9
"""How bright a shadow is, of what it falls on. It is opaque: Kivy draws a smooth edge that is half transparent past the
clip of what scrolls."""
_FOUND: Colour = (1.0, 0.75, 0.0, 0.45)
"""Behind a word that was looked for, as with a pen on paper."""


class Ink:
    """`faces` and what is drawn follow the theme once `restyle` is called."""

    def __init__(self) -> None:
        self._textures = Textures()
        self.restyle()

    def restyle(self) -> None:
        self._textures.clear()
        self._sizes: dict[FaceName, float] = {
            "text": theme.text_sp,
            "large": theme.large_sp,
            "name": theme.name_sp,
            "small": theme.small_sp,
            "stamp": theme.stamp_sp,
            "sign": theme.name_sp,
            "icon": theme.stamp_sp + 3,
            "button": _BUTTON_ICON_SP,
        }
        rulers = {face: type.ruler(size) for face, size in self._sizes.items() if face not in ("icon", "button")}
        self.faces = Faces(
            text=rulers["text"],
            large=rulers["large"],
            name=rulers["name"],
            small=rulers["small"],
            stamp=rulers["stamp"],
            sign=rulers["sign"],
            icon=float(sp(theme.stamp_sp + 3)),
            button=float(sp(_BUTTON_ICON_SP)),
            unit=float(dp(1)),
        )

    def colour(self, name: str) -> Colour:
        """By its name in the theme; of a nick as "nick:" or "avatar:" with it."""
        kind, _, nick = name.partition(":")
        match kind:
            case "nick":
                return theme.nick_colour(nick)
            case "avatar":
                return theme.avatar_colour(nick)
            case "shadow":
                return CLEAR if theme.dark else _shadow()
            case "found":
                return _FOUND
        red, green, blue, alpha = getattr(theme, name)
        return (red, green, blue, alpha)

    def draw(self, piece: Piece) -> Drawn:
        """A text or an icon, drawn."""
        size = self._sizes[piece.face]
        if piece.face in ("icon", "button"):
            return self._textures.icon(piece.text, size, self.colour(piece.colour))
        if piece.block is None:
            return self._textures.line(piece.text, size, self.colour(piece.colour), piece.bold)
        link = self.colour(piece.link)
        return self._textures.block(piece.text, piece.block, size, self.colour(piece.colour), piece.marks, link)


def _shadow() -> Colour:
    red, green, blue, _ = theme.background
    return (red * _SHADE, green * _SHADE, blue * _SHADE, 1.0)
