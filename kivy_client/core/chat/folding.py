"""Who came and who went, folded: what merely happened in a row becomes one line that sums it up. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kivy_client.core.model.entries import Happening

FOLDED = frozenset({"came", "went", "renamed"})
"""What sorts of happenings share a line; others (a topic, a mode) stand alone."""
MOST_PARTS = 100
"""Happenings in one line; more begin another."""
_NAMED = 3


def summary(parts: Sequence[Happening]) -> str:
    """All of it in a line. Who came and went (or went and came) is said so, once."""
    if len(parts) == 1:
        return parts[0].words
    ways: dict[str, list[str]] = {}
    for part in parts:
        ways.setdefault(part.nick, []).append(part.kind)
    groups: dict[str, list[str]] = {}
    for nick, kinds in ways.items():
        groups.setdefault(_outcome(kinds), []).append(nick)
    return "; ".join(f"{_list(nicks)} {words}" for words, nicks in groups.items())


def _outcome(kinds: Sequence[str]) -> str:
    moves = [kind for kind in kinds if kind != "other"]
    if not moves:
        return "changed names"
    if moves[0] == moves[-1]:
        return "joined" if moves[0] == "came" else "left"
    return "came and went" if moves[0] == "came" else "left and came back"


def _list(nicks: Sequence[str]) -> str:
    if len(nicks) == 1:
        return nicks[0]
    if len(nicks) <= _NAMED + 1:
        return f"{', '.join(nicks[:-1])} and {nicks[-1]}"
    return f"{', '.join(nicks[:_NAMED])} and {len(nicks) - _NAMED} others"
