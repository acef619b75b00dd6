"""The rooms of the house: imports run one way, and nothing installed needs what only we run."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT

# From the bottom up: a room imports from those before it and from itself, also inside functions and for types alone.
ORDER = [
    "ingest",
    "assistant.timings",
    "assistant.text",
    "assistant.notations",
    "assistant.quiet",
    "assistant.import_path",
    "assistant.settings_trust",
    "assistant.settings",
    "assistant.opening",
    "assistant.paper_details",
    "assistant.standing_words",
    "assistant.refusal",
    "assistant.steps",
    "assistant.query",
    "assistant.retrieval",
    "assistant.ranking",
    "assistant.answer",
    "assistant.contents",
    "assistant.replies",
    "assistant.extractive",
    "assistant.verification",
    "assistant.tracing",
    "assistant.generation",
    "assistant.in_force",
    "assistant.pipeline",
    "assistant.library_pool",
    "assistant.batch_runner",
    "assistant.ingest_process",
    "assistant.watching",
    "assistant.api",
    "assistant.briefing",
    "assistant.conversations",
    "assistant.service",
    "assistant.web_api",
    "assistant.mcp_server",
    "assistant.session",
    "assistant.shared_session",
    "assistant.cli",
    "tui",
    "evals",
    "evals.training",
    "evals.checks",
    "assistant.cli.allow",
    "assistant.cli.main",  # knows every room, and imports each only inside the command that needs it
    "assistant.__main__",
]
OURS = ("assistant", "evals", "ingest", "tui")


@cache
def modules() -> dict[str, ast.Module]:
    paths = [path for top in OURS for path in (ROOT / top).rglob("*.py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return {name: ast.parse(path.read_text("utf-8")) for name, path in zip(names, paths, strict=True)}


@cache
def imported(module: str) -> set[str]:
    """Our own modules that a module imports."""
    known, found = modules(), set()
    for node in ast.walk(known[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in inner}
    return found & known.keys()


def room_of(module: str) -> str | None:
    rooms = [room for room in ORDER if module == room or module.startswith(f"{room}.")]
    return max(rooms, key=len, default=None)


def place(module: str) -> int:
    return ORDER.index(room_of(module) or ORDER[0])


def test_a_room_imports_only_from_the_rooms_below_it():
    homeless = [module for module in modules() if room_of(module) is None and module != "assistant"]
    assert not homeless, "name its room in ORDER and in CONTRIBUTING"
    upward = [
        f"{module} imports {name}"
        for module in modules()
        for name in imported(module)
        if module != "assistant" and place(name) > place(module)
    ]
    assert not upward


def test_no_import_turns_back():
    graph = {module: imported(module) - {module} for module in modules() if module != "assistant"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_every_room_is_named_in_contributing():
    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    folders = [path.parent for top in OURS for path in (ROOT / top).glob("*/__init__.py")]
    unnamed = [folder.name for folder in folders if f"{folder.name}/" not in said]
    assert not unnamed
