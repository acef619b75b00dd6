"""Keeps a follow-up from being answered with the sentence that it follows up."""

from dataclasses import dataclass

import numpy as np

from assistant.query.query import Query
from assistant.ranking.candidates import PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.ranker import Ranked, Ranker
from assistant.refusal import Refusal
from assistant.retrieval.search import Retrieved


@dataclass(frozen=True)
class WithoutRepeats:
    """A ranker's candidates without those that can't answer a follow-up: `Query.admits` says which."""

    ranker: Ranker

    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        ranked = self.ranker.rank(retrieved, papers)
        return [each for each in ranked if retrieved.query.admits(each.candidate.text)]

    def judge(self, answers: FeatureTable) -> np.ndarray:
        return self.ranker.judge(answers)


def follow_up_refusal(query: Query, refusal: Refusal) -> Refusal:
    """The refusal of a follow-up in its own words: that no reason is given, or nothing more was found."""
    if refusal.reason not in ("nothing_found", "type_missing", "low_confidence"):
        return refusal
    if query.is_bare_why:
        return Refusal("why_missing", filtered=refusal.filtered)
    if query.already_said and (not query.asked_anew or refusal.reason == "nothing_found"):
        return Refusal("nothing_more", filtered=refusal.filtered)
    return refusal
