"""What the person types, carried out: said, or as the commands it stands for. Pure.

What cannot be carried out comes back with its reason (`NotTaken`): nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.chat import typed
from kivy_client.core.chat.context import sentence
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.happenings import note
from kivy_client.core.chat.parts import Parts
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import NotTaken
from kivy_client.core.store import StoreError
from kivy_client.core.store.rows import Message

UNSENDABLE = "That cannot be sent: it has characters that no name may have"


class Saying:
    """`carry_out` does a command; it raises Mistake, or ValueError for what no line can carry."""

    def __init__(self, parts: Parts, carry_out: Callable[[ask.Command], None]) -> None:
        self._parts = parts
        self._context = parts.context
        self._carry_out = carry_out

    def say(self, command: ask.Say) -> None:
        """Raises StoreError if the disk does not take it; the text came back then."""
        try:
            self._say(command)
            return
        except typed.Mistake as mistake:
            why = str(mistake)
        except ValueError:
            why = UNSENDABLE
        except StoreError as error:
            self._context.show(NotTaken(command.conversation, command.text, sentence(str(error))))
            raise
        self._context.show(NotTaken(command.conversation, command.text, sentence(why)))

    def speak_to(self, command: typed.Speak) -> None:
        """Say something to somebody alone, or into a room, from anywhere. Raises Mistake."""
        row = self._parts.conversations.find(command.target)
        if row is None and self._context.names.is_room(command.target):
            raise typed.Mistake(f"You are not in {command.target}: /join {command.target}")
        self._speak(row or self._parts.begin(command.target), command, "")

    def _say(self, command: ask.Say) -> None:
        row = self._parts.conversations.find(command.conversation)
        if row is None:
            raise typed.Mistake("That conversation is closed")
        for one in typed.read(command.text, typed.Place(row.key, row.name, row.room, self._context.names.is_room)):
            if isinstance(one, typed.TellHelp):
                self._help(row)
            elif isinstance(one, typed.TellTopic):
                self._tell(row, f"The topic is: {row.topic}" if row.topic else "There is no topic")
            elif isinstance(one, typed.Speak) and one.target == row.name:
                self._speak(row, one, command.reply_to)
            else:
                self._carry_out(one)

    def _speak(self, row: Row, command: typed.Speak, reply_to: str) -> None:
        if row.kind is Kind.SERVER:
            raise typed.Mistake("Nothing can be said here; commands can: /help lists them")
        if not row.may_write:
            raise typed.Mistake(f"You are not in {row.value().name}: /join {row.value().name}")
        if self._parts.opened.is_this(row) and self._parts.opened.timeline.newer:
            self._parts.show(row)
        self._parts.tell_typing.said(row.key)
        if not self._parts.outgoing.say(row, command.text, command.kind, reply_to):
            raise typed.Mistake("Too many lines wait to be sent: this one was not taken")

    def _help(self, row: Row) -> None:
        lines = [f"/{one.usage} – {one.help}" for one in typed.COMMANDS.values()]
        text = "\n".join(["These commands can be typed:", *lines])
        self._parts.arrivals.keep(row, [Message(self._context.past(None), "", text, "notice", own=True)], live=True)

    def _tell(self, row: Row, words: str) -> None:
        self._parts.arrivals.keep(row, [note(words, self._context.past(None))], live=True)
