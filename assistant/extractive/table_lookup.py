"""A row of a table is looked up where a question names it and one of its columns, and asks nothing else.

It is named by the whole of a cell, or by a code under the head of one: 'zone B'.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.extractive.named_rows import coded, is_named_by_code
from assistant.query.interrogative import interrogative
from assistant.query.query import MEASURES, Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.search import Retrieved
from assistant.text.tokens import stems, words

IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # the unit or a note of a head: 'Budget (£000)'
WITH_DIGITS = ("amount", "count", "date", "percentage", "quantity")  # kinds of thing that a cell has as bare figures
NO_CELL = ("reason", "yes_no")
PAYING = stems("pay cost charge price")  # 'what does a child pay for the gym?', where a cell has a sum
ASKING = MEASURES | stems("number figure")  # 'what is the number of complaints in 2022?'


def in_a_table(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """The one row among the passages that has what a query asks for; empty where there is none, or several."""
    query = retrieved.query
    if query.history_context or query.type.kind in NO_CELL:
        return ()
    rows = [each for each in papers.candidates(retrieved.passages) if papers.columns(each)]
    named = [(at, row) for row in rows if (at := _named_by(query, papers, row)) is not None]
    first = min((at for at, _ in named), default=None)
    found = tuple(row for at, row in named if at == first) or tuple(_by_code(query, papers, rows))
    return found if len(found) == 1 else ()


def _by_code(query: Query, papers: PaperCache, rows: Iterable[Candidate]) -> Iterator[Candidate]:
    """The rows that a query names by a code, where the head of a column says what it asks and the cell holds it.

    What is said before the question ('my nan lives in zone B, how many ...') is no part of that.
    """
    asked = stems(interrogative(query.text).rest).difference(ASKING, *coded(query.text))
    if not asked:
        return
    for row in rows:
        if is_named_by_code(papers, query.text, row):
            under = zip(papers.columns(row), papers.cells(row), strict=False)
            if any(asked <= stems(head) and _holds_by_itself(query, cell) for head, cell in under):
                yield row


def _named_by(query: Query, papers: PaperCache, row: Candidate) -> int | None:
    """The first cell by which a query names a row, if it also names the column of another cell and nothing more.

    'How many complaints were there in 2022?' names the row '2022' and the column 'Complaints'.
    """
    heads, cells = papers.columns(row), papers.cells(row)
    if len(heads) != len(cells):
        return None
    asked = stems(query.text)
    over = [stems(IN_BRACKETS.sub(" ", head)) for head in heads]
    around = stems(row.context).union(*over, ASKING, PAYING if query.type.kind == "amount" else ())
    for value, head in enumerate(over):
        if not head or not head <= asked or not _holds(query, cells[value]):
            continue
        labels = [at for at, cell in enumerate(cells) if at != value and _names(query.text, asked - head, cell)]
        if labels and asked <= around.union(*(stems(cells[at]) for at in labels)):
            return labels[0]
    return None


def _names(question: str, asked: frozenset[str], cell: str) -> bool:
    own = stems(cell)
    return bool(own) and own <= asked and f" {' '.join(words(cell))} " in f" {' '.join(words(question))} "


def _holds_by_itself(query: Query, cell: str) -> bool:
    """Whether a cell has what is asked for though its column may be another: 'Permits' has no price of them."""
    return query.type.holds(cell) or (query.type.kind in ("count", "quantity") and any(map(str.isdigit, cell)))


def _holds(query: Query, cell: str) -> bool:
    if query.type.kind in WITH_DIGITS:
        return any(map(str.isdigit, cell)) or query.type.holds(cell)
    return any(map(str.isalnum, cell))
