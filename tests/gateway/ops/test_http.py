from __future__ import annotations

import http.client
import os
import queue
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from gateway.ops import http as ops_http
from gateway.ops.http import HttpServer
from gateway.ops.metrics import Registry
from gateway.role import Role

SECONDS = 5.0


class House:
    """An HTTP port with a health that the test decides, and requests to it."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.healthy, self.ready = (True, ""), (True, "")
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        self.server = HttpServer(sock, self.registry, lambda: self.healthy, lambda: self.ready)
        self.role = Role("gw-http", self.server.run, self.server.stop)
        self.role.start()

    def ask(self, path: str, method: str = "GET") -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=SECONDS)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, response.headers.get("Content-Type", ""), response.read()
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), SECONDS)


@pytest.fixture
def house() -> Iterator[House]:
    here = House()
    yield here
    here.role.stop()
    assert here.role.join(SECONDS)
    assert here.role.failure is None


TEXT = "text/plain; charset=utf-8"


def test_healthy_and_ready(house):
    assert house.ask("/healthz") == (200, TEXT, b"ok\n")
    assert house.ask("/readyz") == (200, TEXT, b"ok\n")
    house.ready = (False, "no tick from Redis for 3 s")
    assert house.ask("/readyz?verbose") == (503, TEXT, b"no tick from Redis for 3 s\n")
    assert house.ask("/healthz")[0] == 200
    house.healthy = (False, "gw-sub has ended")
    assert house.ask("/healthz") == (503, TEXT, b"gw-sub has ended\n")


def test_metrics(house):
    house.registry.counter("chorus_lines_total", "Lines.").value += 2
    assert house.ask("/metrics") == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        b"# HELP chorus_lines_total Lines.\n# TYPE chorus_lines_total counter\nchorus_lines_total 2\n",
    )


def test_head_has_no_body(house):
    assert house.ask("/healthz", "HEAD") == (200, TEXT, b"")


def test_other_paths_and_methods(house):
    assert house.ask("/")[0] == 404
    assert house.ask("/metrics", "POST")[0] == 501


def test_what_fails_is_a_500_and_the_next_is_served(house, caplog):
    house.ready = None  # type: ignore[assignment]
    assert house.ask("/readyz")[0] == 500
    assert "TypeError" in caplog.text
    assert house.ask("/healthz")[0] == 200


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
def test_a_stuck_client_is_given_up(house, monkeypatch, sent):
    monkeypatch.setattr(ops_http, "SECONDS", 0.02)
    with house.connect() as stuck:
        stuck.sendall(sent)
        assert house.ask("/healthz")[0] == 200
        assert stuck.recv(1) == b""


def test_a_client_that_drips_is_given_up(house, monkeypatch):
    monkeypatch.setattr(ops_http, "SECONDS", 0.05)
    ended = threading.Event()

    def drip() -> None:
        try:
            while True:
                stuck.sendall(b"GET / ")
                if ended.wait(0.005):
                    return
        except OSError:
            pass  # given up

    with house.connect() as stuck:
        thread = threading.Thread(target=drip)
        thread.start()
        assert house.ask("/healthz")[0] == 200
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"x" * 20_000]
)
def test_garbage_harms_nobody(house, sent):
    with house.connect() as client:
        client.sendall(sent)
        assert house.ask("/healthz")[0] == 200


def test_it_stops_while_nobody_asks():
    here = House()
    here.role.stop()
    assert here.role.join(SECONDS)
    with pytest.raises(ConnectionRefusedError):
        here.connect()
    here.server.stop()


def test_without_file_descriptors_it_pauses_and_goes_on(house, monkeypatch):
    monkeypatch.setattr(ops_http, "_PAUSE", 0.02)
    tries = queue.SimpleQueue()
    get_request = house.server._server.get_request
    monkeypatch.setattr(house.server._server, "get_request", lambda: (tries.put(time.monotonic()), get_request())[1])
    with socket.socket() as client:
        client.settimeout(SECONDS)
        lowest_free = os.dup(0)
        os.close(lowest_free)
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
        try:
            client.connect(("127.0.0.1", house.server.port))
            client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            first, _, third = (tries.get(timeout=SECONDS) for _ in range(3))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert third - first >= 2 * 0.02
        assert b"200 OK" in client.recv(4096)
