"""The numbers that Kivy gives to keys, for what looks at the keys of the whole window; which of those held count."""

from __future__ import annotations

from collections.abc import Iterable

TAB, ENTER, ESCAPE = 9, 13, 27
"""Android's back is Escape."""
NUMPAD_ENTER = 271
UP, DOWN, RIGHT, LEFT, PAGE_UP, PAGE_DOWN = 273, 274, 275, 276, 280, 281
F1, F10 = 282, 291
MENU = frozenset({319, 1073741925})
"""The Menu key, as Kivy and as SDL number it."""
_HELD = frozenset({"ctrl", "alt", "shift"})


def held(modifiers: Iterable[str]) -> frozenset[str]:
    """Which of "ctrl", "alt" and "shift" are held. A Command key counts as Ctrl; locks (NumLock …) do not count."""
    return frozenset("ctrl" if name == "meta" else name for name in modifiers) & _HELD
