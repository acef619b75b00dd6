"""What a paper says about itself on its first page: title, organisation and date."""

import datetime
import re

from ingest.dates import read_date
from ingest.formats.text import bare
from ingest.paper import Block, Outline

FIRST_PAGE = 2500  # characters
TITLE = re.compile(r"\W*(?:report\s+)?(?:title|subject)\s*[:|]+", re.IGNORECASE)
DATED = re.compile(
    r"\W*(?:date|dated|published|publication date|issued|meeting date|date of meeting)\b[\s:|]*", re.IGNORECASE
)
AUTHOR = re.compile(
    r"\W*(?:organi[sz]ation|department|publisher|issued by|published by|report of|author(?:ity)?)\s*[:|]+",
    re.IGNORECASE,
)
BODY = (
    r"(?:Council|Commission|Committee|Board|Trust|Authority|Agency|Department|Ministry|Office|Partnership|Group|CCG|"
    r"Service|Administration|Bureau|Institute|Association|Federation|Corporation|Alliance|University|College|Inspectorate)"
)
SMALL = r"(?:of|for|and|the|in|&|on|to)"
NAME = re.compile(rf"(?:[A-Z][\w&'’.-]*|{SMALL})(?:\s+(?:[A-Z][\w&'’.-]*|{SMALL})){{0,11}}")
CAPITALS = {"NHS", "CCG", "ICB", "ICS", "UK", "US"}


def stated_title(outline: Outline) -> str | None:
    """A line with the label 'title', or the first heading that is more than the name of a body or a number."""
    for line in _first_page(outline):
        if TITLE.match(line):
            return TITLE.sub("", line).strip(" |") or None
    top = [block for block in outline.blocks[:12] if block.kind == "heading" and block.number is None]
    headings = [bare(outline.text[block.words : block.end]) for block in top]
    return next((heading for heading in headings if not _is_body(heading)), headings[0] if headings else None)


def stated_date(outline: Outline) -> datetime.date | None:
    """The first date with a label or (almost) alone on its line; else one in the first three lines."""
    lines = _first_page(outline)
    own = (read_date(line) for line in lines if DATED.match(line) or len(line.split()) <= 6)
    top = (read_date(line) for line in lines[:3] if len(line.split()) <= 16)
    return next((date for dates in (own, top) for date in dates if date), None)


def stated_organisation(outline: Outline) -> str | None:
    """The body named on the first page: with a label, on a line of its own, or first in the title or the text.

    A body named elsewhere is more often the subject of a paper than its author.
    """
    lines = _first_page(outline)
    labelled = [body for line in lines if AUTHOR.match(line) for body in _bodies(AUTHOR.sub("", line))]
    alone = [_cased(line) for line in lines[:6] if _is_body(line)]
    paragraph = next(
        (block for block in outline.blocks if block.kind == "paragraph" and block.end - block.words > 80), None
    )
    opening = _beginning(outline, paragraph) if paragraph and paragraph.start < FIRST_PAGE else ""
    openings = (stated_title(outline) or "", opening)
    subjects = [body for words in openings for body in _bodies(words)[:1]]
    leading = [body for body in subjects if any(_begins(words, body) for words in openings)]
    return next(iter(labelled + alone + leading), None)


def _begins(words: str, body: str) -> bool:
    return re.sub(r"^(?:The|the)\s+", "", _cased(words)).startswith(body)


def _is_body(line: str) -> bool:
    """Whether a line is only the name of a body: 'Health in Hackney Scrutiny Commission'."""
    return len(line.split()) <= 9 and _bodies(line) == [_cased(line).removeprefix("The ")]


def _bodies(words: str) -> list[str]:
    """The names of bodies in a text: capitalised words that end with 'Council', begin with 'Department of', ..."""
    names = [
        re.sub(rf"^(?:{SMALL}\s+|The\s+)+|(?:\s+{SMALL})+$", "", match[0]) for match in NAME.finditer(_cased(words))
    ]
    first = [
        re.sub(rf"(\b{BODY}) and .*|\s(?:\S+\s)?(?:Meeting|Agenda|Minutes|Report)\b.*", r"\1", name) for name in names
    ]
    return [name for name in first if re.search(rf".\s{BODY}$|^{BODY} (?:of|for) .|^NHS .", name)]


def _cased(words: str) -> str:
    """Turns words in capitals into a name as it is written: small words small, NHS and the like unchanged."""
    if not words.isupper():
        return words
    return " ".join(
        w if w.strip(",.") in CAPITALS else w.lower() if re.fullmatch(SMALL, w.lower()) else w.capitalize()
        for w in words.split()
    )


def _first_page(outline: Outline) -> list[str]:
    blocks = [block for block in outline.blocks if block.start < FIRST_PAGE and block.kind != "matter"]
    return [bare(_beginning(outline, block).replace("\t", " | ")) for block in blocks]


def _beginning(outline: Outline, block: Block) -> str:
    """The first page of a block's words: a single line may be a hundred pages long."""
    return outline.text[block.words : min(block.end, block.words + FIRST_PAGE)]
