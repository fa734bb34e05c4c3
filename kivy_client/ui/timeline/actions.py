"""What can be done with an entry, as the menu shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kivy_client.core.model.entries import Entry
from kivy_client.ui.timeline.grouping import clock
from kivy_client.ui.timeline.words import REMOVED, links

Name = Literal[
    "retry",
    "discard",
    "reply",
    "open-link",
    "quote",
    "unfold",
    "copy",
    "copy-link",
    "select",
    "profile",
    "react",
    "redact",
]
Folding = Literal["", "cut", "opened"]
"""Of a text: all of it is shown, not all of it, all of it though it is long."""
QUICK_SIGNS = ("👍", "❤️", "😂", "🎉", "👀", "🙏")
"""Offered at once; others are in the picker."""
_MOST_LINKS = 3
_MOST_NAMED = 6


class Action(NamedTuple):
    """`icon` by its name in `ui.icons`, "" for none. `target`: an address, the id of a message, a sign."""

    name: Name
    label: str
    icon: str
    target: str = ""
    harmful: bool = False


def actions(entry: Entry, features: frozenset[str], operator: bool, folding: Folding = "") -> list[Action]:
    """In the order of the menu. `features`: of this server (`events.FEATURES`); `operator`: we are one here. All that
    can be done by touching a part of the entry is among them, for those who use the keyboard."""
    found: list[Action] = []
    addresses = [] if entry.removed else list(dict.fromkeys(mark.target for mark in links(entry.text)))
    if entry.own and entry.state in ("failed", "unsure"):
        found.append(Action("retry", "Send again", "retry"))
    if entry.msgid and not entry.removed and "replies" in features:
        found.append(Action("reply", "Reply", "reply"))
    found += _of_links("open-link", "Open", addresses)
    if entry.quote is not None and entry.quote.msgid and not entry.removed:
        found.append(Action("quote", "Show what it answers", "quote", entry.quote.msgid))
    if folding:
        shown = ("Show all of it", "chevron-down") if folding == "cut" else ("Show less", "chevron-up")
        found.append(Action("unfold", *shown))
    if entry.text and not entry.removed:
        found.append(Action("copy", "Copy text", "copy"))
        if entry.shape != "happening":
            found.append(Action("select", "Select text", "edit"))
    found += _of_links("copy-link", "Copy", addresses)
    if entry.nick and not entry.own and entry.shape != "happening":
        found.append(Action("profile", f"About {entry.nick}", "account"))
    if not entry.removed:
        found += [Action("react", f"{one.sign} {named(one.nicks)}", "", one.sign) for one in entry.reactions]
    if entry.own and entry.state in ("failed", "unsure", "waiting"):
        found.append(Action("discard", "Discard", "delete", harmful=True))
    if (entry.own or operator) and entry.msgid and not entry.removed and "redaction" in features:
        found.append(Action("redact", "Remove for everyone", "delete", harmful=True))
    return found


def _of_links(name: Name, verb: str, addresses: list[str]) -> list[Action]:
    if len(addresses) == 1:
        return [Action(name, f"{verb} link", "link", addresses[0])]
    return [Action(name, f"{verb} {address}", "link", address) for address in addresses[:_MOST_LINKS]]


def named(nicks: Sequence[str]) -> str:
    """As "alice, bob and 3 others"."""
    if len(nicks) <= _MOST_NAMED:
        return " and ".join(part for part in (", ".join(nicks[:-1]), *nicks[-1:]) if part)
    return f"{', '.join(nicks[: _MOST_NAMED - 1])} and {len(nicks) - _MOST_NAMED + 1} others"


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
