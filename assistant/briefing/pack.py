"""A briefing pack: questions in sections with their answers, numbered references, and the papers cited.

A passage has the same number wherever the pack cites it (docs/adr/0011).
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.answer import Answer, Citation
from assistant.refusal import Refusal

SUPPORTED = ("quoted", "supported")
SHORT = 6  # answers; a pack with no more needs no title page or contents


@dataclass(frozen=True)
class Item:
    """A question, its answer, and the extra columns of its row. `left_out` counts the statements `strict` dropped."""

    question: str
    answer: Answer
    columns: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0


@dataclass(frozen=True)
class Section:
    """Consecutive questions under one heading, or without a heading."""

    title: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Reference:
    """A quoted passage: its number in the pack, and the numbers of the questions that cite it."""

    n: int
    citation: Citation
    questions: tuple[int, ...]


@dataclass(frozen=True)
class CitedPaper:
    """A paper with its quoted passages, in order of their numbers."""

    references: tuple[Reference, ...]

    @property
    def paper(self) -> Citation:
        """The first citation, for what they all share: title, organisation, date, file."""
        return self.references[0].citation


@dataclass(frozen=True)
class Pack:
    """`state` is what was in the library ('5 papers, 112 passages'), and `model` what wrote the answers."""

    title: str
    made: datetime.date
    state: str
    model: str
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @property
    def is_short(self) -> bool:
        """Whether sources follow each answer, instead of being listed at the end."""
        return len(self.items) <= SHORT

    @cached_property
    def numbered(self) -> tuple[tuple[Section, tuple[tuple[int, Item], ...]], ...]:
        """The sections with their items, numbered from 1 through the whole pack."""
        numbers = iter(range(1, len(self.items) + 1))
        return tuple((section, tuple((next(numbers), item) for item in section.items)) for section in self.sections)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every passage cited, numbered in the order of first citation."""
        found: dict[tuple[str, int, int], tuple[Citation, list[int]]] = {}
        for number, item in enumerate(self.items, 1):
            for citation in _cited_in_order(item.answer):
                questions = found.setdefault(_place(citation), (citation, []))[1]
                if number not in questions:
                    questions.append(number)
        return tuple(Reference(n, cited, tuple(asked)) for n, (cited, asked) in enumerate(found.values(), 1))

    @cached_property
    def _numbers(self) -> dict[tuple[str, int, int], int]:
        return {_place(reference.citation): reference.n for reference in self.references}

    def number(self, citation: Citation) -> int:
        """A cited passage's number in the pack."""
        return self._numbers[_place(citation)]

    def marks(self, answer: Answer, cited: Sequence[int]) -> list[int]:
        """An answer's citation numbers as numbers in the pack; unknown ones are dropped."""
        by_n = {citation.n: citation for citation in answer.citations}
        return list(dict.fromkeys(self.number(by_n[n]) for n in cited if n in by_n))

    def cited(self, answer: Answer) -> list[tuple[int, Citation]]:
        """An answer's citations with their numbers in the pack, lowest first."""
        return sorted({self.number(each): each for each in answer.citations}.items())

    @cached_property
    def papers(self) -> tuple[CitedPaper, ...]:
        """The papers cited, in the order of first citation."""
        found: dict[str, list[Reference]] = {}
        for reference in self.references:
            found.setdefault(reference.citation.paper, []).append(reference)
        return tuple(CitedPaper(tuple(references)) for references in found.values())

    @cached_property
    def unanswered(self) -> tuple[tuple[int, Item], ...]:
        """The questions without an answer, for any reason, with their numbers."""
        return tuple((n, item) for n, item in enumerate(self.items, 1) if item.answer.status != "answered")

    def count(self, status: str) -> int:
        return sum(item.answer.status == status for item in self.items)

    @cached_property
    def left_out(self) -> int:
        return sum(item.left_out for item in self.items)


def in_sections(rows: Sequence[tuple[str | None, Item]]) -> tuple[Section, ...]:
    """Groups consecutive items with the same title into sections, in the order of the rows."""
    sections: list[Section] = []
    for title, item in rows:
        if sections and sections[-1].title == title:
            sections[-1] = replace(sections[-1], items=(*sections[-1].items, item))
        else:
            sections.append(Section(title, (item,)))
    return tuple(sections)


def strict(item: Item) -> Item:
    """The item without unsupported statements; if none are left, its answer becomes `not_found`."""
    answer = item.answer
    kept = [statement for statement in answer.statements if statement.support in SUPPORTED]
    if len(kept) == len(answer.statements):
        return item
    used = sorted({n for statement in kept for n in statement.citations})
    again = {n: place for place, n in enumerate(used, 1)}
    update = {
        "status": answer.status if kept or answer.status != "answered" else "not_found",
        "coverage": answer.coverage if kept else "none",
        "refusal": answer.refusal if kept else Refusal("unsupported"),
        "statements": tuple(
            statement.model_copy(update={"citations": tuple(again[n] for n in statement.citations)})
            for statement in kept
        ),
        "citations": tuple(
            citation.model_copy(update={"n": again[citation.n]}) for citation in answer.citations if citation.n in again
        ),
    }
    left_out = item.left_out + len(answer.statements) - len(kept)
    return replace(item, answer=answer.model_copy(update=update), left_out=left_out)


def _cited_in_order(answer: Answer) -> Iterator[Citation]:
    """The citations in the order the statements use them, then any that are not used."""
    by_n = {citation.n: citation for citation in answer.citations}
    named = [n for statement in answer.statements for n in statement.citations if n in by_n]
    for n in dict.fromkeys([*named, *by_n]):
        yield by_n[n]


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.paper, citation.start, citation.end
