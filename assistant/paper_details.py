"""The details shown after a paper's title, and of a place in it."""

import datetime
from collections.abc import Sequence

from ingest.dates import written
from ingest.paper import Paper
from ingest.titles import below_title


def facts(organisation: str | None, date: datetime.date | None, document: str) -> str:
    """Organisation, date and file name, if known: 'City Board · 31 January 2020 · paper.pdf'."""
    return " · ".join(filter(None, [organisation, written(date) if date else None, document]))


def place(title: str, headings: Sequence[str], number: str | None, page: str) -> str:
    """Where in a paper words stand: headings below the title, paragraph and page, as it is named."""
    named = " › ".join(below_title(title, headings))
    return " · ".join(filter(None, [named, *pinpoint(number, page)]))


def pinpoint(number: str | None, page: str) -> list[str]:
    """Paragraph and page, if known: ['paragraph 4.1', 'page 3']."""
    return [*([f"paragraph {number}"] if number else []), *([page] if page else [])]


def page_named(page: int | None, label: str, recognised: bool) -> str:
    """A page by what is printed on it and by its place in the file, if they differ: 'page iv (PDF page 4)'.

    Also whether its words were recognised from a scan, so that letters may be wrong; empty if there are no pages.
    """
    if not page:
        return ""
    name = f"page {label} (PDF page {page})" if label else f"page {page}"
    return f"recognised from a scan, {name}" if recognised else name


def page_of(paper: Paper, page: int | None) -> str:
    """A page of a paper as `page_named` has it."""
    return page_named(page, paper.label(page), page in paper.recognised)
