"""`make run`: two gateways with an embedded bus, and the app where it can open. Arguments go to the gateways.

Ctrl-C (or SIGTERM) ends all of it. Closing the app ends the app only, for others may be in the conversation.
"""

from __future__ import annotations

import http.client
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gateway.settings import Settings, SettingsError, load  # noqa: E402
from gateway.values import Address  # noqa: E402

START_SECONDS = 60.0
END_SECONDS = 15.0
APP_END_SECONDS = 3.0


class Ended(Exception):
    """Ctrl-C or SIGTERM."""


def end(number: int, frame: FrameType | None) -> None:
    raise Ended


def main() -> int:
    arguments = ["--workers", "2", *sys.argv[1:]]
    try:
        settings = load(arguments, os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if settings.http:
        # Named, it is wanted: that the port is in use then ends the start instead of leaving us to ask a stranger.
        arguments += ["--http", str(settings.http)]
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)  # the terminal has gone; to the gateways it means something else
    gateways = start("gateway", *arguments)
    app: subprocess.Popen[bytes] | None = None
    try:
        if not wait_until_ready(gateways, settings):
            return gateways.wait()
        tell(settings)
        if not (why := why_no_app(settings.listen)):
            app = start("kivy_client", *app_options(settings.listen))
            how = "is closed" if app.wait() == 0 else "has failed (the lines above say why)"
            print(f"The app {how}. The gateways go on; Ctrl-C ends them.", flush=True)
        else:
            print(f"  The app does not open: {why}.\n", flush=True)
        return gateways.wait()
    except Ended:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # being impatient must not leave anything running
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("\nEnding.", flush=True)
        if app:
            stop(app, APP_END_SECONDS)
        return stop(gateways, END_SECONDS)
    finally:  # in a session of their own, they would go on for ever
        if gateways.poll() is None:
            stop(gateways, END_SECONDS)


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C comes to this process alone, which then ends the others in order."""
    return subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, start_new_session=True)


def stop(process: subprocess.Popen[bytes], seconds: float) -> int:
    process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def wait_until_ready(gateways: subprocess.Popen[bytes], settings: Settings) -> bool:
    """Wait until every gateway says on its HTTP port that it is; False if they have ended or it takes too long."""
    first = settings.http
    waiting = [first.port + k for k in range(settings.workers)] if first and first.port else []
    deadline = time.monotonic() + START_SECONDS
    while waiting and time.monotonic() < deadline and gateways.poll() is None:
        if is_ready(first.host if first else "", waiting[0]):
            del waiting[0]
        else:
            time.sleep(0.1)
    if waiting and gateways.poll() is None:
        print("The gateways are not ready; see the lines above.", file=sys.stderr)
    return not waiting and gateways.poll() is None


def is_ready(host: str, port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1" if host == "*" else host, port, timeout=2)
    try:
        asking.request("GET", "/readyz")
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):  # nothing is there yet, or something else
        return False
    finally:
        asking.close()


def tell(settings: Settings) -> None:
    print(f"\nChorus is up: {settings.workers} gateways, one conversation. Join it:")
    if plain := settings.listen_plain:
        print(f"  in a terminal    nc {host(plain)} {port(plain)}")
    if irc := settings.listen:
        print(f"  with IRC         irssi -c {host(irc)} -p {port(irc)}, /join #lobby (or any IRC client, no TLS)")
    print("  with the app     make run opens it where there is a display; another: .venv/bin/python -m kivy_client")
    print("Ctrl-C ends all of it.\n", flush=True)


def host(address: Address) -> str:
    return "127.0.0.1" if address.host in ("*", "0.0.0.0", "::") else address.host


def port(address: Address) -> str:
    return str(address.port) if address.port else "PORT (a free one; the log above names it)"


def app_options(irc: Address | None) -> list[str]:
    return ["--host", host(irc), "--port", str(irc.port)] if irc else []


def why_no_app(irc: Address | None) -> str:
    """In a few words; "" if it can open."""
    if irc is None or irc.port == 0:
        return "it needs --listen with a port"
    if importlib.util.find_spec("kivy") is None:
        if sys.version_info >= (3, 14):
            return "Kivy has no wheels for Python 3.14 yet; with Python 3.11 to 3.13 `make run` opens it"
        return "Kivy is not installed"
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "there is no display here"
    return ""


if __name__ == "__main__":
    sys.exit(main())
