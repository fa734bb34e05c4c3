"""What the account asks of the engine: values, carried out in order."""

from __future__ import annotations

from ircwire.value import value


@value
class Dial:
    """Connect; then call `connected`, `lost` or `untrusted`. `fingerprint`: of the certificate that is trusted whoever
    made it, "" for none. One that is under way is given up."""

    host: str
    port: int
    tls: bool
    fingerprint: str = ""


@value
class Transmit:
    """Send these bytes."""

    data: bytes


@value
class HangUp:
    """Close the connection; `lost` is not to be called for it."""


Action = Dial | Transmit | HangUp
