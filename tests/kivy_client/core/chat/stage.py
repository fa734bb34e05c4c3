"""A stage for the client: the test plays the server, the clock and the window; the store is a real one.

`view` is what the window shows of the open conversation, made of the events alone; `rows` is its list. So a wrong
splice shows as a wrong view. Lines that the client sends are in `sent` until they are taken, without labels.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from ircwire.lines import parse
from kivy_client.core.account.actions import Dial, HangUp, Transmit
from kivy_client.core.client import Client
from kivy_client.core.model import commands as ask
from kivy_client.core.model import events as tell
from kivy_client.core.model.conversations import Conversation
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.servers import Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store, open_store

ALL = (
    "batch draft/chathistory draft/event-playback draft/message-redaction draft/multiline=max-bytes=4096,max-lines=24 "
    "draft/read-marker echo-message labeled-response message-tags chorus.chat/send-once server-time"
)
BARE = ""
ECHO = "echo-message message-tags server-time"
WALL = 1_769_853_600_000_000
"""2026-01-31 10:00:00, when each play begins."""
ISUPPORT = "CHANTYPES=# PREFIX=(ov)@+ CHATHISTORY=10 MONITOR=100 NETWORK=Test"


class Stage:
    """One person called mira at chat.test. `log` has all events, `done` the actions but for what is sent. `skew`: by so
    many seconds this device's clock is ahead of the server's. `keep_labels`: leave them in `sent`."""

    def __init__(self, folder: Path, offers: str = ALL, server: Server | None = None) -> None:
        self.folder = folder
        self.offers = offers
        self.isupport = ISUPPORT
        self.seconds = 1000.0
        self.skew = 0.0
        self.keep_labels = False
        self.server: Server | None = server or Server(host="chat.test", port=6667, tls=False, nick="mira")
        self._ids = (f"id-{number:015}" for number in count(1))
        self.begin(self.server)

    def begin(self, server: Server | None = None) -> None:
        """The app is started (again), with what is on the disk."""
        self.sent: list[str] = []
        self.done: list[Dial | HangUp] = []
        self.log: list[tell.UiEvent] = []
        self.view: list[Entry] = []
        self.rows: dict[str, Conversation] = {}
        self.linked = tell.Linked(tell.Link.NONE, "")
        self.store: Store
        self.store, warning = open_store(self.folder / "chorus.db")
        self.client = Client(self.store, self._show, lambda: next(self._ids), lambda: 1.0)
        self.client.start(self.now, server, warning)
        self._look()

    def kill(self) -> None:
        """The process is gone, without a word."""
        self.store.close()

    # The clock

    @property
    def now(self) -> Moment:
        return Moment(self.seconds, WALL + int((self.seconds - 1000 + self.skew) * 1_000_000))

    def wait(self, seconds: float) -> None:
        """Let time pass, with every tick it brings."""
        end = self.seconds + seconds
        while (deadline := self.client.deadline()) <= end:
            self.seconds = max(deadline, self.seconds)
            self.client.tick(self.now)
            self._look()
        self.seconds = end

    # The server

    def connect(self) -> list[str]:
        """The connection stands, capabilities are settled, and the server welcomes us; what is sent then."""
        self.client.connected(self.now)
        self._look()
        self.hear(f":s CAP * LS :{self.offers}")
        for line in self.take_sent():
            if line.startswith("CAP REQ"):
                self.hear(f":s CAP * ACK :{line.removeprefix('CAP REQ ').removeprefix(':')}")
        self.take_sent()
        self.hear(
            ":s 001 mira :Hi", f":s 005 mira {self.isupport} :are supported", ":s 422 mira :No message of the day"
        )
        return self.take_sent()

    def enter(self, *others: str, room: str = "#lobby") -> list[str]:
        """We come into a room, in which others are; what is sent then."""
        names = " ".join(["mira", *others])
        self.hear(f":mira!mira@h JOIN {room}", f":s 353 mira = {room} :{names}", f":s 366 mira {room} :.")
        return self.take_sent()

    def visit(self, *others: str) -> list[str]:
        """Connect and come into the lobby, whose history is empty, and open it."""
        self.connect()
        self.enter(*others)
        if "chathistory" in self.offers:
            self.targets()
            self.page()
        self.do(ask.Open("#lobby"))
        return self.take_sent()

    def hear(self, *lines: str) -> None:
        self.client.received("".join(f"{line}\r\n" for line in lines).encode(), self.now)
        self._look()

    def page(self, *messages: str, room: str = "#lobby") -> None:
        """A page of history; a message is `msgid nick text`."""
        lines = [self.message(message, batch="h", room=room) for message in messages]
        self.hear(f":s BATCH +h chathistory {room}", *lines, ":s BATCH -h")

    def targets(self, *names: str) -> None:
        """Who wrote meanwhile."""
        lines = [f"@batch=t :s CHATHISTORY TARGETS {name} 2026-01-31T10:00:00.000Z" for name in names]
        self.hear(":s BATCH +t draft/chathistory-targets", *lines, ":s BATCH -t")

    def message(self, message: str, batch: str = "", send_id: str = "", room: str = "#lobby", more: str = "") -> str:
        """The line of `msgid nick text`; its time is msgid seconds after the play began."""
        msgid, nick, text = message.split(" ", 2)
        tags = f"@msgid={msgid};time=2026-01-31T10:{int(msgid) // 60:02}:{int(msgid) % 60:02}.000Z"
        tags += f";batch={batch}" if batch else ""
        tags += f";chorus.chat/send-id={send_id}" if send_id else ""
        tags += more
        return f"{tags} :{nick}!{nick}@h PRIVMSG {room} :{text}"

    def say(self, *messages: str, room: str = "#lobby") -> None:
        """Somebody says something now."""
        self.hear(*(self.message(message, room=room) for message in messages))

    def echo(self, message: str, send_id: str, room: str = "#lobby") -> None:
        self.hear(self.message(message, send_id=send_id, room=room))

    def lose(self, reason: str = "Connection reset by peer") -> None:
        self.client.lost(reason, self.now)
        self._look()

    def return_(self) -> list[str]:
        """The connection is lost and stands again; what is sent on it until we are in the lobby."""
        self.wait(40)
        return self.connect()

    # The window

    def do(self, command: ask.Command) -> None:
        self.client.do(command, self.now)
        self._look()

    def type(self, text: str, room: str = "#lobby") -> None:
        self.do(ask.Say(room, text))

    @property
    def texts(self) -> list[str]:
        """What is seen, without what merely happened."""
        return [entry.text for entry in self.view if entry.shape != "happening"]

    @property
    def happenings(self) -> list[str]:
        return [entry.text for entry in self.view if entry.shape == "happening"]

    @property
    def states(self) -> list[str]:
        """The states of our own messages."""
        return [entry.state for entry in self.view if entry.own]

    def told(self, kind: type[tell.UiEvent]) -> list[tell.UiEvent]:
        """All events of this kind so far."""
        return [event for event in self.log if type(event) is kind]

    @property
    def toasts(self) -> list[str]:
        return [event.sentence for event in self.log if isinstance(event, tell.Toast)]

    @property
    def alerts(self) -> list[tuple[str, str]]:
        return [(event.title, event.text) for event in self.log if isinstance(event, tell.Alerted)]

    def take_sent(self) -> list[str]:
        sent, self.sent = self.sent, []
        return sent

    def take_done(self) -> list[Dial | HangUp]:
        done, self.done = self.done, []
        return done

    def send_ids(self) -> list[str]:
        """Those of the lines in `sent`."""
        return [parse(line).tags.get("chorus.chat/send-id", "") for line in self.sent if "PRIVMSG" in line]

    def _look(self) -> None:
        for action in self.client.take_actions():
            if isinstance(action, Transmit):
                lines = action.data.decode().splitlines()
                self.sent += lines if self.keep_labels else [_unlabelled(line) for line in lines]
            else:
                self.done.append(action)

    def _show(self, event: tell.UiEvent) -> None:
        self.log.append(event)
        match event:
            case tell.Loaded():
                self.rows = {one.key: one for one in event.conversations}
                self.view = []
            case tell.Linked():
                self.linked = event
            case tell.ConversationChanged(one):
                self.rows[one.key] = one
            case tell.ConversationGone(key):
                del self.rows[key]
            case tell.ConversationRenamed(old, one):
                del self.rows[old]
                self.rows[one.key] = one
            case tell.Opened(_, entries):
                self.view = list(entries)
            case tell.Spliced(_, splices):
                for splice in splices:
                    assert splice.at + splice.removed <= len(self.view), (splice, self.view)
                    self.view[splice.at : splice.at + splice.removed] = splice.entries
        keys = [entry.key for entry in self.view]
        assert len(keys) == len(set(keys)), f"keys are unique: {keys}"


def _unlabelled(line: str) -> str:
    """Without its label, and with nothing but a send-id, a reply or a batch as tags."""
    if not line.startswith("@"):
        return line
    tags, _, rest = line[1:].partition(" ")
    kept = [tag for tag in tags.split(";") if not tag.startswith("label=")]
    return f"@{';'.join(kept)} {rest}" if kept else rest
