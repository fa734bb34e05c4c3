"""What the server says it can do (RPL_ISUPPORT), as a client asks for it. Pure; nothing a server says makes it raise.

Source: modern.ircdocs.horse/#feature-advertisement. Where a server says nothing, the defaults named there hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ircwire.casemapping import fold, folding
from ircwire.client_events import ModeChange
from ircwire.client_lines import number

_MOST_TOKENS = 200
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
_PREFIX = re.compile(r"\(([A-Za-z]*)\)(\S*)")
_LISTS, _WITH_PARAM, _WITH_PARAM_IF_SET = 0, 1, 2


class Isupport:
    """`tokens`: name to value, "" without. `fold`: how names are compared; fixed while we are in rooms, because they
    are kept by it. `ranks`: mode letter to prefix, highest first."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.fold: Callable[[str], str] = fold
        self.ranks: dict[str, str] = {"o": "@", "v": "+"}
        self._kinds: dict[str, int] = {"b": _LISTS, "e": _LISTS, "I": _LISTS, "k": _WITH_PARAM, "l": _WITH_PARAM_IF_SET}

    def apply(self, words: Iterable[str], *, refold: bool) -> None:
        """The tokens of one line. `refold`: the way of comparing names may still change."""
        for word in words:
            name, _, value = word.partition("=")
            if name.startswith("-"):
                self.tokens.pop(name[1:], None)
            elif name and (name in self.tokens or len(self.tokens) < _MOST_TOKENS):
                self.tokens[name] = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
        if refold:
            self.fold = folding(self.tokens.get("CASEMAPPING", "ascii"))
        prefix = _PREFIX.fullmatch(self.tokens.get("PREFIX", "(ov)@+") or "()")
        if prefix:
            self.ranks = dict(zip(prefix[1], prefix[2], strict=False))
        modes = self.tokens.get("CHANMODES")
        if modes:
            self._kinds = {letter: kind for kind, letters in enumerate(modes.split(",")[:3]) for letter in letters}

    def number(self, name: str) -> int:
        """The value of a token that is a number; 0 if it is none."""
        return number(self.tokens.get(name, ""))

    def targets(self, command: str) -> int:
        """How many rooms or people one line of a command may name (TARGMAX); 0: as many as it can carry."""
        limits = (word.partition(":") for word in self.tokens.get("TARGMAX", "").upper().split(","))
        return next((number(limit) for name, _, limit in limits if name == command), 0)

    def is_room(self, name: str) -> bool:
        return name[:1] in (self.tokens.get("CHANTYPES") or "#&") and bool(name)

    def without_status(self, target: str) -> tuple[str, str]:
        """The prefix and the room of a message to those with that prefix only (STATUSMSG); "" and the target else."""
        signs = self.tokens.get("STATUSMSG", "")
        if target[:1] and target[0] in signs and self.is_room(target[1:]):
            return target[0], target[1:]
        return "", target

    def allows_tag(self, name: str) -> bool:
        """Whether a client-only tag (without its "+") goes through the server (CLIENTTAGDENY)."""
        denied = self.tokens.get("CLIENTTAGDENY", "").split(",")
        return f"-{name}" in denied if "*" in denied else name not in denied

    def split_prefix(self, word: str) -> tuple[str, str]:
        """The prefixes before a name in NAMES, WHO or WHOIS, and the name."""
        signs = "".join(self.ranks.values())
        name = word.lstrip(signs) if signs else word
        return word[: len(word) - len(name)], name

    def ordered(self, prefixes: Iterable[str]) -> str:
        """Prefixes, highest first, each once; unknown ones are left out."""
        given = frozenset(prefixes)
        return "".join(sign for sign in self.ranks.values() if sign in given)

    def mode_changes(self, words: Sequence[str]) -> tuple[ModeChange, ...]:
        """The parameters of MODE behind the room: which letters take one of them is the server's to say."""
        return tuple(self._mode_changes(words))

    def _mode_changes(self, words: Sequence[str]) -> Iterator[ModeChange]:
        params = iter(words[1:])
        on = True
        for letter in words[0] if words else "":
            if letter in "+-":
                on = letter == "+"
                continue
            kind = _WITH_PARAM if letter in self.ranks else self._kinds.get(letter)
            takes = kind in (_LISTS, _WITH_PARAM) or (kind == _WITH_PARAM_IF_SET and on)
            yield ModeChange(on, letter, next(params, "") if takes else "")
