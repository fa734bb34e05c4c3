"""A web IRC client as people use it: a page in Chromium; what speaks IRC by WebSocket is irc-framework, from npm.

Not part of `make test`: it needs Chromium, npm and its registry. `make test ARGS='-m web'` runs it (docs/deploy.md).
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.system import chromium
from tests.system.gateways import Gateway
from tests.system.talker import PlainTalker

SOURCE = Path(__file__).parent / "web"
BUILD_SECONDS = 240

pytestmark = [pytest.mark.web, pytest.mark.timeout(BUILD_SECONDS + 60)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the client's page: static files, on a web server of their own."""
    if chromium.program() is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed (apt install npm)")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    for command in (["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS)
        assert done.returncode == 0, done.stdout + done.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.parametrize("protocol", ["text.ircv3.net", ""])
def test_a_page_and_nc_hear_each_other_across_gateways(
    redis_url: str, site: str, tmp_path: Path, protocol: str
) -> None:
    options = ("--listen-ws", "127.0.0.1:0", "--ws-origins", site)
    with Gateway(redis_url, *options) as one, Gateway(redis_url) as two, PlainTalker(two.plain, "otto") as nc:
        url = f"{site}/?port={one.ws}&nick=wanda&protocol={protocol}"
        with chromium.Page(tmp_path, url) as page:
            page.expect("wanda joined #lobby")
            page.type("Grüße aus dem Browser ☺")
            nc.expect("^wanda: Grüße aus dem Browser ☺$")
            nc.send("and from nc: é")
            page.expect("otto and from nc: é")
            (tmp_path / "page.png").write_bytes(page.picture())
        nc.expect("^wanda has left")


def test_a_page_of_another_origin_is_refused(redis_url: str, site: str, tmp_path: Path) -> None:
    options = ("--listen-ws", "127.0.0.1:0", "--ws-origins", "https://chat.example.org")
    with (
        Gateway(redis_url, *options) as gateway,
        chromium.Page(tmp_path, f"{site}/?port={gateway.ws}&nick=wanda&protocol=text.ircv3.net") as page,
    ):
        page.expect("disconnected")
