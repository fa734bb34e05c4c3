"""The part of a client's session that talks: messages, what is attached to them, and how long they may be.

Methods raise ValueError for what no line can carry (NUL, CR, a space in a room's name). Labels: see `ClientSession`.
Sources: IRCv3 multiline, message-tags, typing, reply, react, message-redaction; docs/send-once.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from ircwire import capabilities as caps
from ircwire.client_events import TypingState
from ircwire.client_multiline import Limits, fits, fragments, groups
from ircwire.client_state import Asking
from ircwire.lines import CONTENT_BYTES
from ircwire.text import action, split

_HOST_BYTES = 63
_USERNAME_BYTES = 11
_LEAST_BYTES = 64
"""A text is cut into pieces no smaller than this, however long the server says that our mask is."""
_REPLY_TAGS = ("+reply", "+draft/reply")
"""The tag, and its name while it was a draft, which many clients still read."""


class Sending(Asking):
    """See the module."""

    @property
    def limits(self) -> Limits | None:
        """What one message of several lines may have here; None: the server takes single lines only."""
        if not {caps.BATCH, caps.MULTILINE} <= self._state.enabled:
            return None
        return Limits.of(self._state.offered.get(caps.MULTILINE, ""))

    def text_bytes(self, target: str) -> int:
        """How many bytes of text a line to `target` can carry when others receive it, with our mask before it."""
        mask = len(self._state.mask.encode())
        if not mask:
            mask = len(self._state.nick.encode()) + _USERNAME_BYTES + _HOST_BYTES + len("!@")
        return max(CONTENT_BYTES - len(f": PRIVMSG {target} :".encode()) - mask, _LEAST_BYTES)

    def pieces(self, target: str, text: str, kind: str = "PRIVMSG") -> list[str]:
        """What a person wrote, as texts that one `say` each can send, in order; blank ones are left out.

        One text, with LF in it, where the server takes messages of several lines; else one for each line.
        """
        text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
        size = self.text_bytes(target)
        limits = self.limits
        if kind == "ACTION" or limits is None:
            size -= len(action("")) if kind == "ACTION" else 0
            return [piece for line in text.split("\n") for piece in split(line.rstrip(), size)]
        return list(groups(text, size, limits))

    def fits(self, target: str, text: str, kind: str = "PRIVMSG") -> bool:
        """Whether one `say` can send this text, whole."""
        size = self.text_bytes(target) - (len(action("")) if kind == "ACTION" else 0)
        if "\n" not in text and len(text.encode()) <= size:
            return True
        return kind != "ACTION" and self.limits is not None and fits(text, size, self.limits)

    def say(self, target: str, text: str, send_id: str = "", kind: str = "PRIVMSG", reply_to: str = "") -> str:
        """Send a message; the label is that of its echo. `kind`: PRIVMSG, NOTICE, or ACTION ("waves").

        `send_id` (1-64 characters) is left out where the server does not remember it, `reply_to` (a msgid) where it
        passes no tags on. A text that is too long for a line is sent as several, where the server takes that, and cut
        where not: see `pieces`. LF in it raises ValueError where not.
        """
        tags = self._tags(send_id, reply_to)
        command, text = ("PRIVMSG", action(text)) if kind == "ACTION" else (kind, text)
        size = self.text_bytes(target)
        if self.limits is None or text.startswith("\x01") or ("\n" not in text and len(text.encode()) <= size):
            return self._state.ask(command, target, text, tags=tags)
        return self._say_lines(command, target, text, tags)

    def typing(self, target: str, state: TypingState) -> None:
        """Tell that the person writes. How often is the caller's affair: 3 seconds between two at least."""
        if self.passes_tag("typing"):
            self._state.send("TAGMSG", target, tags={"+typing": state})

    def react(self, target: str, msgid: str, sign: str, *, on: bool = True) -> str:
        """Give a message a sign, or take it back."""
        tag = "+draft/react" if on else "+draft/unreact"
        return self._state.ask("TAGMSG", target, tags={**dict.fromkeys(_REPLY_TAGS, msgid), tag: sign})

    def redact(self, target: str, msgid: str, reason: str = "") -> str:
        """Take a message back."""
        return self._state.ask("REDACT", target, msgid, *filter(None, [reason]))

    def passes_tag(self, name: str) -> bool:
        """Whether a client-only tag (without its "+") reaches others here."""
        return caps.MESSAGE_TAGS in self._state.enabled and self._state.isupport.allows_tag(name)

    def _tags(self, send_id: str, reply_to: str) -> dict[str, str]:
        tags = {}
        if send_id and caps.SEND_ONCE in self._state.enabled:
            tags[caps.SEND_ID_TAG] = send_id
        if reply_to and caps.MESSAGE_TAGS in self._state.enabled:
            tags |= dict.fromkeys(_REPLY_TAGS, reply_to)
        return tags

    def _say_lines(self, command: str, target: str, text: str, tags: dict[str, str]) -> str:
        reference = self._state.new_reference()
        label = self._state.ask("BATCH", f"+{reference}", caps.MULTILINE, target, tags=tags)
        for concat, line in self._lines(target, text):
            more = {caps.CONCAT_TAG: ""} if concat else {}
            self._state.send(command, target, line, tags={caps.BATCH_TAG: reference, **more})
        self._state.send("BATCH", f"-{reference}")
        return label

    def _lines(self, target: str, text: str) -> Iterator[tuple[bool, str]]:
        for line in text.split("\n"):
            for number, fragment in enumerate(fragments(line, self.text_bytes(target))):
                yield number > 0, fragment
