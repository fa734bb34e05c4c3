"""What is raised when the peer broke the protocol. Nothing else that a peer sends makes this package raise."""

from __future__ import annotations


class WireError(Exception):
    """The peer broke the protocol; the message is one clear sentence without its full stop."""


class LineTooLong(WireError):
    """A line, or its tags, was longer than the protocol allows; all of it was skipped."""


class NotUtf8(WireError):
    """A line was not UTF-8."""
