"""What readers and the encoder learn from: a question with passages, and which sentences in them answer it.

    python -m evals.training.reading_groups --data ../shared/evals/training --work DIR
    python -m evals.training.reading_groups --data ../shared/evals/training --work DIR --misleading

DIR gets `policy.jsonl`, the questions of the policy set each with three passages, and `articles.jsonl`, questions on
passages of SQuAD 2.0; and the library of the papers, in which the passages are found. With `--misleading` it gets
`misleading.jsonl` instead: the same questions with the passages of all papers that mislead the quick reader most.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import sentencex

from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.reader import Reader, load_reader
from assistant.ranking.reading import Window, windows
from assistant.retrieval.hybrid import RetrievedPassage
from evals.datasets.gold import Evidence
from evals.metrics import overlaps
from evals.training.libraries import library_of
from evals.training.policy_set import PolicyQuestion, load_policy_set, read_rows
from ingest.library import Library
from ingest.paper import Passage
from ingest.prepare import encoded_text

ANSWERS, DOES_NOT, UNKNOWN = 1, 0, -1
PASSAGES = 3  # of a question
MINED = 8  # of its own paper, the nearest passages among which one is taken
READ = 10  # of all papers, the nearest passages that the quick reader reads
ELSEWHERE = 0.3  # share of questions with a passage of another paper
ARTICLES = 1500  # questions on passages of SQuAD
SEED = 15


@dataclass(frozen=True)
class LabelledPassage:
    """`labels` has ANSWERS, DOES_NOT or UNKNOWN for each of the `units`; `text` is what the encoder sees."""

    context: str
    units: tuple[str, ...]
    labels: tuple[int, ...]
    near: tuple[bool, ...]
    text: str


@dataclass(frozen=True)
class Group:
    question: str
    passages: tuple[LabelledPassage, ...]
    family: str
    left_out: bool
    source: str

    @property
    def answerable(self) -> bool:
        return any(ANSWERS in passage.labels for passage in self.passages)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder with the policy set and the reading sets")
    options.add_argument("--work", type=Path, required=True)
    options.add_argument("--encoder", help="the encoder that finds the passages (default: that of the settings)")
    options.add_argument("--some", type=int, default=1, help="use one question in so many")
    options.add_argument("--misleading", action="store_true", help="passages that mislead the quick reader")
    chosen = options.parse_args()
    policy = chosen.data / "policy"
    library = library_of([policy / "papers", policy / "extracts"], chosen.work / "library", chosen.encoder)
    with library:
        kept = [library.catalogue.paper(paper.id) for paper in library.catalogue.papers()]
        questions = load_policy_set(policy, {paper.document: paper.text for paper in kept if paper})[:: chosen.some]
        if chosen.misleading:
            write_groups(chosen.work / "misleading.jsonl", misleading_groups(library, questions, load_reader("quick")))
            return
        write_groups(chosen.work / "policy.jsonl", list(policy_groups(library, questions, random.Random(SEED))))
    articles = chosen.data / "reading" / "squad2_dev_other_half.jsonl"
    write_groups(chosen.work / "articles.jsonl", article_groups(articles, "squad2", ARTICLES, random.Random(SEED)))


def policy_groups(library: Library, questions: Sequence[PolicyQuestion], rng: random.Random) -> Iterator[Group]:
    """A group for each question: where its evidence stands, where it seems to, and what the encoder finds near."""
    passages = Passages(library)
    for question in questions:
        asked, nearest = passages.nearest(question)
        own = [p for p in nearest if passages.is_own(p, question)]
        holding = [p for p in own if _holds(p, question.gold.evidence)]
        tempting = [p for p in own if _holds(p, question.near) and p not in holding]
        mined = [p for p in own[:MINED] if p not in holding and p not in tempting]
        rng.shuffle(mined)
        elsewhere = (p for p in nearest[:200] if not passages.is_own(p, question))
        others = list(islice(elsewhere, MINED)) if rng.random() < ELSEWHERE else []
        chosen = [*holding[:2], *(rng.sample(others, 1) if others else []), *tempting, *mined][:PASSAGES]
        chosen += [p for p in own if p not in chosen][: PASSAGES - len(chosen)]
        yield _group(asked, question, [passages.labelled(p, question) for p in chosen])


def misleading_groups(library: Library, questions: Sequence[PolicyQuestion], reader: Reader) -> Iterator[Group]:
    """A group for each question: where its evidence stands, and the passages whose wrong words the reader likes best.

    They are of any paper, as they are when a library is asked.
    """
    passages = Passages(library)
    for question in questions:
        asked, nearest = passages.nearest(question)
        holding = [p for p in nearest if passages.is_own(p, question) and _holds(p, question.gold.evidence)]
        others = [p for p in nearest[: READ + len(holding)] if p not in holding][:READ]
        odds = [max(each, default=-np.inf) for each in reader.odds(asked, [passages.window(p) for p in others])]
        misleading = [others[n] for n in np.argsort(-np.array(odds), kind="stable")]
        chosen = [*holding[:2], *misleading][:PASSAGES]
        yield _group(asked, question, [passages.labelled(p, question) for p in chosen])


class Passages:
    """The passages of a library with their vectors, and how they are labelled."""

    def __init__(self, library: Library):
        self._papers, self._encoder = PaperCache(library), library.encoder
        self._passages = [p for paper in library.catalogue.papers() for p in library.catalogue.passages(paper.id)]
        self._documents = {paper.id: paper.document for paper in library.catalogue.papers()}
        texts = [encoded_text(self._papers.paper(p.paper), p) for p in self._passages]
        self._vectors = library.encoder.encode(texts)
        self._texts = dict(zip((p.id for p in self._passages), texts, strict=True))

    def nearest(self, question: PolicyQuestion) -> tuple[str, list[Passage]]:
        """The question as it is searched for, and all passages, the nearest first."""
        asked = understand(Question(question.gold.question, question.gold.history)).in_context
        near = self._vectors @ self._encoder.encode([asked])[0]
        return asked, [self._passages[n] for n in np.argsort(-near)]

    def is_own(self, passage: Passage, question: PolicyQuestion) -> bool:
        return self._documents[passage.paper] == question.gold.papers[0]

    def window(self, passage: Passage) -> Window:
        found = windows(self._papers, [RetrievedPassage(passage, 0.0)])
        return found[0] if found else Window("", ())

    def labelled(self, passage: Passage, question: PolicyQuestion) -> LabelledPassage:
        window = self.window(passage)
        document, units = self._documents[passage.paper], window.candidates
        labels = tuple(label(candidate, document, question) for candidate in units)
        near = tuple(_in(candidate, document, question.near) for candidate in units)
        return LabelledPassage(window.context, tuple(c.text for c in units), labels, near, self._texts[passage.id])


def _group(asked: str, question: PolicyQuestion, passages: Sequence[LabelledPassage]) -> Group:
    return Group(asked, tuple(p for p in passages if p.units), question.family, question.left_out, "policy")


def _holds(passage: Passage, places: Sequence[Evidence]) -> bool:
    return any(passage.start < place.end and place.start < passage.end for place in places)


def label(candidate: Candidate, document: str, question: PolicyQuestion) -> int:
    if _in(candidate, document, question.gold.evidence):
        return ANSWERS
    return UNKNOWN if _in(candidate, document, question.neutral) else DOES_NOT


def _in(candidate: Candidate, document: str, places: Sequence[Evidence]) -> bool:
    return any(overlaps(document, candidate.start, candidate.end, place) for place in places)


def article_groups(path: Path, source: str, count: int, rng: random.Random) -> list[Group]:
    """Groups of one passage each from a set in the form of SQuAD: the sentence with the answer's words answers."""
    rows = read_rows(path)
    rows = [row for row in rows if not row["source"].endswith("#auto-negative") and len(row["question"].split()) > 4]
    split: dict[str, tuple[str, ...]] = {}
    made: list[Group] = []
    for row in rng.sample(rows, len(rows)):
        if len(made) == count:
            break
        passage = row["passage"]
        if passage not in split:
            split[passage] = tuple(s.strip() for s in sentencex.segment("en", passage) if len(s.strip()) > 2)
        units, answer = split[passage], (row["answer"] or "").casefold()
        holding = [answer in unit.casefold() for unit in units] if row["answerable"] else [False] * len(units)
        if (row["answerable"] and not any(holding)) or len(passage) > 1800:
            continue
        alone = sum(holding) == 1
        labels = tuple((ANSWERS if alone else UNKNOWN) if held else DOES_NOT for held in holding)
        if row["answerable"] and not alone:
            continue
        title = row["source"].split("/")[-1].replace("_", " ")
        labelled = LabelledPassage(title, units, labels, (False,) * len(units), f"{title}\n{passage}")
        made.append(Group(row["question"], (labelled,), row["source"], False, source))
    return made


def write_groups(path: Path, groups: Iterable[Group]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups)


def read_groups(path: Path) -> list[Group]:
    found = []
    for row in read_rows(path):
        passages = tuple(
            LabelledPassage(p["context"], tuple(p["units"]), tuple(p["labels"]), tuple(p["near"]), p["text"])
            for p in row.pop("passages")
        )
        found.append(Group(passages=passages, **row))
    return found


if __name__ == "__main__":
    main()
