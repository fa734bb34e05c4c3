"""Who writes: told as seldom, and believed as long, as the specification says. Pure. Source: IRCv3 typing."""

from __future__ import annotations

from kivy_client.core.model.conversations import TypingState

AGAIN_SECONDS = 3.0
"""`active` is not told more often."""
ACTIVE_SECONDS = 6.0
PAUSED_SECONDS = 30.0
"""So long somebody's word that they write counts."""
MOST_WRITERS = 20
NEVER = float("inf")


class TellTyping:
    """What we tell others, for one conversation after the other."""

    def __init__(self) -> None:
        self._target = ""
        self._state: TypingState = "done"
        self._told_at = -NEVER

    def tells(self, target: str, state: TypingState, mono: float) -> bool:
        """Whether this is to be told now, at monotonic seconds; then it counts as told."""
        if target != self._target:
            self._target, self._state, self._told_at = target, "done", -NEVER
        if state == "active":
            due = self._state != "active" or mono - self._told_at >= AGAIN_SECONDS
        elif state == "paused":
            due = self._state == "active"
        else:
            due = self._state != "done"
        if due:
            self._state, self._told_at = state, mono
        return due

    def said(self, target: str) -> None:
        """A message was sent there, which says itself that we write no more."""
        if target == self._target:
            self._state = "done"


class Writers:
    """Who writes in the conversation that is open."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    @property
    def nicks(self) -> tuple[str, ...]:
        return tuple(self._until)

    @property
    def deadline(self) -> float:
        return min(self._until.values(), default=NEVER)

    def heard(self, nick: str, state: TypingState, mono: float) -> bool:
        """Somebody says that they write or no more. True: who writes is another set now."""
        if state == "done":
            return self.gone(nick)
        fresh = nick not in self._until
        if fresh and len(self._until) >= MOST_WRITERS:
            return False
        self._until[nick] = mono + (ACTIVE_SECONDS if state == "active" else PAUSED_SECONDS)
        return fresh

    def gone(self, nick: str) -> bool:
        """They sent their message, or left."""
        return self._until.pop(nick, None) is not None

    def expire(self, mono: float) -> bool:
        old = [nick for nick, until in self._until.items() if until <= mono]
        for nick in old:
            del self._until[nick]
        return bool(old)

    def clear(self) -> None:
        self._until.clear()
