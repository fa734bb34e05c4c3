"""Making connections: a thread of its own for each attempt, because looking up a name and connecting block."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

CONNECT_SECONDS = 10.0
"""How long one address of a host may take."""

Outcome = socket.socket | str
"""A connected socket, or a short phrase why there is none."""


def dial(host: str, port: int, done: Callable[[Outcome], None]) -> None:
    """Connect in a new daemon thread and tell `done`, on that thread. Returns at once."""
    threading.Thread(target=lambda: done(_connect(host, port)), name="app-dial", daemon=True).start()


def _connect(host: str, port: int) -> Outcome:
    try:
        connection = socket.create_connection((host, port), CONNECT_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except TimeoutError:
        return "the server does not answer"
    except socket.gaierror:
        return f"there is no host called {host}"
    except (OSError, UnicodeError) as error:  # UnicodeError: a name that DNS cannot have
        return phrase(error)
    return connection


def phrase(error: Exception) -> str:
    """What the system says of an error, in a few words."""
    return getattr(error, "strerror", None) or type(error).__name__
