"""`python -m tests.chaos [--seconds N] [--seed N]`: a trial, its figures, and what is wrong; exit code 1 if anything
is."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.chaos.trial import Trial

SECONDS = 600.0


def main(arguments: list[str] | None = None) -> int:
    """Run a trial and print what came of it; the exit code."""
    parser = argparse.ArgumentParser(prog="make chaos", description="Clients write, faults happen, all is checked.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long faults happen (default: 600)")
    parser.add_argument("--seed", type=int, help="repeats the faults and choices of a run (default: a new one)")
    chosen = parser.parse_args(arguments)
    if shutil.which("redis-server") is None:
        print("redis-server is not installed (apt install redis-server)", file=sys.stderr)
        return 2
    seed = chosen.seed if chosen.seed is not None else random.randrange(1_000_000)
    print(f"seed {seed}: faults for about {chosen.seconds:.0f} seconds", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which ends all processes on the way
    folder = Path(tempfile.mkdtemp(prefix="chorus-chaos-"))
    report = Trial(seed, chosen.seconds, folder, lambda text: print(text, flush=True)).run()
    print(", ".join(f"{value} {name}" for name, value in report.figures.items()))
    for complaint in report.complaints:
        print(f"- {complaint}")
    if report.complaints:
        print(f"seed {seed}: {len(report.complaints)} complaints. The gateways' logs are in {folder}")
        return 1
    shutil.rmtree(folder)
    print(f"seed {seed}: no complaint")
    return 0


if __name__ == "__main__":
    sys.exit(main())
