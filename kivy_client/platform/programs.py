"""Other programs, run by an argument vector, never by a shell.

They may take long, or not be there: not to be run on Kivy's thread.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

SECONDS = 5.0
"""How long another program may take."""


def output(command: Sequence[str]) -> str | None:
    """What a program prints; None: there is none, it failed, or it took too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout
