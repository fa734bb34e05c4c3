"""How a row of the list of conversations looks: disc, name, last message, time, badges and marks. Composes sheets; pure
but for the fonts' rulers."""

from __future__ import annotations

from datetime import datetime

from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.ui.conversations import words
from kivy_client.ui.timeline.compose import Box, Piece, Sheet
from kivy_client.ui.timeline.faces import Faces

ROW_DP = 66
_DISC_DP, _X_DP, _GAP_DP, _RIGHT_DP = 46, 10, 11, 10
_MARK_DP = 18
MENTION = "@"


class RowComposer:
    """`faces`: of the ink that paints. `today`: what "today" is."""

    def __init__(self, faces: Faces, height: float, width: float, today: datetime) -> None:
        self._faces, self._height, self._width, self._today = faces, height, width, today
        self._unit = faces.unit

    def compose(self, one: Conversation, chosen: bool, is_open: bool) -> Sheet:
        sheet = Sheet()
        unit = self._unit
        disc(sheet, one.name, _X_DP * unit, (self._height - _DISC_DP * unit) / 2, _DISC_DP * unit, self._faces)
        left = (_X_DP + _DISC_DP + _GAP_DP) * unit
        block = self._faces.text.line_height + self._faces.name.line_height + 2 * unit
        below = (self._height - block) / 2
        above = below + self._faces.name.line_height + 2 * unit
        self._name(sheet, one, left, above, chosen)
        self._preview(sheet, one, left, below, chosen, is_open)
        return sheet

    def _name(self, sheet: Sheet, one: Conversation, x: float, y: float, chosen: bool) -> None:
        """The upper line: name, whether it is muted or pinned, time."""
        faces, unit = self._faces, self._unit
        right = self._width - _RIGHT_DP * unit
        time = words.when(one.last.time if one.last else 0, self._today)
        if time:
            right -= faces.small.width(time)
            fresh = one.unread and (not one.muted or one.mentions)
            colour = "accent" if fresh else "selected_dim" if chosen else "dim"
            lift = (faces.text.line_height - faces.small.line_height) / 2
            sheet.pieces.append(Piece(right, y + lift, time, "small", colour))
            right -= 6 * unit
        marks = [icon for icon, on in (("bell-off", one.muted), ("pin", one.pinned)) if on]
        room = right - x - len(marks) * _MARK_DP * unit
        name = faces.text.shorten(one.name, max(room, unit), True)
        colour = "text" if one.joined or chosen else "dim"
        sheet.pieces.append(Piece(x, y, name, "text", colour, True))
        at = x + faces.text.width(name, True) + 4 * unit
        for icon in marks:
            lift = (faces.text.line_height - faces.icon) / 2
            sheet.pieces.append(Piece(at, y + lift, icon, "icon", "selected_dim" if chosen else "dim"))
            at += _MARK_DP * unit

    def _preview(self, sheet: Sheet, one: Conversation, x: float, y: float, chosen: bool, is_open: bool) -> None:
        """The lower line: what was said last, and badges."""
        faces = self._faces
        right = self._badges(sheet, one, y)
        lead, text, draft = words.preview(one, is_open)
        room = right - x
        dim = "selected_dim" if chosen else "dim"
        if lead:
            shown = faces.name.shorten(lead, max(room, self._unit))
            sheet.pieces.append(Piece(x, y, shown, "name", "error" if draft else dim))
            wide = faces.name.width(shown)
            x, room = x + wide, room - wide
        if text and room > faces.name.width("…"):
            sheet.pieces.append(Piece(x, y, faces.name.shorten(text, room), "name", dim))

    def _badges(self, sheet: Sheet, one: Conversation, y: float) -> float:
        """From the right; gives where the text has to end."""
        faces, unit = self._faces, self._unit
        right = self._width - _RIGHT_DP * unit
        shown = []
        if one.unread:
            quiet = one.muted and not one.mentions
            shown.append((words.count(one.unread), "quiet_badge" if quiet else "badge"))
        if one.mentions and one.kind is Kind.ROOM:
            shown.append((MENTION, "badge"))
        high = max(22 * unit, faces.stamp.line_height + 4 * unit)
        for label, colour in shown:
            wide = max(high, faces.small.width(label, True) + 12 * unit)
            right -= wide
            bottom = y + (faces.name.line_height - high) / 2
            sheet.boxes.append(Box(right, bottom, wide, high, colour, (high / 2,) * 4))
            at = right + (wide - faces.small.width(label, True)) / 2
            lift = (high - faces.small.line_height) / 2
            sheet.pieces.append(Piece(at, bottom + lift, label, "small", "badge_text", True))
            right -= 4 * unit
        return right - 4 * unit


def disc(sheet: Sheet, name: str, x: float, y: float, size: float, faces: Faces) -> None:
    """The round picture that stands for a room or a person: its colour and its first letter."""
    sheet.boxes.append(Box(x, y, size, size, f"avatar:{name}", (size / 2,) * 4))
    letter = words.initial(name)
    face = faces.text
    at = x + (size - face.width(letter, True)) / 2
    sheet.pieces.append(Piece(at, y + (size - face.line_height) / 2, letter, "text", "avatar_text", True))
