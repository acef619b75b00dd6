"""Keeps out what can't answer, however likely it looks: an order, a printed question, what was said before."""

from dataclasses import dataclass

import numpy as np

from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.ranker import Ranked, Ranker
from assistant.retrieval.search import Retrieved
from assistant.text.instructions import is_instruction
from assistant.text.printed import is_label, is_question, is_term, repeats
from assistant.text.tokens import stems

SHARED = 2  # stems that a reason has in common with what it is one for


@dataclass(frozen=True)
class Admissible:
    """A ranker's candidates that may answer; if the query refers to a place of a paper, only those that stand there."""

    ranker: Ranker

    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        found = self.ranker.rank(retrieved, papers)
        there = [each for each in found if each.features["at_place"]]
        query = retrieved.query
        given = [each for each in there or found if may_answer(query, each)]
        return [each for each in given if explains(query, each.candidate, papers)] if query.is_bare_why else given

    def judge(self, answers: FeatureTable) -> np.ndarray:
        return self.ranker.judge(answers)


def may_answer(query: Query, found: Ranked) -> bool:
    """Whether a candidate is neither the question's words again, nor an order about what to say ('Say that ...').

    A row may have an order in one cell and the answer in another. `Query.admits` says what may answer a follow-up.
    """
    text = found.candidate.text
    if is_instruction(text) and not found.features["is_row"]:
        return False
    if (is_question(text) and not query.type.many) or _only_names(query, text):
        return False
    return query.admits(text)


def explains(query: Query, reason: Candidate, papers: PaperCache) -> bool:
    """Whether a reason is one for what was said: it stands in the same block, or speaks of the same things."""
    beside = papers.of_block(reason.paper, reason.n)
    return any(query.was_said(each.text) for each in beside) or (
        len(stems(reason.text) & stems(query.history_context)) >= SHARED
    )


def _only_names(query: Query, text: str) -> bool:
    return (is_label(text) or is_term(text)) and repeats(query.text, text) == 1
