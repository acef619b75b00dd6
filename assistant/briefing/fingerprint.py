"""The state of the library behind a pack: in words for the title page, and as a fingerprint to detect changes."""

import datetime
import hashlib
import json
from collections.abc import Sequence

from assistant.briefing.questions import QuestionRow
from assistant.settings import Settings
from assistant.text.counts import numbered
from ingest.dates import in_full
from ingest.library import Library

SHAPING = ("encoder", "candidates", "passages", "reader", "answering")  # settings that affect answers


def state(library: Library, as_of: datetime.date | None = None) -> str:
    """'5 papers, 112 passages', and the day that is asked about."""
    counts = library.catalogue.counts()
    papers = numbered(library.catalogue.paper_count(), "paper")
    asked = f", as of {in_full(as_of)}" if as_of else ""
    return f"{papers}, {numbered(sum(counts.values()), 'passage')}{asked}"


def library_fingerprint(library: Library, settings: Settings) -> str:
    """A fingerprint of the papers and settings. Adding papers again does not change it."""
    counts = library.catalogue.counts()
    papers = sorted(
        [paper.id, paper.title, paper.organisation, str(paper.date), paper.document, counts.get(paper.id, 0)]
        for paper in library.catalogue.papers()
    )
    standings = sorted((id, standing.as_json()) for id, standing in library.catalogue.standings().items())
    return _print([papers, standings, [str(getattr(settings, name)) for name in SHAPING]])


def questions_fingerprint(asked: Sequence[QuestionRow]) -> str:
    """A fingerprint of the questions, their order, sections and extra columns."""
    rows = [
        [
            each.section,
            each.question.id,
            each.question.text,
            each.question.history,
            str(each.question.as_of),
            dict(each.columns),
        ]
        for each in asked
    ]
    return _print(rows)


def _print(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).hexdigest()[:16]
