"""A fresh session for a server, and what it turns out to be able to do. Pure."""

from __future__ import annotations

from ircwire import capabilities as caps
from ircwire.client import EVERYTHING, ClientSession, Identity
from kivy_client.core.model.servers import Server

_USERNAME_CHARACTERS = 10


def session_for(server: Server) -> ClientSession:
    """Raises ValueError if the name, the account or the password cannot be sent."""
    if not server.nick or " " in server.nick or server.nick.startswith(":"):
        raise ValueError("A name is one word")
    identity = Identity(
        nick=server.nick,
        username=_username(server.nick),
        realname=server.realname or server.nick,
        sender_key=server.sender_key,
        account=server.account,
        secret=server.secret,
        password=server.server_password,
    )
    return ClientSession(identity, EVERYTHING, secure=server.tls)


def can_be_sent(server: Server) -> bool:
    """Whether `session_for` takes it."""
    try:
        session_for(server)
    except ValueError:
        return False
    return True


def features(session: ClientSession) -> frozenset[str]:
    """What the window may offer (`model.events.FEATURES`)."""
    able = {
        "history": session.has_history,
        "typing": session.passes_tag("typing"),
        "reactions": session.passes_tag("draft/react"),
        "replies": session.passes_tag("reply") or session.passes_tag("draft/reply"),
        "redaction": caps.MESSAGE_REDACTION in session.enabled,
        "send-once": session.sends_once,
        "multiline": session.limits is not None,
        "rename": session.can_rename_rooms,
    }
    return frozenset(name for name, there in able.items() if there)


def _username(name: str) -> str:
    """A user name that every server takes."""
    letters = "".join(c for c in name if c.isascii() and c.isalnum())
    return letters[:_USERNAME_CHARACTERS].lower() or "chorus"
