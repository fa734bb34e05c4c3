"""A WebSocket on a client's connection: `base.Handler` of the connection beneath, `base.Connection` for the owner, who
hears of nothing but lines. Runs on `gw-loop`.

What the protocol says is `websocket_endpoint`'s to know, which has no sockets; here bytes go in and out, in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from websockets.frames import CloseCode, Opcode

from gateway.transport.base import Accept, Handler
from gateway.transport.clients import Limit
from gateway.transport.connection import SocketConnection
from gateway.transport.loop import EventLoop
from gateway.transport.timers import HeapTimer
from gateway.transport.websocket_endpoint import Endpoint
from gateway.transport.websocket_frames import FrameCache
from gateway.transport.websocket_handshake import HttpError

HANDSHAKE_SECONDS = 10.0
SLICE = 4096
"""Bytes parsed at once: some hundreds of frames at most, milliseconds. An owner that has enough lines says so between
two slices, and what is left waits unread."""
MOST_UNPRODUCTIVE = 256
"""Frames in one read that bring no line. People's clients send a ping or two; this is an attempt to keep us busy."""


class WebSockets:
    """Makes WebSockets of a listener's connections: an `Accept` around the owner's, who is asked once the handshake is
    done."""

    def __init__(self, loop: EventLoop, accept: Accept, origins: Sequence[str] = ()) -> None:
        """`origins`: see `Endpoint`."""
        self.loop = loop
        self.accept = accept
        self.frames = {opcode: FrameCache(loop, opcode) for opcode in (Opcode.TEXT, Opcode.BINARY)}
        self._origins = origins

    def __call__(self, connection: SocketConnection) -> Handler:
        return WebSocket(self, connection, Endpoint(self._origins))


class WebSocket:
    """See `base.Connection`."""

    __slots__ = (
        "_connection", "_endpoint", "_frames", "_handler", "_handshake", "_paused", "_rest", "_websockets",
        "address", "id", "port", "secure",
    )  # fmt: skip

    def __init__(self, websockets: WebSockets, connection: SocketConnection, endpoint: Endpoint) -> None:
        self.id = connection.id
        self.address = connection.address
        self.port = connection.port
        self.secure = connection.secure
        self._websockets = websockets
        self._connection = connection
        self._endpoint = endpoint
        self._handler: Handler | None = None
        self._frames: FrameCache | None = None  # while it is open
        self._handshake: HeapTimer | None = websockets.loop.call_later(HANDSHAKE_SECONDS, self._late)
        self._rest = b""  # read, but not looked at: the owner paused
        self._paused = False

    # base.Connection

    @property
    def queued(self) -> int:
        """Bytes written here that the operating system has not taken yet."""
        return self._connection.queued

    def write(self, chunk: bytes) -> None:
        """Queue a chunk of whole lines. Dropped after `close`."""
        if chunk and self._frames is not None:
            self._connection.write(self._frames.of(chunk))

    def close(self) -> None:
        """End the connection once what is queued has left; `Handler.closed` follows."""
        self._end(CloseCode.NORMAL_CLOSURE)

    def pause(self) -> None:
        """Give the owner nothing more for now."""
        self._paused = True
        self._connection.pause()

    def resume(self) -> None:
        """Give it lines again: first those that were read before."""
        self._paused = False
        if self._rest:
            self._websockets.loop.post(self._go_on)
        else:
            self._connection.resume()

    # base.Handler

    def received(self, data: bytes) -> None:
        """Some bytes came; none: go on with those that wait."""
        data = self._rest + data
        most = self._endpoint.unproductive + MOST_UNPRODUCTIVE
        place = 0
        while place < len(data) and not (self._paused or self._endpoint.over):
            self._take(data[place : place + SLICE])
            place += SLICE
            if self._endpoint.unproductive > most:
                self._end(CloseCode.POLICY_VIOLATION, "Too many frames without a line")
        waited, self._rest = bool(self._rest), data[place:]
        if waited and not (self._rest or self._paused):
            self._connection.resume()

    def ended(self) -> bool:
        """A WebSocket has another way to say so."""
        return False

    def closed(self, reason: str) -> None:
        self._stop_waiting()
        self._endpoint.over = True
        self._frames = None
        self._rest = b""
        handler, self._handler = self._handler, None
        if handler is not None:
            handler.closed(reason)

    def overflowed(self) -> None:
        if self._handler is not None:
            self._handler.overflowed()
        self.close()

    def _take(self, data: bytes) -> None:
        endpoint = self._endpoint
        lines = endpoint.receive(data)
        if answer := endpoint.out():
            self._connection.write(answer)
        if self._handler is None and endpoint.opcode is not None:
            self._stop_waiting()
            self._frames = self._websockets.frames[endpoint.opcode]
            self._handler = self._websockets.accept(self)
        if lines and self._handler is not None:
            self._handler.received(b"\r\n".join([*lines, b""]))
        if endpoint.over:
            self._frames = None
            self._connection.close_because("Connection closed", "client")

    def _go_on(self) -> None:
        """Out of the loop: what goes wrong ends this connection only."""
        try:
            self.received(b"")
        except Exception:
            self._connection.failed()

    def _end(self, code: CloseCode, reason: str = "") -> None:
        if self._endpoint.over:
            return
        self._frames = None
        self._endpoint.close(code, reason)
        self._connection.write(self._endpoint.out())
        self._connection.close()

    def _late(self) -> None:
        self._endpoint.refuse(HttpError(HTTPStatus.REQUEST_TIMEOUT, "The handshake was not done in time."))
        self._connection.write(self._endpoint.out())
        self._connection.close()

    def _stop_waiting(self) -> None:
        if self._handshake is not None:
            self._handshake.cancel()
            self._handshake = None


def turn_away(limit: Limit, reason: str) -> bytes:
    """The last words to a client who may not come in: it has not opened its WebSocket yet. `reason`: of a ban."""
    if limit is Limit.BANNED:
        return HttpError(HTTPStatus.FORBIDDEN, f"Your address is banned: {reason}.").answer()
    if limit is Limit.PLAIN_TEXT:
        return HttpError(HTTPStatus.BAD_REQUEST, "This port speaks TLS only: connect by wss://.").answer()
    if limit is Limit.ADDRESS:
        return HttpError(HTTPStatus.TOO_MANY_REQUESTS, "Too many are connected from your address.").answer()
    return HttpError(HTTPStatus.SERVICE_UNAVAILABLE, "This gateway is full.").answer()
