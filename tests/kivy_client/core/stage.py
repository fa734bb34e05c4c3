"""A stage for the participant: the test plays the server and the clock, and writes down what is done and shown."""

from __future__ import annotations

from itertools import chain, count

from kivy_client.core.events import Spliced, Status, UiEvent
from kivy_client.core.moment import Moment
from kivy_client.core.participant import Dial, HangUp, Participant, Transmit
from kivy_client.core.settings import Settings
from kivy_client.core.timeline import Entry

ALL = "batch draft/chathistory echo-message message-tags chorus.chat/send-once server-time"
WALL = 1_769_853_600_000_000
"""2026-01-31 10:00:00, when each play begins."""


class Stage:
    """One participant called mira. `sent` are lines since last looked at; `done` the other actions."""

    def __init__(self, offers: str = ALL) -> None:
        self.offers = offers
        self.seconds = 1000.0
        self.sent: list[str] = []
        self.done: list[Dial | HangUp] = []
        self.view: list[Entry] = []
        self.events: list[UiEvent] = []
        self.status: Status | None = None
        ids = chain(["the-sender-key-of-mira"], (f"id{number}" for number in count(2)))
        self.participant = Participant(Settings("mira", "chat.test", 6667), lambda: next(ids), lambda: 1.0)
        self.participant.start(self.now)
        self._look()

    @property
    def now(self) -> Moment:
        return Moment(self.seconds, WALL + int((self.seconds - 1000) * 1_000_000))

    @property
    def texts(self) -> list[str]:
        """What is seen, without what merely happened."""
        return [entry.text for entry in self.view if entry.shape != "happening"]

    @property
    def happenings(self) -> list[str]:
        return [entry.text for entry in self.view if entry.shape == "happening"]

    def connect(self) -> None:
        """The connection stands, and the server offers its capabilities."""
        self.participant.connected(self.now)
        self._look()
        self.hear(f":s CAP * LS :{self.offers}")
        for line in self.take_sent():
            if line.startswith("CAP REQ"):
                self.hear(f":s CAP * ACK :{line.removeprefix('CAP REQ ').removeprefix(':')}")
        self.take_sent()

    def enter(self) -> list[str]:
        """Connect, register, and come into the room; what was sent on coming in."""
        self.connect()
        self.hear(
            ":s 001 mira :Hi", ":mira!mira@h JOIN #lobby", ":s 353 mira = #lobby :mira bob", ":s 366 mira #lobby :."
        )
        return [line for line in self.take_sent() if line != "JOIN #lobby"]

    def hear(self, *lines: str) -> None:
        self.participant.received("".join(f"{line}\r\n" for line in lines).encode(), self.now)
        self._look()

    def page(self, *messages: str) -> None:
        """A page of history; a message is `msgid nick text`."""
        self.hear(":s BATCH +h chathistory #lobby", *(self.message(m, batch="h") for m in messages), ":s BATCH -h")

    def message(self, message: str, batch: str = "", send_id: str = "") -> str:
        """The line of `msgid nick text`; its time is msgid seconds after the play began."""
        msgid, nick, text = message.split(" ", 2)
        tags = f"@msgid={msgid};time=2026-01-31T10:{int(msgid) // 60:02}:{int(msgid) % 60:02}.000Z"
        tags += f";batch={batch}" if batch else ""
        tags += f";chorus.chat/send-id={send_id}" if send_id else ""
        return f"{tags} :{nick}!{nick}@h PRIVMSG #lobby :{text}"

    def echo(self, message: str, send_id: str) -> None:
        self.hear(self.message(message, send_id=send_id))

    def type(self, text: str) -> None:
        self.participant.typed(text, self.now)
        self._look()

    def lose(self, reason: str = "Connection reset by peer") -> None:
        self.participant.lost(reason, self.now)
        self._look()

    def leave(self) -> None:
        self.participant.leave(self.now)
        self._look()

    def wait(self, seconds: float) -> None:
        """Let time pass, with every tick it brings."""
        end = self.seconds + seconds
        while (deadline := self.participant.deadline()) <= end:
            self.seconds = max(deadline, self.seconds)
            self.participant.tick(self.now)
            self._look()
        self.seconds = end

    def take_sent(self) -> list[str]:
        sent, self.sent = self.sent, []
        return sent

    def take_done(self) -> list[Dial | HangUp]:
        done, self.done = self.done, []
        return done

    def _look(self) -> None:
        for action in self.participant.take_actions():
            if isinstance(action, Transmit):
                self.sent += action.data.decode().splitlines()
            else:
                self.done.append(action)
        for event in self.participant.take_events():
            match event:
                case Spliced(splice):
                    self.view[splice.at : splice.at + splice.removed] = splice.entries
                case Status():
                    self.status = event
                case _:
                    self.events.append(event)
