"""The lists that CAP lines carry."""

from __future__ import annotations

from ircwire.capabilities import Wish, parse_offers, parse_wishes


def test_offers() -> None:
    assert parse_offers("sasl=PLAIN,EXTERNAL batch  server-time= ") == {
        "sasl": "PLAIN,EXTERNAL",
        "batch": "",
        "server-time": "",
    }
    assert parse_offers("") == {}


def test_wishes() -> None:
    assert parse_wishes("batch -echo-message ") == (Wish("batch", True), Wish("echo-message", False))
    assert parse_wishes("") == ()
