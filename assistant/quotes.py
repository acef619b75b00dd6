"""The answerer without a language model: picks the words of the papers that answer, or says that they don't."""

from collections.abc import Sequence
from operator import itemgetter

from assistant.answer import Answer, Citation, Statement
from assistant.asked import asked
from assistant.judge import Judged, answers, judge
from assistant.match import NUMERALS, headed, weigh
from assistant.search import TELLING, Searched, telling
from assistant.units import Shelf, Unit
from assistant.words import words
from ingest.library import Library
from ingest.paper import Block

BESIDE = 0.6  # a second statement is given where it is this much as likely as the first
SAME = 0.9  # of the standing of the best paper, for another to be as much about a name
LONGEST_LIST = 12
COUNTED = 0.5  # what a list of just as many items as asked for counts
LISTS_AMONG = 25  # units; a list is sought around each
HEADED = 0.4  # how nearly a lead-in or heading must be what is asked
NUMBER = {word: n for n, word in enumerate(NUMERALS, 1)}


def quote_answer(library: Library, searched: Searched) -> Answer:
    """Statements quoted from the passages, or `not_found` with the nearest passages."""
    shelf = Shelf(library)
    judged = judge(library, shelf, searched)
    question = searched.question
    confidence = judged[0].likely if judged else 0.0
    if not answers(library, searched, judged):
        nearest = tuple(citation(shelf, each.unit, n) for n, each in enumerate(_apart(judged)[:3], 1))
        return Answer(
            question=question.text, status="not_found", nearest=nearest, confidence=confidence, id=question.id
        )
    chosen = choose(shelf, searched, judged)
    citations = tuple(citation(shelf, unit, n) for n, unit in enumerate(chosen, 1))
    papers = len({unit.paper for unit in chosen})
    statements = tuple(_statement(shelf, unit, n, len(chosen) > 1, papers > 1) for n, unit in enumerate(chosen, 1))
    return Answer(
        question=question.text,
        status="answered",
        statements=statements,
        citations=citations,
        confidence=confidence,
        id=question.id,
    )


def choose(shelf: Shelf, searched: Searched, judged: Sequence[Judged]) -> list[Unit]:
    """The units to quote: a whole list, one for each paper compared, or the likeliest one or two."""
    if asked(searched.question.text).kind == "list" and (items := _best_list(shelf, searched, judged)):
        return items
    if len(compared := _compared(searched, judged)) > 1:
        return compared
    words_first = [each for each in judged if not shelf.is_heading(each.unit)] or list(judged)
    first = words_first[0]
    if first.unit.text.endswith(":") and (items := _items(shelf, first.unit.paper, first.unit.n)):
        return items
    same = [
        each for each in words_first[1:4] if each.unit.paper == first.unit.paper and each.unit.text != first.unit.text
    ]
    return [first.unit, *[each.unit for each in same if each.likely >= BESIDE * first.likely][:1]]


def _compared(searched: Searched, judged: Sequence[Judged]) -> list[Unit]:
    """The likeliest unit for each name, where the names of the question belong to different papers."""
    chosen: dict[str, Unit] = {}
    for about in searched.by_name.values():
        if telling(about) < TELLING:
            continue
        best = max(about, key=lambda paper: about[paper])
        unit = next((each.unit for each in judged if about.get(each.unit.paper, 0) >= SAME * about[best]), None)
        if unit:
            chosen.setdefault(unit.paper, unit)
    return list(chosen.values())


def _best_list(shelf: Shelf, searched: Searched, judged: Sequence[Judged]) -> list[Unit]:
    """The items of the list that is asked for, by its likeliest part, its lead-in and the number of its items."""
    wanted = next((NUMBER[word] for word in words(searched.question.text) if word in NUMBER), None)
    weights = dict.fromkeys(weigh(searched.question.text, searched.names), 1.0)
    best: tuple[float, list[Unit]] = (0.0, [])
    seen: set[tuple[str, int]] = set()
    for each in judged[:LISTS_AMONG]:
        for items in (_items(shelf, each.unit.paper, each.unit.n), _sections(shelf, each.unit.paper, each.unit.n)):
            if len(items) < 2 or (key := (items[0].paper, items[0].n)) in seen:
                continue
            seen.add(key)
            over = headed(weights, items[0])
            if over >= HEADED or wanted == len(items) or each.likely >= BESIDE * judged[0].likely:
                best = max(best, (each.likely + COUNTED * (wanted == len(items)) + over / 2, items), key=itemgetter(0))
    return best[1][:LONGEST_LIST]


def _items(shelf: Shelf, paper: str, n: int) -> list[Unit]:
    """The whole list that a block belongs to or introduces."""
    blocks = shelf.blocks(paper)
    start = n
    while start < len(blocks) and blocks[start].kind != "item" and start - n < 2:
        start += 1
    if start >= len(blocks) or blocks[start].kind != "item":
        return []
    first = last = start
    while first > 0 and _alike(blocks[first - 1], blocks[start]):
        first -= 1
    while last + 1 < len(blocks) and _alike(blocks[last + 1], blocks[start]):
        last += 1
    outer = min(block.level for block in blocks[first : last + 1])
    return [shelf.whole_block(paper, i) for i in range(first, last + 1) if blocks[i].level == outer]


def _alike(one: Block, other: Block) -> bool:
    return one.kind == other.kind == "item" and one.headings == other.headings


def _sections(shelf: Shelf, paper: str, n: int) -> list[Unit]:
    """The headings side by side with that of a block that begin with the same word: 'Phase 1', 'Phase 2'."""
    blocks = shelf.blocks(paper)
    at = n
    while at and blocks[at].kind != "heading":
        at -= 1
    title = shelf.whole_block(paper, at).text.split()
    return [
        shelf.whole_block(paper, i)
        for i, block in enumerate(blocks)
        if block.kind == "heading"
        and (block.level, block.headings) == (blocks[at].level, blocks[at].headings)
        and title
        and shelf.whole_block(paper, i).text.split()[:1] == title[:1]
    ]


def _apart(judged: Sequence[Judged]) -> list[Judged]:
    """The likeliest unit of each passage."""
    best: dict[int, Judged] = {}
    for each in judged:
        best.setdefault(each.unit.rank, each)
    return list(best.values())


def _statement(shelf: Shelf, unit: Unit, n: int, several: bool, papers: bool) -> Statement:
    listed = several and shelf.blocks(unit.paper)[unit.n].kind == "item" and not papers
    about = shelf.banner(unit.paper) if papers else unit.before if listed else ""
    return Statement(text=unit.text, citations=(n,), support="quoted", about=about, listed=listed)


def citation(shelf: Shelf, unit: Unit, n: int) -> Citation:
    """The place of a unit in its paper."""
    paper, block = shelf.paper(unit.paper), shelf.blocks(unit.paper)[unit.n]
    return Citation(
        n=n,
        document=paper.document,
        paper=paper.id,
        title=paper.title,
        organisation=paper.organisation,
        date=paper.date,
        headings=block.headings,
        number=block.number,
        page=_page(paper.pages, unit.start) or block.page,
        quote=paper.text[unit.start : unit.end],
        start=unit.start,
        end=unit.end,
    )


def _page(pages: tuple[int, ...], offset: int) -> int | None:
    """The page that an offset stands on, from 1."""
    return sum(start <= offset for start in pages) or None
