"""How immutable values are made here, in the gateway and in the app: `@value`. No values live here.

A frozen dataclass is assigned field by field through `object.__setattr__`: 1.5 µs for four fields, a plain one takes
0.27 (CPython 3.11), and a busy gateway makes several values for each line. The class itself takes 1.4 ms to make
instead of 0.9, and the app has a hundred of them between its start and its first frame. So it is the type checker that
sees to it that nobody assigns to a field, and nothing does at run time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, dataclass_transform

T = TypeVar("T")

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    def value(cls: type[T]) -> type[T]:
        """A class of values, compared and hashed by their fields, which must not be assigned to."""
else:

    def value(cls):
        cls.__doc__ = cls.__doc__ or cls.__name__  # or the signature would be made into one, which takes 0.3 ms
        return dataclass(slots=True, unsafe_hash=True)(cls)
