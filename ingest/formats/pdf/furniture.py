"""What a printed page has besides its text: running headers and footers, page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.formats.pdf.lines import lines, usual_size
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.tables import Table

MARGIN = 0.14  # of the height of the page, at its top and bottom
OUTERMOST = 4  # lines at the top and at the bottom that may be furniture
SHARE = 0.25  # of the pages: left and right pages differ, and chapters have their own headers
ENOUGH, COMPARED = 50, 100  # pages that are enough in any paper, and lines before and after that each is compared with
FEWEST_CLOSE, CLOSE = 3, 4  # pages of a long pack that are furniture, and how far apart, if at the same place
LARGEST_PART = 14.0  # points: larger words are a title, which the running head repeats
NEAR, SAME = 14.0, 2.0  # points: how far a header may move between pages, and where it does not
LONGEST_COUNT, FEWEST_COUNTED = 6, 3  # digits, and pages whose running heads count them without saying so
YEAR = re.compile(r"(?:19|20)\d\d")
LARGER = 1.1  # times the size of the text
PAGE_NUMBER = re.compile(
    r"(?:(?:page|p\.|seite|pg\.?)\s*)?[-–—|\[(]?\s*(?P<number>\d{1,5}|[ivxlc]{1,6})\s*[-–—|\])]?"
    r"(?:\s*(?:of|/|de|von)\s*\d{1,4})?\s*[|]?(?:\s*page)?"
)
OF_PAGES = re.compile(r"(\b(?:page|pg|p)\W{0,3})(\d+)", re.IGNORECASE)
MOST_ROWS = 2  # of a table that runs along the top or the foot of the pages
# What a number stands behind that names a part of a paper, and no page
PART = (
    r"item|policy|section|chapter|part|title|article|clause|rule|regulation|schedule|annex|appendix|attachment|enclosure"
    r"|paper|form|table|figure|exhibit|question|standard|principle|recommendation|action|objective|goal|priority|theme"
    r"|step|stage|phase|lesson|module|unit|week|day|year|ward|zone|area|district|site|lot|option|proposal|application"
    r"|case|case study|example|motion|resolution|order|decision|minute"
)
TITLE = re.compile(rf"\W*(?:agenda )?(?:{PART})\W*(?:(?:no|number|ref)\W*)?\d+(?:\.\d+)*", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    """A line as wide as the page or a table, near its top or bottom.

    `page` counts from 0. `fixed` has the positions of those of the `figures` that may not count with the pages, `said`
    of those that the line calls numbers of pages, `spans` the numbers of a line's spans.
    """

    page: int
    text: str
    key: str
    figures: tuple[str, ...]
    fixed: frozenset[int]
    said: frozenset[int]
    base: float
    spans: tuple[int, ...] = ()
    outermost: bool = False
    at_top: bool = False

    def goes_with(self, other: "_Row") -> bool:
        """Whether both are one running head: the same, but for figures that count with the pages."""
        apart = other.page - self.page
        return len(self.figures) == len(other.figures) and all(
            a == b or (at not in self.fixed and _counts(a, b, apart))
            for at, (a, b) in enumerate(zip(self.figures, other.figures, strict=True))
        )

    def is_same(self, other: "_Row") -> bool:
        """Whether the figures are the same, but for those that are called numbers of pages."""
        pairs = enumerate(zip(self.figures, other.figures, strict=True))
        return all(a == b or at in self.said for at, (a, b) in pairs)


def _counts(one: str, other: str, pages: int) -> bool:
    """Whether a figure is larger by the number of pages, or by twice that where a page is two of print."""
    short = max(len(one), len(other)) <= LONGEST_COUNT
    return short and pages != 0 and int(other) - int(one) in (pages, 2 * pages)


def without_furniture(pages: Sequence[list[Span]], heights: Sequence[float]) -> list[list[Span]]:
    """The spans of each page without page numbers and without what repeats near the top or bottom."""
    rows = [_edge_rows(*page) for page in zip(range(len(pages)), pages, heights, strict=True)]
    shift = _shift(row for found in rows for row in found)
    rows = [[_settled(row, shift) for row in found] for found in rows]
    repeated = _repeated((row for found in rows for row in found), len(pages))
    running = {row.key for found in rows for row in found if row in repeated}
    kept = []
    for page, (spans, found, height) in enumerate(zip(pages, rows, heights, strict=True)):
        dropped = {
            index
            for row in found
            if _is_page_number(row, height, shift) or (row in repeated and not _is_title(row, repeated, pages))
            for index in row.spans
        }
        if page == 0:
            edge = (index for row in found for index in row.spans)
            dropped |= {index for index in edge if _is_part(spans[index], running)}
        kept.append([span for index, span in enumerate(spans) if index not in dropped])
    return kept


def without_running_tables(
    pages: Sequence[list[Table]], spans: Sequence[list[Span]], heights: Sequence[float]
) -> list[list[Table]]:
    """The tables of each page without those that repeat at its very top or foot, but for the first of each.

    `spans` is what else stands on each page. Only numbers of pages may differ.
    """
    rows: dict[int, _Row] = {}
    for page, (tables, beside, height) in enumerate(zip(pages, spans, heights, strict=True)):
        others: list[Table | Span] = [*tables, *beside]
        rows |= {id(table): _table_row(page, table) for table in tables if _may_run(table, others, height)}
    repeated = _repeated(rows.values(), len(pages))
    dropped = {row for row in repeated if any(row.page > other.page for other in repeated[row])}
    return [[table for table in tables if rows.get(id(table)) not in dropped] for tables in pages]


def _may_run(table: Table, others: Sequence[Table | Span], height: float) -> bool:
    """Whether nothing stands between a table and the edge of its page, and it has no heads over rows."""
    above = table.top < MARGIN * height and all(table.top <= each.top for each in others)
    below = table.bottom > (1 - MARGIN) * height and all(table.bottom >= each.bottom for each in others)
    first, *rest = ([line.bold for cell in row for line in cell.lines] for row in table.rows)
    headed = len(table.rows[0]) > 1 and all(first) and not all(map(all, rest))
    return (above or below) and len(table.rows) <= MOST_ROWS and not headed


def _table_row(page: int, table: Table) -> _Row:
    held = [{cell.column: " ".join(line.text for line in cell.lines) for cell in row} for row in table.rows]
    text = "\n".join(" | ".join(row.get(column, "") for column in range(len(table.edges))) for row in held)
    figures = tuple(found[2] for found in OF_PAGES.finditer(text))
    key = OF_PAGES.sub(r"\1#", text) + str([round(edge) for edge in table.edges])
    return _Row(page, text, key, figures, frozenset(), frozenset(range(len(figures))), table.top)


def _repeated(rows: Iterable[_Row], pages: int) -> dict[_Row, list[_Row]]:
    """The rows that enough pages have, each with those on other pages that go with it.

    On two pages only, it has to be at exactly the same height. Figures that count, and are not called numbers of pages,
    do so on a share of all pages: such as those of schemes, they may count with a few pages by chance.
    """
    alike: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.key:
            alike[row.key].append(row)
    near = SAME if pages == 2 else NEAR
    enough = min(max(2, SHARE * pages), ENOUGH)
    repeated: dict[_Row, list[_Row]] = {}
    for group in alike.values():
        for at, row in enumerate(group):
            others = [
                each
                for each in group[max(at - COMPARED, 0) : at + COMPARED]
                if each.page != row.page and abs(each.base - row.base) < near and row.goes_with(each)
            ]
            same = [each for each in others if row.is_same(each)]
            close = {
                each.page for each in same if abs(each.page - row.page) <= CLOSE and abs(each.base - row.base) < SAME
            }
            on = {each.page for each in others}
            needed = enough if len(same) == len(others) else max(enough, FEWEST_COUNTED)
            if len(on) + 1 >= needed or len(close) + 1 >= FEWEST_CLOSE:
                repeated[row] = others
    return repeated


def _is_title(row: _Row, repeated: dict[_Row, list[_Row]], pages: Sequence[list[Span]]) -> bool:
    """Whether a running head that names a part of the paper is the only title of that part, which begins here."""
    title = TITLE.match(row.text)
    if not title or not row.at_top or any(0 < row.page - each.page <= CLOSE for each in repeated[row]):
        return False
    here = (span.text for at, span in enumerate(pages[row.page]) if at not in row.spans)
    before = (span.text for span in pages[row.page - 1]) if row.page else ()
    return _words(title[0]) not in _words(" ".join([*before, *here]))


def page_numbers(pages: Sequence[list[Span]], heights: Sequence[float]) -> list[set[str]]:
    """What may be the number of each page: figures, or a Roman number in small letters, near the top or bottom."""
    found: list[set[str]] = []
    for spans, height in zip(pages, heights, strict=True):
        edge = (spans[index].text for row in _edge_rows(0, spans, height) for index in row.spans)
        matches = (PAGE_NUMBER.fullmatch(text.casefold().strip()) for text in edge)
        found.append({match["number"] for match in matches if match})
    return found


def _edge_rows(page: int, spans: list[Span], height: float) -> list[_Row]:
    order = sorted(range(len(spans)), key=lambda index: spans[index].base)
    rows: list[list[int]] = []
    for index in order:
        if rows and spans[index].base - spans[rows[-1][0]].base < 0.4 * spans[index].size:
            rows[-1].append(index)
        else:
            rows.append([index])
    found: list[_Row] = []
    body = usual_size(spans)
    for at, row in enumerate(rows):
        base = spans[row[0]].base
        above, below = (
            at < OUTERMOST and base < MARGIN * height,
            at >= len(rows) - OUTERMOST and base > (1 - MARGIN) * height,
        )
        if above or below:
            text = " ".join(line.text for line in lines([spans[index] for index in row]))
            key, figures = _key(text), tuple(re.findall(r"\d+", text))
            every = frozenset(range(len(figures)))
            of_pages = {each.start(2) for each in OF_PAGES.finditer(text)}
            said = frozenset(at for at, each in enumerate(re.finditer(r"\d+", text)) if each.start() in of_pages)
            largest = max(spans[index].size for index in row)
            stands_out = above and len(row) == 1 and (largest > LARGER * body or spans[row[0]].bold)
            fixed = frozenset(at for at in every if YEAR.fullmatch(figures[at]))
            if PAGE_NUMBER.fullmatch(text.casefold().strip()):
                key, figures, said, fixed = "#", figures[:1], frozenset({0}), frozenset()
            elif largest >= LARGEST_PART:
                fixed = every
            elif stands_out:
                fixed = every - said
            elif title := TITLE.match(text):
                fixed |= frozenset(range(len(re.findall(r"\d+", title[0]))))
            outermost = at in (0, len(rows) - 1)
            found.append(_Row(page, text, key, figures, fixed, said, base, tuple(row), outermost, above))
    return found


def _shift(rows: Iterable[_Row]) -> int | None:
    """How far the numbers of the pages are from their places, if some pages agree."""
    shifts = Counter(int(row.figures[0]) - row.page for row in rows if _is_outer_number(row) and row.figures)
    return next((shift for shift, pages in shifts.most_common(1) if pages >= FEWEST_CLOSE), None)


def _settled(row: _Row, shift: int | None) -> _Row:
    """A line whose figures count only as the numbers of the pages do, where those are known."""
    if shift is None or row.key == "#":
        return row
    others = (
        at
        for at, each in enumerate(row.figures)
        if at not in row.said and (len(each) > LONGEST_COUNT or int(each) - row.page != shift)
    )
    return replace(row, fixed=row.fixed.union(others))


def _is_outer_number(row: _Row) -> bool:
    return row.key == "#" and row.outermost


def _is_page_number(row: _Row, height: float, shift: int | None) -> bool:
    """A number near the edge of its page, or the right one further in, as on a page that lies on its side."""
    right = bool(row.figures) and int(row.figures[0]) - row.page == shift
    return _is_outer_number(row) and (right or not 0.1 * height < row.base < 0.9 * height)


def _is_part(span: Span, running: set[str]) -> bool:
    """Whether words on the first page are part of the running head of the others: it is often set in another way."""
    key = _key(span.text)
    part = " " in key and any(f" {key} " in f" {whole} " and key != whole for whole in running)
    return part and span.size < LARGEST_PART


def _key(text: str) -> str:
    """What a running head keeps from page to page: its words, without figures."""
    return _words(re.sub(r"\d+", "#", text))


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
