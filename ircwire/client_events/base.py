"""What all events of a client's session have in common. Runs on no thread of its own: values only."""

from __future__ import annotations

from ircwire.value import value


@value
class Event:
    """Base of all events."""
