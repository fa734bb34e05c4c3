from __future__ import annotations

import pytest

from gateway.hub.flood import TokenBucket


def test_a_burst_passes_at_once_and_then_the_rate_holds() -> None:
    bucket = TokenBucket(rate=2.0, burst=3, now=100.0)
    for _ in range(3):
        assert bucket.wait(100.0) == 0.0
        bucket.take()
    assert bucket.wait(100.0) == 0.5
    assert bucket.wait(100.25) == 0.25
    assert bucket.wait(100.5) == 0.0
    bucket.take()
    assert bucket.wait(100.5) == 0.5


def test_it_never_holds_more_than_a_burst() -> None:
    bucket = TokenBucket(rate=2.0, burst=3, now=0.0)
    passed = 0
    while bucket.wait(1_000_000.0) == 0.0:
        bucket.take()
        passed += 1
    assert passed == 3


@pytest.mark.parametrize(("rate", "burst"), [(0.0, 5.0), (5.0, 0.0)])
def test_zero_is_no_limit(rate: float, burst: float) -> None:
    bucket = TokenBucket(rate, burst, now=0.0)
    for _ in range(100):
        assert bucket.wait(0.0) == 0.0
        bucket.take()


def test_who_is_exempt_waits_no_more() -> None:
    bucket = TokenBucket(rate=1.0, burst=1, now=0.0)
    bucket.take()
    assert bucket.wait(0.0) == 1.0
    bucket.exempt()
    assert bucket.wait(0.0) == 0.0


def test_who_is_exempt_no_more_begins_with_a_full_bucket() -> None:
    bucket = TokenBucket(rate=1.0, burst=2, now=0.0)
    bucket.exempt()
    for _ in range(10):
        bucket.take()
    bucket.limit()
    assert bucket.wait(0.0) == 0.0
    bucket.take()
    bucket.take()
    assert bucket.wait(0.0) == 1.0
