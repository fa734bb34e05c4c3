"""A field to type into, in a rounded box: one line, or as many as are written.

Kivy's own field tints what it drew, which makes emoji black in a light theme, and knows one font. Here each line is
drawn as the timeline draws text, in its colour. Runs on Kivy's thread.
"""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture
from kivy.metrics import sp
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.textinput import TextInput

from kivy_client.platform.keyboard import keyboard
from kivy_client.ui.focus import Stop
from kivy_client.ui.text import direction, type
from kivy_client.ui.text.textures import Textures
from kivy_client.ui.theme import theme

MOST_CHARACTERS = 20_000
_textures = Textures(300)


class Field(Stop, TextInput):
    """At most `most` characters. With `multiline` it grows to `max_lines` and then scrolls. `icon`: a name, at the
    left.

    `fill`: the box; `ink`: the text. `on_text_validate` comes at Enter if it is not `multiline`.
    """

    most = NumericProperty(MOST_CHARACTERS)
    max_lines = NumericProperty(6)
    icon = StringProperty("")
    icon_texture = ObjectProperty(None, allownone=True)
    fill = ColorProperty()
    ink = ColorProperty()
    hint_ink = ColorProperty()
    radius = NumericProperty("22dp")
    least_height = NumericProperty("44dp")

    def __init__(self, **options: Any) -> None:
        options.setdefault("multiline", False)
        self._drawn: dict[str, Texture] = {}
        self._drawn_as: tuple[object, ...] = ()
        super().__init__(write_tab=False, text_validate_unfocus=False, **options)
        for name in ("ink", "hint_ink"):
            self.fbind(name, self._redraw)
        self.fbind("icon", self._draw_icon)
        self.fbind("focus", keyboard.on_field)
        self._draw_icon()

    @property
    def grown(self) -> float:
        """The height that shows what is written, in pixels."""
        lines = min(max(len(self._lines), 1), self.max_lines) if self.multiline else 1
        return float(max(lines * self.line_height + self.padding[1] + self.padding[3], self.least_height))

    def insert_text(self, substring: str, from_undo: bool = False) -> None:
        """What is pasted into a field of one line becomes one line."""
        room = max(int(self.most) - len(self.text), 0)
        lines = substring.splitlines() or [substring]
        text = substring.replace("\r\n", "\n").replace("\r", "\n") if self.multiline else " ".join(lines)
        super().insert_text(text[:room], from_undo)

    def cursor_offset(self) -> float:
        """How far the cursor is from the left; in a line from right to left it is counted from its right end."""
        offset = float(super().cursor_offset())
        row = int(self.cursor_row)
        return self._row_width(row) - offset if self._is_turned(row) else offset

    def get_cursor_from_xy(self, x: float, y: float) -> tuple[int, int]:
        column, row = super().get_cursor_from_xy(x, y)
        if self._is_turned(row):
            left = self.x + self.padding[0] - self.scroll_x
            column, row = super().get_cursor_from_xy(2 * left + self._row_width(row) - x, y)
        return column, row

    def _is_turned(self, row: int) -> bool:
        return row < len(self._lines) and not self.password and direction.is_rtl(self._lines[row])

    def _row_width(self, row: int) -> float:
        return float(self._get_text_width(self._lines[row], self.tab_width, None))

    # What Kivy's field asks itself for the width and the picture of a line.
    def _get_text_width(self, text: str, tab_width: int, _label: object) -> float:
        return int(type.ruler(self.font_size / sp(1)).width(self._as_shown(text)))

    def _refresh_text(self, text: str, *which: Any) -> None:
        """A key changes a few lines, but has all of a paragraph made again: what was there is not drawn anew."""
        style = (self.font_size, tuple(self.ink), self.password, self.tab_width)
        same = style == self._drawn_as
        self._drawn = dict(zip(self._lines, self._lines_labels, strict=False)) if same else {}
        self._drawn_as = style
        super()._refresh_text(text, *which)
        self._drawn = {}

    def _create_line_label(self, text: str, hint: bool = False) -> Texture:
        if not hint and text in self._drawn:
            return self._drawn[text]
        self._get_line_options()  # which also makes the label that Kivy's field takes its line's height from
        shown = text if hint else self._as_shown(text)
        colour = self.hint_ink if hint else self.ink
        return _textures.line(shown.replace("\n", ""), self.font_size / sp(1), colour, baked=True).texture

    def _split_smart(self, text: str) -> tuple[list[str], list[int]]:
        """The lines, each with the space at its end, and how each began: 0, by a break (1), because the one before it
        was full (2). A line is a little wider than its words together, so it is not filled to the brim."""
        if not self.multiline or not self.do_wrap or not text:
            lines = text.split("\n")
            return lines, [0] + [1] * (len(lines) - 1)
        ruler = type.ruler(self.font_size / sp(1))
        room = max((self.width - self.padding[0] - self.padding[2]) * 0.985 - self.cursor_width, 1.0)
        found: list[str] = []
        flags: list[int] = []
        for part in text.split("\n"):
            starts = [line.start for line in ruler.lay(part, room).lines]
            found += [part[start:end] for start, end in zip(starts, [*starts[1:], len(part)], strict=True)]
            flags += [1 if flags else 0] + [2] * (len(starts) - 1)
        return found, flags

    def _as_shown(self, text: str) -> str:
        return self.password_mask * len(text) if self.password else text.replace("\t", " " * self.tab_width)

    def _redraw(self, *_: object) -> None:
        self._trigger_refresh_text()
        self._refresh_hint_text()

    def _draw_icon(self, *_: object) -> None:
        self.icon_texture = _textures.icon(self.icon, 20, theme.dim).texture if self.icon else None

    def __repr__(self) -> str:
        """Without what is typed: it may be a password."""
        return f"<Field {self.hint_text!r}>"
