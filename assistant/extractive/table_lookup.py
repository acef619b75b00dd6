"""A row of a table is looked up where a question names it and one of its columns, and asks nothing else."""

import re

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
    rows = (each for each in papers.candidates(retrieved.passages) if papers.columns(each))
    named = [(at, row) for row in rows if (at := _named_by(query, papers, row)) is not None]
    first = min((at for at, _ in named), default=None)
    found = tuple(row for at, row in named if at == first)
    return found if len(found) == 1 else ()


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


def _holds(query: Query, cell: str) -> bool:
    if query.type.kind in WITH_DIGITS:
        return any(map(str.isdigit, cell)) or query.type.holds(cell)
    return any(map(str.isalnum, cell))
