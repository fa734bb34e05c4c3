"""What `make bench-app` runs: an X server without a screen, and programs whose last line is their figures, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.app.report import Figures

SECONDS = 120
ROOT = Path(__file__).parent.parent.parent


@contextmanager
def display() -> Iterator[str]:
    """An X server without a screen, whose name this gives: the same for everyone, whatever screen there is."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-screen", "0", "1280x1024x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            sys.exit("Xvfb does not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def environment_of(display: str, home: str) -> dict[str, str]:
    """Kivy as it comes, whoever measures: `home` is an empty folder. Python keeps its bytecode, as it does for an app
    that is installed."""
    left_out = ("WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    environment |= {"DISPLAY": display, "KIVY_HOME": home, "KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1"}
    environment |= {"KIVY_LOG_MODE": "PYTHON", "KIVY_METRICS_DENSITY": "1", "KIVY_METRICS_FONTSCALE": "1"}
    return environment


def run(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Figures:
    """The figures of one process; ends this one if that fails."""
    command = [sys.executable, "-m", module, *arguments]
    with tempfile.TemporaryFile("w+") as said:  # no pipe: an xclip that the app started would keep it open
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        said.seek(0)
        lines = said.read().splitlines()
    if process.returncode or not lines:
        sys.exit("\n".join([f"{module} {arguments[0]} failed:", *lines]))
    figures: Figures = json.loads(lines[-1])
    return figures
