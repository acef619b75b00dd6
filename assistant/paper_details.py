"""What is said of a paper after its title."""

import datetime

from ingest.dates import written


def facts(organisation: str | None, date: datetime.date | None, document: str) -> str:
    """Organisation, date and file, those that are known: 'City Board · 31 January 2020 · paper.pdf'."""
    return " · ".join(filter(None, [organisation, written(date) if date else None, document]))
