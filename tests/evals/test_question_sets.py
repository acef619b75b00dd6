"""The question sets: their offsets hold, their facts stand where they say, and the kinds are in balance."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ROOT.parent / "shared" / "papers"
DEV = ROOT.parent / "shared" / "evals" / "papers-dev.jsonl"

FIELDS = {"id", "kind", "question", "history", "answer", "facts", "evidence", "answerable", "plain", "note"}
LEAST = {"factoid": 25, "list": 15, "explain": 15, "table": 6, "compare": 6, "followup": 8, "unanswerable": 28}


def load(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


DIGESTS = load(ROOT / "evals" / "datasets" / "digests" / "questions.jsonl")
PLAIN = load(ROOT / "evals" / "datasets" / "papers-plain.jsonl")
answerable = [question for question in DIGESTS if question["answerable"]]
unanswerable = [question for question in DIGESTS if not question["answerable"]]

needs_papers = pytest.mark.skipif(not PAPERS.is_dir(), reason="the papers are not on this machine")
needs_dev = pytest.mark.skipif(not DEV.is_file(), reason="the papers' questions are not on this machine")
both_sets = pytest.mark.parametrize("questions", [DIGESTS, PLAIN], ids=["digests", "papers-plain"])


def plain(text: str) -> str:
    """As the scorer folds it: lower case, without Markdown's marks, with one kind of quote, dash and space."""
    text = text.translate(str.maketrans("‘’–—", "''--"))
    return re.sub(r"\s+", " ", re.sub(r"[*_`>#|]", " ", text)).strip().lower()


def stands_in(fact: str, text: str) -> bool:
    """Whether one of the wordings of `fact` ('a|b') is in `text`; a figure at the end may not go on."""
    for wording in map(plain, fact.split("|")):
        end = r"(?!\w)" if wording[-1].isdigit() else ""
        if re.search(r"(?<!\w)" + re.escape(wording) + end, plain(text)):
            return True
    return False


def around(text: str, start: int, end: int) -> str:
    """The paragraph, list or table that holds `start` to `end`."""
    before = text.rfind("\n\n", 0, start)
    after = text.find("\n\n", end)
    return text[before + 1 : after if after >= 0 else len(text)]


def missing_facts(questions: list[dict], folder: Path) -> list[tuple[str, str]]:
    missing = []
    for question in questions:
        blocks = [
            around((folder / item["doc"]).read_text("utf-8"), item["start"], item["end"])
            for item in question["evidence"]
        ]
        missing += [(question["id"], fact) for fact in question["facts"] if not stands_in(fact, " ".join(blocks))]
    return missing


@both_sets
def test_every_question_has_every_field(questions):
    for question in questions:
        assert set(question) == FIELDS, question["id"]
        assert question["question"].strip()
        assert question["answer"].strip()
        assert all(len(turn) == 2 for turn in question["history"])


@both_sets
def test_ids_and_questions_are_unique(questions):
    assert len({question["id"] for question in questions}) == len(questions)
    asked = Counter((question["question"].lower(), json.dumps(question["history"])) for question in questions)
    assert asked.most_common(1)[0][1] == 1


@both_sets
def test_only_answerable_questions_have_facts_and_evidence(questions):
    for question in questions:
        assert question["answerable"] == (question["kind"] != "unanswerable"), question["id"]
        assert bool(question["facts"]) == bool(question["evidence"]) == question["answerable"], question["id"]


def test_each_kind_is_asked_often_enough():
    kinds = Counter(question["kind"] for question in DIGESTS)
    assert set(kinds) == set(LEAST)
    assert all(kinds[kind] >= least for kind, least in LEAST.items()), kinds
    assert len(DIGESTS) >= 110


def test_a_quarter_of_the_digests_questions_cannot_be_answered():
    assert 0.2 <= len(unanswerable) / len(DIGESTS) <= 0.3


def test_forty_questions_of_each_set_are_plain():
    assert sum(question["plain"] for question in answerable) == 40
    assert not any(question["plain"] for question in unanswerable)
    assert len(PLAIN) == 40
    assert all(question["plain"] for question in PLAIN)


def test_follow_ups_follow_something():
    assert all(question["history"] for question in DIGESTS if question["kind"] == "followup")


def test_quotes_are_the_digests_words():
    for question in answerable:
        for item in question["evidence"]:
            text = (ROOT / "corpus" / item["doc"]).read_text("utf-8")
            assert text[item["start"] : item["end"]] == item["quote"], question["id"]


def test_facts_stand_in_the_digests_where_the_evidence_is():
    assert missing_facts(answerable, ROOT / "corpus") == []


def test_quotes_from_the_papers_are_short():
    assert all(len(item["quote"].split()) < 10 for question in PLAIN for item in question["evidence"])


@needs_papers
def test_quotes_from_the_papers_begin_the_evidence():
    for question in PLAIN:
        for item in question["evidence"]:
            text = (PAPERS / item["doc"]).read_text("utf-8")
            assert text[item["start"] : item["end"]].startswith(item["quote"]), question["id"]


@needs_papers
def test_facts_stand_in_the_papers_where_the_evidence_is():
    assert missing_facts(PLAIN, PAPERS) == []


@needs_dev
@both_sets
def test_no_question_is_asked_elsewhere(questions):
    elsewhere = {plain(question["question"]) for question in load(DEV)}
    assert not elsewhere & {plain(question["question"]) for question in questions if not question["history"]}
