"""The messages both chats show: most of them short, some long, a few with links, emoji or several lines. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

FIRST_SECOND = 1_700_000_000
SECONDS_APART = 37
_WORDS = """
    lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna
    aliqua gateway redis reconnect nick channel topic patch bug release
""".split()  # noqa: SIM905
_NICKS = """
    alice bob carol dave erin frank grace heidi ivan judy mallory niaj olivia peggy rupert sybil trent victor walter
""".split()  # noqa: SIM905
_EMOJI = ("😀", "😂", "❤️", "👍", "🎉", "🔥", "🚀", "✨", "👀", "🙏")


class Message(NamedTuple):
    """`number` orders them; those before the first one are negative."""

    number: int
    nick: str
    text: str
    own: bool

    @property
    def second(self) -> int:
        """When it was said, since 1970."""
        return FIRST_SECOND + self.number * SECONDS_APART


def message(number: int) -> Message:
    """The same for a number in every process."""
    chance = random.Random(number)
    kind = chance.random()
    count = chance.randint(1, 6) if kind < 0.45 else chance.randint(7, 25) if kind < 0.85 else chance.randint(26, 80)
    words = [chance.choice(_WORDS) for _ in range(count)]
    if chance.random() < 0.10:
        words.insert(chance.randrange(count + 1), f"https://example.org/a/{number}?q=x")
    if chance.random() < 0.15:
        words.append(chance.choice(_EMOJI))
    text = " ".join(words)
    if chance.random() < 0.04:
        text = text.replace(" ", "\n", 3)
    return Message(number, chance.choice(_NICKS), text, chance.random() < 0.2)


def messages(first: int, count: int) -> Sequence[Message]:
    return [message(number) for number in range(first, first + count)]
