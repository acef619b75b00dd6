"""The details shown after a paper's title."""

import datetime

from ingest.dates import written


def facts(organisation: str | None, date: datetime.date | None, document: str) -> str:
    """Organisation, date and file name, if known: 'City Board · 31 January 2020 · paper.pdf'."""
    return " · ".join(filter(None, [organisation, written(date) if date else None, document]))
