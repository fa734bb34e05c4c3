"""How it stands with the connection, in words: for the line below the list, and for the strip above all. Pure."""

from __future__ import annotations

import math

from kivy_client.core.model.events import Link, Linked
from kivy_client.core.model.servers import Server


def status_words(linked: Linked, server: Server | None) -> str:
    """The line at the bottom."""
    where = linked.network or (server.title if server else "")
    match linked.link:
        case Link.ONLINE:
            parts = [where, f"connected as {linked.nick}", "away" if linked.away else ""]
            parts.append(f"{linked.latency} ms" if linked.latency else "")
        case Link.CONNECTING:
            parts = [where, "connecting …"]
        case Link.OFFLINE:
            parts = [where, "no connection"]
        case _:
            parts = [where, "not connected"]
    return " · ".join(part for part in parts if part)


def banner_words(linked: Linked, now: float) -> str:
    """What it says at `now` (monotonic seconds)."""
    match linked.link:
        case Link.ONLINE:
            return ""
        case Link.CONNECTING:
            words = "Connecting …"
        case Link.OFFLINE:
            seconds = math.ceil(linked.retry_at - now)
            words = f"No connection, next try in {seconds} s" if seconds > 0 else "No connection"
        case _:
            words = "Not connected" if linked.reason else ""
    if not words:
        return ""
    if linked.waiting:
        words += " · 1 message waits" if linked.waiting == 1 else f" · {linked.waiting} messages wait"
    return f"{words} · {linked.reason}" if linked.reason and linked.link is not Link.CONNECTING else words
