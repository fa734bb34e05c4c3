from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.outbox import Outbox

chunks = st.lists(st.binary(max_size=20), max_size=12)


@given(chunks, st.lists(st.integers(0, 60), max_size=12))
def test_whatever_is_taken_the_rest_is_what_was_put(put, takes):
    outbox, whole = Outbox(), b"".join(put)
    for chunk in put:
        outbox.put(chunk)
    for take in takes:
        count = min(take, outbox.size)
        outbox.took(count)
        whole = whole[count:]
        assert b"".join(outbox.chunks) == whole
        assert outbox.size == len(whole)


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=12), st.integers(0, 250))
def test_dropping_keeps_only_the_rest_of_a_begun_chunk(put, take):
    outbox = Outbox()
    for chunk in put:
        outbox.put(chunk)
    count = min(take, outbox.size)
    outbox.took(count)
    ends = [sum(map(len, put[:number])) for number in range(len(put) + 1)]
    outbox.drop_unbegun()
    end = min(each for each in ends if each >= count)
    assert b"".join(outbox.chunks) == b"".join(put)[count:end]
    assert outbox.size == end - count


def test_a_chunk_is_shared_not_copied():
    outbox, chunk = Outbox(), b"x" * 1000
    outbox.put(chunk)
    assert outbox.chunks[0] is chunk
    outbox.clear()
    assert (outbox.chunks, outbox.size) == ([], 0)
