"""What readers learn from public documents: questions that were written for it on windows of them.

    python -m evals.training.document_groups --documents ../shared/documents --work DIR

`documents/windows.jsonl` names the file of each window, and its sentences, items and rows by a hash of their words,
which are not ours. `documents/questions.jsonl` has the questions: by their number in the window, the units that answer,
those that only seem to (`near`) and those that are left unlabelled (`neutral`). DIR gets `documents.jsonl`, a group for
each question as `reading_groups` makes them: where its evidence stands, where it seems to, and what else is near.
"""

import argparse
import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.ranking.reading import Window, windows
from assistant.retrieval.hybrid import RetrievedPassage
from evals.training.libraries import library_of
from evals.training.policy_set import read_rows
from evals.training.reading_groups import (
    ANSWERS,
    DOES_NOT,
    ELSEWHERE,
    MINED,
    PASSAGES,
    SEED,
    UNKNOWN,
    Group,
    LabelledPassage,
    write_groups,
)
from ingest.library import Library
from ingest.prepare import encoded_text

WRITTEN = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class WindowPassage:
    """A passage of a window: `numbers` of its candidates in the window, -1 for words that are read otherwise now."""

    window: str
    file: str
    read: Window
    numbers: tuple[int, ...]
    text: str

    def labelled(self, question: Mapping[str, Any] | None) -> LabelledPassage:
        """As it answers a question on its own window, or, of another file, none."""
        units = tuple(unit.text for unit in self.read.candidates)
        labels = tuple(DOES_NOT if question is None else _label(n, question) for n in self.numbers)
        near = tuple(question is not None and n in question["near"] for n in self.numbers)
        return LabelledPassage(self.read.context, units, labels, near, self.text)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=Path, required=True, help="the folder with the public documents")
    options.add_argument("--work", type=Path, required=True)
    chosen = options.parse_args()
    rows = read_rows(WRITTEN / "windows.jsonl")
    files = sorted({chosen.documents / row["file"] for row in rows})
    with library_of(files, chosen.work / "library") as library:
        passages = window_passages(library, chosen.documents, rows)
        questions = read_rows(WRITTEN / "questions.jsonl")
        groups = document_groups(library, passages, questions, random.Random(SEED))
        write_groups(chosen.work / "documents.jsonl", groups)


def hashed(text: str) -> str:
    """The same for the same words, however they are spaced."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]


def window_passages(library: Library, folder: Path, rows: Sequence[Mapping[str, Any]]) -> list[WindowPassage]:
    """The passages that have units of these windows, as the files are read now."""
    cache, papers = PaperCache(library), {Path(paper.source): paper.id for paper in library.catalogue.papers()}
    found: list[WindowPassage] = []
    for row in rows:
        if (paper := papers.get(folder.resolve() / row["file"])) is not None:
            numbers = {each: n for n, each in enumerate(row["units"])}
            found += _of_window(library, cache, paper, row, numbers)
    return found


def _of_window(
    library: Library, cache: PaperCache, paper: str, row: Mapping[str, Any], numbers: Mapping[str, int]
) -> Iterator[WindowPassage]:
    for passage in library.catalogue.passages(paper):
        for read in windows(cache, [RetrievedPassage(passage, 0.0)]):
            held = tuple(numbers.get(hashed(unit.text), -1) for unit in read.candidates)
            if sum(n >= 0 for n in held) * 2 > len(held):
                yield WindowPassage(row["window"], row["file"], read, held, encoded_text(cache.paper(paper), passage))


def document_groups(
    library: Library, passages: Sequence[WindowPassage], questions: Sequence[Mapping[str, Any]], rng: random.Random
) -> Iterator[Group]:
    """A group for each question whose evidence, and what seems to be, is still read as it was."""
    asked = [_in_context(question) for question in questions]
    nearness = library.encoder.encode(asked) @ library.encoder.encode([passage.text for passage in passages]).T
    own_of: dict[str, list[int]] = {}
    for n, passage in enumerate(passages):
        own_of.setdefault(passage.window, []).append(n)
    for text, question, near in zip(asked, questions, nearness, strict=True):
        own = sorted(own_of.get(question["window"], ()), key=lambda n: -near[n])
        read = {number for n in own for number in passages[n].numbers}
        if not own or not read.issuperset([*question["answers"], *question["near"]]):
            continue
        holding = [n for n in own if set(passages[n].numbers) & set(question["answers"])]
        tempting = [n for n in own if set(passages[n].numbers) & set(question["near"]) and n not in holding]
        # Another window of the same file may hold the answer too.
        elsewhere = (n for n in np.argsort(-near) if passages[n].file != passages[own[0]].file)
        other = list(islice(elsewhere, MINED)) if rng.random() < ELSEWHERE else []
        drawn = [*holding[:2], *(rng.sample(other, 1) if other else []), *tempting, *own]
        chosen = list(dict.fromkeys(drawn))[:PASSAGES]
        labelled = tuple(passages[n].labelled(question if n in own else None) for n in chosen)
        yield Group(text, labelled, question["window"], False, "documents")


def _in_context(question: Mapping[str, Any]) -> str:
    history = tuple((asked, answer) for asked, answer in question.get("history", ()))
    return understand(Question(question["question"], history)).in_context


def _label(number: int, question: Mapping[str, Any]) -> int:
    if number in question["answers"]:
        return ANSWERS
    return UNKNOWN if number < 0 or number in question["neutral"] else DOES_NOT


if __name__ == "__main__":
    main()
