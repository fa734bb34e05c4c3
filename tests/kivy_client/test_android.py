"""The description of the Android build, as far as it can be checked without building."""

from __future__ import annotations

import ast
import os
import re
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import gateway
import kivy_client

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "deploy" / "android" / "buildozer.spec"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The spec's section about the app, read where buildozer is started: in the spec's folder."""
    monkeypatch.chdir(SPEC.parent)
    parser = ConfigParser(allow_no_value=True)
    parser.read(SPEC, encoding="utf-8")
    return {key: value or "" for key, value in parser["app"].items()}


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def packed(app: dict[str, str]) -> list[Path]:
    """The files that go into the app, chosen as buildozer does: not hidden, by folder and ending."""
    source = Path(app["source.dir"]).resolve()
    left_out, endings = words(app["source.exclude_dirs"]), words(app["source.include_exts"])
    found = []
    for folder, inner, files in os.walk(source):
        at = Path(folder).relative_to(source)
        inner[:] = [name for name in inner if not name.startswith(".") and str(at / name) not in left_out]
        found += [at / name for name in files if name.rpartition(".")[2] in endings and not name.startswith(".")]
    return found


def test_the_version_is_the_app_s(app: dict[str, str]) -> None:
    text = Path(app["version.filename"]).read_text("utf-8")
    match = re.search(app["version.regex"], text)
    assert match
    assert match[1] == kivy_client.__version__ == gateway.__version__


def test_the_app_is_packed_and_nothing_else(app: dict[str, str]) -> None:
    files = packed(app)
    assert {path.parts[0] for path in files} == {"main.py", "ircwire", "kivy_client"}
    ours = [path.relative_to(ROOT) for path in (ROOT / "kivy_client").rglob("*") if path.is_file()]
    needed = {path for path in ours if "__pycache__" not in path.parts and path.suffix != ".typed"}
    assert needed - set(files) == set(), "the app has files that would not be packed"


def test_every_package_that_is_imported_is_required(app: dict[str, str]) -> None:
    required = {word.partition("==")[0] for word in words(app["requirements"])}
    imported = set()
    for path in [*(ROOT / "kivy_client").rglob("*.py"), *(ROOT / "ircwire").rglob("*.py"), ROOT / "main.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"ircwire", "kivy_client"}
    assert foreign <= required
    assert "kivy==2.3.1" in words(app["requirements"])


def test_permissions_have_full_names_and_are_few(app: dict[str, str]) -> None:
    assert set(words(app["android.permissions"])) == {
        "android.permission.INTERNET",
        "android.permission.ACCESS_NETWORK_STATE",
    }


def test_nothing_is_named_that_is_not_there(app: dict[str, str]) -> None:
    assert "services" not in app
    files = [value for key, value in app.items() if key.endswith(".filename")]
    assert files
    assert all(Path(value).is_file() for value in files)
