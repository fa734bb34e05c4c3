"""The house's rules, read from the sources: who may import whom, no cycles, and nothing too long to be read at once.

The checker works on any tree, so that tests can show it a bad one. What it reads is text: nothing is imported.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("ircwire", "gateway", "kivy_client", "benchmarks")
MAX_FILE = 350
MAX_FUNCTION = 50
"""A file or a function must be shorter than this, in lines."""

# What a part (the longest prefix that is listed) may import of the others, besides itself.
ALLOWED: dict[str, set[str]] = {
    "ircwire": set(),
    "gateway": set(),  # the package itself: its version
    "gateway.role": set(),
    "gateway.model": {"ircwire"},
    "gateway.transport": {"gateway.role"},
    "gateway.ops": {"gateway.role"},
    # How names fold and msgids look is the protocol's to say, and the keys in Redis must agree with it.
    "gateway.bus": {"gateway.model", "gateway.role", "ircwire.casemapping", "ircwire.msgids"},
    "gateway.dialects": {"gateway.model", "ircwire"},
    "gateway.services": {"gateway.model", "gateway.bus.base"},
    "gateway.hub": {"gateway.model", "gateway.dialects.base", "gateway.bus.base", "gateway.transport.base"},
    "gateway.values": set(),
    "gateway.settings": {"gateway", "gateway.values"},
    # These put the others together.
    "gateway.gateway": {"*"},
    "gateway.doors": {"*"},
    "gateway.workers": {"*"},
    "gateway.doctor": {"*"},
    "gateway.ports": {"gateway.settings", "gateway.transport", "gateway.values"},
    "gateway.reread": {"gateway.settings", "gateway.transport"},
    "gateway.__main__": {"*"},
    "kivy_client": {"ircwire"},
    "kivy_client.core": {"ircwire"},
    "benchmarks": {"ircwire"},
    "benchmarks.app": {"kivy_client", "benchmarks.figures"},
}
FORBIDDEN = {("gateway", "kivy_client"), ("kivy_client", "gateway"), ("kivy_client.core", "kivy_client.ui")}

# Third parties and the standard library's sockets: where they may be imported.
THIRD_PARTIES = {
    "redis": {"gateway.bus"},
    "fakeredis": {"gateway.bus"},
    "confusable_homoglyphs": {"gateway.bus"},
    "websockets": {"gateway.transport"},
    "kivy": {"kivy_client.ui", "kivy_client.platform", "kivy_client.__main__", "kivy_client.app", "benchmarks.app"},
    "jnius": {"kivy_client.platform"},
    "certifi": {"kivy_client.core.certificates"},
    "android": {"kivy_client.platform"},
}
SOCKETS = {"socket", "socketserver", "ssl", "http", "asyncio"}
SOCKET_USERS = {
    "gateway.transport",
    "gateway.ops",
    "gateway.bus",
    "gateway.ports",
    "gateway.workers",
    "gateway.gateway",  # holds bound sockets, does nothing with them
    "kivy_client.core.engine",
    "kivy_client.core.addresses",
    "kivy_client.core.certificates",  # holds TLS contexts, connects nothing
    "kivy_client.core.dialer",
    "kivy_client.core.stream",
    "benchmarks.load.crowd",
    "benchmarks.processes",
    "benchmarks.servers",
}


def modules(root: Path) -> dict[str, Path]:
    """All of our source modules under a folder, by dotted name."""
    found = {}
    for path in sorted(path for top in OURS for path in (root / top).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def statements(path: Path) -> list[ast.AST]:
    """All statements of a module, however deep: what imports and what defines. No expression is looked into."""
    found: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    for node in found:
        for inner in ("body", "handlers", "cases", "orelse", "finalbody"):
            found += getattr(node, inner, ())
    return found


def imports(name: str, path: Path, nodes: list[ast.AST], known: dict[str, Path]) -> set[str]:
    """The dotted names that a module imports, wherever in it: of ours always modules, not what stands in them."""
    found = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            found |= {full if (full := f"{module}.{alias.name}") in known else module for alias in node.names}
    return found


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def part_of(name: str) -> str:
    """The longest prefix that has a row in `ALLOWED`; a package's row `gateway` is for that very module only."""
    fitting = [part for part in ALLOWED if (name == part if part == "gateway" else within(name, part))]
    return max(fitting, key=len, default="")


def edge_complaints(name: str, imported: str) -> Iterator[str]:
    """What is wrong with one import."""
    top = imported.split(".")[0]
    if top in OURS:
        part = part_of(name)
        if not part:
            yield f"{name} has no place in the architecture: give it a row in ALLOWED"
        elif any(within(name, one) and within(imported, other) for one, other in FORBIDDEN):
            yield f"{name} must not import {imported}"
        elif "*" not in ALLOWED[part] and not within(imported, part):
            allowed = ALLOWED[part] | ({"gateway"} if imported == "gateway" else set())
            if not any(imported == one if one == "gateway" else within(imported, one) for one in allowed):
                yield f"{name} must not import {imported}"
    elif top in SOCKETS and not any(within(name, user) for user in SOCKET_USERS):
        yield f"{name} must not use {top}: no sockets here"
    elif top not in sys.stdlib_module_names and not any(within(name, user) for user in THIRD_PARTIES.get(top, set())):
        yield f"{name} must not import {top}"


def length_complaints(name: str, path: Path, nodes: list[ast.AST]) -> Iterator[str]:
    lines = path.read_bytes().count(b"\n")
    if lines >= MAX_FILE:
        yield f"{name} has {lines} lines; a file has one idea and fewer than {MAX_FILE}"
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines >= MAX_FUNCTION:
                yield f"{name}.{node.name} has {lines} lines; a function has fewer than {MAX_FUNCTION}"


def complaints(root: Path) -> list[str]:
    """All that is wrong with a tree, in words."""
    known = modules(root)
    graph, found = {}, []
    for name, path in known.items():
        nodes = statements(path)
        graph[name] = imports(name, path, nodes, known)
        found += [text for one in sorted(graph[name]) for text in edge_complaints(name, one)]
        found += length_complaints(name, path, nodes)
    try:
        list(TopologicalSorter({name: imported & known.keys() for name, imported in graph.items()}).static_order())
    except CycleError as error:
        found.append("a cycle: " + " → ".join(reversed(error.args[1])))
    return found


def test_the_house_keeps_its_rules() -> None:
    assert len(modules(ROOT)) > 20
    assert complaints(ROOT) == []


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


GOOD = {
    "ircwire/lines.py": "import re\n",
    "gateway/model/facts.py": "from ircwire import lines\n",
    "gateway/hub/hub.py": "from gateway.bus.base import Bus\nimport gateway.model.facts\nfrom . import rooms\n",
    "gateway/hub/rooms.py": "from __future__ import annotations\n",
    "gateway/bus/base.py": "from gateway.model import facts\n",
    "gateway/bus/client.py": "import redis.exceptions\nimport socket\n",
    "gateway/gateway.py": "from gateway.hub import hub\nfrom gateway.bus import client\n",
    "kivy_client/ui/room.py": "from kivy.uix import label\nfrom kivy_client.core import session\n",
    "kivy_client/core/session.py": "import ircwire.lines\n",
}


def test_a_good_tree_gives_no_complaint(tmp_path: Path) -> None:
    assert complaints(tree(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("ircwire/bad.py", "from gateway.model import facts", "ircwire.bad must not import gateway.model.facts"),
        ("ircwire/bad.py", "import attrs", "ircwire.bad must not import attrs"),
        (
            "gateway/hub/bad.py",
            "from gateway.bus.client import x",
            "gateway.hub.bad must not import gateway.bus.client",
        ),
        ("gateway/hub/bad.py", "from ..bus import client", "gateway.hub.bad must not import gateway.bus.client"),
        ("gateway/hub/bad.py", "def f():\n    import redis", "gateway.hub.bad must not import redis"),
        ("gateway/hub/bad.py", "import socket", "gateway.hub.bad must not use socket: no sockets here"),
        ("gateway/dialects/bad.py", "import ssl", "gateway.dialects.bad must not use ssl: no sockets here"),
        ("gateway/model/bad.py", "from gateway.bus import base", "gateway.model.bad must not import gateway.bus.base"),
        (
            "gateway/bus/bad.py",
            "import kivy_client.core.session",
            "gateway.bus.bad must not import kivy_client.core.session",
        ),
        ("gateway/gateway.py", "import kivy_client", "gateway.gateway must not import kivy_client"),
        ("gateway/new.py", "from gateway.model import facts", "gateway.new has no place in the architecture"),
        ("kivy_client/core/bad.py", "from kivy.clock import Clock", "kivy_client.core.bad must not import kivy"),
        (
            "kivy_client/core/bad.py",
            "import kivy_client.ui.room",
            "kivy_client.core.bad must not import kivy_client.ui.room",
        ),
        ("kivy_client/ui/bad.py", "import gateway", "kivy_client.ui.bad must not import gateway"),
        ("gateway/hub/rooms.py", "import gateway.hub.hub", "a cycle: "),
        ("ircwire/bad.py", "x = 1\n" * MAX_FILE, f"ircwire.bad has {MAX_FILE} lines"),
        (
            "ircwire/bad.py",
            "def f():\n" + "    x = 1\n" * (MAX_FUNCTION - 1),
            f"ircwire.bad.f has {MAX_FUNCTION} lines",
        ),
    ],
)
def test_a_bad_tree_gives_one_complaint(file: str, text: str, complaint: str, tmp_path: Path) -> None:
    (found,) = complaints(tree(tmp_path, GOOD | {file: text}))
    assert found.startswith(complaint)
