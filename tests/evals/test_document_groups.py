"""Readers learn from questions on windows of public documents, of which only hashes are kept."""

import random
from pathlib import Path

import pytest

from evals.training.document_groups import WRITTEN, document_groups, hashed, window_passages
from evals.training.policy_set import read_rows
from evals.training.reading_groups import ANSWERS, DOES_NOT, UNKNOWN
from ingest.library import Library
from tests.conftest import take

FERRY = """# Ferry charges

A foot passenger pays £4.

A bicycle travels free.

Residents of the island pay half.

Dogs must be kept on a lead.
"""
BOOKS = "Books are lent for three weeks."
LIBRARY = f"# Library rules\n\nThe library opens at nine.\n\n{BOOKS}\n"
UNITS = ["A foot passenger pays £4.", "A bicycle travels free.", "Residents of the island pay half."]


@pytest.fixture
def two(library: Library, tmp_path: Path) -> Library:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ferry.md").write_text(FERRY, "utf-8")
    (folder / "library.md").write_text(LIBRARY, "utf-8")
    take(library, folder)
    return library


def asked(**changed: object) -> dict[str, object]:
    return {"window": "1", "question": "do I pay for my bike?", "answers": [1], "near": [0], "neutral": [2]} | changed


def groups(library: Library, folder: Path, questions: list[dict[str, object]]) -> list[dict[str, int]]:
    """For each group, the label of each unit."""
    rows = [
        {"window": "1", "file": "ferry.md", "units": [hashed(unit) for unit in UNITS]},
        {"window": "2", "file": "library.md", "units": [hashed(BOOKS), hashed("The library opens at nine.")]},
    ]
    passages = window_passages(library, folder / "documents", rows)
    made = document_groups(library, passages, questions, random.Random(1))
    return [
        {unit: label for p in group.passages for unit, label in zip(p.units, p.labels, strict=True)} for group in made
    ]


def test_units_are_labelled_by_their_numbers_and_others_not_at_all(two: Library, tmp_path: Path) -> None:
    (labels,) = groups(two, tmp_path, [asked()])
    assert labels[UNITS[1]] == ANSWERS
    assert labels[UNITS[0]] == DOES_NOT
    assert labels[UNITS[2]] == UNKNOWN
    assert labels["Dogs must be kept on a lead."] == UNKNOWN, "it is no unit of the window"


def test_what_stands_in_another_file_does_not_answer(two: Library, tmp_path: Path) -> None:
    found = groups(two, tmp_path, [asked(question=f"do I pay for {n} bikes?") for n in range(20)])
    elsewhere = [labels[BOOKS] for labels in found if BOOKS in labels]
    assert elsewhere
    assert set(elsewhere) <= {DOES_NOT}


def test_a_question_whose_evidence_is_read_otherwise_now_is_left_out(two: Library, tmp_path: Path) -> None:
    rows = [{"window": "1", "file": "ferry.md", "units": [*map(hashed, UNITS), hashed("A car pays £30.")]}]
    passages = window_passages(two, tmp_path / "documents", rows)
    questions = [asked(), asked(answers=[3]), asked(near=[0, 3])]
    assert len(list(document_groups(two, passages, questions, random.Random(1)))) == 1


def test_the_questions_that_were_written_name_units_of_their_windows() -> None:
    sizes = {row["window"]: len(row["units"]) for row in read_rows(WRITTEN / "windows.jsonl")}
    questions = read_rows(WRITTEN / "questions.jsonl")
    assert len(questions) > 5000
    for row in questions:
        numbers = [*row["answers"], *row["near"], *row["neutral"]]
        assert len(set(numbers)) == len(numbers), row
        assert all(0 <= n < sizes[row["window"]] for n in numbers), row
        assert bool(row["answers"]) == (row["kind"] != "unanswerable"), row
