"""Which questions `make peers` asks: by a fixed rule, of families that the readers' training left out."""

import json
from pathlib import Path

import pytest

from benchmarks.peers.questions import SHARES, Share, choose, fewer

PAPER = "# Parks board\n\nThe parks board meets on the first Tuesday of each month.\n\nIts chair is Ada Gold.\n"
ROW = {
    "kind": "factoid",
    "wording": "near",
    "history": [],
    "answer": "the first Tuesday",
    "facts": ["first Tuesday"],
    "evidence": ["The parks board meets on the first Tuesday of each month."],
    "near": [],
    "neutral": [],
    "flags": [],
}
# One family in four is left out, told by the SHA-256 of its name.
LEFT_OUT, LEARNED = "e.md", "a.md"
FACTS_UNKNOWN = {"facts": []}
FOLLOWS_UP = {"history": [["Who chairs the board?", "Ada Gold"]]}
FLAGGED = {"flags": ["topic-unclear"]}


@pytest.fixture
def policy_set(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    for name in (LEFT_OUT, LEARNED):
        (tmp_path / "papers" / name).write_text(PAPER, "utf-8")
    rows = [_row(f"{LEFT_OUT}-{n}", LEFT_OUT, {}) for n in range(5)]
    rows += [_row(f"{LEFT_OUT}-far-{n}", LEFT_OUT, {"wording": "far"}) for n in range(5)]
    rows += [_row(f"{LEFT_OUT}-none-{n}", LEFT_OUT, {"kind": "unanswerable", "facts": []}) for n in range(5)]
    rows += [_row(f"{LEARNED}-{n}", LEARNED, {}) for n in range(5)]
    rows += [_row(f"unfit-{n}", LEFT_OUT, each) for n, each in enumerate((FACTS_UNKNOWN, FOLLOWS_UP, FLAGGED))]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    return tmp_path


def test_as_many_of_each_sort_are_asked_as_were_wanted(policy_set: Path) -> None:
    chosen = choose(policy_set, [Share(True, "near", 3), Share(True, "far", 2), Share(False, None, 1)])
    assert [each.gold.id.rpartition("-")[0] for each in chosen.questions] == [
        *[LEFT_OUT] * 3,
        *[f"{LEFT_OUT}-far"] * 2,
        f"{LEFT_OUT}-none",
    ]


def test_nothing_is_asked_that_a_reader_learned_from_or_that_does_not_stand_alone(policy_set: Path) -> None:
    chosen = choose(policy_set, [Share(True, "near", 100)])
    assert sorted(each.gold.id for each in chosen.questions) == [f"{LEFT_OUT}-{n}" for n in range(5)]
    assert [paper.name for paper in chosen.papers] == [LEFT_OUT]


def test_more_questions_include_those_of_fewer(policy_set: Path) -> None:
    some, more = (choose(policy_set, [Share(True, "near", count)]).questions for count in (2, 4))
    assert more[:2] == some


def test_sixty_are_asked_and_fewer_in_proportion() -> None:
    assert sum(share.count for share in SHARES) == 60
    assert [share.count for share in fewer(SHARES, 12)] == [5, 4, 3]


def _row(id: str, paper: str, other: dict) -> dict:
    return {"id": id, "paper": paper, "family": paper, "question": f"When does the board of {id} meet?", **ROW, **other}
