"""Names at one server: which are the same, which are those of rooms, and which a line can carry. Pure, over the store.

What the server says of it (CASEMAPPING, CHANTYPES) is remembered, for it holds offline too.
"""

from __future__ import annotations

from ircwire import names
from ircwire.casemapping import folding
from ircwire.client import ClientSession
from kivy_client.core.store import Store

MOST_NAME_BYTES = 200


class Names:
    """`fold`: the form of a name that is compared; a conversation's key."""

    def __init__(self, store: Store, server: int) -> None:
        self._store = store
        self._server = server
        learnt = store.traits.of(server)
        self._casemapping, self._chantypes = learnt.casemapping, learnt.chantypes
        self.fold = folding(self._casemapping)

    def learn(self, session: ClientSession) -> bool:
        """What the server says of itself; whether names compare otherwise now."""
        before = self._casemapping, self._chantypes
        self._casemapping = session.isupport.get("CASEMAPPING", "")[:32]
        self._chantypes = session.isupport.get("CHANTYPES", "")[:32]
        if before == (self._casemapping, self._chantypes):
            return False
        self._store.traits.names(self._server, self._casemapping, self._chantypes)
        self.fold = folding(self._casemapping)
        return before[0] != self._casemapping

    def is_room(self, name: str) -> bool:
        return name[:1] in self._chantypes if self._chantypes and name else names.is_room(name)

    def is_nick(self, name: str) -> bool:
        """Whether somebody can be called so, as far as lines go."""
        return can_be_sent(name) and not self.is_room(name) and name != "*"

    def is_known_room(self, name: str) -> bool:
        """Whether this is a room, and a line can carry it."""
        return can_be_sent(name) and self.is_room(name)


def can_be_sent(name: str) -> bool:
    """As a parameter that is not the last one, and in a list with commas."""
    return (
        0 < len(name.encode(errors="replace")) <= MOST_NAME_BYTES
        and not name.startswith(":")
        and not any(character in " ,\0\r\n\x07" for character in name)
    )
