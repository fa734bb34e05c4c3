from __future__ import annotations

import pytest

from gateway.transport.clients import Clients, Limit, plain_ip


def test_no_limits():
    clients = Clients()
    assert [clients.enter("192.0.2.1") for _ in range(1000)] == [None] * 1000
    assert clients.count == 1000


def test_in_total():
    clients = Clients(max_clients=2)
    assert [clients.enter(f"192.0.2.{number}") for number in range(3)] == [None, None, Limit.CLIENTS]
    clients.leave("192.0.2.0")
    assert clients.enter("192.0.2.9") is None
    assert clients.count == 2


def test_of_one_address():
    clients = Clients(max_per_address=1)
    assert clients.enter("192.0.2.1") is None
    assert clients.enter("192.0.2.1") is Limit.ADDRESS
    assert clients.enter("192.0.2.2") is None
    clients.leave("192.0.2.1")
    assert clients.enter("192.0.2.1") is None


def test_an_ipv6_home_is_one_address():
    clients = Clients(max_per_address=1)
    assert clients.enter("2001:db8:0:1::5") is None
    assert clients.enter("2001:db8:0:1:ffff::6") is Limit.ADDRESS
    assert clients.enter("2001:db8:0:2::5") is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::0:1", "2001:db8::1"),
    ],
)
def test_addresses_as_people_know_them(text, plain):
    assert plain_ip(text) == plain
