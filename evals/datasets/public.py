"""Public sets as papers and questions: their documents are laid out as text files, whose offsets carry over.

A text file's own text is kept as it is (see ingest.formats), so that no offset has to be moved. Nothing of these sets
comes with the program; each is read from the folder that holds it: docs.jsonl and questions.jsonl.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.datasets.gold import Evidence, Gold

SAMPLE = 200  # questions that are put of a set unless told otherwise; an interval of 7 points either way at one half


def doc2dial(folder: Path, work: Path) -> tuple[Path, list[Gold]]:
    """Doc2Dial (Feng et al., EMNLP 2020): the first turns, each put to its own page; one gold span a question.

    Later turns hold near-verbatim replies in their history, which would make finding look easier than it is.
    """
    names = lay_out(folder, work)
    return work, [
        Gold(
            id=row["id"],
            kind=row["domain"],
            question=row["question"],
            answer=row["reply"],
            evidence=_evidence(row["answer_span"], names[row["doc_id"]]),
            papers=(names[row["doc_id"]],),
        )
        for row in _rows(folder / "questions.jsonl")
        if not row["history"]
    ]


def squad2(folder: Path, work: Path) -> tuple[Path, list[Gold]]:
    """SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018), each question put to its article.

    Its several gold answers are alternatives: wordings of one fact, and spans of which the best counts.
    """
    names = lay_out(folder, work)
    return work, [
        Gold(
            id=row["id"],
            kind="answerable" if row["answerable"] else "unanswerable",
            question=row["question"],
            answer=next(iter(row["answers"]), ""),
            facts=("|".join(row["answers"]),) if row["answers"] else (),
            evidence=_evidence(row["evidence"], names[row["doc_id"]]),
            answerable=row["answerable"],
            papers=(names[row["doc_id"]],),
        )
        for row in _rows(folder / "questions.jsonl")
    ]


def lay_out(folder: Path, work: Path) -> dict[str, str]:
    """Writes the documents of a set as text files into `work`, where they are not there yet; their names by id."""
    work.mkdir(parents=True, exist_ok=True)
    names = {}
    for n, row in enumerate(_rows(folder / "docs.jsonl")):
        name = f"{n:03d}-{re.sub(r'[^a-z0-9]+', '-', row['title'].lower()).strip('-')[:60]}.txt"
        path = work / name
        data = row["text"].encode()
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
        names[row["id"]] = name
    return names


def _evidence(spans: list[Mapping[str, Any]], doc: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(doc=doc, start=span["start"], end=span["end"]) for span in spans)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
