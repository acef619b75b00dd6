"""Joins the elements that a structured format yields into one text, with blocks that point into it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.paper import Block, Kind, Outline


@dataclass(frozen=True)
class Element:
    """One block as a format reader sees it, before it has an offset.

    `text` holds the words alone; `marker` the bullet or number as printed ('3.2.9', '(a)', '•'), `number` the printed
    number where the marker is one. `page` counts from 1 (slides and sheets too). `level`: see `Block`.
    A table row has its cells joined by ' | ' in `text`.
    """

    kind: Kind
    text: str
    level: int = 0
    page: int | None = None
    marker: str = ""
    number: str | None = None
    columns: tuple[str, ...] = ()


def compose(
    elements: Iterable[Element],
    page_count: int = 0,
    title: str | None = None,
    organisation: str | None = None,
    date: datetime.date | None = None,
) -> Outline:
    """One text: list items and table rows on lines of their own, everything else separated by a blank line.

    Elements without words are dropped. `page_count` is the number of pages in the file, so that empty pages count.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    pages: list[int] = []
    above: list[tuple[int, str]] = []
    at = 0
    for element in elements:
        words = element.text.strip()
        if not words:
            continue
        marker = f"{element.marker.strip()} " if element.marker.strip() else ""
        gap = _gap(blocks[-1].kind if blocks else None, element.kind)
        parts += [gap, marker, words]
        start = at + len(gap)
        at = start + len(marker) + len(words)
        while element.page and len(pages) < element.page:
            pages.append(start)
        if element.kind == "heading":
            above = [(level, text) for level, text in above if level < element.level]
        blocks.append(
            Block(
                element.kind,
                start,
                start + len(marker),
                at,
                element.page,
                element.number,
                tuple(text for _, text in above),
                element.columns,
                element.level,
            )
        )
        if element.kind == "heading":
            above.append((element.level, words))
    pages += [at] * (page_count - len(pages))
    return Outline("".join(parts), tuple(blocks), tuple(pages), title, organisation, date)


def _gap(before: Kind | None, kind: Kind) -> str:
    if before is None:
        return ""
    return "\n" if before == kind and kind in ("item", "row") else "\n\n"
