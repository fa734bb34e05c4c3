"""The faults: what each kind does to the processes, and how it is healed. Runs on a thread of its own for each fault.

When a fault function returns, what it hurt is whole again, or is about to be by itself.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

from tests.chaos.plan import Fault, Kind, Round
from tests.chaos.scene import Scene, Seat

BLOWS_A_SECOND = 2
"""Of those faults that strike several times."""


def happen(scene: Scene, one: Round, report: Callable[[str], None]) -> list[str]:
    """A round of faults, from its pause to its end; what went wrong with the faults themselves."""
    problems: list[str] = []
    scene.wait(one.pause)
    threads = [threading.Thread(target=_happen, args=(scene, fault, report, problems)) for fault in one.faults]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except BaseException:
        scene.over.set()
        for thread in threads:
            thread.join()
        raise
    return problems


def _happen(scene: Scene, fault: Fault, report: Callable[[str], None], problems: list[str]) -> None:
    scene.wait(fault.after)
    report(str(fault))
    try:
        if fault.kind.subject:
            _TO_ALL[fault.kind](scene, fault.seconds)
        else:
            _TO_ONE[fault.kind](scene, scene.hurt[fault.gateway], fault.seconds)
    except Exception as error:
        problems.append(f"the fault {str(fault)!r} went wrong: {error!r}")


# -- to one gateway


def _kill_gateway(scene: Scene, seat: Seat, seconds: float) -> None:
    seat.end(signal.SIGKILL)
    scene.wait(seconds)
    seat.start()


def _stop_gateway(scene: Scene, seat: Seat, seconds: float) -> None:
    seat.tell(signal.SIGSTOP)
    scene.wait(seconds)
    seat.tell(signal.SIGCONT)


def _restart_gateway(scene: Scene, seat: Seat, seconds: float) -> None:
    code = seat.end(signal.SIGTERM)
    if code:
        raise RuntimeError(f"after SIGTERM it exited with {code}")
    scene.wait(seconds)
    seat.start()


def _freeze_wire(scene: Scene, seat: Seat, seconds: float) -> None:
    seat.wire.freeze()
    scene.wait(seconds)


# -- to all


def _again_and_again(scene: Scene, blow: Callable[[], object], seconds: float) -> None:
    for _ in range(max(1, round(seconds * BLOWS_A_SECOND))):
        blow()
        scene.wait(1 / BLOWS_A_SECOND)


def _cut_wires(scene: Scene, seconds: float) -> None:
    def cut() -> None:
        for seat in scene.seats:
            seat.wire.cut()

    _again_and_again(scene, cut, seconds)


def _kill_redis(scene: Scene, seconds: float) -> None:
    scene.redis.kill()
    scene.wait(seconds)
    scene.redis.start()


def _pause_redis(scene: Scene, seconds: float) -> None:
    scene.redis.signal(signal.SIGSTOP)
    scene.wait(seconds)
    scene.redis.signal(signal.SIGCONT)


def _fill_redis(scene: Scene, seconds: float) -> None:
    scene.redis.command("CONFIG", "SET", "maxmemory", "1")
    scene.wait(seconds)
    scene.redis.command("CONFIG", "SET", "maxmemory", "0")


def _demote_redis(scene: Scene, seconds: float) -> None:
    scene.redis.command("REPLICAOF", "127.0.0.1", "1")
    scene.wait(seconds)
    scene.redis.command("REPLICAOF", "NO", "ONE")


def _cut_subscribers(scene: Scene, seconds: float) -> None:
    _again_and_again(scene, lambda: scene.redis.command("CLIENT", "KILL", "TYPE", "pubsub"), seconds)


def _forget_scripts(scene: Scene, seconds: float) -> None:
    _again_and_again(scene, lambda: scene.redis.command("SCRIPT", "FLUSH"), seconds)


_TO_ONE: dict[Kind, Callable[[Scene, Seat, float], None]] = {
    Kind.KILL_GATEWAY: _kill_gateway,
    Kind.STOP_GATEWAY: _stop_gateway,
    Kind.NAP_GATEWAY: _stop_gateway,
    Kind.RESTART_GATEWAY: _restart_gateway,
    Kind.FREEZE_WIRE: _freeze_wire,
}
_TO_ALL: dict[Kind, Callable[[Scene, float], None]] = {
    Kind.CUT_WIRES: _cut_wires,
    Kind.KILL_REDIS: _kill_redis,
    Kind.PAUSE_REDIS: _pause_redis,
    Kind.FILL_REDIS: _fill_redis,
    Kind.DEMOTE_REDIS: _demote_redis,
    Kind.CUT_SUBSCRIBERS: _cut_subscribers,
    Kind.FORGET_SCRIPTS: _forget_scripts,
}
