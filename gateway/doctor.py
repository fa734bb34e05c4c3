"""`python -m gateway doctor`: looks at the settings, this machine and Redis, and says what to do. Starts nothing.

Main thread. The exit code is 0 if all is well, 1 if something should be done, 2 for a wrong setting.
"""

from __future__ import annotations

import resource

from gateway.bus.embedded import SCHEME
from gateway.bus.examination import Finding, examine
from gateway.gateway import agreement, server_of
from gateway.settings import Settings

SPARE_FILES = 64


def run(settings: Settings) -> int:
    """Print a line for each finding; the exit code."""
    findings = [*_own(settings), *_bus(settings)]
    for finding in findings:
        print(f"{'!!' if finding.advice else 'ok'}  {finding.text}" + (f": {finding.advice}" if finding.advice else ""))
    wanting = sum(bool(finding.advice) for finding in findings)
    print("all is well" if not wanting else f"{wanting} of {len(findings)} findings want something done")
    return 1 if wanting else 0


def _own(settings: Settings) -> list[Finding]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.max_clients + SPARE_FILES
    few = hard != resource.RLIM_INFINITY and hard < wanted
    limit = "unlimited" if hard == resource.RLIM_INFINITY else str(hard)
    advice = f"{settings.max_clients} clients need {wanted}: raise it (ulimit -n) or lower --max-clients" if few else ""
    found = [Finding("the settings can be read"), Finding(f"{limit} files may be open", advice)]
    if not settings.http:
        found.append(Finding("--http is off", "no load balancer can tell whether this gateway is ready"))
    return found


def _bus(settings: Settings) -> list[Finding]:
    if settings.redis.startswith(SCHEME):
        return [Finding("the bus is embedded", "nothing is kept when it ends: name a Redis of your own by --redis")]
    return examine(settings.redis, agreement(server_of(settings)))
