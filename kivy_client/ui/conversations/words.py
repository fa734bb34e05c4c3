"""What a row of the list says: the time of the last message, its preview, the numbers. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.ui.times import local

MOST_COUNT = 999
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Preview(NamedTuple):
    """`lead` says whose words they are, or that they are a draft."""

    lead: str
    text: str
    draft: bool = False


def when(time: int, today: datetime) -> str:
    """A time (microseconds since 1970) as short as it can be told: the hour, a day of the last week, a date."""
    then = local(time)
    if then is None:
        return ""
    days = (today.date() - then.date()) / timedelta(days=1)
    if days <= 0:
        return f"{then:%H:%M}"
    if days < 7:
        return _DAYS[then.weekday()]
    date = f"{then.day} {_MONTHS[then.month - 1]}"
    return date if then.year == today.year else f"{date} {then.year}"


def preview(one: Conversation, is_open: bool = False) -> Preview:
    """The last message, or what was written and not sent (of the open one, that is in its field)."""
    if one.draft.strip() and not is_open:
        return Preview("Draft: ", " ".join(one.draft.split()), True)
    if one.invited_by and not one.joined:
        return Preview("", outside(one))
    if one.last is None:
        return Preview("", "" if one.joined or one.kind is not Kind.ROOM else outside(one))
    if one.last.own:
        return Preview("You: ", one.last.text)
    lead = f"{one.last.nick}: " if one.kind is Kind.ROOM and one.last.nick else ""
    return Preview(lead, one.last.text)


def count(number: int) -> str:
    return str(number) if number <= MOST_COUNT else f"{MOST_COUNT}+"


def initial(name: str) -> str:
    """The letter on the disc."""
    letters = name.lstrip("#&+!~@%") or name or "?"
    first = letters[0].upper()
    return first[0] if first else "?"


def grouped(number: int) -> str:
    """Its digits by threes, with narrow spaces between."""
    return f"{number:,}".replace(",", "\u202f")


def people(number: int) -> str:
    return "1 member" if number == 1 else f"{grouped(number)} members" if number else ""


def outside(one: Conversation) -> str:
    """Why a room is in the list that we are not in; "" if only the connection is missing."""
    if one.invited_by:
        return f"{one.invited_by} invites you"
    return "" if one.may_write else "You are not in this room"


class Parting(NamedTuple):
    """What leaving a conversation is called: on a button, as a question, and what follows from it."""

    label: str
    question: str
    detail: str


def parting(one: Conversation) -> Parting:
    """A room is left by who is in it; whatever else there is only goes from the list."""
    if one.kind is Kind.PERSON:
        label = "Close this conversation"
        detail = "It comes back when something is said; what was said is kept here."
    else:
        label = "Leave this room" if one.joined else "Take it from the list"
        detail = f"You can join {one.name} again at any time; what was said is kept here."
    return Parting(label, f"{label}?", detail)


def about(one: Conversation) -> str:
    """The line below the name in the header."""
    if one.kind is Kind.ROOM:
        here = people(one.people) if one.joined else outside(one)
        return " · ".join(filter(None, (here, " ".join(one.topic.split()))))
    if one.kind is Kind.SERVER:
        return "What the server says"
    if one.away:
        return f"away: {one.away}"
    return {True: "online", False: "offline", None: ""}[one.online]
