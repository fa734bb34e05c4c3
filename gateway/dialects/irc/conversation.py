"""One IRC client's conversation: takes its bytes in, cuts lines, and comes to steps by the table of verbs.

All that every verb needs is checked here: UTF-8, registration, the number of parameters. Implements
`gateway.dialects.base.Conversation`; runs on `gw-loop`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from gateway.dialects.base import Format, Labelled, Leave, Reply, Step
from gateway.dialects.irc import answers
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.closing import closing_line
from gateway.dialects.irc.labels import label_of, labelled
from gateway.dialects.irc.monitor import monitored_lines
from gateway.dialects.irc.send_once import send_id_tags
from gateway.dialects.irc.short_way import ShortWay
from gateway.dialects.irc.table import BEFORE_REGISTRATION, VERBS
from gateway.dialects.irc.verb import Verb, When
from gateway.dialects.irc.verbs_markread import read_marker
from gateway.dialects.irc.verbs_members import at_the_door
from gateway.dialects.irc.verbs_multiline import add_line, can_send
from gateway.dialects.irc.verbs_rename import moved
from gateway.dialects.masks import shown_host
from gateway.dialects.tls_hello import SENTENCE, is_tls
from gateway.model.answers import Answer, Refused
from gateway.model.commands import Command
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact, HostChanged, ReadMarked, RealnameSet, Renamed, RoomRenamed
from gateway.model.refusals import Reason
from gateway.model.room_facts import Invited, Knocked
from gateway.model.server import Server
from ircwire import numerics
from ircwire.capabilities import BATCH_TAG
from ircwire.errors import LineTooLong, NotUtf8, WireError
from ircwire.lines import CLIENT_TAG_BYTES, Line, LineBuffer, build, decode, parse

_TEXTS = {
    numerics.ERR_NORECIPIENT: "No recipient given",
    numerics.ERR_NOTEXTTOSEND: "No text to send",
    numerics.ERR_NONICKNAMEGIVEN: "No nickname given",
    numerics.ERR_NOORIGIN: "No origin given",
}
_NOT_REGISTERED = "You have not registered"
_NOTHING = Reply(b"")
"""What a line that comes to nothing is: a step too, so that flood control counts it."""


class IrcConversation:
    """`host`: the client's address, as others see it in masks. `secure`: it came by TLS. `web`: by WebSocket."""

    patience = 30.0

    def __init__(self, server: Server, host: str, secure: bool = False, web: bool = False) -> None:
        self._client = Client(server, shown_host(host), secure, web)
        self._lines = LineBuffer(CLIENT_TAG_BYTES)
        self._steps: deque[Step | Labelled] = deque()
        self._short_way = ShortWay()
        self._silent = True  # nothing has come yet
        self.format: Format = self._client.format

    def opened(self) -> bytes:
        """IRC waits for the client."""
        return b""

    def feed(self, data: bytes) -> None:
        if self._silent:
            self._silent = False
            if is_tls(data):
                self._steps.append(Leave(closing_line(SENTENCE), Disconnect.PROTOCOL, SENTENCE))
        self._lines.feed(data)

    @property
    def pending(self) -> bool:
        return bool(self._steps or self._lines)

    def step(self) -> Step | Labelled | None:
        if not self._steps:
            if not self._lines:
                return None
            steps = self._next_line() or (_NOTHING,)
            self.format = self._client.format
            if len(steps) > 1:
                self._steps.extend(steps[1:])
            return steps[0]
        return self._steps.popleft()

    def answer(self, command: Command, answer: Answer) -> bytes:
        if isinstance(answer, Refused) and answer.refusal.reason is Reason.SERVER_BANNED:
            why = Disconnect.BANNED
            self._steps.appendleft(Leave(self.farewell(why, answer.refusal.subject), why, why.text))
        return answers.write(self._client, command, answer)

    def labelled(self, label: str, data: bytes) -> bytes:
        return labelled(self._client, label, data)

    def noticed(self, fact: Fact) -> None:
        match fact:
            case Renamed(nick=nick):
                self._client.nick = nick
            case HostChanged(host=host):
                self._client.cloak = host
            case RealnameSet(realname=realname):
                self._client.realname = realname

    def personal(self, fact: Fact) -> bytes:
        if isinstance(fact, RoomRenamed):
            return moved(self._client, fact)
        if isinstance(fact, Invited | Knocked):
            return at_the_door(self._client, fact)
        if isinstance(fact, HostChanged):
            return self._client.numeric(numerics.RPL_VISIBLEHOST, fact.host, "is your host now")
        return read_marker(self._client, fact.name, fact.when) if isinstance(fact, ReadMarked) else b""

    def monitored(self, fact: Fact) -> bytes:
        return monitored_lines(self._client, fact)

    def ping(self) -> bytes:
        return build("PING", self._client.server.name, colon=True)

    def served_by(self, server: Server) -> None:
        self._client.server = server

    def farewell(self, why: Disconnect, detail: str) -> bytes:
        return closing_line(f"{why.text} ({detail})" if detail else why.text)

    def _next_line(self) -> Sequence[Step | Labelled]:
        client = self._client
        raw = b""
        try:
            raw = self._lines.take() or b""
            if not client.bot and (step := self._short_way.step(raw)) is not None:
                return (step,)
            line = parse(decode(raw))
        except LineTooLong:
            self._lost_a_line()
            return [Reply(client.numeric(numerics.ERR_INPUTTOOLONG, "Input line was too long"))]
        except NotUtf8:
            return self._not_utf8(raw)
        except WireError as broken:
            return [Reply(client.numeric(numerics.ERR_UNKNOWNERROR, "*", str(broken)))]
        client.label = label_of(client, line) if line.tags else ""
        steps = self._steps_of(line)
        self._short_way.learn(line, steps)
        return [Labelled(client.label, tuple(steps))] if client.label else steps

    def _steps_of(self, line: Line) -> Sequence[Step]:
        client = self._client
        if line.tags and BATCH_TAG in line.tags and can_send(client):
            return add_line(client, line)
        verb = VERBS.get(line.command) or (None if client.registered else BEFORE_REGISTRATION.get(line.command))
        if verb is None:
            if client.registered:
                return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, line.command, "Unknown command"))]
            return [Reply(client.numeric(numerics.ERR_NOTREGISTERED, _NOT_REGISTERED))]
        if verb.when is (When.BEFORE if client.registered else When.AFTER):
            return () if verb.silent else [Reply(self._untimely(line))]
        least = verb.least
        if len(line.params) < least or "" in line.params[:least]:
            return () if verb.silent else [Reply(self._incomplete(verb, line))]
        return verb.handler(client, line)

    def _untimely(self, line: Line) -> bytes:
        """The error for a line that came before registration and may not, or after."""
        client = self._client
        if client.registered:
            return client.numeric(numerics.ERR_ALREADYREGISTERED, "You may not register again")
        return client.numeric(numerics.ERR_NOTREGISTERED, _NOT_REGISTERED, tags=send_id_tags(client, line))

    def _incomplete(self, verb: Verb, line: Line) -> bytes:
        """The error for a line in which a parameter is missing, or empty, that must be there."""
        client = self._client
        number = (*line.params, "").index("")
        if number < len(verb.missing):
            code = verb.missing[number]
            return client.numeric(code, _TEXTS[code], tags=send_id_tags(client, line))
        return client.numeric(numerics.ERR_NEEDMOREPARAMS, line.command, "Not enough parameters")

    def _lost_a_line(self) -> None:
        """One was not taken: a message of several lines must not go on without it."""
        if self._client.batch is not None:
            self._client.batch.spoilt = True

    def _not_utf8(self, raw: bytes) -> Sequence[Step | Labelled]:
        self._lost_a_line()
        command, label = "*", ""
        with suppress(WireError):
            line = parse(raw.decode(errors="replace"))
            command, label = line.command, label_of(self._client, line)
        verb = VERBS.get(command)
        text = "Message rejected, your IRC software MUST use UTF-8 encoding on this network"
        silent = verb is not None and verb.silent
        steps = () if silent else (Reply(self._client.fail(command, "INVALID_UTF8", text)),)
        return [Labelled(label, steps)] if label else steps
