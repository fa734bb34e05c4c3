"""`make bench-app`: both chats go the course in turn, and the app and an empty one start in turn, some rounds, each in
a process of its own; tables, and what was reached. Ends with 1 if something was missed. Needs Xvfb (Debian and Ubuntu:
apt install xvfb) and Kivy.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.app.filling import fill
from benchmarks.app.processes import display, environment_of, run
from benchmarks.app.report import Figures, judge, judge_starts, medians, start_table, table
from benchmarks.app.start import STARTS, measure

ROUNDS, PAIRS = 3, 7
CHATS = ("chorus", "stock")


def _in_turn(names: Sequence[str], rounds: int, go: Callable[[str], Figures]) -> dict[str, Figures]:
    """The medians of each."""
    seen: dict[str, list[Figures]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            print(f"round {number + 1} of {rounds}: {name} …", file=sys.stderr, flush=True)
            seen[name].append(go(name))
    return {name: medians(figures) for name, figures in seen.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-app", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each chat; default {ROUNDS}")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"of starts; default {PAIRS}")
    options = parser.parse_args()
    rounds, pairs = max(options.rounds, 1), max(options.pairs, 1)
    if shutil.which("Xvfb") is None:
        sys.exit("This needs Xvfb (Debian and Ubuntu: apt install xvfb).")
    with display() as shown, tempfile.TemporaryDirectory() as folder:
        environment = environment_of(shown, folder)
        store = Path(folder) / "chat.sqlite3"
        both = _in_turn(CHATS, rounds, lambda chat: run("benchmarks.app.course", [chat], environment))
        print("filling a store …", file=sys.stderr, flush=True)
        fill(store)
        for name in STARTS:  # once, so that all files have been read before
            measure(name, store, environment)
        starts = _in_turn(STARTS, pairs, lambda name: measure(name, store, environment))
    print(table(both, rounds))
    print(start_table(starts, pairs))
    verdicts = [*judge(both), *judge_starts(starts)]
    print("\n".join(str(verdict) for verdict in verdicts))
    return 0 if all(verdict.reached for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
