"""The paragraphs of all pages in reading order: what goes on overleaf, and where notes and boxes stand."""

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.formats.pdf.blocks import is_heading
from ingest.formats.pdf.cut_rows import rejoined
from ingest.formats.pdf.layout import Flow, extent
from ingest.formats.pdf.lines import Line
from ingest.formats.pdf.paragraphs import ENDS, Measures, Paragraph, goes_on, split
from ingest.formats.pdf.tables import Box, Table

COUNT, MOST_COUNTED = 1.5, 5  # times the size of the words below: a figure in a box; and the most lines of both
NOTE = re.compile(r"(?:\[?\d{1,3}\]?|[*†‡])[ .)]\s*\S")
BESIDE = 0.25  # of the height of a note or box: a heading that begins no further down is beside it
ACROSS = 3.0  # times as much as a gap above does one to the side count: columns stand close together

Content = Sequence[Line | Table]
Found = list[Paragraph | Table]


def in_order(pages: Sequence[Sequence[Flow]], usual: Measures) -> Found:
    """What stands on all pages, with paragraphs rejoined that go on in another column or overleaf.

    Notes at the foot of a page come after its text; those at its side and boxes come last in the section beside them.
    """
    found: Found = []
    for flows in pages:
        columns = [flow for flow in flows if flow.aside is None]
        begins: list[int] = []
        notes: Found = []
        for column in columns:
            text, below = _without_notes(column, usual, _is_unfinished(notes))
            begins.append(len(found))
            _add(found, split(text, usual))
            _add(notes, split(below, usual))
        within: dict[int, Found] = defaultdict(list)
        for flow in flows:
            if flow.aside is not None:
                within[_end_of_section(flow.aside, columns, begins, found, usual)] += _aside(flow.content, usual)
        notes += within.pop(len(found), [])
        _mark(notes)
        for at in sorted(within, reverse=True):
            _mark(within[at])
            found[at:at] = within[at]
        found = _with_notes(found, notes)
    return found


def _end_of_section(aside: Box, columns: Sequence[Flow], begins: Sequence[int], found: Found, usual: Measures) -> int:
    """Where the heading stands that comes after the section beside a note or box; `begins` has where columns begin."""
    if not columns:
        return len(found)
    home = min(range(len(columns)), key=lambda at: _distance(aside, extent(columns[at].content)))
    end = [*begins, len(found)][home + 1]
    for at, each in enumerate(found[begins[home] :], start=begins[home]):
        if isinstance(each, Paragraph) and is_heading(each, usual) and (at >= end or _is_below(each.first, aside)):
            return at
    return len(found)


def _is_below(heading: Line, aside: Box) -> bool:
    _, top, _, bottom = aside
    return heading.top > top + max(BESIDE * (bottom - top), heading.size)


def _distance(aside: Box, column: Box) -> float:
    """How far the top of a note or box is from a column."""
    left, top, right, _ = aside
    return ACROSS * max(column[0] - right, left - column[2], 0.0) + max(column[1] - top, top - column[3], 0.0)


def _mark(notes: Found) -> None:
    for note in notes:
        if isinstance(note, Paragraph):
            note.note = True


def _aside(content: Content, usual: Measures) -> Found:
    """Notes or the words in a box; a large figure and what it counts are one."""
    lines = [each for each in content if isinstance(each, Line)]
    if 1 < len(lines) <= MOST_COUNTED and len(lines) == len(content):
        first, below = lines[0], max(line.size for line in lines[1:])
        if first.size > COUNT * below and any(map(str.isdigit, first.text)):
            return [Paragraph(lines, min(line.x0 for line in lines), max(line.x1 for line in lines))]
    return split(content, usual)


def _add(found: Found, made: Found) -> None:
    before, first = found[-1] if found else None, made[0] if made else None
    if isinstance(before, Paragraph) and isinstance(first, Paragraph) and goes_on(before, first.first):
        before.lines += first.lines
        made = made[1:]
    if isinstance(before, Table) and isinstance(first, Table):
        found[-1], rest = rejoined(before, first)
        made = [*rest, *made[1:]]
    found += made


def _with_notes(found: Found, notes: Found) -> Found:
    """Notes go before the last paragraph if that one may continue overleaf."""
    if notes and _is_unfinished(found):
        return [*found[:-1], *notes, found[-1]]
    return found + notes


def _is_unfinished(found: Found) -> bool:
    last = found[-1] if found else None
    return isinstance(last, Paragraph) and not ENDS.search(last.last.text)


def _without_notes(flow: Flow, usual: Measures, unfinished: bool) -> tuple[list[Line | Table], list[Line | Table]]:
    """A flow's text and the footnotes below it: small lines at its end, from the first that has a mark.

    `unfinished`: the column before ended in a note, so that this one may begin with the rest of it.
    """
    at = len(flow.content)
    while at and isinstance(line := flow.content[at - 1], Line) and line.size < 0.93 * usual.body:
        at -= 1
    small = flow.content[at:]
    marked = (index for index, line in enumerate(small) if isinstance(line, Line) and NOTE.match(line.text))
    begin = at + (0 if unfinished else next(marked, len(small)))
    return list(flow.content[:begin]), list(flow.content[begin:])
