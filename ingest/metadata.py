"""What a paper says on its first page of who made it, and when."""

import datetime
import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.bodies import PAPER_OF, bodies, cased, is_body
from ingest.dates import day_first, order_of, read_date
from ingest.first_page import FIRST_PAGE, beginning, first_blocks, first_page, line_of
from ingest.paper import Block, Outline
from ingest.titles import LONGEST_TITLE, stated_title

LONGEST_LINE = 16  # words; a longer one is running text, whose dates are those of other things
NEAR = 70  # characters: how far from its label a date may be
# What comes before the date of a paper (at the beginning of a line, or in it), and before other dates
DATE_LABEL = re.compile(r"\W*(?:date|meeting|last updated|updated?|version)\b", re.IGNORECASE)
DATED = re.compile(
    r"\b(?:dated|published|publication date|issued?|approved|adopted|ratified|agreed|determined"
    r"|effective(?: from| date)?"
    r"|meeting date|date of (?:the )?(?:meeting|issue|approval|publication)|meeting (?:held )?on)\b",
    re.IGNORECASE,
)
MEETING = re.compile(r"\W*(?:draft |confirmed |approved )?(?:minutes|agenda|notes|record) (?:of|for)\b", re.IGNORECASE)
NEXT = re.compile(r"\bnext\b", re.IGNORECASE)  # in the heading above the date of another meeting
NOT_ITS_DATE = re.compile(
    r"\b(?:reviews?|reviewed|expir\w+|next|until|due|valid (?:to|until)|end(?:s|ed|ing)?|deadline|clos(?:es|ed|ing)"
    r"|by (?=\d|(?:the )?end)|before|supersed\w+|replac\w+|withdrawn|sources?\b)",
    re.IGNORECASE,
)
AUTHOR = re.compile(
    r"\W*(?:organi[sz]ation|department|publisher|issued by|published by|report of|author(?:ity)?|body)\s*[:|]+",
    re.IGNORECASE,
)


def stated_date(outline: Outline) -> datetime.date | None:
    """The first date with a label (approved, published, of a meeting) or (almost) alone on its line; else one in the
    first three lines. Dates of review or expiry, and those in the cells of a table, say nothing about the paper. Those
    above the first words of running text go before those below it, which may be of papers that it speaks of.
    """
    blocks = [block for block in first_blocks(outline) if not (block.kind == "row" and block.columns)]
    order = order_of(outline.text)
    lines = [(block, day_first(line_of(outline, block), order)) for block in blocks]
    head = list(takewhile(lambda each: len(each[1].split()) <= LONGEST_LINE, lines))
    return _first_date(head) or _first_date(lines)


def _first_date(lines: Sequence[tuple[Block, str]]) -> datetime.date | None:
    titled = (read_date(line) for _, line in lines[:3] if MEETING.match(line) and len(line.split()) <= LONGEST_TITLE)
    labelled = (read_date(_labelled(line)) for _, line in lines)
    own = [(block, line) for block, line in lines if block.kind != "row" and not NOT_ITS_DATE.search(line)]
    apart = [line for block, line in own if not any(NEXT.search(heading) for heading in block.headings[-1:])]
    alone = (read_date(line) for line in apart if len(line.split()) <= 6)
    top = (read_date(line) for _, line in lines[:3] if line in apart and len(line.split()) <= LONGEST_LINE)
    return next((date for dates in (titled, labelled, alone, top) for date in dates if date), None)


def _labelled(line: str) -> str:
    """What follows a label that a date of the paper has, up to the words before another date."""
    label = DATE_LABEL.match(line) or (DATED.search(line) if len(line.split()) <= LONGEST_LINE else None)
    if label is None:
        return ""
    other = NOT_ITS_DATE.search(line, label.end())
    return line[label.end() : other.start() if other else len(line)][:NEAR]


def stated_organisation(outline: Outline) -> str | None:
    """The body named on the first page: with a label, on a line of its own, or first in the title or the text.

    A body named elsewhere is more often the subject of a paper than its author.
    """
    lines = first_page(outline)
    labelled = [body for line in lines if AUTHOR.match(line) for body in bodies(AUTHOR.sub("", line))]
    alone = [cased(line) for line in lines[:6] if is_body(line)]
    paragraph = next(
        (block for block in outline.blocks if block.kind == "paragraph" and block.end - block.words > 80), None
    )
    opening = beginning(outline, paragraph) if paragraph and paragraph.start < FIRST_PAGE else ""
    openings = (stated_title(outline) or "", opening)
    subjects = [body for words in openings for body in bodies(words)[:1]]
    leading = [body for body in subjects if any(_begins(words, body) for words in openings)]
    return next(iter(labelled + alone + leading), None)


def _begins(words: str, body: str) -> bool:
    return re.sub(r"^(?:The|the)\s+", "", PAPER_OF.sub("", cased(words))).startswith(body)
