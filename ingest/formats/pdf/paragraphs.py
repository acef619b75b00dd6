"""Turns the lines of a PDF into paragraphs: which line continues the one before, and which starts something new."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from ingest.formats.hyphens import Vocabulary
from ingest.formats.markers import marker
from ingest.formats.pdf.layout import Flow
from ingest.formats.pdf.lines import Line
from ingest.formats.pdf.tables import Table

RUNNING = 0.1  # of the letters; the headings of a style rarely have more than 0.05
USUAL_LEADING = 1.2  # from line to line, as a share of the size of the letters
ENDS = re.compile(r"[.!?:;…؟؛][\"'”’)\]]*$")
UNFINISHED = re.compile(r"\b(?:the|an?|of|to|in|on|at|by|for|from|with|and|or|as|that|which|is|are)$", re.IGNORECASE)
OPEN_END = re.compile(r"(?:[;:,.]|\b(?:and|or))$")
# a line of a table of contents, with its leaders
CONTENTS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})?$|…{2,}")
CAPTION = re.compile(r"(?:figure|fig\.|table|chart|graph|map|box|exhibit|picture)\s*\d", re.IGNORECASE)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `left` and `right` are the margins of the flow in which they begin."""

    lines: list[Line]
    left: float
    right: float
    note: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]


@dataclass(frozen=True)
class Measures:
    """What is usual in one document: the size and weight of its running text, and the leading of each size.

    `running` has all sizes in which so much of it is set that they are no sign of a heading; nor are capitals, if most
    letters are capitals.
    """

    body: float
    bold: bool
    running: frozenset[float]
    capitals: bool
    leading: dict[float, float]
    words: Vocabulary

    def text(self, lines: Sequence[Line]) -> str:
        return reduce(self.words.join, (line.text for line in lines))


def measure(flows: Iterable[Flow]) -> Measures:
    letters: Counter[tuple[float, bool]] = Counter()
    pitches: dict[float, Counter[float]] = defaultdict(Counter)
    texts: list[str] = []
    for flow in flows:
        lines = list(all_lines(flow))
        texts += (line.text for line in lines)
        for line in lines:
            letters[line.size, line.bold] += len(line.text)
        for before, after in itertools.pairwise(lines):
            pitch = (after.base - before.base) / after.size
            if after.text[0].islower() and before.size == after.size and 0.8 < pitch < 3:
                pitches[after.size][round(pitch, 1)] += 1
    leading = {size: counts.most_common(1)[0][0] for size, counts in pitches.items() if counts.total() > 2}
    body, bold = letters.most_common(1)[0][0] if letters else (10.0, False)
    enough = RUNNING * letters.total()
    running = frozenset(size for (size, heavy), count in letters.items() if count >= enough and not heavy)
    cases = Counter(char.isupper() for text in texts for char in text if char.isalpha())
    return Measures(body, bold, running, cases[True] > cases[False], leading, Vocabulary(texts))


def all_lines(flow: Flow) -> Iterable[Line]:
    for each in flow.content:
        if isinstance(each, Line):
            yield each
        else:
            yield from (line for row in each.rows for cell in row for line in cell.lines)


def split(content: Sequence[Line | Table], usual: Measures) -> list[Paragraph | Table]:
    lines = [each for each in content if isinstance(each, Line)]
    left = min((line.x0 for line in lines), default=0.0)
    rights: dict[float, list[float]] = defaultdict(list)
    for line in lines:
        rights[line.size].append(line.x1)
    right = {size: sorted(ends)[int(0.95 * (len(ends) - 1))] for size, ends in rights.items()}
    found: list[Paragraph | Table] = []
    for each in content:
        last = found[-1] if found else None
        if isinstance(each, Table):
            found.append(each)
        elif isinstance(last, Paragraph) and not _begins(each, last, usual):
            last.lines.append(each)
        else:
            found.append(Paragraph([each], left, right[each.size]))
    return found


def is_marked(line: Line) -> bool:
    _, number, bulleted = marker(line.text, 0, len(line.text))
    return bulleted or number is not None


def _begins(line: Line, open_: Paragraph, usual: Measures) -> bool:
    """Whether a line begins a new paragraph."""
    last = open_.last
    size = line.size
    if line.page != last.page:
        return not goes_on(open_, line)
    if abs(size - last.size) > 0.06 * max(size, last.size) or line.base <= last.base:
        return True
    if CONTENTS.search(last.text) or any(_are_rows(before, line) for before in open_.lines):
        return True
    leading = usual.leading.get(size, usual.leading.get(usual.body, USUAL_LEADING))
    ended, wrapped = bool(ENDS.search(last.text)), _is_full(last, line, open_.right)
    torn = wrapped and not ended and (_goes_on_in_brackets(line) or bool(UNFINISHED.search(last.text)))
    if line.base - last.base > (1.8 if torn else 1.25) * leading * size:
        return True
    if line.bold != last.bold:
        return ended or not wrapped
    if is_marked(line):
        abreast = is_marked(open_.first) and abs(line.x0 - open_.first.x0) < 0.5 * size
        return abreast or not wrapped or bool(OPEN_END.search(last.text))
    if last.text.endswith("-") or UNFINISHED.search(last.text) or (line.text[0].islower() and not ended):
        return False
    if _is_set_off(line, open_, ended):
        return True
    prominent = line.bold or size > 1.1 * usual.body
    amount = line.text[0].isdigit() and last.x1 - open_.left > 0.75 * (open_.right - open_.left)
    return not wrapped and (ended or not (prominent or amount))


def _goes_on_in_brackets(line: Line) -> bool:
    """Whether a line begins in small letters, or does so in brackets or quotation marks."""
    return not is_marked(line) and line.text.lstrip("([“‘")[:1].islower()


def _are_rows(one: Line, other: Line) -> bool:
    """Whether two lines have parts below one another, as the rows of a table without lines do."""
    near = 0.5 * other.size
    return any(abs(a[0] - b[0]) < near or abs(a[1] - b[1]) < near for a in one.parts[1:] for b in other.parts[1:])


def _is_set_off(line: Line, open_: Paragraph, ended: bool) -> bool:
    """Indented or outdented from the line before, in a way that a wrapped line is not."""
    step = line.x0 - open_.last.x0
    if is_marked(open_.first):
        hanging = len(open_.lines) == 1
        return step < -0.8 * line.size and (not hanging or ended)
    return step > 0.8 * line.size and ended


def _is_full(last: Line, line: Line, right: float) -> bool:
    """Whether the first word of `line` would not have fitted after `last`."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * len(word) / len(line.text)
    return last.x1 + 0.3 * line.size + width > right - 0.2 * line.size


def goes_on(before: Paragraph, line: Line) -> bool:
    """Whether a paragraph goes on with a line in the next column or overleaf."""
    last = before.last
    if abs(line.size - last.size) > 0.06 * line.size or is_marked(line) or ENDS.search(last.text):
        return False
    if last.text.endswith("-") or line.text[0].islower() or UNFINISHED.search(last.text):
        return True
    if is_marked(before.first) or CAPTION.match(before.first.text):
        return False
    wide = last.x1 - before.left > 0.65 * (before.right - before.left)
    return not line.bold and not last.bold and (wide or last.text.endswith(","))
