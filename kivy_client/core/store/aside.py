"""Files that were damaged are not deleted but set aside, beside the store, as `<name>.damaged-<n>`."""

from __future__ import annotations

import contextlib
from pathlib import Path

MOST_ASIDE = 3
"""Kept; older ones are deleted."""
_COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: it belongs to it, and to no other of the same name."""


def set_aside(path: Path) -> Path:
    """Rename a damaged store; its new name."""
    number = max(_set_aside(path), default=0) + 1
    aside = path.with_name(f"{path.name}.damaged-{number}")
    for companion in _COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(aside.with_name(aside.name + companion))
    for old in sorted(_set_aside(path))[:-MOST_ASIDE]:
        _delete(path, old)
    return aside


def delete_set_aside(path: Path) -> None:
    """Delete all that were set aside of this store: they may hold what the person wants to be forgotten."""
    for number in _set_aside(path):
        _delete(path, number)


def _set_aside(path: Path) -> set[int]:
    """The numbers of those there are."""
    start = f"{path.name}.damaged-"
    names = (other.name for other in path.parent.iterdir())
    ends = (name.removeprefix(start).split("-")[0] for name in names if name.startswith(start))
    return {int(end) for end in ends if end.isdecimal()}


def _delete(path: Path, number: int) -> None:
    for companion in _COMPANIONS:
        path.with_name(f"{path.name}.damaged-{number}{companion}").unlink(missing_ok=True)
