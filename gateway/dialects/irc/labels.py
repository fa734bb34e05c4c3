"""The answer to a line that its client labelled (IRCv3 labeled-response): one line that bears the label, a batch that
does, or an ACK where there is nothing to answer. Pure; runs on `gw-loop`.
"""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from ircwire.capabilities import BATCH, LABEL_TAG, LABELED_RESPONSE
from ircwire.lines import Line, build
from ircwire.tags import escape

_LONGEST = 64
"""Bytes of a label."""


def label_of(client: Client, line: Line) -> str:
    """The label of a line; "" without one, or without the capability, which needs that of batches."""
    label = line.tags.get(LABEL_TAG, "") if client.has(LABELED_RESPONSE) and client.has(BATCH) else ""
    return label if len(label.encode()) <= _LONGEST else ""


def labelled(client: Client, label: str, data: bytes) -> bytes:
    """Whole lines, all that the labelled line came to, as they are sent."""
    lines = data.split(b"\r\n")[:-1]
    tag = f"{LABEL_TAG}={escape(label)}".encode()
    if not lines:
        return build("ACK", source=client.server.name, tags={LABEL_TAG: label})
    if len(lines) == 1 or _is_one_batch(lines):
        return b"\r\n".join([_tagged(lines[0], tag), *lines[1:], b""])
    client.batches += 1
    reference = f"l{client.batches}"
    inner = f"batch={reference}".encode()
    whole = [
        _tagged(client.line("BATCH", f"+{reference}", "labeled-response")[:-2], tag),
        *(line if _in_batch(line) else _tagged(line, inner) for line in lines),
        client.line("BATCH", f"-{reference}")[:-2],
    ]
    return b"\r\n".join([*whole, b""])


def _tagged(line: bytes, tag: bytes) -> bytes:
    if line.startswith(b"@"):
        return b"@%b;%b" % (tag, line[1:])
    return b"@%b %b" % (tag, line)


def _in_batch(line: bytes) -> bool:
    tags = line.partition(b" ")[0]
    return tags.startswith(b"@batch=") or (tags.startswith(b"@") and b";batch=" in tags)


def _is_one_batch(lines: list[bytes]) -> bool:
    """Whether the lines are one batch already, which may bear the label itself."""
    first, last = _batch_word(lines[0]), _batch_word(lines[-1])
    return first.startswith(b"+") and last.startswith(b"-") and first[1:] == last[1:]


def _batch_word(line: bytes) -> bytes:
    """Of a BATCH line its sign and reference, of another b""."""
    words = line.split(b" ", 4)
    if words[0].startswith(b"@"):
        del words[0]
    return words[2] if len(words) > 2 and words[1] == b"BATCH" else b""
