"""How well a candidate matches a query: the features that the ranker weighs, by name.

Fitting and serving both use these functions, so that they can't drift apart.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.notations.compare import missing
from assistant.query.kind import KINDS
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.retrieval.search import Retrieved
from assistant.text.printed import is_label, is_question, is_term, repeats
from assistant.text.tokens import stems, words

LEXICAL = (
    "overlap",  # share of the query's weight that the candidate's own words hold
    "context_overlap",  # share that only title, headings and lead-in hold
    "heading_match",  # how nearly the nearest heading, lead-in or first cell is what is asked (F1 of words)
    "paper_relevance",  # how far the paper is about the entities named
    "entity_mentions",  # share of the entities in the candidate or its context
    "has_type",  # a date where a date is asked for, and the like
    "lacks_type",  # no such thing where one is asked for
    "figures",  # share of the question's years and figures that it or its context has; missing where it has none
    "has_doer",  # says who does what is asked about
    "length",  # log of 1 + words
    "is_heading",
    "is_item",
    "is_row",
    "introduces",  # ends in a colon
    "asks",  # is a printed question
    "labels",  # is the label of a field, or only names something
    "repeats",  # share of its words that the question says
    "at_place",  # stands at the place of a paper that the question refers to
    "passage_rank",  # 1 / (rank of its passage + 2)
    "cosine",  # of its passage and the question; missing if the vectors did not find it
    "word_score",  # of its passage, as a share of the best; missing if the words did not find it
)
QUESTION = ("question_length", "asks_many", "follows_up", *(f"asks_{kind}" for kind in KINDS))
READING = (
    "odds",  # that the reader gives
    "gap",  # to the best odds of any candidate
    "share",  # softmax over all candidates
    "window_gap",  # to the best odds in its window
    "before",  # odds of the candidate before it in its window; missing for the first
    "after",
)
QUICK = tuple(f"quick_{name}" for name in READING)
CAREFUL = tuple(f"careful_{name}" for name in READING)  # missing for candidates that it has not read
READ_QUICKLY = (*LEXICAL, *QUESTION, *QUICK)
READ_CAREFULLY = (*READ_QUICKLY, *CAREFUL)


def lexical_table(retrieved: Retrieved, papers: PaperCache, candidates: Sequence[Candidate]) -> FeatureTable:
    """The columns LEXICAL and QUESTION; a row for each candidate, whose rank is that of its passage."""
    asked = question_features(retrieved.query)
    best = max((each.scores.get("words", 0.0) for each in retrieved.passages), default=0.0) or 1.0
    rows = []
    for candidate in candidates:
        scores = retrieved.passages[candidate.rank - 1].scores
        found = {
            "cosine": scores.get("vectors", np.nan),
            "word_score": scores["words"] / best if "words" in scores else np.nan,
        }
        rows.append(lexical_features(retrieved, papers, candidate) | found | asked)
    return FeatureTable.of((*LEXICAL, *QUESTION), rows)


def question_features(query: Query) -> dict[str, float]:
    return {
        "question_length": float(np.log1p(len(words(query.text)))),
        "asks_many": float(query.type.many),
        "follows_up": float(bool(query.history_context)),
        **{f"asks_{kind}": float(query.type.kind == kind) for kind in KINDS},
    }


def lexical_features(retrieved: Retrieved, papers: PaperCache, candidate: Candidate) -> dict[str, float]:
    weights = retrieved.terms.weights
    own, above = stems(candidate.text), stems(candidate.context)
    total = sum(weights.values()) or 1.0
    held = sum(weight for stem, weight in weights.items() if stem in own)
    below = sum(weight for stem, weight in weights.items() if stem in above and stem not in own)
    mentions = [entity.is_in(f"{candidate.text} {candidate.context}") for entity in retrieved.entities]
    wanted, kind = retrieved.query.type, papers.blocks(candidate.paper)[candidate.n].kind
    holds = wanted.typed and wanted.holds(candidate.text)
    return {
        "overlap": held / total,
        "context_overlap": below / total,
        "heading_match": heading_match(weights, candidate),
        "paper_relevance": retrieved.relevance.get(candidate.paper, 0.0),
        "entity_mentions": float(np.mean(mentions)) if mentions else 0.0,
        "has_type": float(holds),
        "lacks_type": float(wanted.typed and not holds),
        "figures": _figures(retrieved.query.figures, candidate),
        "has_doer": float(bool(wanted.doers(candidate.text))),
        "length": float(np.log1p(len(candidate.text.split()))),
        "is_heading": float(kind == "heading"),
        "is_item": float(kind == "item"),
        "is_row": float(kind == "row"),
        "introduces": float(candidate.text.endswith(":")),
        "asks": float(is_question(candidate.text)),
        "labels": float(is_label(candidate.text) or is_term(candidate.text)),
        "repeats": repeats(retrieved.query.in_context, candidate.text),
        "at_place": float(retrieved.stands_there(candidate.paper, candidate.n)),
        "passage_rank": 1 / (candidate.rank + 2),
    }


def _figures(asked: Sequence[str], candidate: Candidate) -> float:
    if not asked:
        return np.nan
    return 1 - len(missing(asked, f"{candidate.text} {candidate.context}", candidate.dates)) / len(asked)


def reading_table(names: Sequence[str], odds: Sequence[np.ndarray]) -> FeatureTable:
    """The columns READING, under these names; `odds` are those of the candidates of each window, NaN where unread.

    Shape [candidates of all windows, 6]; all but `odds` are missing too where they are.
    """
    every = np.concatenate([*odds, np.empty(0)]).astype(float)
    read = ~np.isnan(every)
    best = np.nanmax(every) if read.any() else 0.0
    likely = np.where(read, np.exp(np.where(read, every, best) - best), np.nan)
    blank = np.array([np.nan])
    return FeatureTable(
        tuple(names),
        np.column_stack(
            [
                every,
                every - best,
                likely / (np.nansum(likely) or 1.0),
                np.concatenate([*(each - each.max(initial=-np.inf) for each in odds), np.empty(0)]),
                np.concatenate([*(np.concatenate([blank, each])[:-1] for each in odds), np.empty(0)]),
                np.concatenate([*(np.concatenate([each, blank])[1:] for each in odds), np.empty(0)]),
            ]
        ),
    )


def heading_match(weights: Mapping[str, float], candidate: Candidate) -> float:
    """The best F1, by weight, of the query's words and the words of one thing that stands over the candidate."""
    over = [
        candidate.headings[-1] if candidate.headings else "",
        candidate.before,
        candidate.text.split(":")[0] if ":" in candidate.text else "",
    ]
    return max(_f1(weights, stems(text)) for text in over)


def _f1(weights: Mapping[str, float], over: frozenset[str]) -> float:
    if not over or not weights:
        return 0.0
    usual = sum(weights.values()) / len(weights)
    shared = sum(weight for stem, weight in weights.items() if stem in over)
    recall = shared / sum(weights.values())
    precision = shared / sum(weights.get(stem, usual) for stem in over)
    return 2 * recall * precision / (recall + precision) if shared else 0.0
