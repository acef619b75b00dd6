"""What is looked up, not ranked: a place, a printed question or term, a row, a list under its heading, a paper."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.extractive.glossary import entries
from assistant.extractive.table_lookup import in_a_table
from assistant.query.places import without_places
from assistant.query.query import NUMERALS, Query
from assistant.query.question_type import question_type
from assistant.query.terms import PAPER
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.lists import LONGEST, list_from, rows_from
from assistant.retrieval.search import Retrieved
from assistant.text.negation import denies
from assistant.text.plain import plain, tokens
from assistant.text.printed import is_question, is_term
from assistant.text.tokens import stems

SURE = 0.9  # confidence in what was looked up
SAYING = stems("state contain cover read mention content text word")
LISTING = stems(f"list name {' '.join(NUMERALS)}")  # 'list the five aims'
A_PAPER = stems(" ".join(PAPER))
TURNING = frozenset("after before other over under".split())  # words without a stem that turn the meaning
MOST_PAPERS = 4
MOST_WORDS = 150
SAME = 0.8  # share of the stems of two questions that both have, for them to be the same


def looked_up(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """What stands at the place that a query asks for, under its own words in print, in a glossary, in the row and
    column that it names or in a list under the heading that it names; or all that a short paper says. Empty if there
    is none of these.
    """
    return (
        _at_places(retrieved, papers)
        or _under_its_words(retrieved, papers)
        or entries(retrieved, papers)
        or in_a_table(retrieved, papers)
        or _under_its_heading(retrieved, papers)
        or _whole_paper(retrieved, papers)
    )


def _at_places(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """'What does para 3.2.4 say?', also of a paper that is named. Nothing where the query asks for more.

    If several papers have such a place, the first words there of each.
    """
    beside = asked_beside_places(retrieved.query)
    by_paper: dict[str, dict[int, None]] = {}
    for each in retrieved.standing:
        if not beside or beside - A_PAPER <= _called(retrieved, papers, each.paper):
            by_paper.setdefault(each.paper, {}).update(dict.fromkeys(range(each.first, each.last + 1)))
    every = [said for paper, blocks in by_paper.items() if (said := _said(papers, paper, blocks))]
    if len(every) == 1:
        return tuple(_as_much_as_fits(every[0]))
    return tuple(said[0] for said in every)[:MOST_PAPERS]


def goes_on(retrieved: Retrieved, papers: PaperCache, given: Sequence[Candidate]) -> bool:
    """Whether more stands at the places of a query than was given of them."""
    last = {each.paper: (each.n, each.start) for each in given}
    return any(
        (part.n, part.start) > last[each.paper]
        for each in retrieved.standing
        if each.paper in last
        for part in _said(papers, each.paper, range(each.first, each.last + 1))
    )


def _whole_paper(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """'What does the paper say?' Nothing where several are asked, or one that is longer than an answer."""
    asked = stems(retrieved.query.text)
    if retrieved.query.history_context or len(retrieved.relevance) != 1 or not asked or asked - SAYING - A_PAPER:
        return ()
    (paper,) = retrieved.relevance
    said = _said(papers, paper, range(len(papers.blocks(paper))))
    return tuple(said) if said == list(_as_much_as_fits(said)) else ()


def asked_beside_places(query: Query) -> frozenset[str]:
    """The stems of what a query asks beside what some places say."""
    text = without_places(query.text)
    for place in query.places:
        text = text.replace(place.words, " ")
    return stems(text) - SAYING


def _called(retrieved: Retrieved, papers: PaperCache, id: str) -> frozenset[str]:
    """The stems of what a paper may be called by: its name, and what it is about more than others are."""
    forms = [form for entity in retrieved.chosen_by(id) for form in entity.forms]
    return _name(papers, id) | stems(" ".join(forms))


def _name(papers: PaperCache, id: str) -> frozenset[str]:
    """The stems of the title, body and file of a paper."""
    paper = papers.paper(id)
    return stems(" ".join([paper.title, paper.organisation or "", paper.document.replace("_", " ")]))


def _said(papers: PaperCache, paper: str, blocks: Iterable[int]) -> list[Candidate]:
    parts = [part for n in blocks for part in papers.of_block(paper, n)]
    return [part for part in parts if not papers.is_heading(part)] or parts


def _under_its_words(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """What follows the same question, or the bare term asked for, up to the next heading, question or term."""
    query = retrieved.query
    if query.history_context:
        return ()
    every = papers.candidates(retrieved.passages)
    printed = [each for each in every if _is_the_question(query, each.text)]
    printed += [each for each in every if _is_the_term(query, each.text) and not papers.is_heading(each)]
    found = (tuple(_as_much_as_fits(_below(papers, each))) for each in printed)
    return next(filter(None, found), ())


def _under_its_heading(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """The list or table right below the one heading that a question asks for: 'What are the aims of the plan?'

    Nothing where it asks more than the heading and the name of the paper say, or for another number of things.
    """
    query = retrieved.query
    if query.history_context or not query.type.many or query.type.kind not in ("list", "other"):
        return ()
    headings = [each for each in papers.candidates(retrieved.passages) if papers.is_heading(each)]
    below = [_listed_below(papers, each) for each in headings if _is_asked_for(retrieved, papers, each)]
    found = [each for each in below if each]
    if len(found) != 1 or len(found[0]) != len(list(_as_much_as_fits(list(found[0])))):
        return ()
    return found[0] if query.count in (None, len(found[0])) else ()


def _is_asked_for(retrieved: Retrieved, papers: PaperCache, heading: Candidate) -> bool:
    own = frozenset(each for each in stems(heading.text) if not each.isdigit())
    asked = stems(plain(retrieved.query.text)) - LISTING
    alike = bool(own) and own <= asked and asked - own <= _name(papers, heading.paper)
    return alike and _turns(heading.text) == _turns(retrieved.query.text)


def _turns(text: str) -> tuple[int, frozenset[str]]:
    """How often a text denies something, with the other words that turn what it says."""
    found = tokens(plain(text))
    return sum(map(denies, found)), TURNING.intersection(token.word for token in found)


def _listed_below(papers: PaperCache, heading: Candidate) -> tuple[Candidate, ...]:
    """The items or rows that a heading has below it, at most behind a lead-in."""
    blocks, id = papers.blocks(heading.paper), heading.paper
    at = (n for n in range(heading.n + 1, len(blocks)) if not (blocks[n].kind == "matter" or papers.is_header(id, n)))
    start = next((papers.whole_block(id, n) for n in at), None)
    if start and start.text.endswith(":") and blocks[start.n].kind == "paragraph":
        start = next((papers.whole_block(id, n) for n in at), None)
    if start is None:
        return ()
    match blocks[start.n].kind:
        case "item":
            return list_from(papers, start)
        case "row":
            return rows_from(papers, start)
    return ()


def _is_the_question(query: Query, text: str) -> bool:
    if not is_question(text):
        return False
    asked, printed = stems(query.text), stems(text)
    alike = len(asked & printed) >= SAME * len(asked | printed) > 0
    return alike and question_type(text).kind == query.type.kind and _turns(text) == _turns(query.text)


def _is_the_term(query: Query, text: str) -> bool:
    return is_term(text) and query.type.kind in ("other", "meaning") and stems(query.text) == stems(text)


def _below(papers: PaperCache, printed: Candidate) -> list[Candidate]:
    """The candidates of the first block below, with the list that it leads to; empty where another question follows."""
    found: list[Candidate] = []
    for n in range(printed.n + 1, len(papers.blocks(printed.paper))):
        parts = papers.of_block(printed.paper, n)
        ended = found and not found[-1].text.endswith(":") and papers.blocks(printed.paper)[n].kind != "item"
        if not parts:
            continue
        if ended or papers.is_heading(parts[0]) or is_question(parts[0].text):
            break
        found += parts
    return found


def _as_much_as_fits(said: list[Candidate]) -> Iterator[Candidate]:
    """The first of some candidates; none at the end that leads to what did not fit."""
    count, kept = 0, 0
    for n, each in enumerate(said[:LONGEST], 1):
        count += len(each.text.split())
        if count > MOST_WORDS and n > 1:
            break
        kept = n if n == 1 or not each.text.endswith(":") else kept
    yield from said[:kept]
