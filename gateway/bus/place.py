"""A gateway's place in Redis: what it is called there, and from where on it reads the log. An immutable value."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Taken with `attach`; a new one after the gateway was fenced or Redis lost its data."""

    incarnation: str
    generation: int
    """How often this gateway began anew: commands and clients of another generation are gone."""
    position: int
    """The newest id when the place was taken: clients of this generation see all that follows."""
