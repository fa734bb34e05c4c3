"""Values of options: one function for each kind, from the admin's text to a checked value, or ValueError saying what
was expected. The message never repeats the text, which may be a secret. Pure, but for `text_file`, which reads one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

ANY_HOST = "*"


class Address(NamedTuple):
    """Where to listen. `host`: a name, an IP address, or "*" for all addresses, IPv4 and IPv6. Port 0: any free one.

    `optional`: nobody asked for it by name, so that a gateway goes without where another process has the port."""

    host: str
    port: int
    optional: bool = False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address(text: str) -> Address | None:
    """`HOST:PORT`, with IPv6 in brackets; "" or "off": None."""
    if text in ("", "off"):
        return None
    expected = 'expected HOST:PORT, for instance 127.0.0.1:6667, [::1]:6667 or *:6667 (or "" to turn it off)'
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s\[\]:/]*)):(\d{1,5})", text, re.ASCII)
    if not match or int(match[3]) > 65535:
        raise ValueError(expected)
    return Address(match[1] or match[2] or ANY_HOST, int(match[3]))


def redis_url(text: str) -> str:
    """A URL of Redis, checked for its shape only."""
    expected = "expected redis://HOST:PORT/DB, rediss://HOST:PORT/DB, unix:///PATH or embedded://"
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        raise ValueError(expected) from None
    # redis-py takes what is no number for database 0, without a word.
    server = bool(url.netloc) and re.fullmatch(r"(/\d*)?", url.path, re.ASCII) is not None
    fits = {
        "redis": server,
        "rediss": server,
        "unix": bool(url.path),
        "embedded": url.netloc in ("", "redis", "fake") and not url.path,
    }
    if not fits.get(url.scheme) or "://" not in text or re.search(r"\s", text):
        raise ValueError(expected)
    return text


def server_name(text: str) -> str:
    """A host name with a dot: IRC clients tell servers from people by the dot."""
    if len(text) > 63 or not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise ValueError("expected a host name with a dot, for instance chat.example.org, of at most 63 characters")
    return text


def one_line(text: str) -> str:
    if re.search(r"[\r\n\0]", text):
        raise ValueError("expected a single line")
    return text


def text_file(text: str) -> tuple[str, ...]:
    """The file's lines, without those that are empty at its end; "": none."""
    if not text:
        return ()
    try:
        content = Path(text).read_text("utf-8")
    except OSError as error:
        raise ValueError(f"cannot read it: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    return tuple(line.rstrip().replace("\0", "") for line in content.rstrip().split("\n")) if content.strip() else ()


def operator(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not colon or not password or not re.fullmatch(r"[^\s:]+", name):
        raise ValueError("expected NAME:PASSWORD")
    return name, one_line(password)


def network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError("expected a network, for instance 10.0.0.0/8 or ::1 (no bits set behind its prefix)") from None


def origin(text: str) -> str:
    """What a browser says of a page (RFC 6454): scheme, host in small letters, and the port unless it is the usual."""
    match = re.fullmatch(r"(https?)://([^\s/:?#@]+|\[[0-9a-f:]+\])(:\d{1,5})?/?", text.lower())
    if not match:
        raise ValueError("expected an origin, for instance https://chat.example.org or http://localhost:8000")
    scheme, host, port = match.groups()
    return f"{scheme}://{host}{'' if port == {'http': ':80', 'https': ':443'}[scheme] else port or ''}"


def pieces(text: str) -> list[str]:
    """What commas or line ends separate, without blanks around it."""
    return [piece for piece in map(str.strip, re.split(r"[,\n]", text)) if piece]


def lines(text: str) -> list[str]:
    """What line ends separate, without blanks around it."""
    return [line for line in map(str.strip, text.split("\n")) if line]


def rate(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ValueError("expected a number of at least 0")
    return number


def at_least(least: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` up to a thousand million."""

    def whole_number(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) < least:
            raise ValueError(f"expected a whole number of at least {least}")
        return int(text)

    return whole_number


def optional(parse: Callable[[str], int]) -> Callable[[str], int | None]:
    """A parser for which "" is None."""
    return lambda text: parse(text) if text else None


def one_of(*words: str) -> Callable[[str], str]:
    def word(text: str) -> str:
        if text not in words:
            raise ValueError(f"expected {', '.join(words[:-1])} or {words[-1]}")
        return text

    return word
