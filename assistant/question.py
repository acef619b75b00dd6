"""A question as it is asked, and what narrows it."""

import datetime
from dataclasses import dataclass, replace

from assistant.words import words
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


def narrow(
    question: Question,
    catalogue: Catalogue,
    named: tuple[str, ...] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Question:
    """The question put only to the papers with one of the names and a date in the bounds (inclusive).

    Raises PolicyError where no paper of the library has such a name or date.
    """
    if not named and since is None and until is None:
        return question
    papers = catalogue.papers()
    kept = [paper for paper in papers if _is_named(paper, named) and _is_dated(paper, since, until)]
    if not kept:
        wanted = " or ".join(f"'{name}'" for name in named)
        dates = " with a date in those bounds" if since or until else ""
        raise PolicyError(
            f"no paper{f' called {wanted}' if named else ''}{dates}", "policy papers lists what the library holds"
        )
    return replace(question, papers=tuple(paper.id for paper in kept))


def _is_named(paper: Paper, named: tuple[str, ...]) -> bool:
    facts = " ".join(filter(None, [paper.id, paper.title, paper.organisation, paper.document]))
    return not named or any(_names(name, facts) for name in named)


def _names(name: str, facts: str) -> bool:
    wanted = set(words(name))
    return bool(wanted) and (wanted <= set(words(facts)) or name.lower() in facts.lower())


def _is_dated(paper: Paper, since: datetime.date | None, until: datetime.date | None) -> bool:
    if since is None and until is None:
        return True
    return paper.date is not None and (since is None or paper.date >= since) and (until is None or paper.date <= until)
