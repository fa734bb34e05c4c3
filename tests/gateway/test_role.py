from __future__ import annotations

import sys
import threading

import pytest

from gateway.role import Role, join_all

SECONDS = 5.0


class Work:
    """Something to run that waits until it is stopped."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.ran_on: list[threading.Thread] = []

    def run(self) -> None:
        self.ran_on.append(threading.current_thread())
        self.stopped.wait()

    def stop(self) -> None:
        self.stopped.set()


def test_it_runs_on_a_thread_of_its_name_until_it_is_stopped():
    work, failed = Work(), []
    role = Role("gw-test", work.run, work.stop, failed.append)
    assert not role.alive
    role.start()
    assert role.alive
    assert not role.join(0)
    role.stop()
    role.stop()
    assert role.join(SECONDS)
    assert not role.alive
    (thread,) = work.ran_on
    assert (thread.name, thread.daemon) == ("gw-test", False)
    assert (failed, role.failure) == ([], None)


def test_stopped_before_it_starts_it_ends_at_once():
    work = Work()
    role = Role("gw-test", work.run, work.stop)
    role.stop()
    role.start()
    assert role.join(SECONDS)


def test_one_that_never_started_has_ended():
    work = Work()
    role = Role("gw-test", work.run, work.stop)
    assert role.join()


@pytest.mark.parametrize("error", [LookupError("a bug"), SystemExit(0)])
def test_a_failure_is_logged_and_reported_once(caplog, error):
    def run() -> None:
        raise error

    failed = []
    role = Role("gw-test", run, lambda: None, failed.append)
    role.start()
    assert role.join(SECONDS)
    assert failed == [role]
    assert role.failure is error
    assert "gw-test failed" in caplog.text
    assert type(error).__name__ in caplog.text


def test_one_that_ends_unasked_has_failed(caplog):
    failed = []
    role = Role("gw-test", lambda: None, lambda: None, failed.append)
    role.start()
    assert role.join(SECONDS)
    assert failed == [role]
    assert str(role.failure) == "gw-test ended without having been asked to"
    assert "gw-test ended" in caplog.text


def test_a_failure_while_it_stops_is_a_failure():
    asked = threading.Event()

    def run() -> None:
        asked.wait()
        sys.exit("could not let go")

    failed = []
    role = Role("gw-test", run, asked.set, failed.append)
    role.start()
    role.stop()
    assert role.join(SECONDS)
    assert failed == [role]


def test_joining_all_names_those_that_have_not_ended():
    works = [Work(), Work()]
    roles = [Role(f"gw-{number}", work.run, work.stop) for number, work in enumerate(works)]
    for role in roles:
        role.start()
    roles[0].stop()
    assert join_all(roles[:1], SECONDS) == []
    assert join_all(roles, 0.01) == [roles[1]]
    roles[1].stop()
    assert join_all(roles, SECONDS) == []
