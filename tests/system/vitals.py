"""What a gateway's process uses and counts, for tests: memory, CPU time, file descriptors, metrics."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import pytest

from tests.system.gateways import Gateway

MIB = 1024 * 1024


def _proc(gateway: Gateway, name: str) -> Path:
    path = Path(f"/proc/{gateway.popen.pid}/{name}")
    if not path.exists():
        pytest.skip("this system has no /proc: what a process uses cannot be read")
    return path


def memory(gateway: Gateway) -> int:
    """Bytes of it that are in memory (RSS)."""
    line = next(line for line in _proc(gateway, "status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def cpu_seconds(gateway: Gateway) -> float:
    """CPU time that it has taken since its start, user and system."""
    after_name = _proc(gateway, "stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def open_files(gateway: Gateway) -> int:
    """File descriptors that it has."""
    return len(os.listdir(_proc(gateway, "fd")))


def metric(gateway: Gateway, name: str) -> float:
    """The number that /metrics shows under this name, with its label if it has one; 0 if there is none."""
    with urllib.request.urlopen(f"http://127.0.0.1:{gateway.http}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " ")), 0.0)
