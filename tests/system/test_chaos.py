"""A minute of faults under load: every promise holds. `make chaos` does the same for longer, with other seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.plan import Kind
from tests.chaos.trial import Trial

SEED = 4
SECONDS = 60


@pytest.mark.redis
@pytest.mark.timeout(180)
def test_a_minute_of_faults(tmp_path: Path) -> None:
    report = Trial(SEED, SECONDS, tmp_path, print).run()
    print(report.figures)
    assert report.complaints == []
    assert report.figures["faults"] == len(report.faults) > len(Kind) // 2
    assert report.figures["acknowledged"] > 1000
    assert report.figures["resent"] > 0
