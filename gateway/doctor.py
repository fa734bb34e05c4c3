"""`python -m gateway doctor`: looks at the settings, this machine and Redis, and says what to do. Starts nothing.

Main thread. The exit code is 0 if all is well, 1 if something should be done, 2 for a wrong setting.
"""

from __future__ import annotations

import resource
import time

from gateway.bus.embedded import SCHEME
from gateway.bus.examination import Finding, examine
from gateway.gateway import agreement, server_of
from gateway.reread import read_certificate
from gateway.settings import Settings

SPARE_FILES = 64
SOON_DAYS = 14
"""A certificate that ends sooner is told of: authorities renew them a month before."""


def run(settings: Settings) -> int:
    """Print a line for each finding; the exit code. Raises CertificateError."""
    findings = [*_own(settings), *_tls(settings), *_bus(settings)]
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


def _tls(settings: Settings) -> list[Finding]:
    shown = read_certificate(settings)
    if shown is None:
        return []
    days = int((shown.expires - time.time()) // 86400)
    advice = ""
    if shown.expired:
        advice = "it has expired, clients that check it stay away: renew it, then send SIGHUP"
    elif days < SOON_DAYS:
        advice = f"only {days} days are left: renew it, then send SIGHUP"
    found = [Finding(f"the TLS certificate is valid until {shown.expiry_date}", advice)]
    if shown.self_made:
        advice = "clients that keep to STS cannot come: get one from an authority" if settings.sts_duration else ""
        found.append(Finding("the TLS certificate is self-made: people must compare its fingerprint", advice))
        found.append(Finding(f"SHA-256 fingerprint {shown.fingerprint}"))
    return found


def _bus(settings: Settings) -> list[Finding]:
    if settings.redis.startswith(SCHEME):
        return [Finding("the bus is embedded", "nothing is kept when it ends: name a Redis of your own by --redis")]
    return examine(settings.redis, agreement(server_of(settings)))
