from __future__ import annotations

import pytest

from gateway.ops.metrics import Registry
from gateway.ops.transport_metrics import register_transport
from gateway.transport.clients import Clients
from gateway.transport.counts import Counts


def test_counters_and_gauges():
    registry = Registry()
    lines = registry.counter("chorus_lines_total", "Lines said.")
    rooms = registry.gauge("chorus_rooms", "Rooms here.")
    lines.value += 3
    rooms.value = 2.5
    rooms.value -= 1
    assert registry.render() == (
        "# HELP chorus_lines_total Lines said.\n"
        "# TYPE chorus_lines_total counter\n"
        "chorus_lines_total 3\n"
        "# HELP chorus_rooms Rooms here.\n"
        "# TYPE chorus_rooms gauge\n"
        "chorus_rooms 1.5\n"
    )


def test_labels():
    registry = Registry()
    left = {"quit": 1, "slow": 2}
    registry.counters("chorus_disconnects_total", "Disconnects.", "reason", lambda: left)
    left["quit"] += 1
    assert registry.render().splitlines() == [
        "# HELP chorus_disconnects_total Disconnects.",
        "# TYPE chorus_disconnects_total counter",
        'chorus_disconnects_total{reason="quit"} 2',
        'chorus_disconnects_total{reason="slow"} 2',
    ]


def test_what_is_counted_elsewhere_is_read_when_it_is_rendered():
    registry, here = Registry(), {"size": 1}
    registry.gauge("chorus_size", "Size.", lambda: here["size"])
    registry.counters("chorus_by_total", "By.", "kind", lambda: here)
    here["size"] = 5
    assert "chorus_size 5\n" in registry.render()
    assert 'chorus_by_total{kind="size"} 5\n' in registry.render()


def test_texts_are_escaped():
    registry = Registry()
    registry.counters("chorus_odd_total", "Back\\slash\nand line.", "of", lambda: {'a"b\\c\nd': 1})
    assert registry.render().splitlines() == [
        "# HELP chorus_odd_total Back\\\\slash\\nand line.",
        "# TYPE chorus_odd_total counter",
        'chorus_odd_total{of="a\\"b\\\\c\\nd"} 1',
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(10**18, "1000000000000000000"), (0.1, "0.1"), (1e300, "1e+300"), (float("inf"), "+Inf"), (-float("inf"), "-Inf")],
)
def test_numbers_are_written_as_prometheus_reads_them(number, shown):
    registry = Registry()
    registry.gauge("chorus_number", "A number.").value = number
    assert registry.render().splitlines()[-1] == f"chorus_number {shown}"


def test_nothing_is_no_number():
    registry = Registry()
    registry.gauge("chorus_number", "A number.").value = float("nan")
    assert registry.render().endswith("chorus_number NaN\n")


def test_names_follow_the_rules_and_are_given_once():
    registry = Registry()
    registry.counter("chorus_a_total", "A.")
    with pytest.raises(ValueError, match="already"):
        registry.counter("chorus_a_total", "A.")
    with pytest.raises(ValueError, match="not a name for a counter"):
        registry.counter("chorus_b", "B.")
    with pytest.raises(ValueError, match="not a name for a gauge"):
        registry.gauge("chorus_b_total", "B.")
    with pytest.raises(ValueError, match="not a name for a gauge"):
        registry.gauge("rooms", "Rooms.")
    with pytest.raises(ValueError, match="not a label name"):
        registry.counters("chorus_c_total", "C.", "a b", dict)


def test_the_transports_counts():
    registry, counts, clients = Registry(), Counts(), Clients()
    register_transport(registry, counts, clients)
    counts.opened, counts.bytes_in, counts.closed["client"] = 5, 1234, 2
    clients.enter("192.0.2.1")
    text = registry.render()
    assert "chorus_clients 1\n" in text
    assert "chorus_connections_opened_total 5\n" in text
    assert "chorus_bytes_received_total 1234\n" in text
    assert 'chorus_connections_closed_total{cause="client"} 2\n' in text
