from __future__ import annotations

import json
import logging
import re
import sys

import pytest

from gateway.ops.logs import JsonFormatter, TextFormatter, setup


def record(message: str = "connected", *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.getLogger("gateway.hub").makeRecord(
        "gateway.hub", logging.INFO, "hub.py", 1, message, arguments, None, extra=extra
    )
    made.created, made.msecs = 1700000000.25, 250.0
    return made


def with_traceback() -> logging.LogRecord:
    made = record("failed")
    try:
        raise LookupError("an\x1b[31m odd\nbug")
    except LookupError:
        made.exc_info = sys.exc_info()
    return made


def test_text():
    line = TextFormatter().format(record("%s said %d", "ann", 3))
    assert line == "2023-11-14T22:13:20.250Z info gateway.hub: ann said 3"


def test_text_shows_fields():
    line = TextFormatter(2).format(record(conn="c7", address="192.0.2.1", why="Connection reset", empty=""))
    assert line.endswith(': connected worker=2 conn=c7 address=192.0.2.1 why="Connection reset" empty=""')


def test_nobody_forges_a_line_or_reaches_the_terminal():
    line = TextFormatter().format(record("hello \x1b[31m\n2023 forged é☺", nick="a\nb\x9b"))
    assert line.endswith('hello \\x1b[31m\\n2023 forged é☺ nick="a\\nb\\u009b"')
    assert len(line.splitlines()) == 1


def test_a_traceback_follows_indented():
    first, *others = TextFormatter().format(with_traceback()).split("\n")
    assert first.endswith("failed")
    assert others[0] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") and line.isprintable() for line in others)


def test_json():
    entry = json.loads(JsonFormatter(2).format(record("%s said", "ann", conn="c7", count=3, odd={1})))
    assert entry == {
        "time": "2023-11-14T22:13:20.250Z",
        "level": "info",
        "logger": "gateway.hub",
        "message": "ann said",
        "worker": 2,
        "conn": "c7",
        "count": 3,
        "odd": "{1}",
    }


def test_json_is_one_line_with_its_traceback():
    line = JsonFormatter().format(with_traceback())
    assert "\n" not in line
    assert "LookupError" in json.loads(line)["error"]


@pytest.fixture
def root():
    """The root logger, put back afterwards."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:], logger.level = handlers, level


@pytest.mark.parametrize(("form", "pattern"), [("text", r"\S+Z info a: hello\n"), ("json", r'\{"time": .*"hello"\}\n')])
def test_setup_writes_to_standard_error_from_the_level_on(root, capsys, form, pattern):
    handlers = root.handlers[:]
    root.handlers.clear()
    setup("info", form)
    logging.getLogger("a").debug("not this")
    logging.getLogger("a").info("hello")
    out, err = capsys.readouterr()
    root.handlers[:] = handlers
    assert out == ""
    assert re.fullmatch(pattern, err)
