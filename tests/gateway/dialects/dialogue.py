"""A dialogue with a conversation, as the hub would lead it: feed lines, see the steps; give answers, see the lines."""

from __future__ import annotations

from gateway.dialects.base import Ask, Conversation, Leave, Reply, Step
from gateway.model.answers import Answer, Counts, Refused, Registered
from gateway.model.commands import Command
from gateway.model.refusals import Reason, Refusal

AT = 1_763_836_800_123_456
"""The log id of everything here; its time is 2025-11-22T18:40:00.123Z."""
MSGID = f"{AT}a1b2"
COUNTS = Counts(AT, users=3, operators=1, rooms=2, most_users=9)


class Dialogue:
    """Steps that wait must be answered by a test before it goes on, as in the hub."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    def hears(self, data: bytes) -> list[Step]:
        """Feed bytes; the steps they come to, up to one that waits. A reply of nothing is left out."""
        self.conversation.feed(data)
        return self.steps()

    def steps(self) -> list[Step]:
        steps: list[Step] = []
        while (step := self.conversation.step()) is not None:
            if step != Reply(b""):
                steps.append(step)
            if isinstance(step, Leave) or (isinstance(step, Ask) and step.wait):
                break
        return steps

    def reads(self, data: bytes) -> list[str]:
        """Feed bytes; the lines that they are answered with at once. Any other step is a failure."""
        steps = self.hears(data)
        assert all(isinstance(step, Reply) for step in steps), steps
        return lines(b"".join(step.data for step in steps if isinstance(step, Reply)))

    def asks(self, data: bytes) -> list[Command]:
        """Feed bytes; the commands that they come to. Any other step is a failure."""
        steps = self.hears(data)
        assert all(isinstance(step, Ask) for step in steps), steps
        return [step.command for step in steps if isinstance(step, Ask)]

    def answered(self, command: Command, answer: Answer) -> list[str]:
        """The lines that the answer is written as."""
        return lines(self.conversation.answer(command, answer))

    def refused(self, command: Command, reason: Reason, subject: str) -> list[str]:
        return self.answered(command, Refused(AT, Refusal(reason, subject)))

    def registers(self, data: bytes, nick: str) -> list[str]:
        """Feed what registers; the lines of the welcome."""
        (command,) = self.asks(data)
        return self.answered(command, Registered(AT, "u1", nick, COUNTS))


def lines(data: bytes) -> list[str]:
    """The whole lines that `data` must consist of."""
    assert data == b"" or data.endswith(b"\r\n")
    return data.decode().split("\r\n")[:-1]
