"""A trial: starts everything, lets clients write while faults happen, heals all, waits for quiet, and has it checked.

Main thread. Everything random comes from the seed; what the machine's timing makes of it is its own affair, so a seed
repeats the faults and the choices of the clients, not every interleaving.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ircwire.msgids import epoch_of, id_of
from tests.chaos.checker import complaints
from tests.chaos.clients import Client, Stage
from tests.chaos.faults import happen
from tests.chaos.inspection import inspect
from tests.chaos.observations import Observations
from tests.chaos.plan import Round, plan
from tests.chaos.scene import Scene
from tests.chaos.writers import LOBBY, PlainClient, SendOnceClient, Witness

HURT_GATEWAYS = 3
ROOMS = (LOBBY, "#alpha", "#beta", "#gamma")
SEND_ONCE = 6
PLAIN = 4
WITNESSES = 2
COMMON_NICKS = ["red", "green", "blue"]
"""Fewer than the clients that want them."""
QUIET_SECONDS = 40.0
"""In which all must be connected again, with nothing pending, once everything is healed."""
END_SECONDS = 20.0


@dataclass(slots=True)
class Report:
    """What was done and what is wrong."""

    complaints: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Trial:
    """One run of a seed."""

    def __init__(self, seed: int, seconds: float, folder: Path, say: Callable[[str], None]) -> None:
        self._seed = seed
        self._folder = folder
        self._say = say
        self._plan: Sequence[Round] = plan(seed, seconds, HURT_GATEWAYS)
        self._observations = Observations()
        self._report = Report()
        self._clients: list[Client] = []
        self._witnesses: list[Witness] = []
        self._stage: Stage
        self._began = 0.0

    def run(self) -> Report:
        """Do it all; blocks for the seconds of the plan and a little more."""
        with Scene(self._folder, HURT_GATEWAYS) as scene:
            with self._people(scene):
                if self._come_to_rest("at the start"):
                    self._storm(scene)
                    self._come_to_rest("after the faults")
                self._stage.closing.set()
                for client in self._clients:
                    client.closed.wait(END_SECONDS)
                self._inspect(scene)
            self._observations.observers = [client.observer for client in self._clients]
            self._report.complaints = complaints(self._observations)
            self._count()
            if self._report.complaints:
                scene.keep_logs(self._folder)
        return self._report

    @contextmanager
    def _people(self, scene: Scene) -> Iterator[None]:
        names = [f"s{number}" for number in range(SEND_ONCE)]
        ports = [seat.irc for seat in scene.hurt]
        stage = self._stage = Stage(ports, [*names, *(f"w{number}" for number in range(WITNESSES))], COMMON_NICKS)
        random = Random(f"{self._seed} rooms")
        for number in range(WITNESSES):
            self._witnesses.append(Witness(stage, f"w{number}", ROOMS, self._seed, scene.calm.irc))
        self._clients += self._witnesses
        self._clients += [SendOnceClient(stage, name, _some(random, 2), self._seed) for name in names]
        self._clients += [PlainClient(stage, f"p{n}", _some(random, 2), self._seed) for n in range(PLAIN)]
        for client in self._clients:
            client.start()
        try:
            yield
        finally:
            stage.closing.set()
            stage.ending.set()
            for client in self._clients:
                client.join(END_SECONDS)

    def _storm(self, scene: Scene) -> None:
        self._began = time.monotonic()
        self._stage.talking.set()
        for each in self._plan:
            self._observations.oddities += happen(scene, each, self._fault)
            for seat in scene.seats:
                if not seat.alive():
                    self._observations.oddities.append(f"{seat.name} has ended by itself")
                    seat.start()
        self._stage.talking.clear()

    def _fault(self, text: str) -> None:
        self._report.faults.append(text)
        self._say(f"{time.monotonic() - self._began:6.1f} s  {text}")

    def _come_to_rest(self, when: str) -> bool:
        """Wait until every client has nothing pending, and then until it has seen a last line in each of its rooms."""
        if not self._settle(when):
            return False
        self._mark()
        return self._settle(f"{when}, in the end,")

    def _settle(self, when: str) -> bool:
        """Wait until every client is there with nothing pending; who is not is told."""
        deadline = time.monotonic() + QUIET_SECONDS
        while not all(client.settled for client in self._clients):
            if time.monotonic() > deadline or not all(client.is_alive() for client in self._clients):
                break
            time.sleep(0.05)
        late = [client for client in self._clients if not client.settled]
        for client in late:
            self._observations.oddities.append(f"{when}, {client.name} {client.trouble}")
        return not late

    def _mark(self) -> None:
        """A witness says a line in every room; everybody in it must see it."""
        witness = self._witnesses[0]
        said = len(witness.observer.messages)
        for room in ROOMS:
            witness.say(room)
        deadline = time.monotonic() + END_SECONDS
        marks: dict[str, int] = {}
        while len(marks) < len(ROOMS) and time.monotonic() < deadline:
            time.sleep(0.02)
            for message in list(witness.observer.messages.values())[said:]:
                if message.msgids and message.target in ROOMS:
                    marks[message.target] = max(map(id_of, message.msgids))
        self._stage.marks = marks

    def _inspect(self, scene: Scene) -> None:
        first = next(iter(self._witnesses[0].observer.messages.values()))
        epoch = epoch_of(next(iter(first.msgids)))
        for number, seat in enumerate(scene.seats):
            try:
                self._observations.findings[seat.name] = inspect(seat.irc, number, ROOMS, epoch)
            except Exception as error:
                self._observations.oddities.append(f"{seat.name} could not be inspected at the end: {error!r}")

    def _count(self) -> None:
        observers = self._observations.observers
        messages = self._observations.messages().values()
        connections = [connection for observer in observers for connection in observer.connections]
        self._report.figures = {
            "messages": len(messages),
            "acknowledged": sum(bool(message.msgids) for message in messages),
            "private": sum(message.private for message in messages),
            "refused": sum(message.refused for message in messages),
            "resent": sum(len(connection.resent) for connection in connections),
            "seen live": sum(len(visit.lines) for each in connections for visit in each.visits),
            "caught up": sum(len(p) for each in observers for pages in each.caught_up.values() for p in pages),
            "connections": len(connections),
            "clients": len(observers),
            "faults": len(self._report.faults),
        }


def _some(random: Random, count: int) -> list[str]:
    return [LOBBY, *random.sample(ROOMS[1:], count)]
