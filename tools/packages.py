"""Packages by others, fetched by pinned version with npm and apt-get, and refused unless their hash is the known one.

A file that is already in the folder is not fetched again, so that all works without a network once they are there.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """`name` and `version` as npm or apt-get want them; `file`: what they call the archive."""

    name: str
    version: str
    file: str
    sha256: str

    def fetch(self, folder: Path) -> Path:
        """The unpacked package."""
        archive = folder / self.file
        if not archive.exists():
            subprocess.run(self._command(), cwd=folder, check=True, stdout=subprocess.DEVNULL)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != self.sha256:
            raise SystemExit(f"{archive} is not the package it should be: its SHA-256 is {found}, not {self.sha256}.")
        target = folder / archive.name.removesuffix(".tgz").removesuffix(".deb")
        if not target.exists():
            self._unpack(archive, target)
        return target

    def _command(self) -> list[str]:
        if self.file.endswith(".deb"):
            return ["apt-get", "download", f"{self.name}={self.version}"]
        return ["npm", "pack", "--silent", f"{self.name}@{self.version}"]

    def _unpack(self, archive: Path, target: Path) -> None:
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", str(archive), str(target)], check=True)
            return
        part = target.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(archive) as packed:
            packed.extractall(part, filter="data")
        part.rename(target)


NOTO = Package(
    "fonts-noto-core",
    "20201225-1",
    "fonts-noto-core_20201225-1_all.deb",
    "58f4f0bb6720f919f92096b3508e1412a0f1544424ade6c5b5bf1eb694dd64ba",
)
NOTO_MONO = Package(
    "fonts-noto-mono",
    "20201225-1",
    "fonts-noto-mono_20201225-1_all.deb",
    "0807ec6454a6f66892159e7939a5c919ac28332e11d54ea78778577d9c569a59",
)
"""For boxes, lines and blocks, which Noto has in no other font."""
TWEMOJI = Package(
    "twemoji-colr-font",
    "15.0.3",
    "twemoji-colr-font-15.0.3.tgz",
    "10cb935907d7dc3d46e254d6ff54b3e042652eb08f6973c81cd2c4225e6ebac5",
)
ICONS = Package(
    "@mdi/font", "7.4.47", "mdi-font-7.4.47.tgz", "66131558352dc8df724feac30f3b7bf7ee7311a79e4f8436f3637c0993edb773"
)
EMOJI = Package(
    "emojibase-data",
    "17.0.0",
    "emojibase-data-17.0.0.tgz",
    "d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a",
)
