"""The opening of a WebSocket: the head of an HTTP request taken from a stream, and answers to those that are refused.

Sources: RFC 9112 sections 2 and 3 (HTTP/1.1), RFC 6455 section 4.2. Only where the head ends, how it begins and how
large it may be is judged here; what its fields mean, `websocket_endpoint` leaves to a library. Pure: bytes in, bytes
out; any thread.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from websockets.datastructures import Headers
from websockets.http11 import Response

from gateway.transport.tls import is_tls

HEAD_BYTES = 16 * 1024
"""The longest head. Browsers send what cookies the site has, also here."""
_REQUEST_LINE = re.compile(rb"([A-Z]+) \S+ HTTP/(\d\.\d)\r\n")


class HttpError(Exception):
    """This request is not served. The message is one sentence for whoever sent it."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    def answer(self) -> bytes:
        """What the client is told; the connection ends with it."""
        body = f"{self}\n".encode()
        headers = Headers(
            [
                ("Connection", "close"),
                ("Content-Length", str(len(body))),
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Sec-WebSocket-Version", "13"),  # RFC 6455 section 4.4: what would have been understood
            ]
        )
        if self.status is HTTPStatus.UPGRADE_REQUIRED:
            headers["Upgrade"] = "websocket"
        if self.status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET"
        return Response(self.status.value, self.status.phrase, headers, body).serialize()


class HeadParser:
    """Takes bytes until the head of a request is whole. The same result however the bytes are split."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> tuple[bytes, bytes] | None:
        """The head, with the empty line that ends it, and what came behind it; None: more is needed.

        After a head or an error: to be fed no more. Raises HttpError."""
        self._data += data
        data = self._data
        if data and is_tls(data):
            raise HttpError(HTTPStatus.BAD_REQUEST, "This port does not speak TLS: connect by ws://.")
        if not data[:1].isupper():
            raise _no_http()
        end = data.find(b"\n", 0, HEAD_BYTES)
        if end >= 0:
            _check(data[: end + 1])
        end = data.find(b"\r\n\r\n", 0, HEAD_BYTES)
        if end >= 0:
            return data[: end + 4], data[end + 4 :]
        if len(data) >= HEAD_BYTES:
            sentence = f"The request's head is longer than {HEAD_BYTES} bytes."
            raise HttpError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, sentence)
        return None


def _check(line: bytes) -> None:
    """Judge a request line; raises HttpError."""
    match = _REQUEST_LINE.fullmatch(line)
    if not match:
        raise _no_http()
    method, version = match.groups()
    if method != b"GET":
        raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, "A WebSocket is opened with GET.")
    if version != b"1.1":
        raise HttpError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "A WebSocket is opened with HTTP/1.1.")


def _no_http() -> HttpError:
    return HttpError(HTTPStatus.BAD_REQUEST, "This is no HTTP request: only WebSocket clients connect to this port.")
