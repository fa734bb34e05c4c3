"""What a written text asks for, and whether it can be said in a conversation at all. Pure.

The core reads it again when it is told: this only keeps in the field what it would not take.
"""

from __future__ import annotations

from collections.abc import Sequence

from kivy_client.core.chat import typed
from kivy_client.core.model.commands import Command
from kivy_client.core.model.conversations import Conversation, Kind

ONLY_COMMANDS = "Nothing can be said here; commands can: /help lists them."


def read(text: str, one: Conversation) -> Sequence[Command]:
    """What is asked for. Raises typed.Mistake, with a sentence, for what cannot be said or carried out."""
    wanted = typed.read(text, typed.Place(one.key, one.name, one.kind is Kind.ROOM))
    if any(isinstance(each, typed.Speak) and each.target == one.name for each in wanted):
        if one.kind is Kind.SERVER:
            raise typed.Mistake(ONLY_COMMANDS)
        if not one.may_write:
            raise typed.Mistake(f"You are not in {one.name}: /join {one.name}")
    return wanted


def absence(one: Conversation | None) -> str:
    """Why nothing can be written: it is a room that one is not in; "" if it is none."""
    if one is None or one.kind is not Kind.ROOM or one.joined:
        return ""
    return f"{one.invited_by} invites you to {one.name}." if one.invited_by else f"You are not in {one.name}."
