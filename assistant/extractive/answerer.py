"""The answerer that quotes the papers' own words, or says why it doesn't."""

from collections.abc import Sequence

from assistant.answer import Answer, Statement
from assistant.extractive.citations import cite
from assistant.extractive.highlight import highlight, highlight_items
from assistant.extractive.refusing import of_follow_up
from assistant.extractive.selection import Selector
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.search import Retrieved
from assistant.settings import QUOTES
from assistant.text.tokens import bare


def quote(selector: Selector, retrieved: Retrieved) -> Answer:
    """Statements quoted from the passages, or `not_found` with the reason and the nearest passages."""
    papers = PaperCache(selector.retriever.library)
    selection = selector.select(retrieved, papers)
    said = _once(papers, () if selection.refusal else selection.candidates)
    shown = [candidate for same in said for candidate in same] or selection.nearest
    citations = tuple(cite(papers, candidate, n) for n, candidate in enumerate(shown, 1))
    return Answer(
        question=retrieved.query.in_full,
        status="answered" if said else "not_found",
        coverage=selection.coverage if said else "none",
        missing=selection.missing if said else (),
        statements=_marked(retrieved.query, _statements(papers, said)),
        citations=citations if said else (),
        nearest=() if said else citations,
        model=selection.choice.by if selection.choice else QUOTES,
        wording="quotes",
        note=selection.choice.note if selection.choice else "",
        confidence=selection.confidence,
        refusal=of_follow_up(retrieved.query, selection.refusal) if selection.refusal else None,
    )


def _once(papers: PaperCache, given: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates in order, grouped if they say the same; nothing is quoted twice from one place.

    What leads to items among them is left out, as it stands above these.
    """
    same: dict[tuple[str, str], dict[tuple[str, int], Candidate]] = {}
    for candidate in given:
        lead = papers.lead_in(candidate.paper, candidate.n) if _is_item(papers, candidate) else ""
        at = (candidate.paper, candidate.start)
        same.setdefault((bare(lead), bare(candidate.text)), {}).setdefault(at, candidate)
    leads = {lead for lead, _ in same} if len({candidate.paper for candidate in given}) == 1 else set()
    below_leads = [list(candidates.values()) for (_, text), candidates in same.items() if text not in leads]
    return below_leads if len(below_leads) > 1 else [list(candidates.values()) for candidates in same.values()]


def _statements(papers: PaperCache, said: Sequence[Sequence[Candidate]]) -> tuple[Statement, ...]:
    """One statement for all places that say the same, with citations in order."""
    cited = {candidate.paper for same in said for candidate in same}
    statements: list[Statement] = []
    n = 1
    for same in said:
        about, listed = "", False
        if len(said) > 1 and len(cited) > 1:
            about = "; ".join(dict.fromkeys(papers.banner(candidate.paper) for candidate in same))
        elif len(said) > 1 and _is_item(papers, same[0]):
            about, listed = papers.lead_in(same[0].paper, same[0].n), True
        citations = tuple(range(n, n + len(same)))
        statements.append(
            Statement(text=same[0].text, citations=citations, support="quoted", about=about, listed=listed)
        )
        n += len(same)
    return tuple(statements)


def _marked(query: Query, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with what was asked for marked in each; in the items of a list, only where all of them have it."""
    items = iter(highlight_items(query, [statement.text for statement in statements if statement.listed]))
    return tuple(
        statement.model_copy(update={"marked": next(items) if statement.listed else highlight(query, statement.text)})
        for statement in statements
    )


def _is_item(papers: PaperCache, candidate: Candidate) -> bool:
    return papers.blocks(candidate.paper)[candidate.n].kind == "item"
