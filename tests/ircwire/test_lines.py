"""Lines: cutting, reading, writing. Whatever bytes come and however they are cut, only WireError is raised."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.errors import LineTooLong, NotUtf8, WireError
from ircwire.lines import CLIENT_TAG_BYTES, CONTENT_BYTES, LINE_BYTES, Line, LineBuffer, build, decode, parse

TOO_LONG = "too long"


def taken(buffer: LineBuffer) -> list[bytes | str]:
    """Everything that can be taken; TOO_LONG in the place of each line that was."""
    lines: list[bytes | str] = []
    while buffer:
        try:
            line = buffer.take()
        except LineTooLong:
            lines.append(TOO_LONG)
        else:
            assert line is not None
            lines.append(line)
    assert buffer.take() is None
    return lines


def cut(data: bytes, tag_bytes: int = CLIENT_TAG_BYTES) -> list[bytes | str]:
    buffer = LineBuffer(tag_bytes)
    buffer.feed(data)
    return taken(buffer)


def test_lines_end_with_lf_or_cr_lf() -> None:
    assert cut(b"A\r\nB\nC\r\n\r\n \nD") == [b"A", b"B", b"C"]


def test_a_line_may_come_byte_by_byte() -> None:
    buffer = LineBuffer()
    for byte in b"PING x\r":
        buffer.feed(bytes([byte]))
        assert not buffer
    buffer.feed(b"\n")
    assert taken(buffer) == [b"PING x"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_longest_line_is_taken_and_a_longer_one_is_one_error(end: bytes) -> None:
    assert cut(b"x" * CONTENT_BYTES + end) == [b"x" * CONTENT_BYTES]
    assert cut(b"x" * (CONTENT_BYTES + 1) + end + b"NEXT" + end) == [TOO_LONG, b"NEXT"]


def test_tags_have_room_of_their_own() -> None:
    tags = b"@" + b"t" * (CLIENT_TAG_BYTES - 2) + b" "
    content = b"x" * CONTENT_BYTES
    assert cut(tags + content + b"\n") == [tags + content]
    assert cut(b"@t" + tags[1:] + content[:5] + b"\n") == [TOO_LONG]
    assert cut(b"@t " + content + b"x\n") == [TOO_LONG]
    assert cut(b"@t " + b"x" * 9 + b"\n", tag_bytes=0) == [TOO_LONG]


def test_a_reader_may_take_longer_lines() -> None:
    content = b"x" * 8000
    for cut_at in (0, 600, 8000):
        buffer = LineBuffer(20, 8000)
        stream = b"@a=b " + content + b"\r\n" + content + b"x\n" + b"@" + b"t" * 20 + b" x\nNEXT\n"
        buffer.feed(stream[:cut_at])
        buffer.feed(stream[cut_at:])
        assert taken(buffer) == [b"@a=b " + content, TOO_LONG, TOO_LONG, b"NEXT"]


def test_an_endless_line_is_one_error_and_is_not_kept() -> None:
    buffer = LineBuffer(CLIENT_TAG_BYTES)
    for _ in range(100):
        buffer.feed(b"@" * 1000)
    assert taken(buffer) == [TOO_LONG]
    buffer.feed(b"still it\nNEXT\n")
    assert taken(buffer) == [b"NEXT"]


@pytest.mark.parametrize("unit", [b"\n", b"a\n", b"ab\n"])
def test_many_short_lines_wait_in_the_memory_of_their_bytes(unit: bytes) -> None:
    """A client that is not read any further waits with all that one read has brought."""
    data = unit * (65536 // len(unit)) + b"END\n"
    buffer = LineBuffer()
    tracemalloc.start()
    try:
        buffer.feed(data)
        assert buffer
        assert tracemalloc.get_traced_memory()[0] < 2 * len(data)
    finally:
        tracemalloc.stop()
    assert taken(buffer) == [line for line in data.split(b"\n") if line]


@given(
    st.lists(
        st.sampled_from([b"\n" * 300, b"@a=b ", b"x" * 300, b"\n", b"\r\n", b"\r", b" ", b":", b"@" + b"t" * 60 + b" "])
    ),
    st.lists(st.floats(0, 1), max_size=5),
)
def test_it_does_not_matter_where_the_stream_is_cut(parts: list[bytes], cuts: list[float]) -> None:
    stream = b"".join(parts)
    buffer = LineBuffer(64)
    places = [0, *sorted(int(cut * len(stream)) for cut in cuts), len(stream)]
    for start, end in pairwise(places):
        buffer.feed(stream[start:end])
    assert taken(buffer) == cut(stream, 64)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("PING", Line({}, "", "PING", ())),
        ("privmsg #a :hi there", Line({}, "", "PRIVMSG", ("#a", "hi there"))),
        (":a!b@c  JOIN   #a  ", Line({}, "a!b@c", "JOIN", ("#a",))),
        ("@a=1;b;+c/d=\\s :s 001 n :", Line({"a": "1", "b": "", "+c/d": " "}, "s", "001", ("n", ""))),
        ("@a=1  :s X :a :b", Line({"a": "1"}, "s", "X", ("a :b",))),
        ("USER a b c ::)", Line({}, "", "USER", ("a", "b", "c", ":)"))),
        ("X a:b c", Line({}, "", "X", ("a:b", "c"))),
        ("no_such :x", Line({}, "", "NO_SUCH", ("x",))),
        ("X a\u00a0b", Line({}, "", "X", ("a\u00a0b",))),
    ],
)
def test_reading(text: str, line: Line) -> None:
    assert parse(text) == line


@pytest.mark.parametrize("text", ["", " ", ":a", "@a", "@a :b", ":", "É x", "A\0", "A\rB", "A\nB", "A-B", "_", ":a :b"])
def test_what_is_no_line(text: str) -> None:
    with pytest.raises(WireError):
        parse(text)


def test_what_is_not_utf8() -> None:
    assert decode("é".encode()) == "é"
    with pytest.raises(NotUtf8):
        decode(b"caf\xe9")


@given(st.binary(max_size=600))
def test_any_bytes_are_a_line_or_a_wire_error(raw: bytes) -> None:
    try:
        line = parse(decode(raw))
    except WireError:
        return
    assert line.command.replace("_", "").isalnum()


def test_writing() -> None:
    assert build("PING") == b"PING\r\n"
    assert build("JOIN", "#a") == b"JOIN #a\r\n"
    assert build("PRIVMSG", "#a", "", source="s", tags={"a": "x y"}) == b"@a=x\\sy :s PRIVMSG #a :\r\n"
    assert build("CAP", "*", "LS", "batch", colon=True) == b"CAP * LS :batch\r\n"
    assert build("PRIVMSG", "#a", ":)") == b"PRIVMSG #a ::)\r\n"


@pytest.mark.parametrize(
    "params", [("", "x"), (":a", "x"), ("a b", "x"), ("a\r\nQUIT",), ("a\0",), ("a\n", "x"), ("a", "b\r")]
)
def test_no_line_can_be_smuggled_into_another(params: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        build("X", *params)


def test_tags_that_no_line_can_carry() -> None:
    with pytest.raises(ValueError):
        build("X", tags={"a": "x" * 8191})
    with pytest.raises(ValueError):
        build("X", tags={"a": "\0"})


TEXT = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]))
WORD = st.text(st.characters(exclude_characters="\0\r\n :", exclude_categories=["Cs"]), min_size=1, max_size=20)
KEY = st.text("abcABC019-/.+", min_size=1, max_size=12)


@given(
    st.dictionaries(KEY, st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
    WORD,
    st.lists(WORD, max_size=4),
    TEXT,
)
def test_what_is_written_is_read_again(tags: dict[str, str], source: str, words: list[str], text: str) -> None:
    text = text[:50]
    raw = build("PRIVMSG", *words, text, source=source, tags=tags)
    assert cut(raw, 8191) == [raw[:-2]]
    assert parse(decode(raw[:-2])) == Line(tags, source, "PRIVMSG", (*words, text))


@given(st.text(st.sampled_from("aé漢😀 "), max_size=600))
def test_a_line_never_exceeds_512_bytes_nor_ends_inside_a_character(text: str) -> None:
    raw = build("PRIVMSG", "#a", text)
    assert len(raw) <= LINE_BYTES
    assert text.startswith(parse(decode(raw[:-2])).params[1])
