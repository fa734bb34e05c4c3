"""A hub with guests for tests, and the facts that happen to them. Log ids are small numbers, which tests give."""

from __future__ import annotations

from gateway.dialects.base import Conversation
from gateway.dialects.irc.conversation import IrcConversation
from gateway.dialects.plain import PlainConversation
from gateway.hub.hub import Hub
from gateway.model.answers import Counts, Entered, Member, MemberList, Refused, Registered, TopicIs
from gateway.model.commands import Join, Register
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told
from gateway.model.refusals import Reason, Refusal
from gateway.model.server import Server
from tests.gateway.hub.doubles import HeldBus, ManualLoop, RecordingConnection

SERVER = Server(name="chat.example", info="Chat", version="chorus-0", started=0)


class Guest:
    """A client on the stage: says bytes, and knows the lines it was told that were not looked at yet."""

    def __init__(self, stage: Stage, conversation: Conversation, nick: str) -> None:
        stage.guests.append(self)
        self.conversation = conversation
        self.connection = RecordingConnection(f"c{len(stage.guests)}")
        self.nick = nick
        self.uid = stage.bus.user_id(self.connection.id)
        self._read = 0
        self.connection.handler = stage.hub.welcome(self.connection, conversation)

    @property
    def mask(self) -> str:
        return f"{self.nick}!~{self.nick}@192.0.2.1"

    def says(self, *lines: str) -> None:
        self.hears("".join(line + "\r\n" for line in lines).encode())

    def hears(self, data: bytes) -> None:
        """The socket hands these bytes to the hub."""
        assert self.connection.handler is not None
        self.connection.handler.received(data)

    def look_away(self) -> None:
        """What it has been told so far does not matter."""
        self._read = len(self.connection.chunks)

    @property
    def fresh(self) -> list[bytes]:
        """The chunks it was told since the last look, those of nothing left out."""
        chunks = self.connection.chunks[self._read :]
        self.look_away()
        return [chunk for chunk in chunks if chunk]

    @property
    def lines(self) -> list[str]:
        """The lines it was told since the last look."""
        return b"".join(self.fresh).decode().split("\r\n")[:-1]

    def was_let_go(self, why: Disconnect) -> bool:
        """Whether its last words say why, and its connection is closed."""
        return why.text in self.lines[-1] and self.connection.closing

    @property
    def verbs(self) -> list[str]:
        """Of an IRC client's new lines only what they are: a verb or numeric, and the text of a message."""
        found = []
        for line in self.lines:
            words = line.split(" ", 1)[1].split(" ") if line.startswith("@") else line.split(" ")
            verb = words[1] if words[0].startswith(":") else words[0]
            found.append(line.rpartition(" :")[2] if verb == "PRIVMSG" else verb)
        return found


class Stage:
    def __init__(self, flood: tuple[float, float] = (0, 0), big_room: int = 0) -> None:
        self.loop = ManualLoop()
        self.bus = HeldBus()
        self.guests: list[Guest] = []
        self.hub = Hub(self.bus, self.loop, flood, big_room)
        self.hub.apply((), 1)

    def stranger(self, nick: str) -> Guest:
        """An IRC client that has said nothing yet, and means to be called so."""
        return Guest(self, IrcConversation(SERVER, "192.0.2.1"), nick)

    def irc(self, nick: str, capabilities: str = "", *rooms: str) -> Guest:
        """An IRC client that has registered and is in these rooms. At log id 1."""
        guest = self.stranger(nick)
        if capabilities:
            guest.says(f"CAP REQ :{capabilities}", "CAP END")
        guest.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        self.registers(guest, 1)
        for room in rooms:
            guest.says(f"JOIN {room}")
            self.enters(guest, room, 1)
        self._quiet()
        return guest

    def plain(self, name: str) -> Guest:
        """A plain client in the lobby. At log id 1."""
        guest = Guest(self, PlainConversation(SERVER, "192.0.2.1"), name)
        guest.says(name)
        self.registers(guest, 1)
        self.enters(guest, "#lobby", 1)
        self._quiet()
        return guest

    def _quiet(self) -> None:
        """What the preparation came to is nobody's news."""
        for guest in self.guests:
            guest.look_away()

    def registers(self, guest: Guest, at: int) -> None:
        """The bus accepts the registration that was asked."""
        counts = Counts(at, users=1, operators=0, rooms=1, most_users=1)
        self.bus.take(Register).answer(Registered(at, guest.uid, guest.nick, counts))

    def enters(self, guest: Guest, room: str, at: int) -> None:
        """The fact and the answer of a JOIN that was asked."""
        self.hub.apply([joined(at, guest, room)], at)
        self.bus.take(Join).answer(entered(at, guest, room))

    def happens(self, *facts: Fact) -> None:
        """These facts come in one piece."""
        self.hub.apply(facts, facts[-1].id)


def entered(at: int, guest: Guest, room: str) -> Entered:
    topic = TopicIs(at, room, "", "", 0)
    return Entered(at, topic, MemberList(at, room, (Member("", guest.mask),)), already=False)


def refused(at: int, subject: str, reason: Reason = Reason.NO_SUCH_ROOM) -> Refused:
    return Refused(at, Refusal(reason, subject))


def said(id: int, guest: Guest, room: str, text: str, send_id: str = "") -> Said:
    return Said(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, "PRIVMSG", text, send_id)


def told(id: int, guest: Guest, to: Guest, text: str) -> Told:
    return Told(id, f"{id}abcd", guest.uid, guest.mask, "", to.uid, to.nick, "PRIVMSG", text, "")


def joined(id: int, guest: Guest, room: str) -> Joined:
    return Joined(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, guest.nick)


def parted(id: int, guest: Guest, room: str) -> Parted:
    return Parted(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, "")


def has_quit(id: int, guest: Guest, *rooms: str, reason: str = "Quit") -> HasQuit:
    return HasQuit(id, f"{id}abcd", guest.uid, guest.mask, "", reason, rooms)


def renamed(id: int, guest: Guest, nick: str, *rooms: str) -> Renamed:
    return Renamed(id, f"{id}abcd", guest.uid, guest.mask, "", nick, rooms)
