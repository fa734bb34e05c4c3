"""The PROXY protocol, versions 1 and 2: how a proxy tells whose connection it passes on. Bytes in, header out.

Source: "The PROXY protocol", HAProxy's documentation, sections 2.1 (the line) and 2.2 (the binary header). What carries
no TCP address (UNKNOWN, UNSPEC, UNIX, a LOCAL connection) leaves the real one standing, as the specification says. No
sockets here; any thread.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.transport.clients import plain_ip

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
"""How a header of version 2 begins."""
PROXY_LINE = b"PROXY "
"""How the line of version 1 begins."""
_V1_MAX = 107
"""The longest line of version 1, with its CRLF."""
_V1_PORT = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)
_V2_FIXED = 16
_V2_IPV4, _V2_IPV6 = 0x11, 0x21
_V2_NO_ADDRESS = (0x00, 0x31)
"""UNSPEC, and UNIX over a stream."""


class ProxyError(Exception):
    """This is no header that can be used. The message is one sentence for the admin."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the proxy says."""

    address: str | None
    """The client's IP address; None: the one that the connection itself has."""
    port: int
    local: bool
    """No client: the proxy itself, looking whether we live."""
    rest: bytes
    """What came after the header: the client's first bytes."""


class HeaderParser:
    """Takes bytes until the header is whole. The same result however the bytes are split."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> Header | None:
        """None: more is needed. After a header or an error: to be fed no more. Raises ProxyError."""
        self._data += data
        data = self._data
        if data[: len(SIGNATURE)] == SIGNATURE[: len(data)]:
            return _version_2(data)
        if data[: len(PROXY_LINE)] == PROXY_LINE[: len(data)]:
            return _version_1(data)
        raise ProxyError("It does not begin with a PROXY header")


def trusted(address: str, networks: Sequence[Network]) -> bool:
    """Whether a connection from this IP address begins with a header."""
    if not networks:
        return False
    ip = ipaddress.ip_address(address)
    return any(ip.version == network.version and ip in network for network in networks)


def _version_1(data: bytes) -> Header | None:
    end = data.find(b"\r\n", 0, _V1_MAX)
    if end < 0:
        if len(data) >= _V1_MAX:
            raise ProxyError(f"The PROXY line is longer than {_V1_MAX} bytes")
        return None
    line, rest = data[:end], data[end + 2 :]
    try:
        words = line.decode("ascii").split(" ")
    except UnicodeDecodeError:
        raise ProxyError("The PROXY line is not ASCII") from None
    if words[1] == "UNKNOWN":
        return Header(None, 0, False, rest)
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6"):
        raise ProxyError(f"The PROXY line {line!r} is malformed")
    kind = ipaddress.IPv4Address if words[1] == "TCP4" else ipaddress.IPv6Address
    try:
        source, _destination = kind(words[2]), kind(words[3])
    except ValueError:
        raise ProxyError(f"The PROXY line {line!r} has a bad address") from None
    if "%" in line.decode("ascii") or not all(_V1_PORT.fullmatch(port) and int(port) <= 65535 for port in words[4:]):
        raise ProxyError(f"The PROXY line {line!r} has a bad address or port")
    return Header(plain_ip(str(source)), int(words[4]), False, rest)


def _version_2(data: bytes) -> Header | None:
    """Each byte is judged in its turn, so that an error is the same however the bytes are split."""
    if len(data) <= 12:
        return None
    version, command = data[12] >> 4, data[12] & 15
    if version != 2 or command > 1:
        raise ProxyError(f"The PROXY header has version {version}, command {command}; 2 and 0 or 1 are known")
    local = command == 0
    if len(data) <= 13:
        return None
    family = data[13]
    sizes = {_V2_IPV4: 12, _V2_IPV6: 36}
    if not local and family not in sizes and family not in _V2_NO_ADDRESS:
        raise ProxyError(f"The PROXY header has address family and transport 0x{family:02x}; only streams come here")
    if len(data) < _V2_FIXED:
        return None
    length = int.from_bytes(data[14:16], "big")
    if not local and length < sizes.get(family, 0):
        raise ProxyError(f"The PROXY header has {length} bytes of addresses, fewer than its family needs")
    if len(data) < _V2_FIXED + length:
        return None
    body, rest = data[_V2_FIXED : _V2_FIXED + length], data[_V2_FIXED + length :]
    if local or family not in sizes:
        return Header(None, 0, local, rest)
    # Source address, destination address, source port, destination port; then extensions (TLV), of no use here.
    width = 4 if family == _V2_IPV4 else 16
    source = ipaddress.ip_address(body[:width])
    return Header(plain_ip(str(source)), int.from_bytes(body[2 * width : 2 * width + 2], "big"), False, rest)
