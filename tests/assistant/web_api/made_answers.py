"""Answers as the pipeline makes them, for tests of how they are put into messages."""

import datetime
from typing import Any

from assistant.answer import Answer, Citation, Statement


def citation(quote: str, n: int = 1, **facts: Any) -> Citation:
    given = {
        "document": "quay.pdf",
        "paper": "p1",
        "title": "Quay policy",
        "organisation": "Lower Vale",
        "date": datetime.date(2024, 5, 1),
        "headings": ("Quay policy", "Cleaning"),
        "number": "3.2",
        "page": None,
    }
    return Citation(n=n, quote=quote, start=10 * n, end=10 * n + len(quote), **given | facts)


def answer_with(*quotes: str, **facts: Any) -> Answer:
    """An answer that quotes all these words, each from a place with these facts."""
    cited = tuple(citation(quote, n, **facts) for n, quote in enumerate(quotes, 1))
    said = tuple(Statement(text=each.quote, citations=(each.n,), support="quoted") for each in cited)
    return Answer(question="When?", status="answered", statements=said, citations=cited, confidence=0.8)
