"""`make bench-app`: both chats go the course in turn, some rounds, each in a process of its own; a table, and what was
reached. Ends with 1 if something was missed. Needs Xvfb (Debian and Ubuntu: apt install xvfb) and Kivy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.app.report import Figures, judge, medians, table

ROUNDS = 3
CHATS = ("chorus", "stock")
SECONDS = 180
ROOT = Path(__file__).parent.parent.parent


@contextmanager
def _display() -> Iterator[str]:
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


def _go(chat: str, display: str, home: str) -> Figures:
    """One chat, one round."""
    environment = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    environment |= {"DISPLAY": display, "KIVY_HOME": home, "KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1"}
    environment |= {"KIVY_LOG_MODE": "PYTHON", "KIVY_METRICS_DENSITY": "1", "KIVY_METRICS_FONTSCALE": "1"}
    command = [sys.executable, "-m", "benchmarks.app.course", chat]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        sys.exit(f"{chat} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-app", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each chat; default {ROUNDS}")
    rounds = max(parser.parse_args().rounds, 1)
    if shutil.which("Xvfb") is None:
        sys.exit("This needs Xvfb (Debian and Ubuntu: apt install xvfb).")
    seen: dict[str, list[Figures]] = {chat: [] for chat in CHATS}
    with _display() as display, tempfile.TemporaryDirectory() as home:
        for number in range(rounds):
            for chat in CHATS:
                print(f"round {number + 1} of {rounds}: {chat} …", file=sys.stderr, flush=True)
                seen[chat].append(_go(chat, display, home))
    both = {chat: medians(rounds_of) for chat, rounds_of in seen.items()}
    print(table(both, rounds))
    verdicts = judge(both)
    print("\n".join(str(verdict) for verdict in verdicts))
    return 0 if all(verdict.reached for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
