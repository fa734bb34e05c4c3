from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from gateway.transport import websocket_frames
from gateway.transport.websocket_frames import FrameCache, frames


def test_a_line_a_frame() -> None:
    assert frames(b"PING :a\r\n:b PONG\r\n", Opcode.TEXT) == b"\x81\x07PING :a\x81\x07:b PONG"
    assert frames(b"PING :a\r\n", Opcode.BINARY) == b"\x82\x07PING :a"


def test_only_binary_carries_what_is_not_utf_8() -> None:
    chunk = b":a PRIVMSG b :caf\xe9\r\n"
    assert frames(chunk, Opcode.BINARY) == b"\x82\x12" + chunk[:-2]
    assert frames(chunk, Opcode.TEXT) == b"\x81\x14" + ":a PRIVMSG b :caf�".encode()


lines = st.binary(min_size=1, max_size=300).map(lambda line: line.translate(None, b"\r\n") + b".")


@given(st.lists(lines), st.sampled_from([Opcode.TEXT, Opcode.BINARY]))
def test_they_are_as_the_library_would_make_them(lines: list[bytes], opcode: Opcode) -> None:
    chunk = b"".join(line + b"\r\n" for line in lines)
    sent = lines if opcode is Opcode.BINARY else [line.decode(errors="replace").encode() for line in lines]
    assert frames(chunk, opcode) == b"".join(Frame(opcode, line).serialize(mask=False) for line in sent)


@pytest.mark.parametrize("size", [1, 125, 126, 65535, 65536, 70000])
def test_sizes(size: int) -> None:
    line = b"x" * size
    assert frames(line + b"\r\n", Opcode.TEXT) == Frame(Opcode.TEXT, line).serialize(mask=False)


def test_a_shared_chunk_is_framed_once_in_a_pass_and_kept_no_longer(loop, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(websocket_frames, "frames", lambda chunk, opcode: made.append(opcode) or b"framed")
    cache = FrameCache(loop, Opcode.TEXT)
    chunk = b"PING :a\r\n"
    for _ in range(500):
        assert cache.of(chunk) == b"framed"
    assert made == [Opcode.TEXT]
    loop.post(lambda: None)
    loop.step()
    assert cache._made == {}
    cache.of(chunk)
    assert len(made) == 2
