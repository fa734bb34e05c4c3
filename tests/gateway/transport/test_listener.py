from __future__ import annotations

import errno
import logging
import os
import resource
import socket

import pytest

from gateway.transport import listener
from gateway.transport.clients import Clients
from gateway.transport.counts import Counts
from gateway.transport.entrance import Entrance, Rules
from gateway.transport.listener import Listener
from gateway.transport.sockets import bind_socket, name_of, port_of

from .conftest import SECONDS, Recorder, read_all


def test_clients_get_an_owner_with_their_address(loop, house):
    here = house()
    clients = [here.connect() for _ in range(3)]
    loop.until(lambda: len(here.accepted) == 3)
    assert {c.port for c in here.accepted} == {client.getsockname()[1] for client in clients}
    assert {c.address for c in here.accepted} == {"127.0.0.1"}
    assert len({c.id for c in here.accepted}) == 3
    clients[0].sendall(b"hello")
    loop.until(lambda: any(handler.data == b"hello" for handler in here.handlers))
    assert (here.clients.count, here.counts.open, here.counts.opened) == (3, 3, 3)
    clients[0].close()
    loop.until(lambda: here.clients.count == 2)


def test_what_the_owner_writes_on_opening_is_sent(loop, house):
    here = house()
    accept = here.accept

    def greet(connection):
        connection.write(b"welcome\n")
        return accept(connection)

    here.entrance._accept = greet
    client = here.connect()
    loop.until(lambda: here.accepted)
    assert client.recv(100) == b"welcome\n"


def test_all_addresses_ipv4_is_shown_as_such(loop, house):
    here = house(host="*")
    here.connect("127.0.0.1")
    loop.until(lambda: here.accepted)
    assert here.accepted[0].address == "127.0.0.1"
    assert here.listener.name == f"*:{here.listener.port}"


def test_ipv6(loop, house):
    try:
        here = house(host="::1")
    except OSError as error:
        assert "cannot listen on [::1]" in error.strerror.lower()  # this machine has no IPv6, and is told so
        return
    here.connect("::1")
    loop.until(lambda: here.accepted)
    assert here.accepted[0].address == "::1"
    assert here.listener.name == f"[::1]:{here.listener.port}"


def test_nobody_is_let_in_before_the_start():
    with bind_socket("127.0.0.1", 0) as sock, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(sock)), SECONDS)


def test_after_the_stop_nobody_comes_in_and_nobody_goes(loop, house):
    here = house()
    client = here.connect()
    loop.until(lambda: here.accepted)
    here.listener.stop()
    here.listener.stop()
    with pytest.raises(ConnectionRefusedError):
        here.connect()
    client.sendall(b"still here")
    loop.until(lambda: here.handlers[0].data == b"still here")


def test_two_processes_may_share_a_port():
    if not hasattr(socket, "SO_REUSEPORT"):
        pytest.skip("this system has no SO_REUSEPORT")
    with (
        bind_socket("127.0.0.1", 0, share_port=True) as first,
        bind_socket("127.0.0.1", port_of(first), share_port=True) as second,
    ):
        assert name_of(first) == name_of(second) == f"127.0.0.1:{port_of(first)}"


def test_a_port_in_use_is_told_in_a_sentence():
    with bind_socket("127.0.0.1", 0) as sock:
        sock.listen()
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port_of(sock)}: Address already in use"):
            bind_socket("127.0.0.1", port_of(sock))


def test_a_name_that_is_none_is_told_in_a_sentence():
    with pytest.raises(OSError, match="cannot listen on no such host:6667: ") as caught:
        bind_socket("no such host", 6667)
    assert caught.value.strerror


def test_an_inherited_socket_that_listens_already_will_do(loop):
    accepted = []
    given = socket.create_server(("127.0.0.1", 0))
    inherited = socket.socket(fileno=os.dup(given.fileno()))
    given.close()
    counts = Counts()
    way_in = Entrance(loop, lambda c: accepted.append(c) or Recorder(), lambda limit: b"", Clients(), counts, Rules())
    listening = Listener(loop, inherited, way_in)
    listening.listen()
    listening.start()
    with socket.create_connection(("127.0.0.1", listening.port), SECONDS):
        loop.until(lambda: accepted)
    listening.stop()


# When something goes wrong


def test_without_file_descriptors_it_pauses_with_one_warning_and_goes_on(loop, house, caplog, monkeypatch):
    monkeypatch.setattr(listener, "_PAUSE", 0.001)
    here = house()
    here.connect()
    lowest_free = os.dup(0)
    os.close(lowest_free)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
    try:
        loop.until(lambda: here.counts.accept_pauses == 3)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert here.accepted == []
    loop.until(lambda: here.accepted)
    assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.WARNING]
    assert "Too many open files" in caplog.text


def test_stopped_while_it_pauses_it_does_not_come_back(loop, house, monkeypatch):
    monkeypatch.setattr(listener, "_PAUSE", 0.001)
    here = house()
    here.listener._exhaust(OSError(errno.EMFILE, "Too many open files"))
    here.listener.stop()
    later = []
    loop.call_later(0.005, lambda: later.append(None))
    loop.until(lambda: later)
    assert here.accepted == []


def test_an_owner_that_cannot_be_made_costs_that_connection_only(loop, house, caplog):
    here = house()
    accept, here.entrance._accept = here.entrance._accept, lambda connection: 1 // 0
    client = here.connect()
    loop.until(lambda: here.counts.handler_errors)
    assert read_all(client) == b""
    here.entrance._accept = accept
    here.connect()
    loop.until(lambda: here.accepted)
    assert (here.clients.count, here.counts.open) == (1, 1)
    assert "ZeroDivisionError" in caplog.text
