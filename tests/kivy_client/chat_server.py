"""A small chat server for tests of the app: one room, history, send-once, on a thread of its own, over `ircwire`.

It can be told what to do to its clients: say something as somebody, cut every connection, refuse new ones. What a
client sent is kept in `heard`.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ircwire import capabilities as caps
from ircwire.lines import Line, LineBuffer, build, parse
from ircwire.times import server_time

ROOM = "#lobby"
CAPS = (
    caps.BATCH,
    caps.CHATHISTORY,
    caps.ECHO_MESSAGE,
    caps.MESSAGE_TAGS,
    caps.SEND_ONCE,
    caps.SERVER_TIME,
)
FIRST_MICROS = 1_763_800_000_000_000
SECONDS = 20.0
_NAME = "test.example"


@dataclass(frozen=True)
class Said:
    """One kept line; `msgid` orders it."""

    number: int
    nick: str
    text: str
    kind: str = "PRIVMSG"

    @property
    def msgid(self) -> str:
        return f"{self.number}test"

    @property
    def mask(self) -> str:
        return f"{self.nick}!{self.nick}@test"


class _Client(socketserver.BaseRequestHandler):
    """One connection: a thread reads it, any thread writes to it."""

    server: _Tcp

    def setup(self) -> None:
        self.nick = ""
        self.inside = False
        self.caps: set[str] = set()
        self.introduced = False

    def handle(self) -> None:
        chat, buffer = self.server.chat, LineBuffer()
        with suppress(OSError):
            while data := self.request.recv(4096):
                buffer.feed(data)
                while (raw := buffer.take()) is not None:
                    with chat.lock:
                        chat.received(self, parse(raw.decode()))

    def finish(self) -> None:
        with self.server.chat.lock:
            self.server.chat.gone(self)

    def tell(self, command: str, *params: str, source: str = _NAME, tags: dict[str, str] | None = None) -> None:
        with suppress(OSError):
            self.request.sendall(build(command, *params, source=source, tags=tags))


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    chat: ChatServer


class ChatServer:
    """Starts listening on a free port of the loopback; `close` ends it."""

    def __init__(self, offers: tuple[str, ...] = CAPS) -> None:
        self.lock = threading.Condition()
        """Guards everything here; told of every change."""
        self.offers = offers
        self.kept: list[Said] = []
        self.heard: list[Line] = []
        self.taken: set[str] = set()
        self.swallow_echoes = False
        """Keep what is said, but cut the connection before its sender hears of it."""
        self.port = 0
        self._clients: list[_Client] = []
        self._send_ids: dict[str, Said] = {}
        self._tcp: _Tcp | None = None
        self.open()

    @property
    def texts(self) -> list[str]:
        """What was kept, in order."""
        with self.lock:
            return [said.text for said in self.kept]

    @property
    def inside(self) -> list[str]:
        """The nicks of those in the room."""
        with self.lock:
            return [client.nick for client in self._clients if client.inside]

    def sent(self, command: str) -> list[Line]:
        """The lines with this command that any client sent."""
        with self.lock:
            return [line for line in self.heard if line.command == command]

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so here, for a test that has nothing else to do."""
        with self.lock:
            assert self.lock.wait_for(condition, SECONDS), f"still not so after {SECONDS:g} s; heard: {self.heard}"

    def open(self) -> None:
        """Listen (again, on the same port)."""
        tcp = _Tcp(("127.0.0.1", self.port), _Client)
        tcp.chat = self
        self.port = tcp.server_address[1]
        self._tcp = tcp
        threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Refuse new connections, and cut those that stand."""
        if self._tcp is not None:
            self._tcp.shutdown()
            self._tcp.server_close()
            self._tcp = None
        self.cut()

    def cut(self) -> None:
        """Cut every connection."""
        with self.lock:
            for client in self._clients:
                with suppress(OSError):
                    client.request.shutdown(socket.SHUT_RDWR)

    def say(self, nick: str, text: str, kind: str = "PRIVMSG", micros: int | None = None) -> Said:
        """Somebody says something; `micros` since 1970, a second after the last line if not given."""
        with self.lock:
            number = micros or (self.kept[-1].number + 1_000_000 if self.kept else FIRST_MICROS)
            said = Said(number, nick, text, kind)
            self.kept.append(said)
            for client in self._clients:
                if client.inside and client.nick != nick:
                    self._show(client, said)
            return said

    def happen(self, nick: str, command: str, *params: str) -> None:
        """Somebody joins, leaves or the like, just after the last line."""
        with self.lock:
            time = server_time(self.kept[-1].number + 1000 if self.kept else FIRST_MICROS)
            for client in self._clients:
                if client.inside:
                    client.tell(command, *params, source=f"{nick}!{nick}@test", tags={"time": time})

    def received(self, client: _Client, line: Line) -> None:
        self.heard.append(line)
        if client not in self._clients:
            self._clients.append(client)
        handler = getattr(self, f"_on_{line.command.lower()}", None)
        if handler is not None:
            handler(client, line)
        self.lock.notify_all()

    def gone(self, client: _Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
        self.lock.notify_all()

    def _show(self, client: _Client, said: Said, batch: str = "", send_id: str = "") -> None:
        tags = {"msgid": said.msgid, "time": server_time(said.number), "batch": batch, caps.SEND_ID_TAG: send_id}
        client.tell(said.kind, ROOM, said.text, source=said.mask, tags={k: v for k, v in tags.items() if v})

    def _on_cap(self, client: _Client, line: Line) -> None:
        match line.params[0].upper():
            case "LS":
                client.tell("CAP", "*", "LS", " ".join(self.offers))
            case "REQ":
                client.caps |= set(line.params[-1].split())
                client.tell("CAP", "*", "ACK", line.params[-1])

    def _on_nick(self, client: _Client, line: Line) -> None:
        if line.params[0] in self.taken:
            client.tell("433", "*", line.params[0], "That name is already in use")
        else:
            client.nick = line.params[0]
            self._welcome(client)

    def _on_user(self, client: _Client, line: Line) -> None:
        client.introduced = True
        self._welcome(client)

    def _welcome(self, client: _Client) -> None:
        if client.nick and client.introduced:
            client.tell("001", client.nick, "Welcome")
            client.tell("005", client.nick, "CHATHISTORY=5", "are supported by this server")
            client.tell("422", client.nick, "There is no message of the day")

    def _on_join(self, client: _Client, line: Line) -> None:
        client.inside = True
        self.happen(client.nick, "JOIN", ROOM)
        client.tell("353", client.nick, "=", ROOM, " ".join(other.nick for other in self._clients if other.inside))
        client.tell("366", client.nick, ROOM, "End")

    def _on_privmsg(self, client: _Client, line: Line) -> None:
        send_id = line.tags.get(caps.SEND_ID_TAG, "")
        said = self._send_ids.get(send_id) if send_id else None
        if said is None:
            said = self.say(client.nick, line.params[1])
            self._send_ids[send_id] = said
        if self.swallow_echoes:
            self.cut()
        elif caps.ECHO_MESSAGE in client.caps:
            self._show(client, said, send_id=send_id)

    def _on_chathistory(self, client: _Client, line: Line) -> None:
        direction, limit = line.params[0], int(line.params[-1])
        kind = "draft/chathistory-targets" if direction == "TARGETS" else "chathistory"
        client.tell("BATCH", "+page", kind, ROOM)
        for said in () if direction == "TARGETS" else self._page(direction, line.params[2], limit):
            self._show(client, said, batch="page")
        client.tell("BATCH", "-page")

    def _page(self, direction: str, reference: str, limit: int) -> list[Said]:
        number = 0 if reference == "*" else int(reference.removeprefix("msgid=").removesuffix("test"))
        if direction == "BEFORE":
            return [said for said in self.kept if said.number < number][-limit:]
        later = [said for said in self.kept if said.number > number]
        return later[:limit] if direction == "AFTER" else later[-limit:]

    def _on_ping(self, client: _Client, line: Line) -> None:
        client.tell("PONG", _NAME, line.params[-1])

    def _on_quit(self, client: _Client, line: Line) -> None:
        client.tell("ERROR", "Goodbye", source="")
        with suppress(OSError):
            client.request.shutdown(socket.SHUT_RDWR)
