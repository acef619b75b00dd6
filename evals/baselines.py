"""The answerers a suite can be run with, by name, including simple baselines that any other should beat."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from assistant.answer import Answer, Statement
from assistant.extractive.citations import cite
from assistant.pipeline import pipeline, retrieve
from assistant.query.question import Question
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.hybrid import RetrievedPassage
from assistant.settings import Settings, answered_by
from assistant.verification.quotations import check
from ingest.errors import PolicyError
from ingest.library import Library

SENTENCES = 3
READ = 5  # passages whose sentences are compared with the question

Answerer = Callable[[Question], Answer]


def answerer(name: str, library: Library, settings: Settings) -> Answerer:
    """The answerer with this name over a library. Raises PolicyError if there is none."""
    need_known([name])
    if name in ANSWERERS:
        return ANSWERERS[name](library, settings)
    return pipeline(library, settings.model_copy(update={"model": name})).invoke


def label(name: str, settings: Settings) -> str:
    """What a run with an answerer is called: of a language model also what it does, 'ollama:llama3.2, prose'."""
    return name if name in ANSWERERS else answered_by(name, settings.answer)


def need_known(names: Sequence[str]) -> None:
    """Raises PolicyError for an unknown name, before any work is done.

    A name with a colon is a language model, such as ollama:llama3.2, or the address of its server.
    """
    for name in names:
        if name not in ANSWERERS and ":" not in name:
            raise PolicyError(
                f"there is no answerer called '{name}'", f"use {', '.join(ANSWERERS)} or a language model"
            )


def quotes(library: Library, settings: Settings) -> Answerer:
    """What `policy ask` uses."""
    return pipeline(library, settings).invoke


def best_passage(library: Library, settings: Settings) -> Answerer:
    """The whole first passage, with its similarity as the confidence. Never refuses if anything is found."""

    def answer(papers: PaperCache, question: Question, found: list[RetrievedPassage]) -> Answer:
        passage = found[0].passage
        paper, block = papers.paper(passage.paper), papers.blocks(passage.paper)[passage.first]
        text = " ".join(paper.text[passage.start : passage.end].split())
        candidate = Candidate(
            paper.id, passage.first, passage.start, passage.end, text, paper.title, block.headings, ""
        )
        return _quoting(papers, question, [candidate], found[0].scores.get("vectors", 0.0), "best-passage")

    return _reading(library, settings, answer)


def best_sentences(library: Library, settings: Settings) -> Answerer:
    """The three sentences in the first five passages with vectors nearest to the question's."""

    def answer(papers: PaperCache, question: Question, found: list[RetrievedPassage]) -> Answer:
        candidates = papers.candidates(found[:READ])
        vectors = library.encoder.encode([question.text, *(each.text for each in candidates)])
        near = vectors[1:] @ vectors[0]
        best = [candidates[n] for n in np.argsort(-near, kind="stable")[:SENTENCES]]
        return _quoting(papers, question, best, float(near.max(initial=0.0)), "best-sentences")

    return _reading(library, settings, answer)


def _reading(
    library: Library, settings: Settings, answer: Callable[[PaperCache, Question, list[RetrievedPassage]], Answer]
) -> Answerer:
    """An answerer over the same search results; it answers 'not found' only if there are none."""

    def timed(question: Question) -> Answer:
        started = time.perf_counter()
        found = retrieve(library, settings, question).passages
        given = (
            answer(PaperCache(library), question, found)
            if found
            else Answer(question=question.text, status="not_found")
        )
        return check(library, given).model_copy(update={"seconds": time.perf_counter() - started, "id": question.id})

    return timed


def _quoting(papers: PaperCache, question: Question, candidates: list[Candidate], near: float, model: str) -> Answer:
    return Answer(
        question=question.text,
        status="answered" if candidates else "not_found",
        statements=tuple(
            Statement(text=each.text, citations=(n,), support="quoted") for n, each in enumerate(candidates, 1)
        ),
        citations=tuple(cite(papers, each, n) for n, each in enumerate(candidates, 1)),
        model=model,
        confidence=min(max(near, 0.0), 1.0),
    )


ANSWERERS: dict[str, Callable[[Library, Settings], Answerer]] = {
    "quotes": quotes,
    "best-passage": best_passage,
    "best-sentences": best_sentences,
}
