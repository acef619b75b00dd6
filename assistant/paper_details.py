"""The details shown after a paper's title, and of a place in it."""

import datetime
from collections.abc import Sequence

from ingest.dates import written


def facts(organisation: str | None, date: datetime.date | None, document: str) -> str:
    """Organisation, date and file name, if known: 'City Board · 31 January 2020 · paper.pdf'."""
    return " · ".join(filter(None, [organisation, written(date) if date else None, document]))


def place(title: str, headings: Sequence[str], number: str | None, page: int | None, recognised: bool) -> str:
    """Where in a paper words stand: headings below the title, paragraph and page."""
    named = " › ".join(heading for heading in headings if heading != title)
    return " · ".join(filter(None, [named, *pinpoint(number, page, recognised)]))


def pinpoint(number: str | None, page: int | None, recognised: bool) -> list[str]:
    """Paragraph and page, if known: ['paragraph 4.1', 'page 3']."""
    return [*([f"paragraph {number}"] if number else []), *([page_named(page, recognised)] if page else [])]


def page_named(page: int, recognised: bool) -> str:
    """A page, and whether its words were recognised from a scan, so that letters may be wrong."""
    return f"recognised from a scan, page {page}" if recognised else f"page {page}"
