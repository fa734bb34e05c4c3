"""Processes that a test did not start itself: when they have ended."""

from __future__ import annotations

import os
import select
from collections.abc import Callable

import pytest


def watch(process: int) -> Callable[[float], bool]:
    """A function that waits, at most so many seconds, until this process has ended, and says whether it has."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("this system cannot wait for the end of a process that is not its child (Linux can)")
    descriptor = os.pidfd_open(process)

    def ended(seconds: float) -> bool:
        readable, _, _ = select.select([descriptor], [], [], seconds)
        os.close(descriptor)
        return bool(readable)

    return ended
