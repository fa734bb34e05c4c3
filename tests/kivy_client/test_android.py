"""The description of the Android build, as far as it can be read without building anything."""

from __future__ import annotations

import ast
import re
import shutil
import struct
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import gateway
import kivy_client
from tests.test_architecture import statements

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "deploy" / "android" / "buildozer.spec"
WORKFLOW = ROOT / ".github" / "workflows" / "android.yml"
PACKAGES = {"jnius": "pyjnius"}
"""Where a package's name is not the module's."""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The spec's section about the app, read where buildozer is started: in the spec's folder."""
    monkeypatch.chdir(SPEC.parent)
    parser = ConfigParser(allow_no_value=True)
    parser.read(SPEC, encoding="utf-8")
    return {key: value or "" for key, value in parser["app"].items()}


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def test_the_version_is_the_app_s(app: dict[str, str]) -> None:
    text = Path(app["version.filename"]).read_text("utf-8")
    match = re.search(app["version.regex"], text)
    assert match
    assert match[1] == kivy_client.__version__ == gateway.__version__


def test_every_package_that_is_imported_is_required(app: dict[str, str]) -> None:
    required = {word.partition("==")[0] for word in words(app["requirements"])}
    imported = set()
    for path in [*(ROOT / "kivy_client").rglob("*.py"), *(ROOT / "ircwire").rglob("*.py"), ROOT / "main.py"]:
        for node in statements(path):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"ircwire", "kivy_client"}
    assert "jnius" in foreign
    assert {PACKAGES.get(name, name) for name in foreign} <= required


def test_all_is_pinned_but_what_has_no_version(app: dict[str, str]) -> None:
    assert {word for word in words(app["requirements"]) if "==" not in word} == {"android", "setuptools"}
    assert re.fullmatch(r"[0-9a-f]{40}", app["p4a.commit"])


def test_pictures_are_there_in_the_sizes_that_android_wants(app: dict[str, str]) -> None:
    pictures = {
        app["icon.filename"]: 256,
        app["icon.adaptive_foreground.filename"]: 432,
        app["icon.adaptive_background.filename"]: 432,
        app["presplash.filename"]: 768,
        f"{app['android.add_resources']}/drawable-xxxhdpi/note.png": 96,
    }
    for name, size in pictures.items():
        assert png_size(Path(name)) == (size, size), name


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, of a picture with colour and opacity (PNG, section 11.2.2)."""
    head = path.read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", head[16:26])
    assert (depth, kind) == (8, 6)
    return width, height


def test_no_service_runs_while_there_is_no_code_for_one(app: dict[str, str]) -> None:
    assert "services" not in app


def test_make_apk_says_in_one_sentence_what_is_missing(tmp_path: Path) -> None:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("there is no sh here")
    dirname = shutil.which("dirname")
    assert dirname is not None
    (tmp_path / "dirname").symlink_to(dirname)
    command = [shell, str(ROOT / "scripts" / "apk")]
    ended = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("make apk lacks buildozer, git, javac, ")
    assert ended.stderr.endswith("; docs/android.md says what it needs.\n")
    assert ended.stderr.count("\n") == 1


def test_the_workflow_s_actions_are_pinned_and_it_builds_with_what_is_tested_here() -> None:
    text = WORKFLOW.read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert len(used) == 5
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action, _ in used)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", version) for _, version in used)
    (buildozer,) = re.findall(r"buildozer==[\d.]+", text)
    assert f'"{buildozer}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "permissions:\n  contents: read\n" in text


def test_the_workflow_runs_when_anything_changes_that_it_builds_with() -> None:
    on_push, on_pull_request = re.findall(r"paths: \[(.*)\]", WORKFLOW.read_text("utf-8"))
    assert on_push == on_pull_request
    paths = {path.strip('"').removesuffix("/**") for path in words(on_push)}
    assert paths >= {"kivy_client", "ircwire", "main.py", "deploy/android", "Makefile", "scripts/apk"}
    assert all((ROOT / path).exists() for path in paths)


def test_of_all_that_is_packed_the_licence_is_told(app: dict[str, str]) -> None:
    told = (ROOT / "kivy_client" / "assets" / "LICENCES.md").read_text("utf-8").casefold()
    parts = {word.partition("==")[0] for word in words(app["requirements"])}
    called = {"python3": "python", "sqlite3": "sqlite", "android": "python-for-android"} | {
        part: part.replace("sdl2", "sdl") for part in parts if part.startswith("sdl2")
    }
    # The one that builds is not in the package.
    for part in parts - {"hostpython3"}:
        assert called.get(part, part) in told, part
