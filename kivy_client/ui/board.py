"""What the window knows, and how it asks: events of the core come in, widgets are told what changed.

Every part of the window holds the one board. It reads what it shows from here, binds to the properties and events that
concern it, and asks by `board.ask(command)`. Nothing here draws. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.event import EventDispatcher
from kivy.properties import DictProperty, ObjectProperty, StringProperty

from kivy_client.core.model.commands import Command
from kivy_client.core.model.conversations import Conversation
from kivy_client.core.model.events import (
    CertificateAsked,
    ConversationChanged,
    ConversationGone,
    ConversationRenamed,
    EndReached,
    Found,
    Left,
    Link,
    Linked,
    Loaded,
    MembersChanged,
    NotTaken,
    Opened,
    ProfileShown,
    Refused,
    RoomSettingsShown,
    RoomsListed,
    ServersChanged,
    Spliced,
    Toast,
    TypingChanged,
    UiEvent,
)
from kivy_client.core.model.servers import Preferences, Server

_TOLD: dict[type[UiEvent], str] = {
    Loaded: "on_loaded",
    Refused: "on_refused",
    CertificateAsked: "on_certificate",
    Left: "on_left",
    Opened: "on_opened",
    Spliced: "on_spliced",
    EndReached: "on_end_reached",
    Toast: "on_toast",
    NotTaken: "on_not_taken",
    RoomsListed: "on_rooms_listed",
    ProfileShown: "on_profile",
    RoomSettingsShown: "on_room_settings",
    Found: "on_found",
}
"""Dispatched with the event as the only argument. Whatever else changes is a property."""


class Board(EventDispatcher):
    """`link`: the last `Linked`. `current`: the key of the open conversation, "" for none. `members` and `typing` are
    those of the open one."""

    servers = ObjectProperty((), allownone=False)
    server = ObjectProperty(None, allownone=True)
    preferences = ObjectProperty(Preferences())
    link = ObjectProperty(Linked(Link.NONE, ""))
    conversations = DictProperty({})
    current = StringProperty("")
    members = ObjectProperty(())
    typing = ObjectProperty(())

    def __init__(self, ask: Callable[[Command], None], **options: Any) -> None:
        for name in _TOLD.values():
            self.register_event_type(name)
        super().__init__(**options)
        self.ask = ask

    def __getattr__(self, name: str) -> Any:
        """The default handlers of the events above: whoever shows a thing binds to its event."""
        if name in _TOLD.values():
            return lambda *_: None
        raise AttributeError(name)

    @property
    def conversation(self) -> Conversation | None:
        """The open one."""
        found: Conversation | None = self.conversations.get(self.current)
        return found

    @property
    def host(self) -> Server | None:
        """Where we are, or try to be."""
        server: Server | None = self.server
        return server

    def apply(self, event: UiEvent) -> None:
        """Take in what the core tells."""
        match event:
            case Loaded():
                self.servers, self.server, self.preferences = event.servers, event.server, event.preferences
                self.conversations = {one.key: one for one in event.conversations}
                self.members, self.typing, self.current = (), (), ""
            case ServersChanged(servers):
                self.servers = servers
            case Linked():
                self.link = event
            case ConversationChanged(one):
                self.conversations[one.key] = one
            case ConversationGone(key):
                self.conversations.pop(key, None)
                if key == self.current:
                    self.current, self.members, self.typing = "", (), ()
            case ConversationRenamed(old, one):
                self.conversations = {
                    (one.key if key == old else key): (one if key == old else kept)
                    for key, kept in self.conversations.items()
                }
                if self.current == old:
                    self.current = one.key
            case Opened(key) if key != self.current:
                self.current, self.members, self.typing = key, (), ()
            case MembersChanged(key, members) if key == self.current:
                self.members = members
            case TypingChanged(key, nicks) if key == self.current:
                self.typing = nicks
        name = _TOLD.get(type(event))
        if name is not None:
            self.dispatch(name, event)
