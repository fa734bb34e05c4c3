"""`python -m gateway`, also installed as `chorus-gateway`: read the settings, start the bus if it is embedded, then be
a gateway, or the parent of several, or the doctor. What the admin got wrong ends here: one line on standard error and
exit code 2.

Main thread. With `--worker K` (internal, see `gateway.workers`) the settings come from the parent.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import resource
import signal
import sys
from dataclasses import replace

from gateway import doctor, gateway, ports, reread, workers
from gateway.bus.embedded import SCHEME, EmbeddedBus, EmbeddedError
from gateway.ops import logs
from gateway.settings import PROGRAM, Settings, SettingsError, load
from gateway.transport.certificate import CertificateError

log = logging.getLogger(__name__)

SPARE_FILES = 256
"""File descriptors beside the clients' sockets."""


def main() -> int:
    try:
        return _main(sys.argv[1:])
    except (SettingsError, CertificateError, ports.PortError) as error:
        return _complain(error, workers.EXIT_WRONG)
    except EmbeddedError as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return 130


def _main(arguments: list[str]) -> int:
    if arguments[:1] == ["--worker"]:
        job = workers.take_job()
        logs.setup(job.settings.log_level, job.settings.log_format, job.number)
        return gateway.run(job.settings, job.bind_ports(), job.arguments)
    if arguments[:1] == ["doctor"]:
        return doctor.run(load(arguments[1:], os.environ))
    settings = load(arguments, os.environ)
    logs.setup(settings.log_level, settings.log_format)
    _allow_files(settings)
    if settings.workers > 1:
        reread.read_certificate(settings)  # so that it is told once what is wrong with it
    if not settings.redis.startswith(SCHEME):
        return _run(settings, arguments)
    with EmbeddedBus.start(settings.redis) as bus:
        bus.when_ended(_end_without_bus)
        code = _run(replace(settings, redis=bus.url), arguments)
        return code if bus.alive() else 1


def _end_without_bus() -> None:
    """On a thread of its own: the gateways must not wait for a bus that nobody will start again."""
    log.critical("the embedded bus has ended, and the conversation with it")
    os.kill(os.getpid(), signal.SIGTERM)


def _run(settings: Settings, arguments: list[str]) -> int:
    _share_the_interpreter()
    if settings.workers > 1:
        return workers.Supervisor(settings, arguments).run()
    return gateway.run(settings, ports.bind_ports(settings), arguments)


def _allow_files(settings: Settings) -> None:
    """Raise the soft limit of open files to what the clients may need; shells often allow 1,024 or fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (settings.max_clients or 65536) + SPARE_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS has a lower limit of its own
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _share_the_interpreter() -> None:
    """For a process of a few threads that wait for one another, and of many small objects.

    The loop gives the interpreter's lock away with each system call, and takes it back before another thread has woken
    up; by default that one then waits for 5 ms, as long as a batch for Redis takes in all. With 0.3 ms: 250 rooms of 2
    8,100 → 9,900 messages/s, one room of 500 280,000 → 350,000 deliveries/s.

    Reference counts free nearly all that lines leave behind. Only what a closed connection was is a cycle; to look for
    those after each 700 objects is time that nobody has."""
    sys.setswitchinterval(0.0003)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _complain(error: Exception, code: int) -> int:
    print(f"{PROGRAM}: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
