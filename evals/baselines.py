"""The answerers a suite can be run with, by name, including simple baselines that any other should beat."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from assistant.answer import Answer, Statement
from assistant.extractive.answerer import citation
from assistant.pipeline import chain, retriever
from assistant.question import Question
from assistant.ranking.candidates import Shelf, Unit
from assistant.retrieval.hybrid import Found
from assistant.retrieval.search import search
from assistant.settings import Settings
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
    return chain(library, settings.model_copy(update={"model": name})).invoke


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
    return chain(library, settings).invoke


def best_passage(library: Library, settings: Settings) -> Answerer:
    """The whole first passage, with its similarity as the confidence. Never refuses if anything is found."""

    def answer(shelf: Shelf, question: Question, found: list[Found]) -> Answer:
        passage = found[0].passage
        paper, block = shelf.paper(passage.paper), shelf.blocks(passage.paper)[passage.first]
        text = " ".join(paper.text[passage.start : passage.end].split())
        unit = Unit(paper.id, passage.first, passage.start, passage.end, text, paper.title, block.headings, "")
        return _quoting(shelf, question, [unit], found[0].scores.get("vectors", 0.0), "best-passage")

    return _reading(library, settings, answer)


def best_sentences(library: Library, settings: Settings) -> Answerer:
    """The three sentences in the first five passages with vectors nearest to the question's."""

    def answer(shelf: Shelf, question: Question, found: list[Found]) -> Answer:
        units = shelf.units(found[:READ])
        vectors = library.encoder.encode([question.text, *(unit.text for unit in units)])
        near = vectors[1:] @ vectors[0]
        best = [units[n] for n in np.argsort(-near, kind="stable")[:SENTENCES]]
        return _quoting(shelf, question, best, float(near.max(initial=0.0)), "best-sentences")

    return _reading(library, settings, answer)


def _reading(
    library: Library, settings: Settings, answer: Callable[[Shelf, Question, list[Found]], Answer]
) -> Answerer:
    """An answerer over the same search results; it answers 'not found' only if there are none."""
    looking = retriever(library, settings)

    def timed(question: Question) -> Answer:
        started = time.perf_counter()
        found = search(looking, question).found
        given = answer(Shelf(library), question, found) if found else Answer(question=question.text, status="not_found")
        return check(library, given).model_copy(update={"seconds": time.perf_counter() - started, "id": question.id})

    return timed


def _quoting(shelf: Shelf, question: Question, units: list[Unit], near: float, model: str) -> Answer:
    return Answer(
        question=question.text,
        status="answered" if units else "not_found",
        statements=tuple(Statement(text=u.text, citations=(n,), support="quoted") for n, u in enumerate(units, 1)),
        citations=tuple(citation(shelf, unit, n) for n, unit in enumerate(units, 1)),
        model=model,
        confidence=min(max(near, 0.0), 1.0),
    )


ANSWERERS: dict[str, Callable[[Library, Settings], Answerer]] = {
    "quotes": quotes,
    "best-passage": best_passage,
    "best-sentences": best_sentences,
}
