"""The script bundle: the files of `lua/`, put together as one chunk of Lua, called by its SHA-1.

Pure: reads its files once and knows how a batch's arguments are laid out; it calls nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from gateway.bus.keys import PREFIX
from gateway.model.server import Limits

Verb = tuple[str, ...]
"""A verb's name and its arguments."""


@cache
def bundle() -> str:
    """The source of the one script: the prelude, the verbs of lines, all other verbs, the running of a batch.

    Lua makes every function anew with each call. So the other verbs are in a function that a batch calls only if it
    names one of them. And all after the prelude is a function in it: Lua finds a local of the function around at once,
    but one of its own by a walk through all that are in use, for each function that it makes.
    """
    lua = resources.files("gateway.bus") / "lua"
    return "\n".join(
        [
            *_sources(lua, "prelude.lua"),
            "return (function()",
            *_sources(lua / "lines"),
            "local function add_others()",
            *_sources(lua / "others"),
            "end",
            *_sources(lua, "batch.lua"),
            "end)()",
        ]
    )


def _sources(folder: Traversable, *names: str) -> list[str]:
    """The texts of these files; without names, of all in the folder, in the order of their names."""
    names = names or tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".lua")))
    return [(folder / name).read_text(encoding="utf-8") for name in names]


@cache
def digest() -> str:
    """What EVALSHA calls the bundle: SHA-1, hexadecimal."""
    return hashlib.sha1(bundle().encode(), usedforsecurity=False).hexdigest()


def row(verb: Verb) -> str:
    """A verb as the script takes it. Raises ValueError for a field that no line of IRC can have."""
    text = "\n".join(verb)
    if text.count("\n") >= len(verb) or "\0" in text or "\r" in text:
        raise ValueError("a field of a command holds a line feed, a carriage return or a NUL")
    return text


def arguments(incarnation: str, number: int, limits: Limits, rows: Iterable[str]) -> Sequence[str]:
    """What follows the script in EVAL or EVALSHA: number of keys, the key, ARGV as `lua/prelude.lua` says."""
    return (
        "1",
        PREFIX,
        incarnation,
        str(number),
        str(limits.history_events),
        str(limits.history_days),
        str(limits.rooms_per_user),
        str(limits.log_bytes),
        "\0".join(rows),
    )
