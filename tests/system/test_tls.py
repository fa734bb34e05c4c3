"""TLS with real gateways: people on both ports talk across gateways, and files change while they stay."""

from __future__ import annotations

import json
import shutil
import signal
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import certificates
from tests.certificates import Pem, trusting
from tests.system.gateways import Gateway, run
from tests.system.talker import IrcTalker, Talker


@dataclass
class Files:
    """What a gateway reads again on SIGHUP."""

    folder: Path
    pem: Pem

    @property
    def motd(self) -> Path:
        return self.folder / "motd"

    @property
    def oper(self) -> Path:
        return self.folder / "oper"

    @property
    def options(self) -> tuple[str, ...]:
        return (*self.tls_options, "--motd", str(self.motd), "--flood-rate", "0")

    @property
    def tls_options(self) -> tuple[str, ...]:
        ports = ("--listen-tls", "127.0.0.1:0", "--listen-wss", "127.0.0.1:0")
        return (*ports, "--tls-cert", self.pem.cert, "--tls-key", self.pem.key)

    @property
    def environment(self) -> dict[str, str]:
        return {"CHORUS_OPER_FILE": str(self.oper)}

    def replace_certificate(self) -> ssl.SSLContext:
        """Another certificate stands in the files; a client's context that takes that one only."""
        new = certificates.make(self.folder, "new")
        shutil.copy(new.cert, self.pem.cert)
        shutil.copy(new.key, self.pem.key)
        return trusting(new)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    made = Files(tmp_path, certificates.make(tmp_path))
    made.motd.write_text("Before\n")
    made.oper.write_text("sam:before\n")
    yield made


def test_people_on_both_ports_talk_across_gateways(redis_url: str, files: Files) -> None:
    context = trusting(files.pem)
    options = (*files.options, "--sts-duration", "3600")
    with (
        Gateway(redis_url, *options, environment=files.environment) as one,
        Gateway(redis_url, *options, environment=files.environment) as two,
        IrcTalker(one.tls, "ann", tls=context) as ann,
        IrcTalker(two.irc, "bob") as bob,
        IrcTalker(two.tls, "eve", tls=context) as eve,
    ):
        for each in (ann, bob, eve):
            each.join("#tls")
        for speaker in (ann, bob, eve):
            speaker.send("PRIVMSG #tls :" + "x" * 400)
            for hearer in {ann, bob, eve} - {speaker}:
                hearer.expect(r"PRIVMSG #tls :x{400}$")
        for port, tls, offer in ((one.irc, None, f"sts=port={one.tls}"), (one.tls, context, "sts=duration=3600")):
            with Talker(port, tls) as newcomer:
                newcomer.send("CAP LS 302", "CAP REQ :sts", "CAP LIST")
                newcomer.expect(rf" LS :.*(?<= ){offer}( |$)")
                newcomer.expect(r" NAK :sts$")
                assert "sts" not in newcomer.expect(r" LIST :.*").string
        with Talker(one.irc) as old:
            old.send("CAP LS")
            assert "sts" not in old.expect(r" LS :.*").string
        metrics = urllib.request.urlopen(f"http://127.0.0.1:{one.http}/metrics", timeout=5).read().decode()
        assert "chorus_tls_clients 1\n" in metrics and "chorus_tls_handshakes_total 2\n" in metrics


@pytest.mark.parametrize("workers", [1, 2])
def test_sighup_rereads_the_files_and_nobody_is_lost(redis_url: str, files: Files, workers: int) -> None:
    before = trusting(files.pem)
    with (
        Gateway(redis_url, *files.options, workers=workers, environment=files.environment) as gateway,
        ExitStack() as stack,
    ):
        here = [stack.enter_context(IrcTalker(gateway.tls, f"here{number}", tls=before)) for number in range(4)]
        after = files.replace_certificate()
        files.motd.write_text("After\n")
        files.oper.write_text("kim:after\n")
        gateway.popen.send_signal(signal.SIGHUP)
        gateway.logged("SIGHUP: read again", workers)
        for each in here:
            each.send("MOTD")
            each.expect("372 .*After")
            each.send("OPER sam before")
            each.expect(" 464 ")
            each.send("OPER kim after")
            each.expect(" 381 ")
        for number in range(4):
            with IrcTalker(gateway.tls, f"new{number}", tls=after) as new:
                assert "After" in " ".join(new.seen)
            Talker(gateway.wss, after).close()  # the handshake is done
        with Gateway(redis_url, *files.options, environment=files.environment) as another:
            assert another.ready(), "who comes now has the new operators, as agreed in Redis"
        for each in here:
            each.sync()


def test_files_that_cannot_be_used_change_nothing(redis_url: str, files: Files) -> None:
    context = trusting(files.pem)
    with (
        Gateway(redis_url, *files.options, environment=files.environment) as gateway,
        IrcTalker(gateway.tls, "ann", tls=context) as ann,
    ):
        other = certificates.make(files.folder, "other")
        shutil.copy(other.key, files.pem.key)
        files.oper.write_text("no password\n")
        gateway.popen.send_signal(signal.SIGHUP)
        [bad] = gateway.logged("the certificate stays as it was")
        assert json.loads(bad)["level"] == "error" and "is not that of the certificate" in bad
        [bad] = gateway.logged("operators stay as they were")
        assert "no password" not in bad and "CHORUS_OPER_FILE" in bad
        with IrcTalker(gateway.tls, "bob", tls=context) as bob:
            bob.send("OPER sam before")
            bob.expect(" 381 ")
        ann.sync()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_certificate_that_cannot_be_used_is_one_line(files: Files, workers: str) -> None:
    ports = ("--listen", "127.0.0.1:0", "--listen-plain", "off", "--http", "off", "--workers", workers)
    shutil.copy(certificates.make(files.folder, "other").key, files.pem.key)
    ended = run("--redis", "embedded://redis", *ports, *files.tls_options)
    assert ended.returncode == 2
    [line] = [line for line in ended.stderr.splitlines() if "certificate" in line]
    assert line.startswith("chorus-gateway: --tls-cert: the key in ")


def test_the_doctor_looks_at_the_certificate(files: Files) -> None:
    looked = run("doctor", *files.tls_options, "--sts-duration", "60")
    assert looked.returncode == 1
    assert "ok  the TLS certificate is valid until 20" in looked.stdout
    assert (
        "!!  the TLS certificate is self-made: people must compare its fingerprint: clients that keep" in looked.stdout
    )
    Path(files.pem.key).unlink()
    assert run("doctor", *files.tls_options).returncode == 2
