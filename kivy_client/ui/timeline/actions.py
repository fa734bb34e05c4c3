"""What can be done with an entry, as the menu shows it. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kivy_client.core.model.entries import Entry
from kivy_client.ui.timeline.grouping import clock
from kivy_client.ui.timeline.words import REMOVED, links

Name = Literal["retry", "discard", "reply", "copy", "copy-link", "select", "profile", "redact"]
QUICK_SIGNS = ("👍", "❤️", "😂", "🎉", "👀", "🙏")
"""Offered at once; others are in the picker."""
_MOST_LINKS = 3


class Action(NamedTuple):
    """`icon` by its name in `ui.icons`. `target`: an address to copy."""

    name: Name
    label: str
    icon: str
    target: str = ""
    harmful: bool = False


def actions(entry: Entry, features: frozenset[str], operator: bool) -> list[Action]:
    """In the order of the menu. `features`: of this server (`events.FEATURES`); `operator`: we are one here."""
    found: list[Action] = []
    if entry.own and entry.state in ("failed", "unsure"):
        found.append(Action("retry", "Send again", "retry"))
    if entry.msgid and not entry.removed and "replies" in features:
        found.append(Action("reply", "Reply", "reply"))
    if entry.text and not entry.removed:
        found.append(Action("copy", "Copy text", "copy"))
        if entry.shape != "happening":
            found.append(Action("select", "Select text", "edit"))
        addresses = dict.fromkeys(mark.target for mark in links(entry.text))
        for address in list(addresses)[:_MOST_LINKS]:
            found.append(
                Action("copy-link", "Copy link" if len(addresses) == 1 else f"Copy {address}", "link", address)
            )
    if entry.nick and not entry.own and entry.shape != "happening":
        found.append(Action("profile", f"About {entry.nick}", "account"))
    if entry.own and entry.state in ("failed", "unsure", "waiting"):
        found.append(Action("discard", "Discard", "delete", harmful=True))
    if (entry.own or operator) and entry.msgid and not entry.removed and "redaction" in features:
        found.append(Action("redact", "Remove for everyone", "delete", harmful=True))
    return found


def can_react(entry: Entry, features: frozenset[str]) -> bool:
    return bool(entry.msgid) and not entry.removed and entry.shape != "happening" and "reactions" in features


def copied(entry: Entry) -> str:
    """What the clipboard gets of a whole entry."""
    if entry.removed:
        return REMOVED
    if entry.shape == "action":
        return f"* {entry.nick} {entry.text}"
    if entry.parts:
        return "\n".join(f"{clock(part.time)} {part.words}" for part in entry.parts)
    return entry.text


def typing_words(nicks: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Who is typing, as parts that are bold or not; empty if nobody is."""
    if not nicks:
        return []
    if len(nicks) > 3:
        return [(f"{len(nicks)} people", True), (" are typing …", False)]
    parts: list[tuple[str, bool]] = []
    for number, nick in enumerate(nicks):
        if number:
            parts.append((" and " if number == len(nicks) - 1 else ", ", False))
        parts.append((nick, True))
    return [*parts, (" is typing …" if len(nicks) == 1 else " are typing …", False)]
