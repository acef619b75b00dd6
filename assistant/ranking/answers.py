"""What could be given as the answer, and how likely each is right: one statement, two or three, a list, a part for each
paper or side.

`Ranker.judge` says how likely; `extractive.selection` has the thresholds.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from assistant.notations.compare import figures, missing
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.features import QUESTION, heading_match, question_features
from assistant.ranking.lists import list_from, rows_from, sections_like
from assistant.ranking.ranker import Ranked
from assistant.retrieval.search import Retrieved
from ingest.dates import shared_order

Kind = Literal["single", "pair", "three", "items", "rows", "sections", "papers", "sides"]
KINDS: tuple[Kind, ...] = ("single", "pair", "three", "items", "rows", "sections", "papers", "sides")
BEST = 5  # candidates that may stand alone
JOINED = 4  # candidates of which two or three may stand together
AROUND = 12  # candidates whose lists are looked at
NUMBER = 3.5  # log odds that a list gains with as many items as are asked for, or loses with another number
THERE = 2.0  # log odds that an answer gains which stands at the place that the question refers to
HELD = 1.5  # log odds that an answer gains whose first part has the figures of the question, years aside
MOST_PAPERS = 4
OF_FIRST = (
    "overlap",
    "context_overlap",
    "heading_match",
    "paper_relevance",
    "entity_mentions",
    "has_type",
    "lacks_type",
    "is_heading",
    "introduces",
    "asks",
    "labels",
    "repeats",
    "at_place",
    "figures",
    "cosine",
    "word_score",
    "quick_odds",
    "quick_share",
    "careful_odds",
    "careful_share",
)
FEATURES = (
    *(f"is_{kind}" for kind in KINDS),
    "best",  # likelihood of its likeliest part, as log odds; so are the next three
    "worst",
    "left",  # of the likeliest candidate that is not in it
    "lead",  # of its lead-in, for a list
    "mean",  # likelihood of its parts
    "held",  # share of all candidates' likelihood that its parts have
    "first_rank",  # of its likeliest part among the candidates
    "parts",
    "words",  # log of 1 + words
    "papers",  # how many its parts come from
    "adjacent",  # its two parts follow each other
    "list_match",  # heading_match of its first part
    "as_many",  # as many parts as the question asks for
    "other_number",
    "missing_figures",  # years and figures of the question that it does not have
    "sides",  # that the question compares
    "sides_left",  # those of them in whose papers no part stands
    *(f"first_{name}" for name in OF_FIRST),  # of its likeliest part
    *QUESTION,
)
BARE_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d\d)?")
UNKNOWN = 0.02  # likelihood of a part that no reader has seen
IDLE = 0.5  # of the likelihood of the best part, below which one from another paper is not given with it


@dataclass(frozen=True)
class PossibleAnswer:
    """The candidates that would be quoted, in order."""

    kind: Kind
    parts: tuple[Candidate, ...]

    @property
    def is_list(self) -> bool:
        return self.kind in ("items", "rows", "sections")

    @property
    def words(self) -> int:
        return sum(len(part.text.split()) for part in self.parts)


def possible_answers(query: Query, papers: PaperCache, ranked: Sequence[Ranked]) -> list[PossibleAnswer]:
    """All that could be given, each once; none where nothing was found.

    Of two or three statements none may be idle: one from another paper that is far less likely than the best of them,
    one from elsewhere that gives no date, sum or name where another gives the one asked for, or one that gives none
    that the others do not give.
    """
    likelihood = {each.candidate: each.likelihood for each in ranked}
    return [
        each
        for each in dict.fromkeys(_possible(papers, [each.candidate for each in ranked]))
        if each.kind not in ("pair", "three") or not (_unlikely(likelihood, each.parts) or _idle(query, each.parts))
    ]


def _unlikely(likelihood: Mapping[Candidate, float], parts: Sequence[Candidate]) -> bool:
    best = max(parts, key=lambda part: likelihood.get(part, UNKNOWN))
    least = IDLE * likelihood.get(best, UNKNOWN)
    return any(likelihood.get(part, UNKNOWN) < least and part.paper != best.paper for part in parts)


def _idle(query: Query, parts: Sequence[Candidate]) -> bool:
    """Whether some of the statements add nothing to the others of what is asked for."""
    said = {part: given for part in parts if (given := _asked_for(query, part.text))}
    homes = {(part.paper, part.n) for part in said}
    return any(
        given <= frozenset().union(*(others for other, others in said.items() if other != part))
        for part, given in said.items()
    ) or (bool(said) and any((part.paper, part.n) not in homes for part in parts))


def _asked_for(query: Query, text: str) -> frozenset[str]:
    """The dates, sums or names in a text that are of the kind asked for, each in one form."""
    spans = [text[start:end] for start, end in query.type.spans(text)]
    return frozenset(form.lower() for span in spans for form in figures(span) or (span,))


def _possible(papers: PaperCache, found: Sequence[Candidate]) -> Iterator[PossibleAnswer]:
    for candidate in found[:BEST]:
        yield PossibleAnswer("single", (candidate,))
    for two in combinations(found[:JOINED], 2):
        yield PossibleAnswer("pair", _in_order(two))
    for candidate in found[:2]:
        for beside in _beside(papers, candidate):
            yield PossibleAnswer("pair", _in_order((candidate, beside)))
    for three in combinations(found[:JOINED], 3):
        yield PossibleAnswer("three", _in_order(three))
    for candidate in found[:AROUND]:
        around = (
            PossibleAnswer("items", list_from(papers, candidate)),
            PossibleAnswer("rows", rows_from(papers, candidate)),
            PossibleAnswer("sections", sections_like(papers, candidate)),
        )
        yield from (each for each in around if len(each.parts) > 1)
    by_paper: dict[str, Candidate] = {}
    for candidate in found:
        by_paper.setdefault(candidate.paper, candidate)
    firsts = tuple(by_paper.values())
    for count in range(2, min(MOST_PAPERS, len(firsts)) + 1):
        yield PossibleAnswer("papers", firsts[:count])


def _in_order(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """As they stand in their block if they share one, else the likeliest first."""
    blocks = {(candidate.paper, candidate.n) for candidate in candidates}
    return tuple(sorted(candidates, key=lambda each: each.start)) if len(blocks) == 1 else tuple(candidates)


def _beside(papers: PaperCache, candidate: Candidate) -> list[Candidate]:
    """The sentences before and after it in its block."""
    block = papers.of_block(candidate.paper, candidate.n, candidate.rank)
    at = next((n for n, each in enumerate(block) if each.start == candidate.start), None)
    return [] if at is None else block[max(at - 1, 0) : at] + block[at + 1 : at + 2]


def as_told(retrieved: Retrieved, answers: Sequence[PossibleAnswer], likelihood: np.ndarray) -> np.ndarray:
    """The likelihoods, given how many things the question asks for, where they stand, and the figures it says.

    'The four aims' names the list that has four, 'para 3.2' its paragraph, and 'the limit of £500' a sentence with that
    sum. Too few of the questions that the trees were fitted on say such things.
    """
    gained = np.array([_gained(retrieved, each) for each in answers])
    odds = likelihood / (1 - likelihood) * np.exp(gained)
    return odds / (1 + odds)


def _gained(retrieved: Retrieved, answer: PossibleAnswer) -> float:
    count = retrieved.query.count
    counted = 0.0 if count is None else answer.is_list * (NUMBER if len(answer.parts) == count else -NUMBER)
    there = all(retrieved.stands_there(part.paper, part.n) for part in answer.parts)
    figures = [each for each in retrieved.query.figures if not BARE_YEAR.fullmatch(each)]
    held = bool(figures) and not missing(figures, answer.parts[0].text, answer.parts[0].dates)
    return counted + THERE * there + HELD * held


def answer_table(
    retrieved: Retrieved,
    ranked: Sequence[Ranked],
    answers: Sequence[PossibleAnswer],
    sides: Sequence[Collection[str]] = (),
) -> FeatureTable:
    """A row for each answer; `sides` are the ids of the papers of each side of a comparison."""
    known = _Known(ranked)
    of_question = question_features(retrieved.query) | {"sides": float(len(sides))}
    rows = (_features(retrieved, known, each) | _of_sides(each, sides) | of_question for each in answers)
    return FeatureTable.of(FEATURES, rows)


def _of_sides(answer: PossibleAnswer, sides: Sequence[Collection[str]]) -> dict[str, float]:
    papers = {part.paper for part in answer.parts}
    return {"sides_left": float(sum(papers.isdisjoint(side) for side in sides))}


class _Known:
    """What the ranker said, by place."""

    def __init__(self, ranked: Sequence[Ranked]):
        self.ranked = ranked
        self.total = sum(each.likelihood for each in ranked) or 1.0
        self.blocks: dict[tuple[str, int], list[Ranked]] = {}
        for each in ranked:
            self.blocks.setdefault((each.candidate.paper, each.candidate.n), []).append(each)
        self.rank = {id(each): rank for rank, each in enumerate(ranked)}
        self.by_text = {each.candidate.text: each.likelihood for each in reversed(ranked)}

    def within(self, part: Candidate) -> list[Ranked]:
        """The candidates that stand in it, best first."""
        there = self.blocks.get((part.paper, part.n), [])
        return [each for each in there if part.start <= each.candidate.start < part.end]


def _features(retrieved: Retrieved, known: _Known, answer: PossibleAnswer) -> dict[str, float]:
    query = retrieved.query
    inside = [known.within(part) for part in answer.parts]
    likelihoods = [max((each.likelihood for each in one), default=UNKNOWN) for one in inside]
    held = {id(each) for one in inside for each in one}
    left = next((each.likelihood for each in known.ranked if id(each) not in held), 0.0)
    all_inside = sorted((each for one in inside for each in one), key=lambda each: known.rank[id(each)])
    best = all_inside[0] if all_inside else None
    first = answer.parts[0]
    text = " ".join(f"{part.text} {part.context}" for part in answer.parts)
    dates = shared_order(part.dates for part in answer.parts)
    return {
        **{f"is_{kind}": float(answer.kind == kind) for kind in KINDS},
        "best": log_odds(max(likelihoods)),
        "worst": log_odds(min(likelihoods)),
        "left": log_odds(left),
        "lead": log_odds(known.by_text.get(first.before, 0.0)) if answer.is_list else np.nan,
        "mean": float(np.mean(likelihoods)),
        "held": sum(each.likelihood for each in all_inside) / known.total,
        "first_rank": float(known.rank[id(best)]) if best else np.nan,
        "parts": float(len(answer.parts)),
        "words": float(np.log1p(answer.words)),
        "papers": float(len({part.paper for part in answer.parts})),
        "adjacent": float(len(answer.parts) == 2 and _follow(*answer.parts)),
        "list_match": heading_match(retrieved.terms.asked, first) if answer.is_list else np.nan,
        "as_many": float(query.count == len(answer.parts)),
        "other_number": float(query.count is not None and query.count != len(answer.parts)),
        "missing_figures": float(len(missing(query.figures, text, dates))),
        **{f"first_{name}": best.features.get(name, np.nan) if best else np.nan for name in OF_FIRST},
    }


def _follow(one: Candidate, other: Candidate) -> bool:
    return (one.paper, one.n) == (other.paper, other.n) and 0 <= other.start - one.end < 4


def log_odds(likelihood: float) -> float:
    """Of a likelihood, kept from 0 and 1."""
    likelihood = min(max(likelihood, 1e-4), 1 - 1e-4)
    return float(np.log(likelihood / (1 - likelihood)))
