"""Finding fonts of the system, in a folder made for the test."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from kivy_client.ui.text import system_fonts
from tests.kivy_client.ui.text.test_coverage import FORMAT_12, sfnt


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(system_fonts, "directories", lambda: [tmp_path])
    monkeypatch.setattr(system_fonts.shutil, "which", lambda _: None)
    return tmp_path


def put(folder: Path, name: str, data: bytes | None = None) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sfnt(FORMAT_12) if data is None else data)
    return str(path)


def test_the_likeliest_file_that_has_the_letter(folder: Path) -> None:
    put(folder, "a/Broken.ttf", b"")
    put(folder, "a/NotoColorEmoji.ttf")
    put(folder, "a/readme.txt")
    other = put(folder, "a/Other.ttf")
    assert system_fonts.find("A", "Hani") == other
    bold = put(folder, "b/NotoSansCJK-Bold.ttc")
    assert system_fonts.find("A", "Hani") == bold
    regular = put(folder, "b/NotoSansCJK-Regular.ttc")
    assert system_fonts.find("A", "Hani") == regular
    assert system_fonts.find("Z", "Hani") == ""


def test_fontconfig_is_asked_first_and_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner, other = put(folder, "Inner.ttf"), put(folder.parent, "outside/Best.ttf")
    answers = [other, str(folder / "none.ttf"), subprocess.TimeoutExpired("fc-match", 2)]
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return subprocess.CompletedProcess(command, 0, answer)

    monkeypatch.setattr(system_fonts.shutil, "which", lambda _: "/usr/bin/fc-match")
    monkeypatch.setattr(system_fonts.subprocess, "run", run)
    assert [system_fonts.find("A", "Hani") for _ in range(3)] == [other, inner, inner]
    assert asked[0][-1] == "sans:charset=41:lang=zh"


def test_no_folder_no_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system_fonts, "directories", lambda: [tmp_path / "none"])
    monkeypatch.setattr(system_fonts.shutil, "which", lambda _: None)
    assert system_fonts.find("A", "Latn") == ""
