"""What processes use, from /proc (Linux): CPU time of all their threads, and resident memory."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes so far; exact to a tick of usually 10 ms."""
    return sum(cpu_ticks(Path(f"/proc/{pid}/stat").read_text("ascii")) for pid in pids) / _TICKS


def cpu_ticks(stat: str) -> int:
    """utime + stime, fields 14 and 15 of /proc/PID/stat (proc(5)); the program's name, field 2, may hold spaces."""
    after_name = stat.rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


def resident_bytes(pids: Iterable[int]) -> int:
    """Resident memory, with pages that are shared."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in pids) * _PAGE
