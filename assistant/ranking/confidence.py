"""How likely the chosen words are to be right: the share of answers with such features that were.

`extractive.selection` has the threshold.
"""

import re
from collections.abc import Sequence

import numpy as np

from assistant.query.query import Query
from assistant.query.question_type import AMOUNTS
from assistant.ranking.candidates import Candidate
from assistant.ranking.feature_table import FeatureTable, load_weights
from assistant.ranking.lists import BestList
from assistant.ranking.ranker import Ranked
from assistant.text.tokens import words

FILE = "confidence.json"
FEATURES = (
    "best",  # log of the likelihood of the likeliest candidate
    "second",  # the next one's, as a share of it
    "overlap",  # these five and 'lacks_type' are features of the likeliest candidate
    "context_overlap",
    "heading_match",
    "similarity",
    "cross_encoder",
    "asks_amount",  # an amount or number is asked for
    "asks_date",
    "asks_who",
    "asks_person",
    "lacks_type",
    "untyped_gap",  # by how much another candidate suits the question better that need not have the type asked for
    "missing_figures",  # years and figures of the question that the candidate does not have
    "question_length",  # log of 1 + words
    "asks_many",
    "list",  # how likely the likeliest list is the one asked for
)


def confidence(query: Query, ranked: Sequence[Ranked], best_list: BestList) -> float:
    """0 to 1; 0 where there is no candidate."""
    if not ranked:
        return 0.0
    table = FeatureTable.of(FEATURES, [answer_features(query, ranked, best_list)])
    return float(load_weights(FILE, "right", FEATURES).probabilities(table)[0])


def answer_features(query: Query, ranked: Sequence[Ranked], best_list: BestList) -> dict[str, float]:
    """The features of the answer that these candidates give; there is at least one."""
    first = ranked[0]
    second = ranked[1].likelihood if len(ranked) > 1 else 0.0
    of_first = ("overlap", "context_overlap", "heading_match", "similarity", "cross_encoder", "lacks_type")
    return {
        "best": float(np.log(first.likelihood + 1e-3)),
        "second": second / (first.likelihood + 1e-3),
        **{name: first.features[name] for name in of_first},
        "asks_amount": float(query.type.kind in AMOUNTS),
        "asks_date": float(query.type.kind == "date"),
        "asks_who": float(query.type.kind == "who"),
        "asks_person": float(query.type.kind == "person"),
        "untyped_gap": _untyped_gap(ranked),
        "missing_figures": float(len(missing_figures(query, first.candidate))),
        "question_length": float(np.log(len(words(query.text)) + 1)),
        "asks_many": float(query.type.many),
        "list": best_list.likelihood,
    }


def _untyped_gap(ranked: Sequence[Ranked]) -> float:
    """The log odds by which the best candidate, whatever type it has, is likelier than the one chosen."""
    odds = [each.untyped for each in ranked if each.untyped is not None]
    return max(odds) - odds[0]


def missing_figures(query: Query, candidate: Candidate) -> tuple[str, ...]:
    """The years and figures of the question that are neither in the candidate nor over it."""
    over = f"{candidate.text} {candidate.context}"
    return tuple(figure for figure in query.figures if not re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", over))
