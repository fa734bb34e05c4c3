"""That a server is to be talked to by TLS alone (IRCv3 sts, https://ircv3.net/specs/extensions/sts): as it demands it
of those who come without, and as it promises it to those who come with it, for some time. Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.model.servers import Server


class Security:
    """`promised` keeps that it must not be talked to without TLS for so many seconds from now on, 0: that it may be.

    `demanded`: talked to without TLS, it wanted to be reached by it alone.
    """

    def __init__(self, promised: Callable[[int], None]) -> None:
        self._promised = promised
        self._seconds = 0
        self.demanded = False

    def promise(self, server: Server, seconds: int) -> None:
        """It is made by TLS. It counts where an authority vouches for the server, and not the person alone (as in RFC
        6797, section 8.1): else a self-made certificate could not be replaced as long as it stands."""
        if not server.fingerprint:
            self._seconds = seconds
            self._promised(seconds)

    def renew(self) -> None:
        """It counts from the end of the connection."""
        seconds, self._seconds = self._seconds, 0
        if seconds:
            self._promised(seconds)
