"""Answers: statements, each with citations that quote the papers word for word. Also their form as JSON."""

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Support = Literal["quoted", "supported", "unsupported"]
Status = Literal["answered", "not_found", "error", "stopped"]


class Citation(BaseModel):
    """Words of a paper: `quote == paper.text[start:end]`, always. `n` counts from 1 within an answer."""

    model_config = ConfigDict(frozen=True)

    n: int
    document: str
    paper: str
    title: str
    organisation: str | None
    date: datetime.date | None
    headings: tuple[str, ...]
    number: str | None
    page: int | None
    quote: str
    start: int
    end: int


class Statement(BaseModel):
    """One sentence, list item or table row of an answer, as it is to be read, with the numbers of its citations.

    `about` says what it belongs to where the words alone don't: the paper in a comparison, the lead-in of a list.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...]
    support: Support
    about: str = ""
    listed: bool = False


class Answer(BaseModel):
    """What is shown for a question. `nearest` are passages that come near where nothing answers.

    `confidence`, 0 to 1, is how likely the papers answer the question with these words, whatever the status.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    status: Status
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    model: str = "quotes"
    confidence: float = 0.0
    seconds: float = 0.0
    error: str | None = None
    id: str | None = None

    @property
    def text(self) -> str:
        """Markdown with [1] markers; statements about the same thing stand together under it."""
        lines: list[str] = []
        about = ""
        for statement in self.statements:
            if statement.about != about:
                about = statement.about
                lines += ["", f"{about}", ""] if about else [""]
            marks = "".join(f"[{n}]" for n in statement.citations)
            lines.append(f"{'- ' if statement.listed else ''}{statement.text} {marks}")
        return "\n".join(lines).strip()

    def as_json(self) -> dict[str, Any]:
        """The object of the batch format; the id only where the question had one."""
        facts: dict[str, Any] = {} if self.id is None else {"id": self.id}
        facts |= {"question": self.question, "status": self.status, "answer": self.text}
        facts["statements"] = [
            {"text": s.text, "citations": list(s.citations), "support": s.support} for s in self.statements
        ]
        facts["citations"] = [citation.model_dump(mode="json") for citation in self.citations]
        if self.nearest:
            facts["nearest"] = [citation.model_dump(mode="json") for citation in self.nearest]
        facts |= {"model": self.model, "confidence": round(self.confidence, 3), "seconds": round(self.seconds, 3)}
        return facts | ({"error": self.error} if self.error else {})
