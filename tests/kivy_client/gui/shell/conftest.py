"""The window over a fake core: conversations as in the design, one of them open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kivy_client.core.model.conversations import Conversation, Member
from kivy_client.core.model.events import ConversationChanged, UiEvent
from tests.kivy_client.gui.fake_core import FakeCore, FakeDevice, last, person, room
from tests.kivy_client.gui.timeline.conversation import WORK

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

OPEN = "#gateway-dev"
ROLES = {"alice": "@", "heidi": "@", "rupert": "+"}
NICKS = ("alice", "heidi", "rupert", "bob", "carol", "ivan", "judy", "mira", "olivia", "sybil", "victor")
MEMBERS = tuple(
    Member(nick, ROLES.get(nick, ""), away=nick == "carol", bot=nick == "victor", own=nick == "mira") for nick in NICKS
)
TODAY = datetime(2022, 11, 23, 12, 0)


def time(clock: str, days: int = 0) -> int:
    """Microseconds since 1970 of an hour so many days before `TODAY`."""
    hour, minute = map(int, clock.split(":"))
    then = TODAY.replace(hour=hour, minute=minute) - timedelta(days=days)
    return int(then.timestamp()) * 1_000_000


CONVERSATIONS = (
    room("#gateway-dev", last=last("heidi", "the reconnect patch is green ✅ shall I merge?", time("09:47")),
         people=len(MEMBERS),
         topic="Release 0.9 on Friday — see the pinned plan"),
    person("alice", 2, last=last("alice", "can you look at #214? 🙏", time("09:41")), online=True),
    room("#redis-streams", 14, last=last("bob", "XAUTOCLAIM does it", time("09:12"))),
    room("#random", 128, muted=True, last=last("olivia", "😂😂😂", time("08:55"))),
    person("carol", last=last("mira", "see you tomorrow ✓", time("18:00", 1), own=True), away="at lunch"),
    room("#ops", 1, mentions=1, last=last("bob", "@mira redis-2 is back", time("17:00", 1))),
    person("ivan", last=last("ivan", "photo.png", time("12:00", 2))),
    room("#welcome", last=last("sybil", "hello", time("11:00", 2))),
    room("#android", last=last("victor", "built", time("10:00", 3)), draft="half a thought"),
)  # fmt: skip


@dataclass
class Stage:
    """The app, its fake core and its fake system."""

    driver: Driver
    core: FakeCore
    device: FakeDevice

    @property
    def shell(self) -> Any:
        return self.driver.app.shell

    @property
    def board(self) -> Any:
        return self.driver.app.board

    @property
    def seen(self) -> tuple[str, ...]:
        """Which panes are seen."""
        return tuple(self.shell.panes.shown)

    def tell(self, *events: UiEvent) -> None:
        for event in events:
            self.core.show(event)
        self.driver.frames(4)

    def change(self, conversation: Conversation) -> None:
        self.tell(ConversationChanged(conversation))

    def open(self, key: str = OPEN) -> None:
        """As the person does."""
        self.shell.open_conversation(key)
        self.driver.until(lambda: self.board.current == key, f"{key} is open")


@pytest.fixture
def stage(open_app: Callable[..., Driver]) -> Callable[..., Stage]:
    """Open the window: `stage(width, height)`; `loaded` False: the core has told nothing yet."""

    def make(
        width: int = 1280,
        height: int = 800,
        current: str = OPEN,
        conversations: tuple[Conversation, ...] = CONVERSATIONS,
        loaded: bool = True,
        **preferences: Any,
    ) -> Stage:
        cores: list[FakeCore] = []

        def make_core(*arguments: Any) -> FakeCore:
            cores.append(FakeCore(*arguments))
            return cores[0]

        device = FakeDevice()
        driver = open_app((width, height), make_core, device)
        one = Stage(driver, cores[0], device)
        one.core.timelines[OPEN], one.core.members[OPEN] = WORK, MEMBERS
        if loaded:
            one.core.load(*conversations, current=current, **preferences)
            driver.until(lambda: one.board.conversations, "it is loaded")
            driver.frames(6)
        return one

    return make
