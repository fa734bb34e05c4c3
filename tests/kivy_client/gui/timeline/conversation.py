"""A conversation that shows all a timeline can show, and entries made quickly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kivy_client.core.model.entries import Entry, Happening, Quote, Reaction

DAY = datetime(2022, 11, 21)


def at(clock: str) -> int:
    """Microseconds since 1970 of an hour on that day, as "09:31"."""
    hour, minute = map(int, clock.split(":"))
    return int(DAY.replace(hour=hour, minute=minute).timestamp()) * 1_000_000


def said(key: str, nick: str, text: str, clock: str, **more: Any) -> Entry:
    return Entry(key, more.pop("shape", "message"), nick, text, at(clock), msgid=key, **more)


def own(key: str, text: str, clock: str, **more: Any) -> Entry:
    return said(key, "mira", text, clock, own=True, **more)


PATCH = "https://git.example.org/gw/pull/231"
WORK = (
    said(
        "1", "heidi", "Morning! The reconnect patch is ready for review: https://git.example.org/gw/pull/231", "09:31"
    ),
    said("2", "heidi", "It keeps the outbox in SQLite, so nothing is lost when the phone goes to sleep 😴", "09:31"),
    own("3", "Nice. Did you try it with two gateways behind the same Redis?", "09:33"),
    said(
        "4",
        "ivan",
        "I did: killed gw-1 with 400 users on it, all were back on gw-2 in 1.8 s. No duplicates, no gaps. 🎉",
        "09:36",
        quote=Quote("3", "mira", "Did you try it with two gateways behind…"),
        reactions=(
            Reaction("🎉", ("heidi", "mira", "bob", "eve"), True),
            Reaction("👍🏽", ("heidi", "bob")),
            Reaction("❤️", ("bob",)),
        ),
    ),
    said("5", "bob", "Łukasz asked about Привет/Ελληνικά in nicks — works ✓ → ★", "09:44"),
    said("6", "heidi", "@mira CI is green ✅ shall I merge?", "09:47", mention=True),
    own("7", "yes please", "09:48", state="sent"),
    own("8", "then I tag 0.9.0-rc1", "09:48", state="waiting"),
)
"""What the pictures of the design show; "5" is the first unread."""

_CAME = tuple(Happening(nick, f"{nick} joined", at("10:00"), "came") for nick in ("carol", "olivia", "rupert"))

ODDITIES = (
    Entry("h1", "happening", "carol", "carol, olivia and rupert joined", at("10:00"), parts=_CAME),
    Entry("h2", "happening", "bob", "bob is now known as robert", at("10:01")),
    said("a1", "robert", "waves at @mira", "10:02", shape="action", mention=True),
    said("n1", "ChanServ", "This room is logged.", "10:02", shape="notice", bot=True),
    said("b1", "pipeline", "build 4711 passed, see https://ci.example.org/builds/4711.", "10:03", bot=True),
    said("e1", "olivia", "🎉👍🏽", "10:04", reactions=(Reaction("😂", ("carol",)),)),
    said("r1", "olivia", "", "10:05", removed=True),
    own("f1", "This one is too long for the server", "10:06", state="failed", failure="The server refused it."),
    own("f2", "And this one went into a tunnel", "10:07", state="unsure"),
    own("q1", "answering", "10:08", quote=Quote("x"), reactions=(Reaction("👀", ("carol", "mira"), True),)),
)
