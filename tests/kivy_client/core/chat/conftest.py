"""A stage whose store is in a fresh folder, in memory where the system has such folders: disks are slow to be sure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.kivy_client.core.chat.stage import ALL, Stage


@pytest.fixture
def make_stage() -> Iterator[Callable[..., Stage]]:
    stages: list[Stage] = []
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as root:

        def make(offers: str = ALL) -> Stage:
            folder = Path(root) / str(len(stages))
            folder.mkdir()
            stages.append(Stage(folder, offers))
            return stages[-1]

        yield make
        for stage in stages:
            stage.kill()


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    """With all capabilities, not connected."""
    return make_stage()
