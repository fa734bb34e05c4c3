"""`python -m benchmarks [--quick] [SCENARIO ...]`: give Chorus and its peers the same work in turn; print a table.

The exit code is 1 if anything was lost, doubled or reordered, or a server failed; 2 for wrong options. Progress goes to
standard error, with the process ids of the servers, for whoever wants to look into one.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from benchmarks.figures import combine
from benchmarks.job import Job, Outcome
from benchmarks.processes import Processes, StartError, allow_files
from benchmarks.scenarios import SCENARIOS, Scenario, quick, within_files
from benchmarks.servers import SERVERS, USUAL, Server, takes_part, version_of
from benchmarks.targets import TARGETS, better_peer, judge

_RUN_SECONDS = 120.0


class RunError(Exception):
    """One server's run of one scenario failed: one sentence."""


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    files = allow_files()
    began = time.monotonic()
    servers = [server for server in SERVERS if server.name in (options.servers or USUAL) and _usable(server)]
    alone = options.quick and not options.servers
    print(_setting(servers))
    wrong: list[str] = []
    verdicts: list[str] = []
    for scenario in _scenarios(options, files):
        fitting = [one for one in servers if takes_part(one, scenario, alone)]
        outcomes = _rounds(scenario, fitting, wrong)
        peer = better_peer(scenario, outcomes, {server.name: server.peer for server in servers})
        print("\n" + report.block(scenario, outcomes, peer), flush=True)
        verdicts += [judge(target, outcomes, peer) for target in TARGETS if target.scenario == scenario.name]
        wrong += report.problems(outcomes)
    print(f"\n{report.LEGEND}\n\n" + "\n".join(filter(None, verdicts)))
    for line in wrong:
        print(f"WRONG    {line}")
    print(f"{time.monotonic() - began:.0f} seconds")
    return 1 if wrong else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    names = [scenario.name for scenario in SCENARIOS]
    known = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description="The same work on Chorus and its peers.")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"of {', '.join(names)}; none named: all")
    parser.add_argument("--servers", help=f"of {', '.join(known)}, separated by commas [{','.join(USUAL)}]")
    parser.add_argument("--quick", action="store_true", help="small, one round: to see that all works")
    parser.add_argument("--rounds", type=int, help="how often each server gets each scenario")
    parser.add_argument("--seconds", type=float, help="how long each run is measured")
    options = parser.parse_args(arguments)
    options.servers = options.servers.split(",") if options.servers else []
    for name in (*(set(options.scenarios) - set(names)), *(set(options.servers) - set(known))):
        parser.error(f"there is no {name}")
    return options


def _scenarios(options: argparse.Namespace, files: int) -> list[Scenario]:
    chosen = [one for one in SCENARIOS if not options.scenarios or one.name in options.scenarios]
    if options.quick:
        chosen = [quick(scenario) for scenario in chosen]
    for number, one in enumerate(chosen):
        wanted = replace(one, rounds=options.rounds or one.rounds, seconds=options.seconds or one.seconds)
        chosen[number] = within_files(wanted, files)
        if chosen[number] != wanted:
            _say(f"{one.name}: a process may open {files:,} files here: only {chosen[number].clients:,} clients")
    return chosen


def _usable(server: Server) -> bool:
    if not server.installed:
        _say(f"{server.name}: {server.program} is not installed; left out")
    return server.installed


def _rounds(scenario: Scenario, servers: Sequence[Server], wrong: list[str]) -> dict[str, Outcome]:
    """All rounds, the servers in turn; what several rounds came to. A server that failed is told in `wrong`."""
    outcomes: dict[str, list[Outcome]] = {}
    for number in range(scenario.rounds):
        for server in servers:
            _say(f"{scenario.name}: {server.name}, round {number + 1} of {scenario.rounds}")
            try:
                outcomes.setdefault(server.name, []).append(_run(scenario, server))
            except (RunError, StartError) as error:
                wrong.append(f"{scenario.name}: {server.name}: {error}")
    return {name: combine(rounds) for name, rounds in outcomes.items() if rounds}


def _run(scenario: Scenario, server: Server) -> Outcome:
    """A fresh server, the load generator, and the end of both."""
    with tempfile.TemporaryDirectory(prefix="chorus-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # a server started by root may go on as somebody else
        with Processes(folder) as processes:
            running = server.start(processes)
            _say(f"    server {running.server}" + (f", Redis {running.redis}" if running.redis else ""))
            job = Job(scenario, running.ports, running.server, running.redis, server.at_once, running.secure)
            command = [sys.executable, "-m", "benchmarks.load"]
            try:
                done = subprocess.run(
                    command, input=job.to_json(), capture_output=True, text=True, timeout=_RUN_SECONDS
                )
            except subprocess.TimeoutExpired as error:
                raise RunError(f"the load generator did not end within {_RUN_SECONDS:.0f} s") from error
            if done.returncode:
                raise RunError((done.stderr.strip().splitlines() or ["the load generator failed"])[-1])
            return Outcome.from_json(done.stdout)


def _setting(servers: Sequence[Server]) -> str:
    """On what this run was made."""
    model = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    versions = {server.program: version_of(server.program) for server in servers}
    one, five, _ = os.getloadavg()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({(model or ['unknown'])[0]}), "
        f"Linux {platform.release()}, Python {platform.python_version()}; load before: {one:.1f}, {five:.1f}\n"
        + "\n".join(versions.values())
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
