"""What to do next is said for the screen there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tui.cures import on_screen

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"\bpolicy (?:ingest|doctor|batch)\b|(?:pip|apt) install|(?<![\w-])--[a-z]|\bOUT\b")
NEVER_ON_SCREEN = (
    "ingest/cluster",
    "assistant/cli/main.py",
    "assistant/cli/batch.py",
    "assistant/briefing/questions.py",
)


@cache
def cures() -> set[str]:
    """The cures that errors are made with, in the code."""
    found = set()
    for path in sorted([*ROOT.glob("assistant/**/*.py"), *ROOT.glob("ingest/**/*.py")]):
        if str(path.relative_to(ROOT)).startswith(NEVER_ON_SCREEN):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name.endswith("Error") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                found.add(node.args[1].value)
    return found


def test_a_cure_that_only_a_shell_has_says_so():
    happened = "what happened, in /a.b/c. "
    for said in [on_screen(happened + cure).removeprefix(happened) for cure in sorted(cures())]:
        assert not SHELL.search(said) or said.startswith("in a shell, "), said
        assert "OUT" not in said


@pytest.mark.parametrize(
    ("cure", "said"),
    [
        ("add some papers: policy ingest FOLDER", "press Ctrl+L and then Ctrl+A to add some"),
        ("choose another place: --out", "choose another place"),
        ("run: policy doctor", "in a shell, run: policy doctor"),
        ("remove it from the library: --prune", "remove it from the library with Ctrl+L and then Ctrl+D"),
        ("if it is yours: chmod 600 a.journal", "in a shell, if it is yours: chmod 600 a.journal"),
        (
            "look at it, and if it is yours: policy allow a.journal. Else move it away, or choose another place: --out",
            "in a shell, look at it, and if it is yours: policy allow a.journal. Else move it away, or choose another "
            "place",
        ),
        (
            "name the page itself, or use --private-addresses if you trust that server",
            "name the page itself, or set private_addresses in the settings if you trust that server",
        ),
        ("wait until it has ended", "wait until it has ended"),
        (
            "wait until it has finished; if it was stopped, continue with: policy ingest",
            "wait until it has finished; if it was stopped, add any paper to continue it",
        ),
        (
            "put it back, or name its new folder: policy --library FOLDER",
            "put it back, or quit and start policy with its new folder",
        ),
        ("", ""),
    ],
)
def test_what_the_screen_can_do_is_said_with_its_keys(cure: str, said: str):
    assert on_screen(cure) == said


def test_there_are_cures_for_a_shell():
    assert sum(bool(SHELL.search(cure)) for cure in cures()) > 10
