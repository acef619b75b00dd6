"""The digests: they say who and when, they are in our own words, and they carry the facts of the papers."""

import importlib.util
import json
import re
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DIGESTS = sorted((ROOT / "corpus").glob("*.md"))
LONGEST_RUN = 12  # words in a row; a shorter run is often a name
FACTS_FOUND = 0.9

PAPER_OF = {
    "city-and-hackney-board-session.md": "001_",
    "hackney-north-east-london-ics.md": "000_",
    "north-west-london-commissioning-reform.md": "003_",
    "south-east-london-ics-update.md": "002_",
    "wirral-integrating-care.md": "004_",
}

needs_papers = pytest.mark.skipif(not (SHARED / "papers").is_dir(), reason="the papers are not on this machine")
needs_questions = pytest.mark.skipif(
    not (SHARED / "evals" / "papers-dev.jsonl").is_file(), reason="the papers' questions are not on this machine"
)
each_digest = pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)


def split(path: Path) -> tuple[dict, str]:
    """The front matter and the Markdown below it."""
    _, matter, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body


def runs(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[i : i + LONGEST_RUN]) for i in range(len(words) - LONGEST_RUN + 1)}


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "evals" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_one_digest_for_each_paper():
    assert [path.name for path in DIGESTS] == sorted(PAPER_OF)


@each_digest
def test_digest_says_what_it_is_of(path):
    matter, _ = split(path)
    assert set(matter) == {"title", "organisation", "date", "digest_of"}
    for key in ("title", "organisation", "digest_of"):
        assert isinstance(matter[key], str), key
        assert matter[key].strip(), key


@each_digest
def test_date_is_a_day_or_a_month(path):
    matter, _ = split(path)
    written = str(matter["date"])
    form = "%Y-%m" if len(written) == len("2021-07") else "%Y-%m-%d"
    datetime.strptime(written, form)
    assert written[:4] in matter["digest_of"]


@each_digest
def test_title_is_the_first_heading(path):
    matter, body = split(path)
    headings = re.findall(r"^# (.+)$", body, re.MULTILINE)
    assert headings == [matter["title"]]


@each_digest
def test_digest_has_the_parts_that_papers_have(path):
    _, body = split(path)
    assert len(re.findall(r"^## ", body, re.MULTILINE)) >= 3
    assert re.search(r"^\d+\.\d+ \w", body, re.MULTILINE), "no numbered paragraph"
    assert re.search(r":\n\n- .+\n- ", body), "no list under a sentence that leads in to it"


@each_digest
def test_tables_have_as_many_cells_in_each_row(path):
    _, body = split(path)
    tables = re.findall(r"(?:^\|.*\|\n)+", body, re.MULTILINE)
    assert tables
    for table in tables:
        assert len({row.count("|") for row in table.splitlines()}) == 1, table


@needs_papers
@each_digest
def test_digest_is_in_our_own_words(path):
    theirs = [*(SHARED / "papers").glob("*.txt"), SHARED / "evals" / "papers-dev.jsonl"]
    copied = runs(path.read_text("utf-8")) & set().union(*(runs(file.read_text("utf-8")) for file in theirs))
    assert not copied


@needs_questions
def test_facts_of_the_papers_stand_in_the_digests():
    score = scorer()
    text = {PAPER_OF[path.name]: score.plain(path.read_text("utf-8")) for path in DIGESTS}
    facts = missing = 0
    for question in score.load(SHARED / "evals" / "papers-dev.jsonl"):
        about = " ".join(text[prefix] for prefix in sorted({item["doc"][:4] for item in question["evidence"]}))
        for fact in question["facts"]:
            facts += 1
            if not score.has_fact(fact, about):
                missing += 1
                print("missing", question["id"], json.dumps(fact))
    share = 1 - missing / facts
    print(f"{share:.1%} of {facts} facts stand in the digests")
    assert share >= FACTS_FOUND
