from __future__ import annotations

import resource

import pytest

from gateway.transport.descriptors import SPARE, is_spare


@pytest.fixture
def limit():
    """Sets the soft limit for the test; no descriptor is opened meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def change(files):
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))

    yield change
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(("files", "first_spare"), [(256, 256 - SPARE), (1024, 1024 - SPARE), (64, 48)])
def test_the_last_are_spare(limit, files, first_spare):
    limit(files)
    assert [is_spare(descriptor) for descriptor in (first_spare - 1, first_spare, files - 1)] == [False, True, True]


def test_the_limit_may_change(limit):
    limit(256)
    assert is_spare(250)
    limit(512)
    assert not is_spare(250)
