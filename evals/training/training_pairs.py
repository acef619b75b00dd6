"""Pairs of a question and a sentence in its context, labelled 1 where the sentence answers, for training a reader."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import sentencex
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from assistant.ranking.cross_encoder import in_context

Encode = Callable[[list[str]], np.ndarray]


@dataclass(frozen=True)
class Sentence:
    """A sentence, list item or table row; `passage` and `paper` say what it stands in."""

    text: str
    paper: str
    passage: str
    title: str = ""
    heading: str = ""
    previous: str = ""

    def in_context(self) -> str:
        return in_context(self.text, self.title, self.heading, self.previous)


@dataclass(frozen=True)
class Question:
    """`answers` and `doubtful` index `Source.sentences`; no answers: nothing in the passage answers.

    A doubtful sentence is neither a positive nor a negative of this question.
    """

    text: str
    passage: str
    answers: tuple[int, ...] = ()
    doubtful: frozenset[int] = frozenset()


@dataclass
class Source:
    """One set of questions with all the sentences among which their negatives are sought."""

    name: str
    sentences: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def add(self, sentences: Iterable[Sentence]) -> range:
        start = len(self.sentences)
        self.sentences.extend(sentences)
        return range(start, len(self.sentences))


@dataclass(frozen=True)
class Pair:
    question: str
    sentence: str
    label: int
    kind: str
    paper: str


def split(text: str) -> list[str]:
    return [s.strip() for s in sentencex.segment("en", text) if len(s.strip()) > 2]


def read_rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def spans_source(name: str, paths: Iterable[Path], titled: bool) -> Source:
    """SQuAD, COVID-QA and QAMR: the sentence that holds the answer's words answers; if several do, the best matching.

    Rows whose negative passage was chosen by script are left out: `pairs` chooses better ones.
    """
    source = Source(name)
    passages: dict[str, range] = {}
    for path in paths:
        for row in read_rows(path):
            if row["source"].endswith("#auto-negative") or len(row["question"].split()) < 5:
                continue
            paper = row["source"]
            if row["passage"] not in passages:
                passages[row["passage"]] = source.add(
                    _sentences_of(row["passage"], paper, _title(paper) if titled else "")
                )
            question = _spanned(row, source.sentences, passages[row["passage"]])
            if question:
                source.questions.append(question)
    return source


def _title(paper: str) -> str:
    return paper.split("/")[-1].replace("_", " ")


def _sentences_of(passage: str, paper: str, title: str) -> Iterator[Sentence]:
    previous = ""
    for text in split(passage):
        yield Sentence(text, paper.rsplit(":", 1)[0], passage, title, previous=previous)
        previous = text


def _spanned(row: dict, sentences: list[Sentence], where: range) -> Question | None:
    if not row["answerable"]:
        return Question(row["question"], row["passage"])
    answer = row["answer"].casefold()
    holding = [i for i in where if answer in sentences[i].text.casefold()]
    if not holding:
        return None
    best = max(holding, key=lambda i: _shared_words(row["question"], sentences[i].text))
    return Question(row["question"], row["passage"], (best,), frozenset(holding) - {best})


def _shared_words(one: str, other: str) -> int:
    return len(set(re.findall(r"\w{3,}", one.casefold())) & set(re.findall(r"\w{3,}", other.casefold())))


def medquad_source(path: Path, rng: random.Random, count: int) -> Source:
    """MedQuAD marks whole answers only: the first sentence that names what the question asks about is the positive."""
    source = Source("medquad")
    rows = [row for row in read_rows(path) if row["relevant"]]
    for row in rng.sample(rows, min(count, len(rows))):
        topic = row["source"].rsplit("_", 1)[0]
        where = source.add(_sentences_of(row["passage"], topic, ""))
        naming = [i for i in where if _shared_words(row["question"], source.sentences[i].text) >= 2]
        if naming:
            question = row["question"].replace("is (are)", "is").replace("(s)", "s")
            source.questions.append(Question(question, row["passage"], (naming[0],), frozenset(where) - {naming[0]}))
    return source


class Ranker:
    """Similarity of questions to all sentences of a source, by vectors and by BM25."""

    def __init__(self, source: Source, encode: Encode):
        texts = [sentence.text for sentence in source.sentences]
        self.vectors = encode(texts)
        self.words = CountVectorizer(token_pattern=r"\w+", stop_words="english")
        counts = self.words.fit_transform(texts).astype(np.float32).tocsr()
        self.bm25 = _bm25(counts)
        self.encode = encode

    def scores(self, questions: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Cosine and BM25, each of shape [questions, sentences]."""
        asked = self.words.transform(questions).astype(np.float32)
        return self.encode(questions) @ self.vectors.T, np.asarray((asked @ self.bm25.T).todense())


def _bm25(counts: sparse.csr_matrix, k1: float = 1.2, b: float = 0.75) -> sparse.csr_matrix:
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (counts.shape[0] - found + 0.5) / (found + 0.5))
    weighed = counts.tocoo()
    norm = k1 * (1 - b + b * lengths[weighed.row] / max(lengths.mean(), 1e-9))
    values = rarity[weighed.col] * weighed.data * (k1 + 1) / (weighed.data + norm)
    return sparse.csr_matrix((values, (weighed.row, weighed.col)), shape=counts.shape)


def pairs(source: Source, encode: Encode, rng: random.Random, block: int = 256) -> Iterator[Pair]:
    """Positives with about three negatives each: own passage, near neighbours, own paper, anywhere, near misses."""
    ranker = Ranker(source, encode)
    own, paper = defaultdict(list), defaultdict(list)
    for i, sentence in enumerate(source.sentences):
        own[sentence.passage].append(i)
        paper[sentence.paper].append(i)
    names = _names(source)
    for start in range(0, len(source.questions), block):
        asked = source.questions[start : start + block]
        for question, cosine, bm25 in zip(asked, *ranker.scores([q.text for q in asked]), strict=True):
            chosen = _negatives(question, source, own, paper, cosine, bm25, rng)
            chosen += [("positive", i) for i in question.answers]
            for kind, i in chosen:
                sentence = source.sentences[i]
                text = _loosely(question.text, rng)
                yield Pair(
                    text,
                    _sometimes_bare(sentence, rng),
                    int(kind == "positive"),
                    f"{source.name} {kind}",
                    sentence.paper,
                )
            yield from _near_misses(question, source, names, rng)


def _negatives(
    question: Question, source: Source, own: dict, paper: dict, cosine: np.ndarray, bm25: np.ndarray, rng: random.Random
) -> list[tuple[str, int]]:
    spared = set(question.answers) | question.doubtful
    siblings = [i for i in own[question.passage] if i not in spared]
    siblings.sort(key=lambda i: -cosine[i])
    chosen = [("sibling", i) for i in siblings[: 1 if question.answers else 3]]
    if rng.random() < 0.3 and len(siblings) > 2:
        chosen.append(("sibling", rng.choice(siblings[1:])))
    score = cosine if rng.random() < 0.6 else bm25
    # The very nearest outside the passage are now and then an answer after all, so rank 1 to 25, not the top alone.
    nearest = np.argpartition(-score, min(40, len(score) - 1))[:40].tolist()
    nearest = [i for i in nearest if i not in spared and source.sentences[i].passage != question.passage][:25]
    if nearest and (question.answers or rng.random() < 0.4):
        chosen.append(("near", rng.choice(nearest)))
    if question.answers:
        home = source.sentences[question.answers[0]].paper
        there = paper[home] if rng.random() < 0.6 else range(len(source.sentences))
        far = rng.choice(there)
        if far not in spared and rng.random() < 0.8:
            chosen.append(("random", far))
    return list(dict.fromkeys(chosen))


def _loosely(question: str, rng: random.Random) -> str:
    return question.rstrip("?") if rng.random() < 0.3 else question


def _sometimes_bare(sentence: Sentence, rng: random.Random) -> str:
    return sentence.text if rng.random() < 0.15 else sentence.in_context()


YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’-]+)(?: (?:of |and |the )?[A-Z][\w'’-]+)*")


def _names(source: Source) -> list[str]:
    return sorted({name for question in source.questions for name in NAME.findall(question.text)})


def _near_misses(question: Question, source: Source, names: list[str], rng: random.Random) -> Iterator[Pair]:
    """The same question for another year or name is not answered; with both changed alike it still is."""
    if not question.answers or not names:
        return
    sentence = source.sentences[question.answers[0]]
    shown = sentence.in_context()
    years = [year for year in YEAR.findall(question.text) if year in shown]
    held = [name for name in NAME.findall(question.text) if name in shown]
    if years:
        old, new = years[0], str(int(years[0]) + rng.choice([-10, -3, -2, -1, 1, 2, 3, 10]))
        if new in shown:
            return
    elif held and rng.random() < 0.35:
        old, new = rng.choice(held), rng.choice(names)
        if new in shown:
            return
    else:
        return
    yield Pair(question.text.replace(old, new), shown, 0, f"{source.name} near miss", sentence.paper)
    if rng.random() < 0.5:
        both = shown.replace(old, new)
        yield Pair(question.text.replace(old, new), both, 1, f"{source.name} near hit", sentence.paper)
