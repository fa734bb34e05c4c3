"""What the subscriber does when the live path and the log do not fit: fill the hole, or say that the place is lost."""

from __future__ import annotations

import redis

from gateway.bus.codec.facts import decode_message
from gateway.bus.keys import FACTS, LAST, LOG
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Said
from tests.gateway.bus.station import Station


def said(station: Station) -> list[str]:
    return [fact.text for fact in station.facts if isinstance(fact, Said)]


def message(before: int, newest: int, *texts: str) -> bytes:
    rows = [f"{newest}abcd\nS\nu\nx!u@h\n\n#lobby\n#lobby\nPRIVMSG\n{text}\n" for text in texts]
    return "\0".join([f"1\n{before}\n{newest}", *rows]).encode()


def append(client: redis.Redis, before: int, newest: int, text: str) -> bytes:
    """To the log, but not to the live path."""
    data = message(before, newest, text)
    client.xadd(LOG, {"f": data}, id=str(newest))
    client.set(LAST, newest)
    return data


def test_what_the_live_path_lost_is_read_from_the_log(station: Station, client: redis.Redis) -> None:
    ann = station.member("ann", "#lobby")
    one = station.say(ann, "#lobby", "one").at
    for number in range(250):
        append(client, one + number, one + number + 1, f"unheard {number}")
    station.say(ann, "#lobby", "two")
    assert said(station) == ["one", *(f"unheard {number}" for number in range(250)), "two"]
    assert station.bus.counts.filled >= 250 and station.bus.counts.holes >= 1
    assert station.losses == []


def test_a_message_that_comes_twice_is_applied_once(station: Station, client: redis.Redis) -> None:
    ann = station.member("ann", "#lobby")
    one = station.say(ann, "#lobby", "one").at
    data = append(client, one, one + 1, "two")
    for _ in range(2):
        client.publish(FACTS, data)
    station.say(ann, "#lobby", "three")
    assert said(station) == ["one", "two", "three"]


def test_a_tick_shows_a_hole_too(station: Station, client: redis.Redis) -> None:
    ann = station.member("ann", "#lobby")
    one = station.say(ann, "#lobby", "one").at
    append(client, one, one + 1, "two")
    client.publish(FACTS, message(one + 1, one + 1))
    station.until(lambda: said(station) == ["one", "two"])


def test_a_log_that_was_trimmed_or_lost_is_said_not_hidden(station: Station, client: redis.Redis) -> None:
    ann = station.member("ann", "#lobby")
    one = station.say(ann, "#lobby", "one").at
    append(client, one, one + 1, "unheard")
    append(client, one + 1, one + 2, "unheard too")
    client.xtrim(LOG, maxlen=1, approximate=False)
    client.publish(FACTS, message(one + 2, one + 2))
    station.until(lambda: station.losses == [Disconnect.RESYNC])
    assert station.bus.counts.resynchronisations == 1
    station.catch_up(one + 2)
    station.say(ann, "#lobby", "two")
    assert said(station) == ["one", "two"]


def test_a_quiet_log_that_was_trimmed_is_no_hole(station: Station, client: redis.Redis) -> None:
    ann = station.member("ann", "#lobby")
    one = station.say(ann, "#lobby", "one").at
    append(client, one, one + 1, "two")
    client.xtrim(LOG, maxlen=1, approximate=False)
    client.publish(FACTS, message(one + 1, one + 1))
    station.until(lambda: said(station) == ["one", "two"])
    assert station.losses == []


def test_what_a_newer_gateway_adds_is_passed_over() -> None:
    newer = b"2\n1\n3\nmore\0" + b"2abcd\nZ\nunknown\n" + b"\0" + message(0, 3, "hello").split(b"\0")[1] + b"\nmore"
    decoded = decode_message(newer)
    assert (decoded.before, decoded.newest) == (1, 3)
    assert [fact.text for fact in decoded.facts if isinstance(fact, Said)] == ["hello"]
