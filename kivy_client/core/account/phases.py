"""Where a participant is on the way to a server, and what of it the window is told. Values only."""

from __future__ import annotations

from enum import Enum

from kivy_client.core.model.events import Link


class Phase(Enum):
    """Where we are. IDLE: nothing is tried until the person asks."""

    IDLE = 1
    DIALLING = 2
    ENTERING = 3
    INSIDE = 4
    WAITING = 5
    LEAVING = 6
    OVER = 7


LINKS = {
    Phase.IDLE: Link.NONE,
    Phase.DIALLING: Link.CONNECTING,
    Phase.ENTERING: Link.CONNECTING,
    Phase.INSIDE: Link.ONLINE,
    Phase.WAITING: Link.OFFLINE,
}
CONNECTED = (Phase.ENTERING, Phase.INSIDE, Phase.LEAVING)
"""What is sent goes somewhere."""
