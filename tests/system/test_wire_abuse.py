"""Bytes that are no protocol of ours, or too many of them: a clear error or a close, bounded memory, and nobody else
sees or feels it.

Two talk to each other all the while; what one of them hears must be what the other said.
"""

from __future__ import annotations

import itertools
import socket
import ssl
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.system.bystanders import Bystanders, shown
from tests.system.gateways import PATIENCE, Gateway, until
from tests.system.talker import IrcTalker, Talker
from tests.system.vitals import MIB, memory, metric

OPERATOR = "root secret"
ENDLESS = 64 * MIB
GROWTH = 16 * MIB
"""What one hostile client may make a gateway's memory grow by: far less than it sends."""
DELAY = 0.05
"""Seconds that the median line of others may take meanwhile. It takes some milliseconds."""
TOO_LONG = "^:chorus.localhost 417 "
NO_LINE = "^:chorus.localhost 400 .*A line must not contain NUL, CR or LF$"
NOT_UTF8 = "^:chorus.localhost FAIL PRIVMSG INVALID_UTF8 "
SAY = b"PRIVMSG #calm :"
_names = (f"mal{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def gateway(redis_url: str) -> Iterator[Gateway]:
    """With flood control as it is by default."""
    with Gateway(redis_url, "--oper", OPERATOR.replace(" ", ":")) as gateway:
        yield gateway


@pytest.fixture
def bystanders(gateway: Gateway) -> Iterator[Bystanders]:
    """They talk in #calm."""
    with Bystanders(gateway, operator=OPERATOR) as bystanders:
        yield bystanders


# Lines that are none


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (SAY + b"x" * (511 - len(SAY)), TOO_LONG),
        (b"@" + b"t" * 4095 + b" " + SAY + b"x", TOO_LONG),
        (b"@" + b"t" * 8190 + b" " + SAY + b"x", TOO_LONG),
        (b"@a=b " + SAY + b"x" * 512, TOO_LONG),
        (SAY + b"nul\0nul", NO_LINE),
        (SAY + b"one\rPRIVMSG #calm :two", NO_LINE),
        (SAY + b"caf\xe9 \xff\xfe", NOT_UTF8),
    ],
    ids=["513 bytes", "4097 of tags", "8192 of tags", "tags and 513 bytes", "NUL", "CR", "not UTF-8"],
)
def test_a_bad_line_is_one_clear_error_to_its_sender_alone(
    gateway: Gateway, bystanders: Bystanders, line: bytes, error: str
) -> None:
    with IrcTalker(gateway.irc, next(_names)) as mallory:
        mallory.send_bytes(line + b"\r\n")
        mallory.sync()
        (told,) = [line for line in mallory.seen[-2:] if " PONG " not in line]
        mallory.left = [told]
        mallory.expect(error)
        bystanders.delays(20)


def test_the_longest_lines_are_taken(gateway: Gateway, stack: ExitStack) -> None:
    ann, bob = (stack.enter_context(IrcTalker(gateway.irc, nick, "message-tags")) for nick in ("ann", "bob"))
    for talker in (ann, bob):
        talker.join("#long")
    text = b"PRIVMSG #long :"
    ann.send_bytes(text + b"x" * (510 - len(text)) + b"\r\n")
    ann.send_bytes(b"@" + b"t" * 4094 + b" " + text + b"whole\r\n")
    bob.expect(" PRIVMSG #long :x{400,}$")
    bob.expect(" PRIVMSG #long :whole$")
    assert not any(" 417 " in line for line in ann.seen)


# Other protocols


def tls_hello() -> bytes:
    """What a TLS client says first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="chat.example")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def test_a_tls_client_is_told_and_closed(gateway: Gateway, bystanders: Bystanders) -> None:
    for port, before in ((gateway.irc, "ERROR :Closing link: "), (gateway.plain, "")):
        with Talker(port) as client:
            client.send_bytes(tls_hello())
            client.expect(f"^{before}This port does not speak TLS: connect without it$")
            client.expect_end()
    bystanders.delays(20)


HEADER_1 = b"PROXY TCP4 192.0.2.7 192.0.2.1 4000 6667\r\n"
HEADER_2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c" + bytes([192, 0, 2, 7, 192, 0, 2, 1, 15, 160, 26, 11])


def test_a_proxy_header_from_just_anybody_is_text_and_no_address(gateway: Gateway, stack: ExitStack) -> None:
    """Of version 1 a bad command or a bad name; of version 2, which ends with QUIT for just this, a goodbye."""
    irc = stack.enter_context(Talker(gateway.irc))
    irc.send_bytes(HEADER_1 + b"NICK eve\r\nUSER eve 0 * :Eve\r\nWHOIS eve\r\n")
    irc.expect(" 451 ")
    irc.expect(" 311 eve eve ~eve 127.0.0.1 ")
    plain = stack.enter_context(Talker(gateway.plain))
    plain.send_bytes(HEADER_1 + b"pat\r\n")
    plain.expect("^A name must not .*What is your name")
    plain.expect("^Hi there, pat!")
    irc.send("WHOIS pat")
    irc.expect(" 311 eve pat ~plain 127.0.0.1 ")
    for port, words in ((gateway.irc, "^ERROR :Closing link: \\(Quit\\)$"), (gateway.plain, "^QUIT$")):
        late = stack.enter_context(Talker(port))
        late.send_bytes(HEADER_2 + b"NICK eva\r\nUSER eva 0 * :Eva\r\n")
        late.expect(words)
        late.expect_end()
    assert not any("192.0.2.7" in line for line in gateway.log)


# Too many bytes


def pour(sock: socket.socket, data: bytes, count: int, seconds: float) -> int:
    """Send so many bytes, `data` again and again, reading what is answered; how many were taken in this time."""
    sock.settimeout(0.05)
    sent, deadline = 0, time.monotonic() + seconds
    view = memoryview(data * (65536 // len(data)))
    while sent < count and time.monotonic() < deadline:
        try:
            sent += sock.send(view[sent % len(data) :])
        except TimeoutError:
            continue
    return sent


@pytest.mark.parametrize(
    ("dialect", "begin", "data"),
    [
        ("irc", b"", b"x"),
        ("irc", b"@", b"t"),
        ("irc", b"", b"\r\n"),
        ("irc", b"NICK %(name)b\r\nUSER mal 0 * :M\r\n", b"x"),
        ("plain", b"", b"x"),
        ("plain", b"%(name)b\r\n\xff\xfa", b"x"),
        ("plain", b"%(name)b\r\n", b"\xff\xf1"),
    ],
    ids=["IRC", "IRC tags", "IRC, blank lines", "IRC, registered", "plain", "telnet option", "telnet commands"],
)
def test_bytes_without_end_are_not_kept(
    gateway: Gateway, bystanders: Bystanders, dialect: str, begin: bytes, data: bytes
) -> None:
    """IRC drops them as they come. What the plain dialect counts as lines is held back by flood control: TCP pushes
    back."""
    calm = bystanders.delays(200)
    at_start = memory(gateway)
    port = gateway.irc if dialect == "irc" else gateway.plain
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as sock:
        sock.sendall(begin % {b"name": next(_names).encode()})
        began = time.monotonic()
        sent = pour(sock, data, ENDLESS, 5.0 if dialect == "irc" else 1.0)
        seconds = time.monotonic() - began
        meanwhile = bystanders.delays(50)
        grown = memory(gateway) - at_start
    print(
        f"{sent / MIB:.1f} MiB in {seconds:.1f} s: memory +{grown / MIB:.1f} MiB; "
        f"a line of others: {shown(calm)} before, {shown(meanwhile)} meanwhile"
    )
    assert grown < GROWTH
    assert statistics.median(meanwhile) < DELAY


def test_lines_too_long_without_end_are_slowed(gateway: Gateway, bystanders: Bystanders) -> None:
    at_start = memory(gateway)
    with IrcTalker(gateway.irc, next(_names)) as mal, ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(("127.0.0.1", gateway.irc))) for _ in range(20)]
        sent = sum(pour(sock, b"x" * 600 + b"\n", MIB, 0.2) for sock in (mal._sock, *socks))
        mal.expect(TOO_LONG)
        meanwhile = bystanders.delays(100)
        grown = memory(gateway) - at_start
    print(f"{sent / MIB:.1f} MiB of them taken: memory +{grown / MIB:.1f} MiB; a line of others {shown(meanwhile)}")
    assert grown < GROWTH
    assert statistics.median(meanwhile) < DELAY


HELD_BACK = 100
HELD_BYTES = 192 * 1024
"""Of memory that one of them may cost: what one read brings, and as much again for its buffers."""


@pytest.mark.parametrize("dialect", ["irc", "plain"])
def test_many_who_are_held_back_cost_no_more_than_their_bytes(
    gateway: Gateway, bystanders: Bystanders, dialect: str
) -> None:
    """Each has sent what a gateway reads at once, in the shortest of lines, and is read no further."""
    at_start = memory(gateway)
    port = gateway.irc if dialect == "irc" else gateway.plain
    with ExitStack() as stack:
        received = metric(gateway, "chorus_bytes_received_total")
        for _ in range(HELD_BACK):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
            sock.sendall(b"ab\n" * 21000)
        until(lambda: metric(gateway, "chorus_bytes_received_total") - received > HELD_BACK * 32 * 1024)
        meanwhile = bystanders.delays(100)
        grown = memory(gateway) - at_start
    print(f"{grown / HELD_BACK / 1024:.0f} KiB each; a line of others {shown(meanwhile)}")
    assert grown < HELD_BACK * HELD_BYTES
    assert statistics.median(meanwhile) < DELAY
