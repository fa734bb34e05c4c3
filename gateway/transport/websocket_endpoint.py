"""The gateway's end of one WebSocket (RFC 6455), sans-IO: bytes in, lines and bytes out. Any thread; no sockets.

The protocol is the library's, `websockets`, of which only the half without I/O is used. Why a library: Chorus does not
exist for WebSocket, and this one needs no other, is typed, limits sizes itself and has proven itself against all
browsers. `wsproto` needs h11 too, knows no limit and takes 16 µs for a frame instead of 6; own code would be faster
still, but what leaves does not pass through the library at all (`websocket_frames`), and people type slowly.

What IRC adds, https://ircv3.net/specs/extensions/websocket: two subprotocols, the client's first choice of them; one
line a message, without its end. No compression: it would have to be done anew for each receiver of a line.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

from gateway.transport.websocket_handshake import HeadParser, HttpError

TEXT = Subprotocol("text.ircv3.net")
BINARY = Subprotocol("binary.ircv3.net")

MESSAGE_BYTES = 4096 + 512
"""The longest message: a client's tags (IRCv3 message-tags) and a line with its end (RFC 1459)."""

_LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")

# On level debug the library logs what is sent: passwords.
_log = logging.getLogger(__name__)
_log.setLevel(logging.WARNING)


class Endpoint:
    """Fed with what the client sends. The same lines and answers however the bytes are split, up to the first breach
    of the protocol; behind that one, nothing counts."""

    __slots__ = ("_head", "_is_text", "_message", "_protocol", "_refused", "opcode", "over", "unproductive")

    def __init__(self, origins: Sequence[str] = ()) -> None:
        """`origins`: pages of these origins may connect; none named: those of all. A client that names no origin is no
        browser, and could claim any."""
        allowed = [None, *map(Origin, origins)] if origins else None
        self.opcode: Opcode | None = None
        """Of messages to the client, `Opcode.TEXT` or `Opcode.BINARY`; None: the handshake is not done."""
        self.over = False
        """The connection is to be closed once all of `out` has left."""
        self.unproductive = 0
        """Frames so far that brought no line: pings, pongs, pieces, empty ones."""
        self._head: HeadParser | None = HeadParser()
        self._message = bytearray()  # what has come of one in pieces
        self._is_text = False
        self._refused = b""
        self._protocol = ServerProtocol(
            origins=allowed, select_subprotocol=_first_known, max_size=MESSAGE_BYTES, logger=_log
        )

    def receive(self, data: bytes) -> list[bytes]:
        """Take the next bytes of the stream; the lines that are whole now, without line ends, in order. To be followed
        by `out`."""
        if self.over:
            return []
        if self._head is not None:
            try:
                whole = self._head.feed(data)
            except HttpError as error:
                self.refuse(error)
                return []
            if whole is None:
                return []
            self._head = None
            head, data = whole
            self._open(head)
            if self.over:
                return []
        lines: list[bytes] = []
        if data:
            self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            assert isinstance(event, Frame)
            try:
                line = self._take(event)
            except UnicodeDecodeError:
                self._protocol.fail(CloseCode.INVALID_DATA, "This message is not UTF-8")
                break
            if line:
                lines.append(line)
            else:
                self.unproductive += 1
        return lines

    def out(self) -> bytes:
        """What to send now: answers to the handshake, pongs, the close frame; and whether that is the end (`over`)."""
        writes = self._protocol.data_to_send()
        if self._refused:
            refused, self._refused = self._refused, b""
            return refused
        if self.opcode is not None and b"" in writes:  # the library's sign that the stream ends
            self.over = True
        return b"".join(writes)

    def close(self, code: CloseCode = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """End it from this side, after all that has left; nothing the client says counts any more."""
        if self.opcode is not None and self._protocol.state is State.OPEN:
            self._protocol.fail(code, reason)
        self.over = True

    def refuse(self, error: HttpError) -> None:
        """Answer the handshake with an error."""
        self._refused = error.answer()
        self.over = True

    def _open(self, head: bytes) -> None:
        """Answer the request with this head."""
        protocol = self._protocol
        protocol.receive_data(head)
        events = protocol.events_received()
        if not events:
            self.refuse(HttpError(HTTPStatus.BAD_REQUEST, "This is no proper HTTP request: its fields are malformed."))
            return
        (request,) = events
        assert isinstance(request, Request)
        response = protocol.accept(request)
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            response.headers.pop("Date", None)  # not due in a 101 (RFC 9110 section 6.6.1), and there is no clock here
            protocol.send_response(response)
            self.opcode = Opcode.BINARY if protocol.subprotocol == BINARY else Opcode.TEXT
        else:
            self.refuse(_refusal(response.status_code, protocol.handshake_exc))

    def _take(self, frame: Frame) -> bytes:
        """The line that this frame completes; b"": none. Raises UnicodeDecodeError.

        Lines may come as text or binary whatever was agreed, as legacy clients do; text must be UTF-8."""
        if frame.opcode is Opcode.TEXT or frame.opcode is Opcode.BINARY:
            self._is_text = frame.opcode is Opcode.TEXT
        elif frame.opcode is not Opcode.CONT:
            return b""
        self._message += frame.data
        if not frame.fin:
            return b""
        message = bytes(self._message)
        self._message.clear()
        if self._is_text:
            message.decode()
        # Some send the line's end too. One within must not begin another line: what people paste is no command.
        return message.rstrip(b"\r\n").translate(_LINE_ENDS)


def _first_known(_protocol: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The client's first choice. None of ours: it is served all the same, with text, as legacy clients expect."""
    return next((one for one in offered if one in (TEXT, BINARY)), None)


def _refusal(status: int, why: Exception | None) -> HttpError:
    """What the client is told when the library does not accept its request."""
    if status == HTTPStatus.UPGRADE_REQUIRED:
        return HttpError(
            HTTPStatus.UPGRADE_REQUIRED, "Only WebSocket clients are served here, such as web IRC clients."
        )
    if status == HTTPStatus.FORBIDDEN:
        return HttpError(HTTPStatus.FORBIDDEN, "Pages of this origin may not connect here.")
    return HttpError(HTTPStatus.BAD_REQUEST, f"This is no proper WebSocket handshake: {why}.")
