"""The bookmarks of a long PDF, such as the papers of a meeting in one file: they are its outermost headings."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.formats.compose import Element
from ingest.formats.pdf.words import clean

LONG = 40  # pages; the headings of a shorter paper show well enough in its print
DEEPEST = 3  # levels of bookmarks; further down they repeat the headings of one report
MOST = 2_000
TOP = 0.8  # of the height of a page: what begins above is at its top
ITEM = re.compile(r"(?:agenda )?item \w|(?:enclosure|enc\.?|appendix|annex|paper) [\dA-Z]", re.IGNORECASE)
ITEM_TITLE = re.compile(r"(?:agenda )?(item \d+)\W+(.*\w.*)", re.IGNORECASE)
LABEL = re.compile(r"agenda (?=item\b)", re.IGNORECASE)
NO_NAME = re.compile(r"(?:page|slide|sheet)\s*\d*$|untitled|_\w+$|blank page|[\W\d_]*$", re.IGNORECASE)
FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf)$", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?)[.:)]?\s+(?=\S)")
AFTER_POINTS = {pdfium.PDFDEST_VIEW_XYZ: 1, pdfium.PDFDEST_VIEW_FITH: 0, pdfium.PDFDEST_VIEW_FITBH: 0}  # where y stands


@dataclass(frozen=True)
class Bookmark:
    """A title, its level from 1 (the outermost), its page from 1, and whether it leads to the top of that page."""

    title: str
    level: int
    page: int
    at_top: bool


def bookmarks(pdf: pypdfium2.PdfDocument) -> list[Bookmark]:
    """Those that divide a long file, or name items; in the order of pages. Empty for any other."""
    found = [each for each in islice(_all(pdf), MOST) if not NO_NAME.match(each.title)]
    if len(pdf) < LONG and not any(ITEM.match(each.title) for each in found):
        return []
    return sorted(found, key=lambda each: each.page)


def _all(pdf: pypdfium2.PdfDocument) -> Iterator[Bookmark]:
    for each in pdf.get_toc(max_depth=DEEPEST):
        target = each.get_dest()
        page = None if target is None else target.get_index()
        title = " ".join(clean(each.get_title() or "").split())
        if FILE.search(title):
            title = FILE.sub("", title).replace("_", " ")
        if page is not None and page < len(pdf):
            yield Bookmark(title, each.level + 1, page + 1, _is_at_top(pdf, page, *target.get_view()))


def _is_at_top(pdf: pypdfium2.PdfDocument, page: int, view: int, place: Sequence[float]) -> bool:
    at = AFTER_POINTS.get(view)
    if at is None or at >= len(place):
        return True
    _, height = pdf.get_page_size(page)
    return not 0 < place[at] < TOP * height


def under(found: Iterable[Element], marks: Sequence[Bookmark]) -> Iterator[Element]:
    """The elements below the bookmarks. One that is printed on its page is that heading, and gets its level; so does a
    part of it at the top of the page.

    One that is not printed comes first on its page if it leads there; elsewhere nobody knows what it is above.
    """
    elements = list(found)
    pages = list(accumulate((element.page or 0 for element in elements), max))
    counts = Counter(mark.page for mark in marks)
    printed: dict[int, Bookmark] = {}
    inserted: dict[int, list[Bookmark]] = {}
    for mark in marks:
        first = bisect_left(pages, mark.page)
        here = range(first, bisect_right(pages, mark.page))
        at = next((n for n in here if n not in printed and _is_printed(mark, elements[n])), None)
        if at is None and counts[mark.page] == 1 and here and _is_part(mark, elements[first]):
            at = first
        if at is not None:
            printed[at] = mark
        elif mark.at_top:
            inserted.setdefault(first, []).append(mark)
    depth = 0
    for n, element in enumerate(elements):
        for mark in inserted.get(n, ()):
            yield _heading(mark)
            depth = mark.level
        if n in printed:
            depth = printed[n].level
            whole = _is_printed(printed[n], element)
            yield replace(element, kind="heading", level=depth) if whole else _heading(printed[n])
        elif element.kind == "heading":
            yield replace(element, level=element.level + depth)
        else:
            yield element


def _heading(mark: Bookmark) -> Element:
    number = NUMBERED.match(mark.title)
    words = number.end() if number else 0
    stated = number["number"] if number else None
    return Element("heading", mark.title[words:], mark.level, mark.page, mark.title[:words], stated)


def _is_printed(mark: Bookmark, element: Element) -> bool:
    return letters_of(mark.title) in (letters_of(element.text), letters_of(element.marker + element.text))


def _is_part(mark: Bookmark, element: Element) -> bool:
    """Whether a line says what a part of a bookmark does: of 'Item 7 Gates', 'Agenda item 7' or 'Gates'."""
    item = ITEM_TITLE.match(mark.title)
    return item is not None and letters_of(LABEL.sub("", element.text)) in map(letters_of, item.groups())


def letters_of(words: str) -> str:
    return "".join(filter(str.isalnum, words)).casefold()
