"""The rows of a table that a question names: by their labels, or by a code under its head as in 'zone B'."""

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.query.things import CODED, ONE_CODE, UP_TO
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.lists import rows_from
from assistant.text.tokens import STOP, stem, stems, words

MORE_THAN_ONE = re.compile(  # 'more than the band', 'adults and everyone else', 'who got the most'
    r"\b(?:and|or|than|compar\w+|differ\w*|versus|vs?|else|others?|rest|all|each|every\w*|most|least|\w{2,}est)\b|[,/&]",
    re.IGNORECASE,
)
BEYOND = re.compile(  # 'above grade 5', 'outside zone B', 'grades 5 to 7': other rows than those with the code
    rf"(?i:\b(?:up to|above|below|over|under|outside|except|excluding|apart|but|not|without|beyond)\b|n['’]t\b)|"
    rf"\b(?i:to|from|through)\s+(?:\w+\s+)?{ONE_CODE}|{ONE_CODE}{UP_TO}"
)
CODE = re.compile(r"(?:\d{1,3}|[A-Z])(?![\w.,%]*\w)")  # at the start of a cell: 'B – Old Town', but not '3.5%' or 'A–Z'


def of_named_rows(question: str, rows: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The rows of a table that the question names by their labels; all where it names none, or may mean others too.

    With a row whose label it has go those with a part of theirs: 'adults and children' are also 'Children under 12'.
    """
    labels = [stems(_label(row)) for row in rows]
    shared = {stem for one, other in combinations(labels, 2) for stem in one & other}
    asked, own = stems(question), [label - shared for label in labels]
    named = tuple(row for row, label in zip(rows, own, strict=True) if label & asked)
    whole = any(label and label <= asked for label in own)
    return named if whole and (len(named) > 1 or not MORE_THAN_ONE.search(question)) else tuple(rows)


def rows_asked_for(papers: PaperCache, question: str, parts: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The parts of an answer with the rows of each table among them that are asked for.

    Those are the rows named by a code. Where there is none, to the rows given come those that the question names in the
    same words: of 'Burial of an adult' and 'Burial of ashes' no one is meant by 'a burial' alone.
    """
    given, found = set(map(_place, parts)), dict[tuple[str, int], Candidate]()
    for part in parts:
        table = rows_from(papers, part)
        by_code = [row for row in table if is_named_by_code(papers, question, row)]
        by_code = by_code if len(by_code) > 1 or not MORE_THAN_ONE.search(question) else []
        alike = [row for row in table if _named_alike(question, part, row)]
        for row in by_code or ([part] if given.issuperset(map(_place, alike)) else alike):
            found.setdefault(_place(row), row)
    return tuple(found.values())


def is_named_by_code(papers: PaperCache, question: str, row: Candidate) -> bool:
    """Whether a cell begins with a number or letter that the question has after the head of the cell: 'zone B'.

    It is not where other rows may be meant: 'above grade 5'.
    """
    asked = coded(question)
    if not asked or BEYOND.search(question):
        return False
    heads, cells = papers.columns(row), papers.cells(row)
    under = zip(heads, cells, strict=True) if len(heads) == len(cells) else ()
    in_cells = {
        (stem(words(head)[-1]), code[0].lower()) for head, cell in under if words(head) and (code := CODE.match(cell))
    }
    return bool(asked & (in_cells | (coded(cells[0]) if cells else set())))


def coded(text: str) -> set[tuple[str, str]]:
    """The codes in a text, each with the stem of the word before it: 'zones A and B' are zone, a and zone, b."""
    return {
        (stem(found["label"].lower()), code.lower())
        for found in CODED.finditer(text)
        if found["label"].lower() not in STOP
        for code in [found["code"], *re.findall(ONE_CODE, found["more"])]
    }


def _named_alike(question: str, given: Candidate, row: Candidate) -> bool:
    """Whether a question has the same words of the labels of two rows, and the one has all its words in the other."""
    asked = stems(question)
    mine = asked & stems(_label(given))
    return bool(mine) and mine == asked & stems(_label(row)) and asked & stems(given.text) <= stems(row.text)


def _place(row: Candidate) -> tuple[str, int]:
    return row.paper, row.start


def _label(row: Candidate) -> str:
    return re.split(r"[:|]", row.text.strip("| "))[0]
