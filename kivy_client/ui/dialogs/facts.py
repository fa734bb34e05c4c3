"""What is told of a person, in plain words. Pure."""

from __future__ import annotations

from kivy_client.core.model.conversations import Profile
from kivy_client.ui.times import local

_SPANS = ((86400, "day"), (3600, "hour"), (60, "minute"))


def facts(profile: Profile) -> list[tuple[str, str]]:
    """Each fact with what it is about; what the server did not say is left out."""
    address = f"{profile.username}@{profile.host}" if profile.host else profile.username
    found = [
        ("Name", profile.realname if profile.realname != profile.nick else ""),
        ("Account", profile.account),
        ("Away", profile.away),
        ("Rooms", "  ".join(profile.rooms)),
        ("Address", address),
        ("Since", _when(profile.signed_on)),
        ("Last wrote", f"{lasting(profile.idle_seconds)} ago" if profile.idle_seconds >= 60 else ""),
        ("Also", ", ".join(_also(profile))),
    ]
    return [(about, words) for about, words in found if words]


def lasting(seconds: int) -> str:
    """A length of time, in its greatest unit."""
    for size, name in _SPANS:
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return "a moment"


def _also(profile: Profile) -> list[str]:
    words = (
        (profile.operator, "operator of the network"),
        (profile.bot, "a bot"),
        (profile.secure, "connected securely"),
    )
    return [word for on, word in words if on]


def _when(time: int) -> str:
    then = local(time)
    return f"{then.day} {then:%B %Y, %H:%M}" if then is not None else ""
