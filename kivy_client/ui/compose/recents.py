"""The emoji chosen last, as the preferences keep them. Pure."""

from __future__ import annotations

MOST = 24
BEGIN_WITH = ("👍", "❤️", "😂", "🎉", "😊", "🙏", "🔥", "👀")
"""Until something was chosen."""


def recents(kept: str) -> list[str]:
    """The newest first."""
    return kept.split()[:MOST] or list(BEGIN_WITH)


def chosen(kept: str, sign: str) -> str:
    """What is kept once this was chosen."""
    return " ".join([sign, *(one for one in kept.split() if one != sign)][:MOST])
