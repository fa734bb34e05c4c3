"""A client session in a dialogue: what a server says, what the session answers, what it tells its owner."""

from __future__ import annotations

from collections.abc import Iterable

from ircwire.client import EVERYTHING, WANTED, ClientSession, Identity
from ircwire.client_events import Event

MIRA = Identity("mira", "mi", "Mira", sender_key="0123456789abcdef")
MULTILINE = "draft/multiline=max-bytes=200,max-lines=4"
OFFERS = " ".join(sorted(EVERYTHING - {"draft/multiline", "sts"})) + " " + MULTILINE
ISUPPORT = ":s 005 mira CHATHISTORY=50 NETWORK=x PREFIX=(qov)~@+ CHANMODES=b,k,l,imnst BOT=B WHOX MONITOR=10 :are here"


def hear(session: ClientSession, *lines: str) -> list[Event]:
    return session.receive("".join(f"{line}\r\n" for line in lines).encode())


def said(session: ClientSession) -> list[str]:
    return session.take_output().decode().splitlines()


def negotiated(
    offers: str, wanted: Iterable[str] = WANTED, identity: Identity = MIRA, *, secure: bool = False
) -> ClientSession:
    """A session that was granted all it asked for, and is not registered yet."""
    session = ClientSession(identity, wanted, secure=secure)
    session.connected()
    hear(session, f":s CAP * LS :{offers}")
    grant(session)
    return session


def grant(session: ClientSession) -> list[str]:
    """Grant the capabilities that are asked for. Returns what else was said."""
    rest = []
    for line in said(session):
        if line.startswith("CAP REQ"):
            hear(session, f":s CAP * ACK :{line.removeprefix('CAP REQ ').removeprefix(':')}")
        else:
            rest.append(line)
    return rest


def inside(offers: str = OFFERS, wanted: Iterable[str] = EVERYTHING, isupport: str = ISUPPORT) -> ClientSession:
    """A session in #lobby with an operator, a bot and somebody away, and all capabilities that there are."""
    session = negotiated(offers, wanted)
    hear(session, ":s 001 mira :Welcome", isupport, ":s 422 mira :No message")
    hear(session, ":mira!mi@h JOIN #lobby * :Mira", ":s 353 mira = #lobby :mira!mi@h ~@ann!a@h +bob!b@h")
    hear(session, ":s 366 mira #lobby :End")
    session.take_output()
    session.take_changed_rooms()
    return session
