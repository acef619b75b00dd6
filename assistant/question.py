"""A question as it is asked, and what narrows it."""

import datetime
from dataclasses import dataclass, replace

from assistant.text.tokens import words
from ingest.catalogue import Catalogue
from ingest.errors import PolicyError
from ingest.paper import Paper


@dataclass(frozen=True)
class Question:
    """`text` as asked; `history` the (question, answer) pairs before it; `papers` the ids to ask, None for all."""

    text: str
    history: tuple[tuple[str, str], ...] = ()
    papers: tuple[str, ...] | None = None
    id: str | None = None


def on_one_line(question: Question) -> Question:
    """The question, and those before it, as words on one line: where it was broken says nothing of what is asked."""
    history = tuple((" ".join(asked.split()), answer) for asked, answer in question.history)
    return replace(question, text=" ".join(question.text.split()), history=history)


@dataclass(frozen=True)
class Narrowing:
    """Which papers are wanted: with one of the names, if any, and a date in the bounds (inclusive).

    Papers that state no date are in no bounds, unless `undated` says that they are wanted too.
    """

    named: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    undated: bool = False

    @property
    def by_date(self) -> bool:
        return self.since is not None or self.until is not None


@dataclass(frozen=True)
class Narrowed:
    """A question put to some of the papers, and how many were left out only because they state no date."""

    question: Question
    left_out: int = 0


def narrow(question: Question, catalogue: Catalogue, wanted: Narrowing) -> Narrowed:
    """The question put only to the papers that are wanted. Raises PolicyError where there are none."""
    if not wanted.named and not wanted.by_date:
        return Narrowed(question)
    named = [paper for paper in catalogue.papers() if _is_named(paper, wanted.named)]
    kept = [paper for paper in named if _is_dated(paper, wanted)]
    undated = sum(paper.date is None for paper in named) if wanted.by_date and not wanted.undated else 0
    if not kept:
        raise _none(wanted, undated)
    return Narrowed(replace(question, papers=tuple(paper.id for paper in kept)), undated)


def _none(wanted: Narrowing, undated: int) -> PolicyError:
    called = " or ".join(f"'{name}'" for name in wanted.named)
    what = f"no paper{f' called {called}' if called else ''}{' has a date in those bounds' if wanted.by_date else ''}"
    if undated:
        state = "1 states no date" if undated == 1 else f"{undated} state no date"
        return PolicyError(f"{what}; {state}", "take in papers without a date: --undated")
    return PolicyError(what, "policy papers lists what the library holds")


def _is_named(paper: Paper, named: tuple[str, ...]) -> bool:
    facts = " ".join(filter(None, [paper.id, paper.title, paper.organisation, paper.document]))
    return not named or any(_names(name, facts) for name in named)


def _names(name: str, facts: str) -> bool:
    wanted = set(words(name))
    return bool(wanted) and (wanted <= set(words(facts)) or name.lower() in facts.lower())


def _is_dated(paper: Paper, wanted: Narrowing) -> bool:
    if not wanted.by_date:
        return True
    if paper.date is None:
        return wanted.undated
    return (wanted.since is None or paper.date >= wanted.since) and (wanted.until is None or paper.date <= wanted.until)
