"""The fonts and sizes of the timeline, as the rulers that measure them. Pure: rulers are given, not made, here."""

from __future__ import annotations

from typing import Literal

from ircwire.value import value
from kivy_client.ui.text.ruler import Ruler

FaceName = Literal["text", "large", "name", "small", "stamp", "sign", "icon", "button"]


@value
class Faces:
    """`large`: for a few emoji alone. `name`: always in bold. `small`: happenings, quotes, failures, days, how many
    gave a sign; `sign`: that sign. Each ruler measures bold too."""

    text: Ruler
    large: Ruler
    name: Ruler
    small: Ruler
    stamp: Ruler
    sign: Ruler
    icon: float
    """How wide the icon after a time is."""
    button: float
    """How wide the icon of a button is."""
    unit: float
    """One dp."""

    @property
    def chip_height(self) -> float:
        return max(26 * self.unit, self.sign.line_height + 6 * self.unit)

    @property
    def quote_height(self) -> float:
        return 2 * self.small.line_height + 4 * self.unit
