"""Workers: one parent that keeps N gateway processes running on the same ports (`--workers N`).

A worker is `python -m gateway --worker K` (internal), started with a pipe as its standard input: a pickled `Job` comes
through it, so that no secret stands in a command line, and its end tells that the parent is gone: the worker ends too.
On Linux each worker binds the ports anew with SO_REUSEPORT and the kernel spreads clients; the parent, which never
listens, keeps them bound, so port 0 and "in use" are decided once. Elsewhere all workers inherit the parent's sockets.
The parent runs on its main thread alone and knows nothing of chat or Redis; a worker adds one thread, `gw-parent`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from gateway.ports import CLIENT_PORTS, Ports, bind_ports
from gateway.reread import Terminal, hold_back, let_in, reread_settings
from gateway.settings import Settings, SettingsError
from gateway.transport.sockets import port_of
from gateway.values import Address

log = logging.getLogger("gateway.workers")

EXIT_WRONG = 2
"""Exit code of a gateway that would fail again in the same way: a wrong setting, a port in use. It is not restarted,
unless others serve that began while all was right."""

SHARE = sys.platform == "linux"
"""Whether SO_REUSEPORT spreads connections. (On macOS the newest socket gets them all.)"""

STOP_SECONDS = 8.0
"""A worker that takes longer to say goodbye is killed."""

QUICK_SECONDS = 10.0
"""A worker that dies sooner after its start has failed; `MAX_FAILURES` of these in a row, and the parent gives up."""

MAX_FAILURES = 5
BACK_OFF_SECONDS = 0.5
"""Doubled with each failure in a row."""

WRONG_SECONDS = 30.0
"""How soon to look whether the admin has mended what became wrong."""


# ---- A worker's side


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told. `inherited`: descriptors of the parent's sockets, as in `CLIENT_PORTS`; empty: bind anew.
    `arguments`: the parent's command line, for SIGHUP."""

    number: int
    settings: Settings
    inherited: tuple[int | None, ...] = ()
    arguments: tuple[str, ...] = ()

    def bind_ports(self) -> Ports:
        if not self.inherited:
            return bind_ports(self.settings, share=True)
        held = [None if fd is None else socket.socket(fileno=fd) for fd in self.inherited]
        nowhere: dict[str, Any] = dict.fromkeys(CLIENT_PORTS.values())
        own = replace(self.settings, **nowhere)
        return bind_ports(own)._replace(**dict(zip(CLIENT_PORTS, held, strict=True)))


def take_job() -> Job:
    """Read the job from standard input, and from now on end with the parent: by SIGTERM first, then without asking."""
    try:
        job = pickle.load(sys.stdin.buffer)
    except (pickle.UnpicklingError, EOFError):
        raise SettingsError("--worker is how workers are started: use --workers N") from None
    assert isinstance(job, Job)
    threading.Thread(target=_end_with_parent, name="gw-parent", daemon=True).start()
    return job


def _end_with_parent() -> NoReturn:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)


# ---- The parent's side


@dataclass(slots=True)
class Slot:
    """A worker's place. `due`: when to start it next (monotonic seconds), if no process runs. `is_wrong`: its last
    process ended because something is wrong with the settings or the files."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    starts: int = 0
    failures: int = 0
    is_wrong: bool = False
    due: float = 0.0


def worker_command() -> list[str]:
    return [sys.executable, "-P", "-m", "gateway", "--worker"]


class Supervisor:
    """The parent. `arguments`: its command line, read again on SIGHUP; `command`: what starts a worker, before its
    number; `share`: see `SHARE`."""

    def __init__(
        self,
        settings: Settings,
        arguments: Sequence[str] = (),
        command: Sequence[str] | None = None,
        share: bool = SHARE,
    ) -> None:
        """Binds the ports; raises `PortError`."""
        self._arguments = tuple(arguments)
        self._command = command or worker_command()
        self._slots = [Slot(number) for number in range(1, settings.workers + 1)]
        self._settings = replace(settings, workers=1)
        self._share = share
        self._held = self._hold_ports()
        self._terminal = Terminal()
        self._signals = 0
        self._hangups = 0
        self._result = 0

    def run(self) -> int:
        """Keep the workers running until SIGTERM, SIGINT or the terminal's end, then end them; the exit code. SIGHUP:
        they read their files again."""
        with self._signals_heard() as heard:
            while not self._signals and not self._result:
                if self._hangups:
                    self._reread()
                self._look_after_all()
                wait = min((slot.due - time.monotonic() for slot in self._slots if not slot.process), default=None)
                if not self._result:
                    _wait(heard, wait)
            self._stop(heard)
        return self._result

    def close(self) -> None:
        """Let go of the ports; done by `run` at its end."""
        for held in self._held:
            if held:
                held.close()

    # Ports

    def _hold_ports(self) -> Ports:
        """The sockets that stand for the ports, and the settings in which port 0 has become a real one."""
        asked = replace(self._settings, http=None)
        if self._share:
            # Sockets that share a port also share it with a stranger who started the same way: first find out, alone.
            alone = bind_ports(asked)
            # One that nobody asked for by name, and that a stranger has, is done without.
            asked = replace(asked, listen_plain=_bound(asked.listen_plain, alone.plain))
            for each in alone:
                if each:
                    each.close()
        held = bind_ports(asked, share=self._share)
        real: dict[str, Any] = {
            key: _bound(getattr(asked, key), getattr(held, port)) for port, key in CLIENT_PORTS.items()
        }
        self._settings = replace(self._settings, **real)
        return held

    def _settings_of(self, number: int) -> Settings:
        http = self._settings.http
        if http and http.port:
            http = http._replace(port=http.port + number - 1)
        return replace(self._settings, http=http)

    # Processes

    def _look_after_all(self) -> None:
        for slot in self._slots:
            if slot.process and slot.process.poll() is not None:
                self._bury(slot, slot.process)
            if self._result:
                return
            if not slot.process and slot.due <= time.monotonic():
                self._start(slot)

    def _reread(self) -> None:
        """Pass SIGHUP on; and those that start from now on begin with what is in the files now."""
        self._hangups = 0
        self._settings = reread_settings(self._settings, self._arguments) or self._settings
        for slot in self._slots:
            if slot.process and slot.process.poll() is None:
                slot.process.send_signal(signal.SIGHUP)

    def _start(self, slot: Slot) -> None:
        held = (getattr(self._held, port) for port in CLIENT_PORTS)
        inherited = () if self._share else tuple(each.fileno() if each else None for each in held)
        job = Job(slot.number, self._settings_of(slot.number), inherited, self._arguments)
        root = str(Path(__file__).parent.parent)
        hold_back()
        slot.process = subprocess.Popen(
            [*self._command, str(slot.number)],
            stdin=subprocess.PIPE,
            pass_fds=[fd for fd in job.inherited if fd is not None],
            start_new_session=True,  # Ctrl-C is for the parent: it ends the workers, each once
            env=os.environ | {"PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])},
        )
        let_in()
        slot.started = time.monotonic()
        slot.starts += 1
        assert slot.process.stdin
        with contextlib.suppress(BrokenPipeError):  # it died at once: `_bury` is next
            pickle.dump(job, slot.process.stdin)
            slot.process.stdin.flush()
        log.info("worker %d started (process %d)", slot.number, slot.process.pid)

    def _bury(self, slot: Slot, process: subprocess.Popen[bytes]) -> None:
        """Decide what a worker's death means: a restart, now or later, or the end of all."""
        assert process.stdin
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        slot.process = None
        how = _how_it_ended(process.returncode)
        now = time.monotonic()
        slot.is_wrong = process.returncode == EXIT_WRONG
        if slot.is_wrong and slot.starts > 1 and self._others_serve(slot):
            log.error(
                "worker %d ended %s: the others go on, it is tried again in %.0f s", slot.number, how, WRONG_SECONDS
            )
            slot.due = now + WRONG_SECONDS
            return
        if slot.is_wrong:
            log.error("worker %d ended %s: starting it again would not help", slot.number, how)
            self._result = EXIT_WRONG
            return
        slot.failures = slot.failures + 1 if now - slot.started < QUICK_SECONDS else 0
        if slot.failures >= MAX_FAILURES:
            log.error("worker %d ended %s at once, %d times in a row: giving up", slot.number, how, slot.failures)
            self._result = 1
            return
        delay = BACK_OFF_SECONDS * 2 ** (slot.failures - 1) if slot.failures else 0.0
        slot.due = now + delay
        log.warning("worker %d ended %s: starting it again in %.1f s", slot.number, how, delay)

    def _others_serve(self, slot: Slot) -> bool:
        others = (each for each in self._slots if each is not slot and not each.is_wrong)
        return any(each.process and each.process.poll() is None for each in others)

    def _stop(self, heard: socket.socket) -> None:
        """SIGTERM to all, SIGKILL to those who take too long, or to all when the admin asks once more."""
        signals = self._signals
        deadline = time.monotonic() + STOP_SECONDS
        alive = [slot.process for slot in self._slots if slot.process]
        for process in alive:
            process.terminate()
        while alive and self._signals == signals and time.monotonic() < deadline:
            _wait(heard, deadline - time.monotonic())
            alive = [process for process in alive if process.poll() is None]
        for process in alive:
            log.warning("process %d did not end in time: killing it", process.pid)
            process.kill()
            process.wait()
        self.close()

    # Signals

    @contextlib.contextmanager
    def _signals_heard(self) -> Iterator[socket.socket]:
        """A socket that becomes readable with each signal, so that waiting for signals needs no polling."""

        def count(number: int, frame: FrameType | None) -> None:
            if number == signal.SIGHUP and not self._terminal.has_gone():
                self._hangups += 1
            else:
                self._signals += number != signal.SIGCHLD

        heard, wakes = socket.socketpair()
        heard.setblocking(False)
        wakes.setblocking(False)
        before = signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
        handlers = [signal.signal(number, count) for number in numbers]
        try:
            yield heard
        finally:
            for number, handler in zip(numbers, handlers, strict=True):
                signal.signal(number, handler)
            signal.set_wakeup_fd(before)
            heard.close()
            wakes.close()


def _bound(asked: Address | None, held: socket.socket | None) -> Address | None:
    return asked._replace(port=port_of(held)) if asked and held else None


def _wait(heard: socket.socket, seconds: float | None) -> None:
    """Until the next signal, or so long."""
    select.select([heard], [], [], None if seconds is None else max(0.0, seconds))
    with contextlib.suppress(BlockingIOError):
        heard.recv(4096)


def _how_it_ended(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
