"""The items of a meeting whose papers are one long PDF without bookmarks: its agenda names them, and their pages begin
with the same number or title.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.compose import Element
from ingest.formats.pdf.bookmarks import Bookmark, letters_of

MANY = 20  # pages; the papers of a meeting that are shorter are found well enough by their own headings
FIRST_PAGES = 6  # among which the agenda is
FEWEST = 3  # items whose pages are found, for the list to be an agenda of this file
TOP = 4  # elements at the top of a page, among which an item's number or title is: above may be a logo or a date
SHORTEST = 6  # letters of a title that tells one page from another
AGENDA = re.compile(
    r"\W*(?:[\w’']+ ){0,4}(?:agenda|order of business)\b(?! items?\b)(?: \S+){0,20}(?<![.;,])$", re.IGNORECASE
)
ENTRY = re.compile(r"\W*(?:agenda )?(?:item )?(?P<number>\d{1,2})[.):]?(?:\s*\|\s*|\s+)(?P<rest>\S.*)", re.IGNORECASE)
PAGE = re.compile(r"[\s.…|]*(?:\b(?:pages?|pp?\.?) )?(?<!\d)(?P<page>\d{1,3})(?:\s?[–-]\s?\d{1,3})?$", re.IGNORECASE)
ASIDE = re.compile(r"\s*(?:\(|\s[–—-]\s|\.{3}|…)")  # what follows is no title: who presents it, dots


@dataclass(frozen=True)
class Entry:
    """An item of an agenda, with the page that it names, None if it names none."""

    number: int
    title: str
    page: int | None


def agenda_items(found: Sequence[Element], pages: int) -> list[Bookmark]:
    """The items of the agenda at the pages where they begin, as if the file had bookmarks; empty if it has none."""
    if pages < MANY:
        return []
    tops: dict[int, list[str]] = defaultdict(list)
    for element in found:
        if element.page and len(tops[element.page]) < TOP:
            tops[element.page].append(f"{element.marker} {element.text}".strip())
    first, entries = _agenda(found)
    later = {page: top for page, top in tops.items() if page > first}
    items = _in_order([(each, [page for page, top in later.items() if _begins(each, top)]) for each in entries])
    if len(items) < FEWEST:
        return []
    return [Bookmark(f"Item {each.number} {each.title}", 1, page, True) for each, page in items]


def _agenda(found: Sequence[Element]) -> tuple[int, list[Entry]]:
    """The last page of the agenda, and its items."""
    early = (n for n, each in enumerate(found) if (each.page or 0) <= FIRST_PAGES)
    begin = next((n for n in early if AGENDA.match(found[n].text)), None)
    entries: list[Entry] = []
    last = 0
    for element in found[begin:] if begin is not None else ():
        if element.page and last and element.page > last + 1:
            break
        entry = _entry(f"{element.marker} {element.text}".strip())
        if entry and entry.number == (entries[-1].number + 1 if entries else 1):
            entries.append(entry)
            last = element.page or last
    return last, entries


def _entry(line: str) -> Entry | None:
    match = ENTRY.match(line)
    if not match:
        return None
    named = PAGE.search(match["rest"])
    rest = match["rest"][: named.start()] if named else match["rest"]
    title = next((ASIDE.split(cell)[0] for cell in rest.split("|") if len(letters_of(cell)) > 3), "").strip(" .,:;")
    return Entry(int(match["number"]), title, int(named["page"]) if named else None) if title else None


def _begins(item: Entry, top: Sequence[str]) -> bool:
    """Whether a page begins with the number of an item ('Agenda item 7') or with its title, numbered or not."""
    title = letters_of(item.title)
    label = re.compile(rf"\W*(?:agenda )?item\W*(?:no\.?|number)?\W*{item.number}(?![\d.]\d|\d)", re.IGNORECASE)
    for words in top:
        numbered = ENTRY.match(words)
        said = letters_of(numbered["rest"] if numbered and int(numbered["number"]) == item.number else words)
        if label.match(words) or (len(title) >= SHORTEST and said.startswith(title)):
            return True
    return False


def _in_order(found: Sequence[tuple[Entry, list[int]]]) -> list[tuple[Entry, int]]:
    """As many items as can be, each at a later page than the one before; the page that the agenda names counts more."""
    best: dict[int, tuple[int, list[tuple[Entry, int]]]] = {0: (0, [])}  # by the last page
    for item, pages in found:
        for page in sorted(pages, reverse=True):
            weight, chain = max((each for last, each in best.items() if last < page), key=lambda each: each[0])
            weight += 2 + (page == item.page)
            if weight > best.get(page, (0, []))[0]:
                best[page] = weight, [*chain, (item, page)]
    return max(best.values(), key=lambda each: each[0])[1]
