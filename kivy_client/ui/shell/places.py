"""Which panes are side by side in a window of some width, and what Back leads to. Pure.

One pane on a phone, two from 720 dp on, three from 1150 dp on. "list": the conversations; "chat": the open one; "side":
what is told beside it, as its members.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Place = Literal["list", "chat", "side"]

TWO_DP, THREE_DP = 720, 1150
_LIST_DP, _LEAST_LIST_DP, _LIST_PART = 320, 260, 0.37
_SIDE_DP, _LEAST_CHAT_DP = 240, 360
_WIDE_SIDE_DP = 300


class Span(NamedTuple):
    """A pane: its left edge and width, dp."""

    place: Place
    x: float
    width: float


def columns(width: float) -> int:
    """How many panes a window this wide (dp) has room for."""
    return 3 if width >= THREE_DP else 2 if width >= TWO_DP else 1


def seen(count: int, chat: bool, side: bool) -> tuple[Place, ...]:
    """What is seen, from left to right. `chat`: a conversation is open; `side`: something is to be told beside it."""
    if count == 1:
        return ("side",) if side else ("chat",) if chat else ("list",)
    if count == 2 and side:
        return ("chat", "side") if chat else ("list", "side")
    return ("list", "chat", "side") if side else ("list", "chat")


def spans(places: tuple[Place, ...], width: float, wide_side: bool = False) -> list[Span]:
    """Where they are in a window of this width (dp). `wide_side`: what is beside needs some room."""
    if len(places) == 1:
        return [Span(places[0], 0.0, width)]
    fixed = {"list": min(max(_LIST_PART * width, _LEAST_LIST_DP), _LIST_DP)}
    fixed["side"] = min(_WIDE_SIDE_DP if wide_side else _SIDE_DP, max(width - _LEAST_CHAT_DP, _SIDE_DP))
    stretched: Place = "chat" if "chat" in places else "side"
    rest = width - sum(fixed[place] for place in places if place != stretched)
    found, x = [], 0.0
    for place in places:
        wide = rest if place == stretched else fixed[place]
        found.append(Span(place, x, wide))
        x += wide
    return found
