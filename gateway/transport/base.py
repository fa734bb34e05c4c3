"""The contract between the transport and whoever gives the bytes a meaning. Everything here runs on `gw-loop`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Connection(Protocol):
    """One client's socket."""

    id: str
    """Short, unique on this gateway, for logs."""
    address: str
    """The client's IP address as text (behind a trusted proxy: what the proxy says)."""
    port: int
    """The client's port."""
    secure: bool
    """What goes over it is encrypted (TLS)."""

    @property
    def queued(self) -> int:
        """Bytes written here that the operating system has not taken yet."""

    def write(self, chunk: bytes) -> None:
        """Queue a chunk, shared and never copied; it leaves at the end of this pass. An empty one, and one after
        `close`, is dropped.

        More than the cap (1 MiB) waiting at the end of the pass: what waits is dropped, `Handler.overflowed` is called
        (it may write last words) and the connection is closed."""

    def close(self) -> None:
        """End the connection once what is queued has left (at most some seconds later). `Handler.closed` follows."""

    def pause(self) -> None:
        """Read nothing more for now: TCP pushes back on the client."""

    def resume(self) -> None:
        """Read again."""


class Handler(Protocol):
    """What one connection's owner is told. An exception out of it ends that connection only (logged, counted)."""

    def received(self, data: bytes) -> None:
        """Some bytes came, never empty."""

    def ended(self) -> bool:
        """The client has said its last, and perhaps still reads. Whether it is to be told something yet: then the owner
        calls `close` after that (it has as long as after a `close`); else `closed` follows."""

    def closed(self, reason: str) -> None:
        """It is gone; called exactly once. `reason`: a short phrase, for instance "Connection reset by peer"."""

    def overflowed(self) -> None:
        """Too much was waiting to be read by the client; `closed` follows."""


Accept = Callable[[Connection], Handler]
"""A new connection has its address; called on `gw-loop`."""


class Timer(Protocol):
    def cancel(self) -> None:
        """Do not call; harmless if it has been."""


class Loop(Protocol):
    """What the hub needs of the loop."""

    def post(self, function: Callable[..., None], *arguments: Any) -> None:
        """Run it on `gw-loop`, after all that was posted before, from any thread; wakes the loop."""

    def call_later(self, seconds: float, function: Callable[[], None]) -> Timer:
        """Run it on `gw-loop` after so many seconds of monotonic time. To be called there, or before the loop runs."""

    def time(self) -> float:
        """Monotonic seconds, read once a pass."""
