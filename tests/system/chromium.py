"""A headless Chromium for tests, told what to do by the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.request
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.system.gateways import PATIENCE, until

NAMES = ("chromium", "chromium-browser", "google-chrome")


def program() -> str | None:
    """Where it is on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """A browser with one page. A context manager that ends it. `folder`: for its profile."""

    def __init__(self, folder: Path, url: str) -> None:
        found = program()
        assert found
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
        where = (f"--user-data-dir={folder}", "--remote-debugging-port=0", "--window-size=800,600")
        self._numbers = count(1)
        with ExitStack() as stack:
            log = stack.enter_context((folder / "log").open("wb"))
            browser = subprocess.Popen([found, *options, *where, url], stdout=log, stderr=log)
            stack.callback(browser.wait, PATIENCE)
            stack.callback(browser.terminate)
            port = self._port(folder / "log")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE) as answer:
                (page,) = [each for each in json.load(answer) if each["type"] == "page"]
            self._tools = stack.enter_context(connect(page["webSocketDebuggerUrl"], max_size=None))
            self._stack = stack.pop_all()

    def _port(self, log: Path) -> int:
        pattern = re.compile(r"DevTools listening on ws://127\.0\.0\.1:(\d+)/")
        until(lambda: pattern.search(log.read_text()) is not None, "Chromium did not start")
        match = pattern.search(log.read_text())
        assert match
        return int(match[1])

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """A command of the protocol; its result."""
        number = next(self._numbers)
        self._tools.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._tools.recv(timeout=PATIENCE))
            if told.get("id") == number:
                assert "result" in told, told
                result: dict[str, Any] = told["result"]
                return result

    def text(self) -> str:
        """What a person reads on the page."""
        answer = self.call("Runtime.evaluate", expression="document.body?.innerText ?? ''")
        return str(answer["result"]["value"])

    def expect(self, text: str) -> None:
        """Wait until the page shows it."""
        until(lambda: text in self.text(), f"{text!r} is not on the page")

    def type(self, text: str) -> None:
        """Type it where the cursor is, and Enter."""
        self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r"
            )

    def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()
