"""Packs the app for Android as buildozer and python-for-android do, up to where the SDK is needed, and tells of it.

`python -m tests.kivy_client.android_package FOLDER`, a process of its own: both change their process and talk a lot.
What buildozer would run is given to python-for-android, which resolves the recipes and makes the project that Gradle
would build. What is told is the last line, JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from buildozer import Buildozer
from pythonforandroid.bootstrap import Bootstrap, copy_files
from pythonforandroid.build import Context
from pythonforandroid.graph import get_recipe_order_and_bootstrap
from pythonforandroid.recipe import Recipe
from pythonforandroid.toolchain import ToolchainCL
from pythonforandroid.util import load_source

SPEC = Path(__file__).parents[2] / "deploy" / "android" / "buildozer.spec"


class Enough(Exception):
    """What was wanted has been seen."""


class Toolchain(ToolchainCL):  # type: ignore[misc]
    """python-for-android's commands, which only note what they were asked."""

    asked: Any = None

    def create(self, args: Any) -> None:
        Toolchain.asked = args

    def apk(self, args: Any) -> None:
        self._fix_args(args)
        Toolchain.asked = args


def run(arguments: list[str]) -> Any:
    """What python-for-android understands of a command line; pins become variables of the environment."""
    sys.argv = ["p4a", *arguments]
    Toolchain()
    return Toolchain.asked


def opened(folder: Path) -> Buildozer:
    """Buildozer with our spec, everything it makes in this folder."""
    os.chdir(SPEC.parent)
    tools = folder / "sdk" / "build-tools" / "34.0.0"
    tools.mkdir(parents=True)
    buildozer = Buildozer(SPEC.name)
    buildozer.config.set("buildozer", "build_dir", str(folder / "build"))
    buildozer.user_bin_dir = str(folder / "bin")
    buildozer.config.set("app", "android.sdk_path", str(folder / "sdk"))
    buildozer.set_target("android")
    return buildozer


def command(buildozer: Buildozer, step: str) -> list[str]:
    """The command line that a step of buildozer's would run first."""
    commands: list[list[str]] = []

    def note(words: list[str], **_: Any) -> None:
        commands.append([*words, *buildozer.target.extra_p4a_args])
        raise Enough

    buildozer.target._p4a = note
    try:
        getattr(buildozer.target, step)()
    except Enough:
        return commands[0]
    raise AssertionError(f"{step} ran nothing")


def resolved(args: Any) -> dict[str, Any]:
    """The recipes in order, each with its version and where it lies, and what pip is to install."""
    context = Context()
    context.local_recipes, context.ndk_api = args.local_recipes, args.ndk_api
    names = args.requirements.split(",")
    sdl = Bootstrap.get_bootstrap(args.bootstrap, context)
    order, modules, _ = get_recipe_order_and_bootstrap(context, names, sdl)
    recipes = [Recipe.get_recipe(name, context) for name in order]
    told = {}
    for recipe in recipes:
        folder = Path(recipe.get_recipe_dir())
        patches = [one if isinstance(one, str) else one[0] for one in recipe.patches]
        told[recipe.name] = {
            "version": recipe._version,
            "class": type(recipe).__name__,
            "missing_patches": [patch for patch in patches if not (folder / patch).is_file()],
        }
    return {"recipes": told, "modules": sorted(modules)}


def sqlite_flags(args: Any) -> str:
    """What SQLite's compiler is told."""
    context = Context()
    context.local_recipes = args.local_recipes
    recipe = Recipe.get_recipe("sqlite3", context)
    arch = type("Arch", (), {"get_env": lambda self, with_flags_in_cc=True: {"CFLAGS": "-O2"}})()
    return str(recipe.get_recipe_env(arch)["CFLAGS"])


def project(folder: Path, args: Any, api: str) -> Path:
    """What Gradle would build."""
    dist = folder / "dist"
    context = Context()
    for part in Bootstrap.get_bootstrap(args.bootstrap, context).get_bootstrap_dirs():
        copy_files(os.path.join(part, "build"), str(dist))
    shutil.rmtree(dist / "src" / "patches", ignore_errors=True)  # they are for SDL's sources, which are not here
    (dist / "project.properties").write_text(f"target=android-{api}")
    (dist / "local.properties").write_text(f"sdk.dir={folder / 'sdk'}")
    info = {"hostpython": sys.executable, "bootstrap": args.bootstrap, "archs": args.arch, "ndk_api": args.ndk_api}
    (dist / "dist_info.json").write_text(json.dumps(info))
    for arch in args.arch:
        (dist / "libs" / arch).mkdir(parents=True)
        (dist / f"_python_bundle__{arch}").mkdir()
    os.chdir(dist)
    build = load_source("build", str(dist / "build.py"))
    # Compiling each file takes a process each; the tests do it in one.
    build.parse_args_and_make_package([*args.unknown_args, "--no-byte-compile-python"])
    return dist


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    os.environ["HOME"] = str(folder / "home")
    buildozer = opened(folder)
    buildozer.build_application()
    creating = run(command(buildozer, "compile_platform"))
    told: dict[str, Any] = {"requirements": creating.requirements.split(","), "flags": sqlite_flags(creating)}
    told |= resolved(creating)
    told["pins"] = {key[8:]: value for key, value in os.environ.items() if key.startswith("VERSION_")}
    Path(buildozer.target.get_dist_dir("chorus")).mkdir(parents=True)
    packing = run(command(buildozer, "build_package"))
    dist = project(folder, packing, buildozer.target.android_api)
    told |= {"staged": str(buildozer.app_dir), "dist": str(dist)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
