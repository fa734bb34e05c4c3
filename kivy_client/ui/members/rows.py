"""What a row of the members says and how it looks. Pure but for the fonts' rulers."""

from __future__ import annotations

from collections.abc import Sequence

from kivy_client.core.model.conversations import Member
from kivy_client.ui.conversations.rows import disc
from kivy_client.ui.timeline.compose import Piece, Sheet
from kivy_client.ui.timeline.faces import Faces

ROW_DP = 44
ROLES = {"~": "owner", "&": "admin", "@": "op", "%": "half-op", "+": "voice"}
_ROLE_WORDS = frozenset({*ROLES.values(), "bot", "away", "you"})
_DISC_DP, _X_DP, _GAP_DP, _RIGHT_DP = 34, 12, 10, 14


def role(member: Member) -> str:
    """The words at the right of a name."""
    words = [ROLES.get(member.role, member.role)]
    words += [word for word, on in (("bot", member.bot), ("away", member.away), ("you", member.own)) if on]
    return " · ".join(word for word in words if word)


def filtered(members: Sequence[Member], words: str) -> Sequence[Member]:
    """Those whose nick has these words, or whose role is called so."""
    wish = words.strip().casefold()
    if not wish:
        return members
    is_role = wish in _ROLE_WORDS
    return [one for one in members if wish in one.nick.casefold() or (is_role and wish in role(one).split(" · "))]


def compose(member: Member, faces: Faces, width: float, height: float) -> Sheet:
    sheet, unit = Sheet(), faces.unit
    size = _DISC_DP * unit
    disc(sheet, member.nick, _X_DP * unit, (height - size) / 2, size, faces)
    right = width - _RIGHT_DP * unit
    words = role(member)
    if words:
        right -= faces.small.width(words)
        sheet.pieces.append(Piece(right, (height - faces.small.line_height) / 2, words, "small", "dim"))
        right -= 8 * unit
    left = (_X_DP + _DISC_DP + _GAP_DP) * unit
    nick = faces.text.shorten(member.nick, max(right - left, unit))
    colour = "dim" if member.away else "text"
    sheet.pieces.append(Piece(left, (height - faces.text.line_height) / 2, nick, "text", colour))
    return sheet
