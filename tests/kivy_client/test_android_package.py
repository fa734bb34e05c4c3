"""The app as it would be packed for Android: by buildozer and python-for-android themselves, without SDK and NDK."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.kivy_client.chat_server import ChatServer
from tests.kivy_client.gui.window import window

__all__ = ["window"]
ROOT = Path(__file__).parents[2]
SECONDS = 60
ANDROID = "{http://schemas.android.com/apk/res/android}"
LACKS_PACKAGES = "buildozer and python-for-android are not installed: pip install '.[android]'"
pytestmark = pytest.mark.android


def run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, **options)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `android_package` tells."""
    if importlib.util.find_spec("buildozer") is None or importlib.util.find_spec("pythonforandroid") is None:
        pytest.skip(LACKS_PACKAGES)
    folder = tmp_path_factory.mktemp("android")
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    ended = run(sys.executable, "-m", "tests.kivy_client.android_package", str(folder), cwd=ROOT, env=environment)
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-4000:]
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def staged(package: dict[str, Any]) -> Path:
    """The files that go into the app."""
    return Path(package["staged"])


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# What is required


def test_the_recipes_resolve_and_all_that_is_built_is_listed_and_pinned(package: dict[str, Any]) -> None:
    recipes = {name: recipe["version"] for name, recipe in package["recipes"].items()}
    assert {"python3", "kivy", "sqlite3", "openssl", "pyjnius", "android", "sdl2"} <= recipes.keys()
    assert set(package["requirements"]) == recipes.keys() | set(package["modules"])
    # The version that python-for-android has tried is the one that is asked for.
    versions = {name: version for name, version in recipes.items() if version}
    assert {name: package["pins"][name] for name in versions} == versions
    assert set(package["pins"]) == versions.keys() | set(package["modules"])


def test_our_recipes_are_found_and_change_only_what_they_say(package: dict[str, Any]) -> None:
    classes = {name: recipe["class"] for name, recipe in package["recipes"].items()}
    assert (classes["sqlite3"], classes["kivy"]) == ("Sqlite3WithFts5", "KivyAlone")
    assert "-DSQLITE_ENABLE_FTS5" in package["flags"].split()
    assert all(recipe["missing_patches"] == [] for recipe in package["recipes"].values())
    assert package["modules"] == ["certifi", "filetype", "six"]


def test_what_pip_installs_is_pure_python_for_the_target_s_python(package: dict[str, Any], tmp_path: Path) -> None:
    """As python-for-android asks pip: wheels only, of any version of Android's own tags."""
    pins, report = package["pins"], tmp_path / "report.json"
    wanted = [f"{name}=={pins[name]}" for name in package["modules"]]
    target = ["--only-binary=:all:", "--platform=android_24_arm64_v8a", "--python-version", pins["python3"]]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    pip += ["--disable-pip-version-check", "--target", str(tmp_path / "none"), "--report", str(report)]
    ended = run(*pip, *target, *wanted)
    if ended.returncode and run(*pip, "--no-deps", "pip").returncode:
        pytest.skip("pip reaches no index of packages")
    assert ended.returncode == 0, ended.stderr
    found = [Path(one["download_info"]["url"]).name for one in json.loads(report.read_text("utf-8"))["install"]]
    assert len(found) == len(wanted)
    assert [name for name in found if not name.endswith("-none-any.whl")] == []


def test_what_the_app_calls_of_python_for_android_s_package_is_there(package: dict[str, Any]) -> None:
    """Of `android`, which is only on a device: by its sources."""
    spec = importlib.util.find_spec("pythonforandroid")
    assert spec is not None and spec.origin is not None
    sources = Path(spec.origin).parent / "recipes" / "android" / "src" / "android"
    used = {
        "activity": {"bind"},
        "storage": {"app_storage_path"},
        "permissions": {"check_permission", "request_permissions"},
    }
    for module, names in used.items():
        tree = ast.parse((sources / f"{module}.py").read_text("utf-8"))
        assert names <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, module
    (activity,) = Path(spec.origin).parent.glob("bootstraps/sdl2/**/PythonActivity.java")
    text = activity.read_text("utf-8")
    assert "public static PythonActivity mActivity" in text
    assert "public static SurfaceView getSurface()" in text


# What is packed


def test_the_app_is_packed_and_nothing_else(staged: Path) -> None:
    packed = files(staged) - {"sitecustomize.py"}  # buildozer's own
    assert {name.partition("/")[0] for name in packed} == {"main.py", "ircwire", "kivy_client"}
    ours = {f"{top}/{name}" for top in ("ircwire", "kivy_client") for name in files(ROOT / top)}
    left_out = {name for name in ours if "/__pycache__/" in name or "/." in name or name.endswith("/py.typed")}
    assert packed == (ours - left_out) | {"main.py"}


def test_python_for_android_takes_all_that_is_packed(package: dict[str, Any], staged: Path) -> None:
    """It has a list of its own of what it leaves out."""
    with tarfile.open(Path(package["dist"], "src/main/assets/private.tar")) as tar:
        inside = {one.name for one in tar.getmembers() if one.isfile()}
    assert inside == files(staged) | {"p4a_env_vars.txt"}


def test_the_manifest_has_the_right_permissions_and_no_more(package: dict[str, Any]) -> None:
    manifest = ElementTree.parse(Path(package["dist"], "AndroidManifest.xml")).getroot()
    permissions = [one.get(f"{ANDROID}name") for one in manifest.iter("uses-permission")]
    assert permissions == ["android.permission.INTERNET", "android.permission.POST_NOTIFICATIONS"]
    (levels,) = manifest.iter("uses-sdk")
    assert (levels.get(f"{ANDROID}minSdkVersion"), levels.get(f"{ANDROID}targetSdkVersion")) == ("24", "34")
    (application,) = manifest.iter("application")
    assert application.get(f"{ANDROID}allowBackup") == "false"
    assert list(manifest.iter("service")) == []
    assert list(manifest.iter("receiver")) == []
    (activity,) = manifest.iter("activity")
    assert activity.get(f"{ANDROID}name") == "org.kivy.android.PythonActivity"
    assert activity.get(f"{ANDROID}launchMode") == "singleTask"
    assert activity.get(f"{ANDROID}screenOrientation") == "unspecified"
    handled = (activity.get(f"{ANDROID}configChanges") or "").split("|")
    assert {"orientation", "screenSize", "uiMode", "keyboardHidden"} <= set(handled)


def test_the_project_has_our_pictures(package: dict[str, Any]) -> None:
    resources, ours = Path(package["dist"], "src/main/res"), ROOT / "deploy" / "android"
    same = {
        "mipmap/icon.png": ROOT / "kivy_client/assets/icon.png",
        "mipmap/icon_foreground.png": ours / "icon_foreground.png",
        "mipmap/icon_background.png": ours / "icon_background.png",
        "drawable/presplash.jpg": ours / "presplash.png",
        "drawable-xxxhdpi/note.png": ours / "res/drawable-xxxhdpi/note.png",
    }
    for name, source in same.items():
        assert (resources / name).read_bytes() == source.read_bytes(), name
    gradle = Path(package["dist"], "build.gradle").read_text("utf-8")
    assert "compileSdkVersion 34" in gradle


# Whether it starts

STARTS = """
import pathlib, pkgutil, sys, importlib
sys.path.insert(0, sys.argv[1])
import ircwire, kivy_client.core
for package in (ircwire, kivy_client.core):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
from kivy_client.core.store import open_store
store, warning = open_store(pathlib.Path(sys.argv[2]))
store.close()
names = {name.partition(".")[0] for name in sys.modules}
foreign = names - sys.stdlib_module_names - {"ircwire", "kivy_client", "__main__"}
print(repr(warning), sorted(name for name in foreign if not name.startswith("_")), len(sys.modules))
"""


def pythons() -> list[str]:
    """This Python, and those here that are as new as Android's."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [sys.executable]
    for version in ("3.13", "3.14"):
        there = [str(one) for one in sorted(root.glob(f"{version}.*/bin/python"))]
        there += [one for one in [shutil.which(f"python{version}")] if one and "shims" not in one]
        found += there[:1]
    return found


@pytest.mark.parametrize("python", pythons())
def test_the_core_starts_with_only_the_app_s_files(python: str, staged: Path, tmp_path: Path) -> None:
    """Without installed packages, and without docstrings and asserts, as python-for-android compiles it."""
    store = tmp_path / "store" / "chat.sqlite3"
    ended = run(python, "-I", "-S", "-B", "-OO", "-c", STARTS, str(staged), str(store), cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    warning, foreign, modules = ended.stdout.split()
    assert (warning, foreign) == ("''", "[]")
    assert int(modules) > 100
    assert store.is_file()


WITH_WHAT_IS_REQUIRED = """
import importlib, pkgutil, runpy, sys
staged, *packages = sys.argv[1].split(",")
lacking = {"bz2", "lzma", "_bz2", "_lzma", "readline", "curses", "tkinter", "_tkinter"}
there = {*packages, "kivy", "kivy_client", "ircwire"} | sys.stdlib_module_names - lacking

class Only:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in there:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Only())
sys.path.insert(0, staged)
sys.argv[:2] = [staged + "/main.py"]
import kivy_client
if kivy_client.__file__ != staged + "/kivy_client/__init__.py":
    sys.exit("this is not what was packed: " + kivy_client.__file__)
from kivy_client.__main__ import prepare_kivy
prepare_kivy()
for module in pkgutil.walk_packages(kivy_client.__path__, "kivy_client."):
    if not module.name.endswith("__main__") and not module.name.startswith("kivy_client.platform.android"):
        importlib.import_module(module.name)  # with its kv file
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.gui
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to end a program by")
def test_the_app_starts_from_what_is_packed_with_what_is_required(
    window: Any, chat: ChatServer, package: dict[str, Any], staged: Path, tmp_path: Path
) -> None:
    """In a window of this machine's: main.py, without what a telephone has not, until it is in the chat."""
    packages = ",".join([str(staged), *package["modules"]])
    options = ["--name", "mira", "--host", "127.0.0.1", "--port", str(chat.port), "--store", str(tmp_path / "store")]
    command = [sys.executable, "-B", "-OO", "-c", WITH_WHAT_IS_REQUIRED, packages, *options]
    environment = os.environ | {"KIVY_HOME": str(tmp_path)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        chat.until(lambda: chat.inside == ["mira"] or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, complaints) == (0, "")
    assert [line.params for line in chat.sent("QUIT")] == [("Leaving",)]
