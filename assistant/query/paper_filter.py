"""Choosing which papers to ask, by name and date."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.query.question import Question
from assistant.text.tokens import words
from ingest.catalogue import Catalogue
from ingest.errors import PolicyError
from ingest.paper import Paper


@dataclass(frozen=True)
class PaperFilter:
    """Papers with one of the names, if any, and dated `since` to `until`, inclusive.

    Papers that state no date are left out when there is a bound, unless `undated` includes them.
    """

    names: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    undated: bool = False

    @property
    def by_date(self) -> bool:
        return self.since is not None or self.until is not None


@dataclass(frozen=True)
class Filtered:
    """A question put to some of the papers, and how many papers were left out only because they state no date."""

    question: Question
    left_out: int = 0


def filtered(question: Question, catalogue: Catalogue, wanted: PaperFilter) -> Filtered:
    """The question put to the chosen papers. Raises PolicyError if there are none."""
    if not wanted.names and not wanted.by_date:
        return Filtered(question)
    kept, undated = chosen(catalogue.papers(), wanted)
    if not kept:
        raise _none(wanted, undated)
    return Filtered(replace(question, papers=tuple(paper.id for paper in kept)), undated)


def chosen(papers: Iterable[Paper], wanted: PaperFilter) -> tuple[list[Paper], int]:
    """The papers that are wanted, and how many were left out only because they state no date."""
    named = [paper for paper in papers if _is_named(paper, wanted.names)]
    undated = sum(paper.date is None for paper in named) if wanted.by_date and not wanted.undated else 0
    return [paper for paper in named if _is_dated(paper, wanted)], undated


def _none(wanted: PaperFilter, undated: int) -> PolicyError:
    called = " or ".join(f"'{name}'" for name in wanted.names)
    what = f"no paper{f' called {called}' if called else ''}{' has a date in those bounds' if wanted.by_date else ''}"
    if undated:
        state = "1 states no date" if undated == 1 else f"{undated} state no date"
        return PolicyError(f"{what}; {state}", "include papers without a date: --undated")
    return PolicyError(what, "policy papers lists what the library holds")


def _is_named(paper: Paper, names: tuple[str, ...]) -> bool:
    facts = " ".join(filter(None, [paper.id, paper.title, paper.organisation, paper.document]))
    return not names or any(_names(name, facts) for name in names)


def _names(name: str, facts: str) -> bool:
    wanted = set(words(name))
    return bool(wanted) and (wanted <= set(words(facts)) or name.lower() in facts.lower())


def _is_dated(paper: Paper, wanted: PaperFilter) -> bool:
    if not wanted.by_date:
        return True
    if paper.date is None:
        return wanted.undated
    return (wanted.since is None or paper.date >= wanted.since) and (wanted.until is None or paper.date <= wanted.until)
