"""The waits between attempts to connect."""

from __future__ import annotations

from kivy_client.core.backoff import Backoff


def test_waits_double_up_to_a_limit_and_begin_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    backoff.reset()
    assert backoff.next() == 1


def test_jitter_takes_away_up_to_half() -> None:
    backoff = Backoff(lambda: 0.0)
    assert [backoff.next() for _ in range(3)] == [0.5, 1, 2]
