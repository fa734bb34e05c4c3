"""How immutable values are made here, in the gateway and in the app: `@value`. No values live here.

A frozen dataclass is assigned field by field through `object.__setattr__`: 1.5 µs for four fields, a plain one takes
0.27 (CPython 3.11), and a busy gateway makes several values for each line. So it is the type checker that sees to it
that nobody assigns to a field, and nothing does at run time.

Python compiles what is written for each class anew: 0.4 ms, 0.6 if it is frozen. The app has a hundred of them between
its start and its first frame, so only `__init__` is written for each: 0.2 ms.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar, dataclass_transform

T = TypeVar("T")

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    def value(cls: type[T]) -> type[T]:
        """A class of values, compared and hashed by their fields, which must not be assigned to."""
else:

    def value(cls):
        cls.__doc__ = cls.__doc__ or cls.__name__  # else it is made of the signature, which takes another 0.3 ms
        made = dataclass(slots=True, eq=False, repr=False)(cls)
        names = [one.name for one in fields(made) if one.compare]
        key = attrgetter(*names) if names else type
        made.__eq__ = lambda one, other: key(one) == key(other) if one.__class__ is other.__class__ else NotImplemented
        made.__hash__ = lambda one: hash(key(one))
        made.__repr__ = _shown
        return made

    def _shown(one):
        shown = ", ".join(f"{each.name}={getattr(one, each.name)!r}" for each in fields(one) if each.repr)
        return f"{one.__class__.__qualname__}({shown})"
