"""An answer as text for another program, with or without its sources."""

import re
from typing import TYPE_CHECKING

from assistant.refusal import NEAREST
from assistant.text.quotation import quoted
from assistant.text.sanitize import visible

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement


def with_sources(answer: "Answer") -> str:
    """The question and the statements with citation marks, then each citation with its source and words."""
    sources = [_source(citation) for citation in answer.citations or answer.otherwise]
    near = [NEAREST, *map(_source, answer.near)] if answer.near else []
    parts = [answer.question, _said(answer), "\n".join(sources), "\n".join(near)]
    return visible("\n\n".join(filter(None, parts)).strip() + "\n")


def words_alone(answer: "Answer") -> str:
    """The statements without citation marks."""
    said = [_with_caveat(statement) for statement in answer.statements] or [_said(answer)]
    said += [quoted(citation.plain) for citation in answer.otherwise]
    return visible("\n".join(said)) + "\n"


def _with_caveat(statement: "Statement") -> str:
    return f"{statement.text} ({statement.caveat})" if statement.caveat else statement.text


def _said(answer: "Answer") -> str:
    if answer.status == "error":
        return f"This question could not be answered: {answer.error}"
    if answer.status == "not_found":
        return " ".join(answer.told)
    return "\n\n".join(filter(None, [answer.shortfall, answer.text]))


def _source(citation: "Citation") -> str:
    where = " · ".join(filter(None, [citation.title, citation.paper_facts, citation.place]))
    return f"[{citation.n}] {quoted(citation.plain)} ({where})"


def as_file_name(title: str) -> str:
    """A file name made from a title."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())[:8]) or "conversation"
