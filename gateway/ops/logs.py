"""Logs: how a line of the process's log looks, as text or as JSON, on standard error; times are UTC. On any thread.

What is known beside the message (`extra={"conn": "c7", "address": "192.0.2.1"}`) is shown in both forms, as fields.
What clients sent may stand in a line, so what does not print is escaped: nobody can forge a line or reach a terminal.
"""

from __future__ import annotations

import json
import logging
import time
from functools import lru_cache

_STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
"""Fields that every record has; all others are `extra`."""


def setup(level: str, form: str, worker: int | None = None) -> None:
    """Send this process's log to standard error. `level`: "debug" … "critical"; `form`: "text" or "json".

    `worker`: its number, shown on each line where there are several."""
    # Nothing of what these find out is shown (logging's documentation, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(worker) if form == "json" else TextFormatter(worker))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class TextFormatter(logging.Formatter):
    """`TIME LEVEL LOGGER: MESSAGE key=value …`, and a traceback's lines after it, indented."""

    def __init__(self, worker: int | None = None) -> None:
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = f"{_time(record)} {record.levelname.lower()} {record.name}: {_printable(record.getMessage())}"
        for name, value in _fields(record, self._worker).items():
            line += f" {name}={_word(str(value))}"
        if record.exc_info:
            line += "".join("\n  " + _printable(each) for each in self.formatException(record.exc_info).split("\n"))
        return line


class JsonFormatter(logging.Formatter):
    """An object a line: time, level, logger, message, the fields; and `error`, a traceback, where there is one."""

    def __init__(self, worker: int | None = None) -> None:
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        entry: dict[str, object] = _fields(record, self._worker) | {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        first = ("time", "level", "logger", "message")
        return json.dumps({name: entry.pop(name) for name in first} | entry, default=str)


def _fields(record: logging.LogRecord, worker: int | None) -> dict[str, object]:
    """What is known beside the message."""
    own: dict[str, object] = {} if worker is None else {"worker": worker}
    return own | {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _time(record: logging.LogRecord) -> str:
    """RFC 3339, milliseconds."""
    return f"{_second(int(record.created))}.{int(record.msecs):03}Z"


@lru_cache(8)
def _second(seconds: int) -> str:
    """A busy gateway logs many lines in one second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def _word(text: str) -> str:
    """Quoted if it would not be read as one word."""
    return text if text and text.isprintable() and not set(text) & set(' "=') else json.dumps(text)


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
