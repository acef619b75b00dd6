"""Public question sets as papers and questions. Their documents become text files, for which all offsets stay valid.

The sets do not come with policy; each is read from its folder: docs.jsonl and questions.jsonl.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.datasets.gold import Evidence, Gold

SAMPLE = 200  # questions to ask from a set by default; gives an interval of ±7 points at one half


def doc2dial(folder: Path, work: Path) -> tuple[Path, list[Gold]]:
    """Doc2Dial (Feng et al., EMNLP 2020): the first turns, each asked about its own page; one gold span a question.

    Later turns have near-verbatim replies in their history, which would make retrieval look easier than it is.
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
    """SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018), each question asked about its article.

    A question's gold answers are alternatives: wordings of one fact, and spans of which the best counts.
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
    """Writes a set's documents to `work` as text files, if missing; returns their file names by id."""
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
