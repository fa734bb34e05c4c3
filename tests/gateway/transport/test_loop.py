from __future__ import annotations

import socket
import threading
import time
from selectors import EVENT_READ

import pytest

from gateway.role import Role
from gateway.transport.loop import HOLD_SECONDS, MANY, EventLoop
from tests.gateway.transport.conftest import SECONDS


def test_posted_functions_run_in_order_in_the_next_pass(loop):
    seen = []
    loop.post(seen.append, 1)
    loop.post(seen.append, 2)
    assert seen == []
    loop.step()
    assert seen == [1, 2]


def test_what_a_posted_function_posts_waits_for_the_next_pass(loop):
    seen = []

    def again() -> None:
        seen.append("again")
        loop.post(again)

    loop.post(again)
    loop.step()
    assert seen == ["again"]
    loop.step()
    assert seen == ["again", "again"]


def test_posts_from_many_threads_all_arrive_each_threads_in_order(loop):
    def post(thread: int) -> None:
        for number in range(2000):
            loop.post(seen.append, (thread, number))

    seen: list[tuple[int, int]] = []
    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    loop.until(lambda: len(seen) == 8000)
    for thread in threads:
        thread.join()
    for number in range(4):
        assert [n for t, n in seen if t == number] == list(range(2000))


def test_one_byte_wakes_the_loop_for_many_posts(loop, monkeypatch):
    woken = []
    wake = loop.wake
    monkeypatch.setattr(loop, "wake", lambda: (woken.append(None), wake()))
    in_pass, go_on = threading.Event(), threading.Event()
    waiting = threading.Event()
    select = loop._selector.select

    def told(timeout):
        waiting.set()
        return select(timeout)

    monkeypatch.setattr(loop._selector, "select", told)
    done: list[int] = []

    def post() -> None:
        assert waiting.wait(5)
        loop.post(lambda: (in_pass.set(), go_on.wait(5)))  # wakes it, and holds it up
        assert in_pass.wait(5)
        for number in range(100):
            loop.post(done.append, number)  # it is busy: no need to wake it
        go_on.set()

    thread = threading.Thread(target=post)
    thread.start()
    loop.until(lambda: len(done) == 100)
    thread.join()
    assert len(woken) == 1


def test_timers_run_at_their_time_in_order_and_not_when_cancelled(loop):
    seen = []
    loop.call_later(0.004, lambda: seen.append("later"))
    loop.call_later(0.002, lambda: seen.append("soon"))
    cancelled = loop.call_later(0.001, lambda: seen.append("never"))
    cancelled.cancel()
    cancelled.cancel()
    started = loop.time()
    loop.until(lambda: len(seen) == 2)
    assert seen == ["soon", "later"]
    assert loop.time() - started >= 0.004


def test_time_stands_still_within_a_pass(loop):
    times = []
    loop.post(lambda: times.append(loop.time()))
    loop.call_later(0, lambda: times.append(loop.time()))
    loop.until(lambda: len(times) == 2)
    loop.post(lambda: None)
    loop.step()
    assert times[0] == times[1] < loop.time()


def test_a_flush_comes_after_all_else_in_a_pass_and_once(loop):
    seen = []

    class Written:
        def flush(self) -> None:
            seen.append("flush")
            if len(seen) < 5:
                loop.dirty.append(self)

    loop.post(lambda: (loop.dirty.append(Written()), seen.append("posted")))
    loop.call_later(0, lambda: seen.append("timer"))
    loop.step()
    assert seen == ["posted", "timer", "flush"]
    loop.step()
    assert seen == ["posted", "timer", "flush", "flush"]


class Counted:
    """Something that is flushed."""

    def __init__(self) -> None:
        self.flushes = 0

    def flush(self) -> None:
        self.flushes += 1


def test_a_flush_of_many_waits_for_what_is_expected_and_no_longer(loop, monkeypatch):
    crowd = [Counted() for _ in range(MANY)]
    monkeypatch.setattr("gateway.transport.loop.HOLD_SECONDS", SECONDS)
    loop.expecting = lambda: True
    loop.dirty.extend(crowd)
    loop.post(lambda: None)
    loop.step()
    assert not any(each.flushes for each in crowd)
    loop.expecting = lambda: False
    loop.post(lambda: None)
    loop.step()
    assert all(each.flushes == 1 for each in crowd)


def test_what_is_expected_and_does_not_come_is_not_waited_for_long(loop):
    crowd = [Counted() for _ in range(MANY)]
    loop.expecting = lambda: True
    loop.dirty.extend(crowd)
    began = time.monotonic()
    loop.until(lambda: crowd[0].flushes)
    assert HOLD_SECONDS <= time.monotonic() - began < SECONDS
    loop.dirty.extend(crowd[1:])  # of few nobody waits
    loop.step()
    assert [each.flushes for each in crowd] == [1] + [2] * (MANY - 1)


def test_a_socket_is_watched_for_what_is_wanted_now(loop):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        seen: list[int] = []
        loop.watch(ours, 0, seen.append)
        theirs.send(b"x")
        loop.post(lambda: None)
        loop.step()
        assert seen == []
        loop.watch(ours, EVENT_READ, seen.append)
        loop.step()
        assert seen == [EVENT_READ]
        loop.watch(ours, 0, seen.append)
        loop.post(lambda: None)
        loop.step()
        assert seen == [EVENT_READ]
        loop.unwatch(ours)


def test_as_a_role_it_stops_promptly_and_closes_its_sockets():
    loop = EventLoop()
    ours, theirs = socket.socketpair()
    loop.watch(ours, EVENT_READ, lambda mask: None)
    role = Role("gw-loop", loop.run, loop.stop)
    here = []
    role.start()
    loop.post(lambda: here.append(threading.current_thread().name))
    loop.post(role.stop)
    assert role.join(5)
    assert here == ["gw-loop"]
    assert role.failure is None
    assert theirs.recv(1) == b""
    theirs.close()
    loop.post(print, "never")  # harmless


def test_stopped_before_it_runs_it_makes_no_pass():
    loop = EventLoop()
    loop.post(pytest.fail)
    loop.stop()
    loop.run()


def test_a_failing_posted_function_ends_the_role(caplog):
    failed = []
    loop = EventLoop()
    role = Role("gw-loop", loop.run, loop.stop, failed.append)
    role.start()
    loop.post(lambda: 1 // 0)
    assert role.join(5)
    assert failed == [role]
    assert isinstance(role.failure, ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text
