"""WebSocket on real gateways: conversations with all other clients, proxies in front, and what is refused."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.certificates import Pem, trusting
from tests.system.gateways import PATIENCE, Gateway
from tests.system.talker import IrcTalker, PlainTalker, Talker

TEXT, BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")
TRUSTING = ("--listen-ws", "127.0.0.1:0", "--proxy-from", "127.0.0.1", "--log-level", "debug")


class WebTalker:
    """A client by WebSocket: each message one line."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket

    def send(self, *lines: str | bytes) -> None:
        for line in lines:
            self.websocket.send(line)

    def expect(self, pattern: str) -> str | bytes:
        """Wait for the next message in which the pattern is found; as it came."""
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self.websocket.recv(timeout=max(0.01, deadline - time.monotonic()))
            if re.search(pattern, message if isinstance(message, str) else message.decode()):
                return message

    def register(self, nick: str) -> None:
        lines = [f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}", "JOIN #lobby"]
        self.send(*lines if self.websocket.subprotocol != BINARY else [line.encode() for line in lines])
        self.expect(r" 366 \S+ #lobby ")


@contextlib.contextmanager
def web(
    gateway: Gateway,
    protocols: Sequence[Subprotocol] | None = (TEXT,),
    tls: ssl.SSLContext | None = None,
    **options: object,
) -> Iterator[WebTalker]:
    """Connect by WebSocket; `tls`: over that."""
    url = f"ws://127.0.0.1:{gateway.ws}/" if tls is None else f"wss://localhost:{gateway.wss}/"
    if tls is not None:
        options["ssl"] = tls
    with connect(url, subprotocols=protocols, open_timeout=PATIENCE, **options) as websocket:  # type: ignore[arg-type]
        yield WebTalker(websocket)


@pytest.fixture(scope="module")
def two(redis_url: str) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways that serve web clients."""
    options = ("--flood-rate", "0", "--listen-ws", "127.0.0.1:0")
    with Gateway(redis_url, *options) as one, Gateway(redis_url, *options) as other:
        yield one, other


@pytest.mark.parametrize("protocol", [TEXT, BINARY, None])
def test_web_irc_and_plain_hear_each_other(two: tuple[Gateway, Gateway], protocol: Subprotocol | None) -> None:
    one, other = two
    with (
        web(one, [protocol] if protocol else None) as ann,
        web(other) as eve,
        IrcTalker(other.irc, "irc") as irc,
        PlainTalker(one.plain, "otto") as plain,
    ):
        assert ann.websocket.subprotocol == protocol
        irc.join("#lobby")
        ann.register("ann")
        eve.register("eve")
        plain.expect("^eve has joined the chat$")
        said = "PRIVMSG #lobby :Grüße ☺"
        ann.send(said.encode() if protocol == BINARY else said)
        irc.expect("^:ann!\\S+ PRIVMSG #lobby :Grüße ☺$")
        plain.expect("^ann: Grüße ☺$")
        heard = eve.expect("^:ann!\\S+ PRIVMSG #lobby :Grüße ☺$")
        assert isinstance(heard, str)
        plain.send("hello, web")
        eve.expect("^:otto!\\S+ PRIVMSG #lobby :hello, web$")
        heard = ann.expect("^:otto!\\S+ PRIVMSG #lobby :hello, web$")
        assert isinstance(heard, bytes) == (protocol == BINARY)
        eve.websocket.close()
        plain.expect("^eve has left the chat")


def test_quit_is_answered_before_the_close(two: tuple[Gateway, Gateway]) -> None:
    with web(two[0]) as ann:
        ann.register("ann")
        ann.send("QUIT :bye")
        ann.expect("^ERROR ")
        with pytest.raises(ConnectionClosed) as closed:
            ann.expect("nothing more")
        assert closed.value.rcvd and closed.value.rcvd.code == 1000


def test_not_utf_8_in_text_ends_it_and_in_binary_is_refused(two: tuple[Gateway, Gateway]) -> None:
    with web(two[0]) as ann, web(two[1], [BINARY]) as ben:
        ann.register("ann")
        ben.register("ben")
        ben.send(b"PRIVMSG ann :\xff")
        ben.expect("^:\\S+ FAIL PRIVMSG INVALID_UTF8 |^FAIL \\S+ INVALID_UTF8 |INVALID_UTF8")
        ann.websocket.send(b"PRIVMSG ben :\xff", text=True)
        with pytest.raises(ConnectionClosed) as closed:
            ann.expect("nothing more")
        assert closed.value.rcvd and closed.value.rcvd.code == 1007


def test_a_message_longer_than_any_line_ends_it(two: tuple[Gateway, Gateway]) -> None:
    with web(two[0]) as ann:
        ann.register("ann")
        ann.send("PRIVMSG ann :" + "x" * 600)
        ann.expect(" 417 ")
        ann.send("PRIVMSG ann :" + "x" * 5000)
        with pytest.raises(ConnectionClosed) as closed:
            ann.expect("nothing more")
        assert closed.value.rcvd and closed.value.rcvd.code == 1009


def test_what_is_no_websocket_is_told_so(two: tuple[Gateway, Gateway]) -> None:
    for first, status in [(b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n", 426), (b"NICK ann\r\n", 400)]:
        with Talker(two[0].ws) as client:
            client.send_bytes(first)
            client.expect(f"^HTTP/1.1 {status} ")
            client.expect_end()


def test_behind_proxies_the_clients_address_is_seen(redis_url: str) -> None:
    with Gateway(redis_url, *TRUSTING, "--max-clients-per-ip", "1") as gateway:
        header = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
        with web(gateway, additional_headers=header) as ann:
            ann.register("ann")
            gateway.logged('"address": "192.0.2.7"')
            with pytest.raises(InvalidStatus) as refused, web(gateway, additional_headers=header):
                pass
            assert refused.value.response.status_code == 429
        with Talker(gateway.ws) as client:
            client.send_bytes(b"PROXY TCP4 192.0.2.8 198.51.100.1 56324 80\r\nGET / HTTP/1.1\r\n\r\n")
            client.expect("^HTTP/1.1 426 ")
            gateway.logged('"address": "192.0.2.8"')
        with Talker(gateway.ws) as client:
            client.send_bytes(b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n")
            client.expect_end()
            gateway.logged("neither a PROXY header nor the field X-Forwarded-For")


def test_workers_share_the_port(redis_url: str) -> None:
    with Gateway(redis_url, "--listen-ws", "127.0.0.1:0", workers=2) as gateway, contextlib.ExitStack() as stack:
        serving: set[int] = set()
        for number in range(40):
            nick = f"w{number}"
            stack.enter_context(web(gateway)).send(f"NICK {nick}", "USER w 0 * :W")
            (here,) = gateway.logged(f'is here as {nick}"')
            serving.add(json.loads(here)["worker"])
            if len(serving) == 2:
                break
        assert serving == {1, 2}


def test_origins(redis_url: str) -> None:
    options = ("--listen-ws", "127.0.0.1:0", "--ws-origins", "https://chat.example.org")
    with Gateway(redis_url, *options) as gateway:
        with web(gateway, origin="https://chat.example.org") as ann:
            ann.register("ann")
        with web(gateway) as ann:
            ann.register("ben")
        with pytest.raises(InvalidStatus) as refused, web(gateway, origin="https://evil.example"):
            pass
        assert refused.value.response.status_code == 403


def test_a_stop_is_told(redis_url: str) -> None:
    with Gateway(redis_url, "--listen-ws", "127.0.0.1:0") as gateway, web(gateway) as ann:
        ann.register("ann")
        gateway.popen.terminate()
        ann.expect("^ERROR ")
        with pytest.raises(ConnectionClosed) as closed:
            ann.expect("nothing more")
        assert closed.value.rcvd and closed.value.rcvd.code == 1000
        assert gateway.popen.wait(PATIENCE) == 0


# Over TLS


@pytest.fixture(scope="module")
def secure(redis_url: str, pem: Pem) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways that serve web clients over TLS too, and tell IRC clients to come by TLS only."""
    ports = [each for name in ("tls", "ws", "wss") for each in (f"--listen-{name}", "127.0.0.1:0")]
    options = ("--flood-rate", "0", *ports, "--tls-cert", pem.cert, "--tls-key", pem.key, "--sts-duration", "60")
    with Gateway(redis_url, *options) as one, Gateway(redis_url, *options) as other:
        yield one, other


@pytest.mark.parametrize("protocol", [TEXT, BINARY])
def test_web_clients_over_tls_talk_with_all_others(
    secure: tuple[Gateway, Gateway], pem: Pem, protocol: Subprotocol
) -> None:
    one, other = secure
    context = trusting(pem)
    with (
        web(one, [protocol], tls=context) as ann,
        web(other, [protocol]) as eve,
        IrcTalker(other.tls, "irc", tls=context) as irc,
        PlainTalker(one.plain, "otto") as plain,
    ):
        assert ann.websocket.subprotocol == protocol
        irc.join("#lobby")
        ann.register("ann")
        eve.register("eve")
        said = "PRIVMSG #lobby :Grüße ☺ " + "x" * 400
        ann.send(said.encode() if protocol == BINARY else said)
        irc.expect(r"^:ann!\S+ PRIVMSG #lobby :Grüße ☺ x{400}$")
        plain.expect("^ann: Grüße ☺ x{400}$")
        heard = eve.expect(r"^:ann!\S+ PRIVMSG #lobby :Grüße ☺ x{400}$")
        assert isinstance(heard, bytes) == (protocol == BINARY)
        plain.send("hello, web")
        heard = ann.expect(r"^:otto!\S+ PRIVMSG #lobby :hello, web$")
        assert isinstance(heard, bytes) == (protocol == BINARY)
        irc.send("WHOIS ann", "WHOIS eve")
        irc.expect(" 671 irc ann :is using a secure connection")
        irc.expect(" 318 irc ann ")
        irc.expect(" 318 irc eve ")
        assert not any(" 671 irc eve " in line for line in irc.seen)
        ann.websocket.close()
        plain.expect("^ann has left the chat")


def test_web_clients_are_not_told_to_come_by_tls_elsewhere(secure: tuple[Gateway, Gateway], pem: Pem) -> None:
    gateway = secure[0]
    for context in (None, trusting(pem)):
        with web(gateway, tls=context) as ann:
            ann.send("CAP LS 302")
            offered = ann.expect(r" LS :")
            assert "sts" not in str(offered) and "server-time" in str(offered)


def test_who_speaks_no_tls_to_its_port_is_told_so_in_http(secure: tuple[Gateway, Gateway]) -> None:
    with Talker(secure[0].wss) as client:
        client.send("GET / HTTP/1.1", "Host: chat", "")
        client.expect("^HTTP/1.1 400 ")
        client.expect("^This port speaks TLS only: connect by wss://.$")
        client.expect_end()


def test_a_proxy_passes_tls_on_and_says_whose_connection_it_is(redis_url: str, pem: Pem) -> None:
    tls = ("--listen-wss", "127.0.0.1:0", "--tls-cert", pem.cert, "--tls-key", pem.key)
    with Gateway(redis_url, *tls, "--proxy-from", "127.0.0.1", "--log-level", "debug") as gateway:
        sock = socket.create_connection(("127.0.0.1", gateway.wss), timeout=PATIENCE)
        sock.sendall(b"PROXY TCP4 192.0.2.8 198.51.100.1 56324 443\r\n")
        with web(gateway, tls=trusting(pem), sock=sock, additional_headers={"X-Forwarded-For": "192.0.2.9"}) as ann:
            ann.register("ann")
            ann.send("WHOIS ann")
            ann.expect(r" 338 ann ann .*192\.0\.2\.8|311 ann ann ~ann 192\.0\.2\.8 ")
        assert not any("192.0.2.9" in line for line in gateway.log)
