"""What a paper says about itself on its first page: title, organisation and date."""

import datetime
import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.dates import day_first, order_of, read_date
from ingest.formats.text import bare
from ingest.paper import HEADERS_AND_FOOTERS, Block, Outline

FIRST_PAGE = 2500  # characters
LONGEST_TITLE = 30  # words
LONGEST_LINE = 16  # words; a longer one is running text, whose dates are those of other things
NEAR = 70  # characters: how far from its label a date may be
TITLE = re.compile(
    r"\W*(?:(?:(?:report|policy|document|paper)\s+)?(?:title|subject)|policy name)\s*[:|]+", re.IGNORECASE
)
SHEET = re.compile(r"(?:(?:sheet|slide|table|blad|tabelle|feuil)\s?\d*|comments)$", re.IGNORECASE)  # programs give them
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
BODY = (
    r"(?:Council|Commission|Committee|Board|Trust|Authority|Agency|Department|Ministry|Office|Partnership|Group|CCG|"
    r"Service|Administration|Bureau|Institute|Association|Federation|Corporation|Alliance|University|College|Inspectorate)"
)
SMALL = r"(?:of|for|and|the|in|&|on|to)"
PAPER_OF = re.compile(  # 'Minutes of the Cleveley Town Council' is the name of a paper
    r"^(?:(?:Draft|Unconfirmed|Annual|Final)\s+)*"
    r"(?:Minutes|Agenda|Report|Papers|Notes?|Notice|Record|Proceedings|Constitution|Standing Orders|"
    r"Terms of Reference)\s+(?:of|for|from|to|by)\s+(?:(?:the|a|an)\s+)?(?:(?:\w+\s+)?Meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
NAME = re.compile(rf"(?:[A-Z][\w&'’.-]*|{SMALL})(?:\s+(?:[A-Z][\w&'’.-]*|{SMALL})){{0,11}}")
CAPITALS = {"NHS", "CCG", "ICB", "ICS", "UK", "US"}


def stated_title(outline: Outline) -> str | None:
    """What has the label 'title', or the first heading that is more than the name of a body or a number; without
    headings, the first words, if they are no sentence.
    """
    if labelled := _with_title_label(outline):
        return labelled
    top = [block for block in outline.blocks[:12] if block.kind == "heading" and block.number is None]
    named = [bare(outline.text[block.words : block.end]) for block in top]
    headings = [heading for heading in named if not SHEET.match(heading)]
    if headings:
        return next((heading for heading in headings if not is_body(heading)), headings[0])
    return next((line for line in _first_page(outline)[len(named) :][:1] if _is_name(line)), None)


def _with_title_label(outline: Outline) -> str | None:
    """What stands after the label 'title', or on the line below it; or above, where other labels are below too."""
    blocks = _first_blocks(outline)
    lines = [*(_line(outline, block) for block in blocks), "", ""]
    at = next((at for at, line in enumerate(lines) if TITLE.match(line)), None)
    if at is None:
        return None
    above = at > 0 and blocks[at - 1].kind == "paragraph" and not lines[at - 1].endswith(":")
    beside = lines[at - 1] if above and lines[at + 2].endswith(":") else lines[at + 1]
    own = TITLE.sub("", lines[at]).strip(" |")
    return own.split(" | ")[0] or (None if beside.endswith(":") else beside or None)


def _is_name(line: str) -> bool:
    worded = 2 < len(line.split()) <= LONGEST_TITLE and line[0].isupper() and "|" not in line
    return worded and not re.search(r"[.:;!?,]\W*$", line) and not is_body(line) and read_date(line) is None


def subject_below(body: str, outline: Outline) -> str | None:
    """The heading as large as the name of a body that stands above it on a title page; None if the next is not."""
    top = [block for block in outline.blocks[:12] if block.kind == "heading"]
    named = [bare(outline.text[block.words : block.end]) for block in top]
    at = next((n for n, name in enumerate(named[:-1]) if name == body), None)
    if at is None or top[at + 1].level != top[at].level or top[at + 1].page != top[at].page or top[at + 1].number:
        return None
    return named[at + 1]


def stated_date(outline: Outline) -> datetime.date | None:
    """The first date with a label (approved, published, of a meeting) or (almost) alone on its line; else one in the
    first three lines. Dates of review or expiry, and those in the cells of a table, say nothing about the paper. Those
    above the first words of running text go before those below it, which may be of papers that it speaks of.
    """
    blocks = [block for block in _first_blocks(outline) if not (block.kind == "row" and block.columns)]
    order = order_of(outline.text)
    lines = [(block, day_first(_line(outline, block), order)) for block in blocks]
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
    lines = _first_page(outline)
    labelled = [body for line in lines if AUTHOR.match(line) for body in _bodies(AUTHOR.sub("", line))]
    alone = [_cased(line) for line in lines[:6] if is_body(line)]
    paragraph = next(
        (block for block in outline.blocks if block.kind == "paragraph" and block.end - block.words > 80), None
    )
    opening = _beginning(outline, paragraph) if paragraph and paragraph.start < FIRST_PAGE else ""
    openings = (stated_title(outline) or "", opening)
    subjects = [body for words in openings for body in _bodies(words)[:1]]
    leading = [body for body in subjects if any(_begins(words, body) for words in openings)]
    return next(iter(labelled + alone + leading), None)


def _begins(words: str, body: str) -> bool:
    return re.sub(r"^(?:The|the)\s+", "", PAPER_OF.sub("", _cased(words))).startswith(body)


def is_body(line: str) -> bool:
    """Whether a line is only the name of a body: 'Health in Hackney Scrutiny Commission'."""
    return len(line.split()) <= 9 and _bodies(line) == [_cased(line).removeprefix("The ")]


def _bodies(words: str) -> list[str]:
    """The names of bodies in a text: capitalised words that end with 'Council', begin with 'Department of', ..."""
    names = [
        re.sub(rf"^(?:{SMALL}\s+|The\s+)+|(?:\s+{SMALL})+$", "", PAPER_OF.sub("", match[0]))
        for match in NAME.finditer(_cased(words))
    ]
    first = [
        re.sub(rf"(\b{BODY}) and .*|\s(?:\S+\s)?(?:Meeting|Agenda|Minutes|Report)\b.*", r"\1", name) for name in names
    ]
    return [" ".join(name.split()) for name in first if re.search(rf".\s{BODY}$|^{BODY} (?:of|for) .|^NHS .", name)]


def _cased(words: str) -> str:
    """Turns words in capitals into a name as it is written: small words small, NHS and the like unchanged."""
    if not words.isupper():
        return words
    return " ".join(
        w if w.strip(",.") in CAPITALS else w.lower() if re.fullmatch(SMALL, w.lower()) else w.capitalize()
        for w in words.split()
    )


def _first_page(outline: Outline) -> list[str]:
    return [_line(outline, block) for block in _first_blocks(outline)]


def _first_blocks(outline: Outline) -> list[Block]:
    """Those of the first page, and what headers and footers say."""
    said = (block for block in outline.blocks if block.kind != "matter")
    return [block for block in said if block.start < FIRST_PAGE or HEADERS_AND_FOOTERS in block.headings]


def _line(outline: Outline, block: Block) -> str:
    return bare(_beginning(outline, block).replace("\t", " | "))


def _beginning(outline: Outline, block: Block) -> str:
    """The first page of a block's words: a single line may be a hundred pages long."""
    return outline.text[block.words : min(block.end, block.words + FIRST_PAGE)]
