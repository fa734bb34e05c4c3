from __future__ import annotations

import ipaddress
import logging
import socket
import struct

import pytest

from gateway.transport import entrance
from gateway.transport.connection import _RESET_ON_CLOSE, ConnectionLimits
from gateway.transport.descriptors import SPARE
from gateway.transport.proxy import SIGNATURE

from .conftest import read_all


def v2(command: int, address: str, port: int) -> bytes:
    body = ipaddress.ip_address(address).packed + bytes(4) + struct.pack("!HH", port, 6667)
    return SIGNATURE + bytes([0x20 | command, 0x11]) + struct.pack("!H", len(body)) + body


TRUSTED = (ipaddress.ip_network("127.0.0.0/8"),)


# Limits


def test_over_the_limit_a_client_is_told_why_and_closed(loop, house):
    here = house(max_clients=1)
    first = here.connect()
    loop.until(lambda: here.accepted)
    second = here.connect()
    second.sendall(b"NICK ann\r\nUSER ann 0 * :Ann\r\n")
    loop.until(lambda: here.counts.refused)
    assert read_all(second) == b"Sorry: CLIENTS\r\n"
    second.close()
    first.close()
    loop.until(lambda: here.counts.open == 0)
    here.connect()
    loop.until(lambda: len(here.accepted) == 2)
    assert here.clients.count == 1


def test_one_who_is_turned_away_and_stays_is_closed_soon(loop, house):
    here = house(max_per_address=1, turned_away_linger=0.01)
    here.connect()
    loop.until(lambda: here.accepted)
    client = here.connect()
    loop.until(lambda: here.counts.refused and here.counts.open == 1)
    assert read_all(client) == b"Sorry: ADDRESS\r\n"
    assert here.entrance._turned_away == 0


def test_a_crowd_that_is_turned_away_is_not_held(loop, house, monkeypatch):
    monkeypatch.setattr(entrance, "_TURNED_AWAY_AT_ONCE", 2)
    here = house(max_clients=1)
    for _ in range(10):
        here.connect()
    loop.until(lambda: here.counts.refused == 9)
    assert here.counts.open == 3


def test_a_banned_address_is_told_why_and_is_nobodys_client(loop, house):
    here = house()
    here.clients.why_banned = {"127.0.0.1": "spam"}.get
    client = here.connect()
    loop.until(lambda: here.counts.refused)
    assert read_all(client) == b"Sorry: BANNED (spam)\r\n"
    assert (here.accepted, here.clients.count) == ([], 0)


def test_behind_a_proxy_it_is_the_clients_address_that_is_banned(loop, house):
    here = house(proxies=TRUSTED)
    here.clients.why_banned = {"203.0.113.9": "spam"}.get
    banned, other = here.connect(), here.connect()
    banned.sendall(v2(1, "203.0.113.9", 4000))
    other.sendall(v2(1, "203.0.113.8", 4000))
    loop.until(lambda: here.counts.refused and here.accepted)
    assert read_all(banned) == b"Sorry: BANNED (spam)\r\n"
    assert [connection.address for connection in here.accepted] == ["203.0.113.8"]


def test_listeners_share_the_limits(loop, house):
    one, other = house(max_clients=1), house()
    other.entrance._clients = one.clients
    one.connect()
    loop.until(lambda: one.accepted)
    client = other.connect()
    loop.until(lambda: other.counts.refused)
    assert read_all(client) == b"Sorry: CLIENTS\r\n"


def test_the_last_file_descriptors_are_not_for_clients(loop, house, monkeypatch, caplog):
    here = house()
    here.connect()
    loop.until(lambda: here.accepted)
    monkeypatch.setattr(entrance, "is_spare", lambda descriptor: True)
    turned_away = [here.connect() for _ in range(3)]
    loop.until(lambda: here.counts.refused == 3)
    assert [read_all(client) for client in turned_away] == [b"Sorry: DESCRIPTORS\r\n"] * 3
    assert (len(here.accepted), here.clients.count) == (1, 1)
    assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.WARNING]
    monkeypatch.setattr(entrance, "is_spare", lambda descriptor: False)
    here.connect()
    loop.until(lambda: len(here.accepted) == 2)


def test_of_those_turned_away_only_some_hold_one_of_the_last_descriptors(loop, house, monkeypatch):
    monkeypatch.setattr(entrance, "is_spare", lambda descriptor: True)
    here = house()
    for _ in range(SPARE + 8):
        here.connect()
    loop.until(lambda: here.counts.refused == SPARE + 8)
    assert here.counts.open == SPARE // 2


# Behind a proxy


@pytest.mark.parametrize("header", [b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 6667\r\n", v2(1, "192.0.2.7", 56324)])
def test_a_proxys_client_has_its_own_address(loop, house, header):
    here = house(proxies=TRUSTED)
    client = here.connect()
    client.sendall(header[:9])
    here.passes()
    assert here.accepted == []
    client.sendall(header[9:] + b"hello")
    loop.until(lambda: here.accepted)
    assert (here.accepted[0].address, here.accepted[0].port) == ("192.0.2.7", 56324)
    assert here.handlers[0].data == b"hello"
    client.sendall(b" there")
    loop.until(lambda: here.handlers[0].data == b"hello there")
    client.close()
    loop.until(lambda: here.handlers[0].ends)
    assert here.clients.count == 0


def test_limits_count_the_clients_address_not_the_proxys(loop, house):
    here = house(proxies=TRUSTED, max_per_address=1)
    for address in ("192.0.2.7", "192.0.2.8"):
        here.connect().sendall(v2(1, address, 1))
    loop.until(lambda: len(here.accepted) == 2)
    third = here.connect()
    third.sendall(v2(1, "192.0.2.8", 2))
    loop.until(lambda: here.counts.refused)
    assert read_all(third) == b"Sorry: ADDRESS\r\n"


@pytest.mark.parametrize("tell", [b"NICK ann\r\n", b"PROXY nonsense\r\n"])
def test_a_proxy_that_does_not_say_whose_connection_it_is_is_not_served(loop, house, caplog, tell):
    here = house(proxies=TRUSTED)
    client = here.connect()
    client.sendall(tell)
    loop.until(lambda: here.counts.bad_proxy_headers)
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert (here.accepted, here.counts.open) == ([], 0)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_header_that_does_not_come_in_time(loop, house, caplog):
    here = house(proxies=TRUSTED, header_time=0.01)
    here.connect().sendall(b"PROXY TCP4 ")
    loop.until(lambda: here.counts.bad_proxy_headers)
    assert here.counts.open == 0
    assert "in time" in caplog.text


def test_a_health_check_is_nobody(loop, house, caplog):
    caplog.set_level(logging.INFO)
    here = house(proxies=TRUSTED)
    client = here.connect()
    client.sendall(v2(0, "192.0.2.7", 1))
    client.close()
    loop.until(lambda: here.counts.opened and not here.counts.open)
    assert (here.accepted, caplog.records, here.counts.bad_proxy_headers) == ([], [], 0)


def test_a_health_check_that_says_something_is_a_client_with_its_real_address(loop, house):
    here = house(proxies=TRUSTED)
    client = here.connect()
    client.sendall(v2(0, "192.0.2.7", 1))
    here.passes()
    assert here.accepted == []
    client.sendall(b"hello")
    loop.until(lambda: here.accepted)
    assert (here.accepted[0].address, here.handlers[0].data) == ("127.0.0.1", b"hello")


def test_a_health_check_that_stays_is_closed(loop, house):
    here = house(proxies=TRUSTED, header_time=0.01, connection=ConnectionLimits(linger=0.01))
    client = here.connect()
    client.sendall(v2(0, "192.0.2.7", 1))
    loop.until(lambda: here.counts.opened and not here.counts.open)
    assert read_all(client) == b""
    assert here.counts.bad_proxy_headers == 0


def test_from_elsewhere_a_header_is_the_clients_own_text(loop, house):
    here = house(proxies=(ipaddress.ip_network("10.0.0.0/8"),))
    header = v2(1, "192.0.2.7", 1)
    here.connect().sendall(header)
    loop.until(lambda: here.handlers and here.handlers[0].data == header)
    assert here.accepted[0].address == "127.0.0.1"


def test_a_proxy_that_resets_is_let_go(loop, house):
    here = house(proxies=TRUSTED)
    client = here.connect()
    client.sendall(b"PROXY ")
    here.passes()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    client.close()
    loop.until(lambda: here.counts.opened and not here.counts.open)
    assert here.counts.closed == {"network": 1}
