"""Attribution: finds the words that support each sentence of a model's draft, and checks the sentence against them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.answer import Answer, Citation, Statement
from assistant.extractive.citations import cite
from assistant.generation.answerer import Draft
from assistant.generation.reply_parser import DraftStatement
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.refusal import Refusal
from assistant.text.instructions import is_instruction
from assistant.text.tokens import bare, stems
from assistant.verification import Cited, SupportCheck, Verdict, cited_of
from ingest.library import Library

MAX_EVIDENCE = 3  # sentences of the passages cited that may carry a statement together
NOTHING_CITED = Verdict("unsupported", "it cites no passage")
INSTRUCTS = Verdict("unsupported", "the words cited tell somebody what to say, and do not say it")
FOREIGN = Verdict("unsupported", "it cites something that it was not given")


def attribute(library: Library, support: SupportCheck, draft: Draft) -> Answer:
    """The answer that the papers support: `not_found` where they support no statement of the draft.

    Statements that fail stay in an answer, marked with the reason. The confidence is that of quoting: how likely the
    papers answer the question; nothing is known yet of how often a model's words are right.
    """
    statements, citations = attributed(library, support, draft)
    common: dict[str, Any] = {
        "question": draft.retrieved.query.in_full,
        "model": draft.model,
        "confidence": draft.selection.confidence,
    }
    if any(statement.support != "unsupported" for statement in statements):
        return Answer(**common, status="answered", statements=statements, citations=citations)
    papers = PaperCache(library)
    nearest = tuple(cite(papers, candidate, n) for n, candidate in enumerate(draft.selection.nearest, 1))
    return Answer(**common, status="not_found", nearest=nearest, refusal=_refusal(draft))


def _refusal(draft: Draft) -> Refusal:
    """Why: what quoting says where the model was not asked, else what the model did."""
    asked_nothing = draft.selection.refusal
    if not draft.candidates and asked_nothing:
        return asked_nothing
    return Refusal("unsupported" if draft.said else "model_declined", filtered=draft.retrieved.query.filtered)


def attributed(
    library: Library, support: SupportCheck, draft: Draft
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Every statement of a draft with its verdict, and the words that they cite."""
    papers = PaperCache(library)
    numbers: dict[tuple[str, int, int], Citation] = {}
    statements = tuple(_statement(library, papers, support, draft, said, numbers) for said in draft.said)
    return statements, tuple(numbers.values())


def _statement(
    library: Library,
    papers: PaperCache,
    support: SupportCheck,
    draft: Draft,
    said: DraftStatement,
    numbers: dict[tuple[str, int, int], Citation],
) -> Statement:
    candidates = [candidate for key in said.keys for candidate in draft.candidates[key]]
    carrying, verdict = _judged(library, papers, support, said, candidates)
    return Statement(
        text=said.text,
        citations=_numbered(papers, carrying, numbers),
        support="quoted" if verdict.support == "supported" and _is_quote(said, carrying) else verdict.support,
        reason=verdict.reason,
        about=said.lead,
        listed=said.listed,
    )


def _is_quote(said: DraftStatement, carrying: Sequence[Candidate]) -> bool:
    """Whether it is one candidate word for word, and what introduces it too."""
    leads = ("", bare(carrying[0].before)) if len(carrying) == 1 else ()
    return bare(said.lead) in leads and bare(said.text) == bare(carrying[0].text)


def _judged(
    library: Library, papers: PaperCache, support: SupportCheck, said: DraftStatement, candidates: Sequence[Candidate]
) -> tuple[Sequence[Candidate], Verdict]:
    if said.foreign or not candidates:
        return (), FOREIGN if said.foreign else NOTHING_CITED
    return find_support(library, papers, support, f"{said.lead} {said.text}".strip(), candidates)


def find_support(
    library: Library, papers: PaperCache, support: SupportCheck, text: str, candidates: Sequence[Candidate]
) -> tuple[list[Candidate], Verdict]:
    """The fewest candidates that support a text, at most `MAX_EVIDENCE`, nearest first; the nearest one if none do.

    A candidate that is an instruction, such as 'Say that ...', supports nothing.
    """
    ranked = nearest_first(library, text, candidates)
    saying = [candidate for candidate in ranked if not is_instruction(candidate.text)]
    if not saying:
        return ranked[:1], INSTRUCTS
    ranked, verdict = saying, NOTHING_CITED
    for count in range(1, min(MAX_EVIDENCE, len(ranked)) + 1):
        verdict = support.check(text, [_cited(papers, candidate) for candidate in ranked[:count]])
        if verdict.support == "supported":
            return ranked[:count], verdict
    return ranked[:1], verdict


def nearest_first(library: Library, text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates by the similarity of their sentences to a text, and by the share of its words and figures they hold.

    One that says it word for word, by itself or with what introduces it, comes first.
    """
    vectors = library.encoder.encode([text, *(candidate.text for candidate in candidates)])
    wanted = stems(text)
    held = [len(wanted & stems(candidate.text)) / max(len(wanted), 1) for candidate in candidates]
    same = [bare(text) in (bare(each.text), bare(f"{each.before} {each.text}")) for each in candidates]
    order = np.argsort(-(vectors[1:] @ vectors[0] + np.array(held) + 2 * np.array(same)), kind="stable")
    return [candidates[n] for n in order]


def _cited(papers: PaperCache, candidate: Candidate) -> Cited:
    cited = cited_of(cite(papers, candidate, 1))
    columns = " . ".join(papers.blocks(candidate.paper)[candidate.n].columns)
    return Cited(cited.quote, f"{cited.context} . {columns}" if columns else cited.context, candidate.dates)


def _numbered(
    papers: PaperCache, candidates: Sequence[Candidate], numbers: dict[tuple[str, int, int], Citation]
) -> tuple[int, ...]:
    """The numbers of the citations of some candidates; the same words have one number in an answer."""
    for candidate in sorted(candidates, key=lambda candidate: (candidate.paper, candidate.start)):
        place = (candidate.paper, candidate.start, candidate.end)
        numbers.setdefault(place, cite(papers, candidate, len(numbers) + 1))
    return tuple(sorted(numbers[candidate.paper, candidate.start, candidate.end].n for candidate in candidates))
