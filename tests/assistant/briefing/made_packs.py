"""Small packs for the tests of this folder."""

import datetime
from dataclasses import replace
from typing import Any

from assistant.answer import Answer, Citation, Statement
from assistant.briefing.pack import SHORT, Item, Pack, Section, in_sections

MADE = datetime.date(2026, 3, 2)


def citation(
    n: int = 1, paper: str = "parks", start: int = 0, quote: str = "The board meets in May.", **facts: Any
) -> Citation:
    told = {
        "document": f"{paper}.md",
        "title": f"A paper about {paper}",
        "organisation": "Parks Board",
        "date": datetime.date(2020, 1, 31),
        "headings": (f"A paper about {paper}", "Meetings"),
        "number": "3.2",
        "page": 4,
    }
    return Citation(n=n, paper=paper, quote=quote, start=start, end=start + len(quote), **(told | facts))


def answer(*statements: Statement, citations: tuple[Citation, ...] = (), **facts: Any) -> Answer:
    return Answer(question="?", status="answered", statements=statements, citations=citations).model_copy(update=facts)


def quoted(text: str = "The board meets in May.", n: int = 1) -> Statement:
    return Statement(text=text, citations=(n,), support="quoted")


def simple(**facts: Any) -> Answer:
    return answer(quoted(), citations=(citation(),), **facts)


def mixed() -> Answer:
    """One statement of each support, with a citation each; the unsupported one stands first."""
    return answer(
        Statement(text="It costs £7.", citations=(1,), support="unsupported"),
        quoted(n=2),
        Statement(text="They meet in spring.", citations=(2, 3), support="supported"),
        citations=(citation(1, "costs"), citation(2), citation(3, "quay", 40)),
        model="made:model",
    )


def pack(*items: Item, title: str = "For the board", model: str = "quotes") -> Pack:
    return Pack(title, MADE, "2 papers, 9 passages", model, in_sections([(None, item) for item in items]))


def long(made: Pack) -> Pack:
    """The same pack with so many questions more that it has parts: title page, contents, papers cited."""
    more = tuple(Item(f"And {n}?", Answer(question="?", status="not_found")) for n in range(SHORT))
    return replace(made, sections=(*made.sections, Section("More", more)))


def one(text: str) -> Pack:
    """A pack with the same text wherever text of others can stand."""
    cited = citation(quote=text, title=text, document=text, organisation=text, headings=(text,), number=text)
    said = Statement(text=text, citations=(1,), support="unsupported", about=text, listed=True)
    items = (
        Item(text, answer(said, citations=(cited,)), {text: text}),
        Item(text, Answer(question=text, status="error", error=text)),
        Item(text, Answer(question=text, status="not_found", nearest=(cited,))),
    )
    return Pack(text, MADE, text, text, in_sections([(text, item) for item in items]))
