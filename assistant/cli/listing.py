"""Lists for other programs: as JSON, or as lines of cells separated by tabs, never shortened."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.standing_words import explained, status_of
from assistant.text.sanitize import visible
from ingest.in_force import Standing
from ingest.paper import Block, Paper
from ingest.unread import summary


def line(*cells: object) -> str:
    """One line, whatever the cells contain; None is an empty cell."""
    texts = ("" if cell is None else str(cell) for cell in cells)
    return "\t".join(visible(text.replace("\t", "␉").replace("\n", "␊")) for text in texts)


def paper_facts(paper: Paper, passages: int, standing: Standing | None) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "organisation": paper.organisation,
        "date": paper.date and paper.date.isoformat(),
        "document": paper.document,
        "source": paper.source,
        "format": paper.format,
        "pages": len(paper.pages) or None,
        "passages": passages,
        "status": standing and standing.status,
        "superseded_by": (standing and standing.status == "superseded" and standing.other) or None,
        "status_from": standing and explained(standing),
        "warnings": [asdict(warning) for warning in paper.warnings],
    }


def paper_line(paper: Paper, passages: int, standing: Standing | None) -> str:
    """Id, date, title, organisation, pages, passages, source, what was not read of it, and its status."""
    pages = len(paper.pages) or None
    told = summary(paper.warnings)[0]
    facts = (paper.id, paper.date, paper.title, paper.organisation, pages, passages, paper.source, told)
    return line(*facts, status_of(standing))


def heading_facts(paper: Paper, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [
        {
            "level": len(block.headings) + 1,
            "number": block.number,
            "heading": " ".join(paper.text[block.words : block.end].split()),
            "page": block.page,
            "page_label": paper.label(block.page),
        }
        for block in blocks
        if block.kind == "heading"
    ]
