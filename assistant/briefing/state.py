"""What a pack rests on: the library in words for its title page, and as a print to tell it from others."""

import hashlib
import json
from collections.abc import Sequence

from assistant.briefing.questions import Asked
from assistant.settings import Settings
from assistant.text.counts import numbered
from ingest.library import Library

SHAPING = ("encoder", "candidates", "passages")  # settings that decide what an answer says


def state(library: Library) -> str:
    """'5 papers, 112 passages'."""
    counts = library.catalogue.counts()
    papers = numbered(library.catalogue.paper_count(), "paper")
    return f"{papers}, {numbered(sum(counts.values()), 'passage')}"


def library_print(library: Library, settings: Settings) -> str:
    """The same for the same papers under the same settings; not raised by taking in what was there already."""
    counts = library.catalogue.counts()
    papers = sorted(
        [paper.id, paper.title, paper.organisation, str(paper.date), paper.document, counts.get(paper.id, 0)]
        for paper in library.catalogue.papers()
    )
    return _print([papers, [str(getattr(settings, name)) for name in SHAPING]])


def questions_print(asked: Sequence[Asked]) -> str:
    """The same for the same questions in the same order and sections, with the same other columns."""
    rows = [
        [each.section, each.question.id, each.question.text, each.question.history, dict(each.columns)]
        for each in asked
    ]
    return _print(rows)


def _print(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).hexdigest()[:16]
