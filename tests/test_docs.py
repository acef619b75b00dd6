"""The documentation: it says what the program says, its links lead somewhere, and its site fetches nothing."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest
from markdown_it import MarkdownIt

from assistant.cli.main import cli
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FETCHED = re.compile(r"""<(?!a\s)[^>]*\s(?:src|href|srcset|data)\s*=\s*["']?https?:|url\(\s*["']?https?:|@import""")


@pytest.fixture(scope="module")
def make_reference() -> ModuleType:
    spec = spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["commands.md", "settings.md"])
def test_a_reference_page_is_what_the_program_says_today(make_reference: ModuleType, page: str) -> None:
    assert (DOCS / "reference" / page).read_text("utf-8") == make_reference.pages()[page], "run: make docs"


def test_every_command_and_option_is_in_the_reference() -> None:
    sections = dict(re.findall(r"^## (policy.*)\n([^#]*)", (DOCS / "reference/commands.md").read_text("utf-8"), re.M))
    for name, command in _commands(cli, ["policy"]):
        assert name in sections
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert max(option.opts, key=len) in sections[name]


def test_every_setting_is_in_the_reference() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "reference/settings.md").read_text("utf-8"), re.M)
    assert rows == list(Settings.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _links(page):
        place, _, heading = link.partition("#")
        target = page.parent / place if place else page
        assert target.exists(), link
        if heading:
            assert heading in _anchors(target), link


def test_every_decision_is_in_the_list_of_decisions() -> None:
    decisions = DOCS / "adr"
    assert sorted(_links(decisions / "README.md")) == sorted(path.name for path in decisions.glob("0*.md"))


def test_every_page_can_be_reached_from_the_first_one() -> None:
    reached, waiting = set[Path](), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            linked = [(page.parent / link.partition("#")[0]).resolve() for link in _links(page)]
            waiting += [each for each in linked if each.suffix == ".md"]
    assert set(DOCS.rglob("*.md")) - {DOCS / "index.md", DOCS / "changelog.md"} <= reached


def test_the_site_builds_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "--quiet", "-b", "html", "-d", tmp_path / "trees"]
    done = subprocess.run([*build, DOCS, tmp_path / "site"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = [path for path in (tmp_path / "site").rglob("*") if path.suffix in {".html", ".css", ".svg"}]
    assert {"index.html", "commands.html", "conversation.svg"} <= {path.name for path in made}
    assert [path.name for path in made if FETCHED.search(path.read_text("utf-8"))] == []


def _commands(command: click.Command, words: list[str]) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be typed, and what is typed for it."""
    yield " ".join(words), command
    for word, each in getattr(command, "commands", {}).items():
        yield from _commands(each, words if each.hidden else [*words, word])


def _links(page: Path) -> list[str]:
    """What a page links to, and shows, inside the project."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    inner = [each for token in tokens for each in token.children or []]
    places = [str(each.attrs.get("href", each.attrs.get("src", ""))) for each in inner]
    return [place for place in places if place and not place.startswith(("http://", "https://"))]


def _anchors(page: Path) -> set[str]:
    """The names that a forge gives the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
