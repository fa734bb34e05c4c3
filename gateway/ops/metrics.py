"""Metrics: numbers by name, rendered in Prometheus's text format 0.0.4. Names begin with `chorus_`.

There are no locks. The rule instead: each counter or gauge is written by one thread only; any thread may render. A
number is then at worst a moment old. What is counted elsewhere anyway is read when it is rendered (`read`), so that a
hot path need not know of metrics.

Source: prometheus.io, "Exposition formats", text-based format.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_NAME = re.compile(r"chorus_[a-z0-9_]+", re.ASCII)
_LABEL = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

Number = int | float


class Counter:
    """A number that only grows: `counter.value += 1`, or `read` for one that is counted elsewhere."""

    kind = "counter"
    __slots__ = ("_read", "value")

    def __init__(self, read: Callable[[], Number] | None = None) -> None:
        self.value: Number = 0
        self._read = read

    def now(self) -> Number:
        """The number to show."""
        return self.value if self._read is None else self._read()


class Gauge(Counter):
    """A number that goes up and down: `gauge.value = 3`, or `read`."""

    kind = "gauge"
    __slots__ = ()


class Labelled:
    """Counters that differ in one label: a mapping, kept elsewhere, of label value to number.

    Label values must be few and known beforehand, never what a client sent: each is kept for ever."""

    kind = "counter"
    __slots__ = ("_read", "label")

    def __init__(self, label: str, read: Callable[[], Mapping[str, Number]]) -> None:
        if not _LABEL.fullmatch(label):
            raise ValueError(f"{label!r} is not a label name")
        self.label = label
        self._read = read

    def now(self) -> Mapping[str, Number]:
        """The numbers to show. Copied at once, as another thread may add one meanwhile."""
        return dict(self._read())


class Registry:
    """All metrics of a process. Filled while the process starts; a name is given only once."""

    def __init__(self) -> None:
        self._metrics: dict[str, tuple[str, Counter | Labelled]] = {}

    def counter(self, name: str, text: str, read: Callable[[], Number] | None = None) -> Counter:
        """A new counter; its name ends with `_total`. `text`: what it counts."""
        return self._add(name, text, Counter(read))

    def gauge(self, name: str, text: str, read: Callable[[], Number] | None = None) -> Gauge:
        """A new gauge."""
        return self._add(name, text, Gauge(read))

    def counters(self, name: str, text: str, label: str, read: Callable[[], Mapping[str, Number]]) -> Labelled:
        """New counters that differ in one label."""
        return self._add(name, text, Labelled(label, read))

    def render(self) -> str:
        """All of them in the text format, in the order in which they were made."""
        return "".join(
            line + "\n" for name, (text, metric) in self._metrics.items() for line in _lines(name, text, metric)
        )

    def _add(self, name: str, text: str, metric: Metric) -> Metric:
        if not _NAME.fullmatch(name) or (metric.kind == "counter") != name.endswith("_total"):
            raise ValueError(f"{name!r} is not a name for a {metric.kind}")
        if name in self._metrics:
            raise ValueError(f"there is a metric {name} already")
        self._metrics[name] = (text, metric)
        return metric


Metric = TypeVar("Metric", bound=Counter | Labelled)


def _lines(name: str, text: str, metric: Counter | Labelled) -> Iterator[str]:
    yield f"# HELP {name} {text.translate(_IN_HELP)}"
    yield f"# TYPE {name} {metric.kind}"
    if isinstance(metric, Labelled):
        for value, number in metric.now().items():
            yield f'{name}{{{metric.label}="{value.translate(_IN_LABEL)}"}} {_shown(number)}'
    else:
        yield f"{name} {_shown(metric.now())}"


_IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})
_IN_LABEL = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


def _shown(number: Number) -> str:
    """As Go's ParseFloat reads it."""
    if isinstance(number, float) and not math.isfinite(number):
        return "NaN" if math.isnan(number) else "+Inf" if number > 0 else "-Inf"
    return repr(number)
