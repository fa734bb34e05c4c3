"""A message of several lines (IRCv3 draft multiline) as its readers get it: a batch, or a line for each of its lines.

Also how any one line is put behind its tags. `tags` are given as they are written on the wire, without "@". Pure; runs
on `gw-loop`.
"""

from __future__ import annotations

from gateway.model.facts import CONCAT, Said, Told
from ircwire.capabilities import CONCAT_TAG, MULTILINE, SEND_ID_TAG
from ircwire.lines import CONTENT_BYTES
from ircwire.text import cut

_SURELY_FITS = CONTENT_BYTES // 4
"""Characters of a line that fit, whatever they are."""
_ONCE = ("msgid=", f"{SEND_ID_TAG}=")
"""Tags that only the first of several lines bears, for the others are the same message."""


def tagged_line(tags: str, text: str) -> bytes:
    """One line with its end."""
    if len(text) <= _SURELY_FITS:
        return f"@{tags} {text}\r\n".encode() if tags else f"{text}\r\n".encode()
    line = text.encode()
    if len(line) > CONTENT_BYTES:  # a new nick, longer than the one for which the text was cut
        line = cut(line, CONTENT_BYTES)
    if tags:
        return b"@%b %b\r\n" % (tags.encode(), line)
    return line + b"\r\n"


def as_batch(fact: Said | Told, tags: str, outer: str) -> bytes:
    """For those who know such messages: the tags are on the line that opens the batch. `outer`: the tag of the batch
    around it, "" for none."""
    reference = f"m{fact.id}"  # the same for all receivers, and another for each message
    inner = f"batch={reference}"
    start = f":{fact.mask} {fact.kind} {fact.name} :"
    lines = [
        tagged_line(tags, f":{fact.mask} BATCH +{reference} {MULTILINE} {fact.name}"),
        tagged_line(inner, start + fact.text),
    ]
    for line in fact.more:
        lines.append(tagged_line(f"{inner};{CONCAT_TAG}" if line[0] == CONCAT else inner, start + line[1:]))
    lines.append(tagged_line(outer, f":{fact.mask} BATCH -{reference}"))
    return b"".join(lines)


def as_lines(fact: Said | Told, tags: str) -> bytes:
    """For all others: those of its lines that are not blank."""
    start = f":{fact.mask} {fact.kind} {fact.name} :"
    lines = []
    for text in (fact.text, *(line[1:] for line in fact.more)):
        if text:
            lines.append(tagged_line(tags, start + text))
            if len(lines) == 1:
                tags = ";".join(tag for tag in tags.split(";") if not tag.startswith(_ONCE))
    return b"".join(lines)
