"""What all tests share: a certificate, and what a skip means. A test that lacks something of this machine says so by
`pytest.skip(reason)`, in words that a person understands. Where `CI` is set everything must be there: there the skip
is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests import certificates

# `make check` is to take seconds: with --hypothesis-profile=fast it tries fewer examples of each property.
settings.register_profile("fast", max_examples=10, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None)
settings.load_profile("thorough")

EVERYTHING_IS_HERE = os.environ.get("CI", "").lower() in ("1", "true", "yes")


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> certificates.Pem:
    """A certificate for localhost and its key. All tests have these files; whoever changes one makes their own."""
    return certificates.make(tmp_path_factory.mktemp("certificate"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report)
    return report


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if EVERYTHING_IS_HERE and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"With CI set nothing may be skipped, but: {reason}"
