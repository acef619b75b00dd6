"""A model's draft against the papers: each sentence gets the words that carry it, and is judged by them."""

from collections.abc import Sequence

import numpy as np

from assistant.answer import Answer, Citation, Statement
from assistant.extractive.answerer import citation
from assistant.generation.answerer import Draft
from assistant.generation.reply_parser import Said
from assistant.ranking.candidates import Shelf, Unit
from assistant.text.tokens import bare, stems
from assistant.verification import Cited, Judgement, SupportCheck, cited_of
from assistant.verification.instructions import is_order
from ingest.library import Library

CARRY = 3  # sentences of the passages cited that may carry a statement together
NOTHING_CITED = Judgement("unsupported", "it cites no passage")
ORDERED = Judgement("unsupported", "the words cited tell somebody what to say, and do not say it")
FOREIGN = Judgement("unsupported", "it cites something that it was not given")


def ground(library: Library, support: SupportCheck, draft: Draft) -> Answer:
    """The answer that the papers carry: `not_found` where no statement of the draft is supported.

    Statements that fail stay in an answer, marked with the reason. The confidence is that of quoting: how likely the
    papers answer the question; nothing is known yet of how often a model's words are right.
    """
    statements, citations = judged(library, support, draft)
    answered = any(statement.support != "unsupported" for statement in statements)
    shelf = Shelf(library)
    nearest = () if answered else tuple(citation(shelf, unit, n) for n, unit in enumerate(draft.read.nearest, 1))
    return Answer(
        question=draft.searched.question.text,
        status="answered" if answered else "not_found",
        statements=statements if answered else (),
        citations=citations if answered else (),
        nearest=nearest,
        model=draft.model,
        confidence=draft.read.confidence,
        id=draft.searched.question.id,
    )


def judged(library: Library, support: SupportCheck, draft: Draft) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Every statement of a draft as it is judged, and the words that they cite."""
    shelf = Shelf(library)
    numbers: dict[tuple[str, int, int], Citation] = {}
    statements = tuple(_statement(library, shelf, support, draft, said, numbers) for said in draft.said)
    return statements, tuple(numbers.values())


def _statement(
    library: Library,
    shelf: Shelf,
    support: SupportCheck,
    draft: Draft,
    said: Said,
    numbers: dict[tuple[str, int, int], Citation],
) -> Statement:
    units = [unit for key in said.keys for unit in draft.units[key]]
    carrying, judgement = _judged(library, shelf, support, said, units)
    return Statement(
        text=said.text,
        citations=_numbered(shelf, carrying, numbers),
        support="quoted" if judgement.support == "supported" and _is_quote(said, carrying) else judgement.support,
        reason=judgement.reason,
        about=said.lead,
        listed=said.listed,
    )


def _is_quote(said: Said, carrying: Sequence[Unit]) -> bool:
    """Whether it is one unit word for word, and what introduces it too."""
    leads = ("", bare(carrying[0].before)) if len(carrying) == 1 else ()
    return bare(said.lead) in leads and bare(said.text) == bare(carrying[0].text)


def _judged(
    library: Library, shelf: Shelf, support: SupportCheck, said: Said, units: Sequence[Unit]
) -> tuple[Sequence[Unit], Judgement]:
    if said.foreign or not units:
        return (), FOREIGN if said.foreign else NOTHING_CITED
    return carried_by(library, shelf, support, f"{said.lead} {said.text}".strip(), units)


def carried_by(
    library: Library, shelf: Shelf, support: SupportCheck, text: str, units: Sequence[Unit]
) -> tuple[list[Unit], Judgement]:
    """The fewest of the units that support a text, at most `CARRY`, nearest first; the nearest one where none do.

    A unit that tells somebody what to say supports nothing.
    """
    ranked = nearest_first(library, text, units)
    saying = [unit for unit in ranked if not is_order(unit.text)]
    if not saying:
        return ranked[:1], ORDERED
    ranked, judgement = saying, NOTHING_CITED
    for count in range(1, min(CARRY, len(ranked)) + 1):
        judgement = support.judge(text, [_cited(shelf, unit) for unit in ranked[:count]])
        if judgement.support == "supported":
            return ranked[:count], judgement
    return ranked[:1], judgement


def nearest_first(library: Library, text: str, units: Sequence[Unit]) -> list[Unit]:
    """Units by the similarity of their sentences to a text, and by the share of its words and figures they hold."""
    vectors = library.encoder.encode([text, *(unit.text for unit in units)])
    wanted = stems(text)
    held = [len(wanted & stems(unit.text)) / max(len(wanted), 1) for unit in units]
    order = np.argsort(-(vectors[1:] @ vectors[0] + np.array(held)), kind="stable")
    return [units[n] for n in order]


def _cited(shelf: Shelf, unit: Unit) -> Cited:
    cited = cited_of(citation(shelf, unit, 1))
    columns = " . ".join(shelf.blocks(unit.paper)[unit.n].columns)
    return Cited(cited.quote, f"{cited.context} . {columns}" if columns else cited.context)


def _numbered(shelf: Shelf, units: Sequence[Unit], numbers: dict[tuple[str, int, int], Citation]) -> tuple[int, ...]:
    """The numbers of the citations of some units; the same words have one number in an answer."""
    for unit in sorted(units, key=lambda unit: (unit.paper, unit.start)):
        place = (unit.paper, unit.start, unit.end)
        numbers.setdefault(place, citation(shelf, unit, len(numbers) + 1))
    return tuple(sorted(numbers[unit.paper, unit.start, unit.end].n for unit in units))
