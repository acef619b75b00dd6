"""An answer as text for another program, with or without its sources."""

import re
from typing import TYPE_CHECKING

from assistant.refusal import NEAREST, NOT_SAID
from assistant.text.sanitize import visible

if TYPE_CHECKING:
    from assistant.answer import Answer


def with_sources(answer: "Answer") -> str:
    """The question and the statements with citation marks, then each citation with its source and words."""
    lines = [answer.question, "", _said(answer), ""]
    for citation in answer.citations or answer.nearest:
        where = " · ".join(filter(None, [citation.title, citation.paper_facts, citation.place]))
        lines.append(f"[{citation.n}] “{citation.plain}” ({where})")
    return visible("\n".join(lines).strip() + "\n")


def words_alone(answer: "Answer") -> str:
    """The statements without citation marks."""
    return visible("\n".join(statement.text for statement in answer.statements) or _said(answer)) + "\n"


def _said(answer: "Answer") -> str:
    if answer.status == "error":
        return f"This question could not be answered: {answer.error}"
    if answer.status == "not_found":
        return " ".join(filter(None, [NOT_SAID, answer.why, NEAREST]))
    return answer.text


def as_file_name(title: str) -> str:
    """A file name made from a title."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())[:8]) or "conversation"
