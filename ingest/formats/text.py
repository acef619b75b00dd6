"""Plain text: finds headings, paragraphs, list items and table rows where nothing marks them.

Text copied from a PDF or a web page keeps its lines and loses its structure. What is left is blank lines, bullets,
printed numbers, tabs and the ends of sentences; a heading is a short line on its own that is not a sentence.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ingest.formats.decode import decode
from ingest.formats.hyphens import rejoined
from ingest.formats.markers import depth, is_section, marker
from ingest.formats.text_tables import DATED, columns_over, is_row, tabbed
from ingest.paper import Block, Kind, Outline

LONGEST_HEADING = 26  # words; slide titles copied into text run to 25
WRAPPED = 60  # characters; a shorter line followed by a capital was ended on purpose
LONGEST_NAME, FEWEST_BELOW = 7, 5  # words of a numbered line, its number too, and of the line that it heads
NEAR = 60  # lines, among which another numbered line stands over its text
ADDRESS = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Prof|Sir|St)$")
SENTENCE_END = re.compile(r"[.;!?…][\"'”’)\]*_]*$")
HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
MATTER = re.compile(r"[ \t]*(?:<!--.*-->|[Pp](?:age|AGE|\.) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?)[ \t]*$")
COLUMNED = re.compile(r"\S {4,}\S|\.{4}|(?:\. ){4}")  # parts of a line set apart, as those of a form are
LABELLED = re.compile(r"[^\W\d_][\w /]{1,29}:\s")
PAGE_HEAD = re.compile(r"\bpage\b|\d$", re.IGNORECASE)
PAGE_BREAK = re.compile(r"[\f\v]\s*$|(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$")
LONGEST_LINE = 200  # characters of a running head
FEWEST_PAGES = 3  # on which a line stands, to be a running head
BOXES = str.maketrans("│┃║─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬", "|||---" + 18 * "+")
# The end of a line in the middle of a phrase
GOES_ON = re.compile(
    r"(?:,|\w-|\b(?:the|an?|of|to|in|on|at|by|for|from|with|within|and|or|as|than|that|which|who|is|are|be|must|may|will"
    r"|not|its|their|this|these|each|any|all|no|under|over|more|less|per))$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A line without its end: `text[start:end]` is not empty; `gap` says that blank lines come before it."""

    start: int
    end: int
    gap: bool


def read(path: Path) -> Outline:
    return outline(decode(path.read_bytes()))


def outline(text: str) -> Outline:
    """The blocks of a plain text, in order; every character that is not white space is in exactly one of them.

    Words that were cut at the ends of lines are whole in it, a tab stands where spaces set the cells of a table
    apart, and running heads are left out.
    """
    text = text.translate(BOXES) if "│" in text or "║" in text else text
    text = tabbed(rejoined(_without_running_heads(text)))
    blocks = list(_unmarked_lists(text, list(_blocks(text, list(_lines(text))))))
    return Outline(text, tuple(_with_headings(text, blocks)))


def _without_running_heads(text: str) -> str:
    """A text without the lines that stand at the top of each page, the same but for the number of the page."""
    lines = (line for line in re.finditer(r"[^\r\n\f\v]+", text) if line.end() - line.start() <= LONGEST_LINE)
    found = [line for line in lines if PAGE_HEAD.search(line[0].rstrip())]
    heads = Counter(_without_figures(line[0]) for line in found)
    if max(heads.values(), default=0) < FEWEST_PAGES:
        return text
    numbers: dict[str, list[list[int]]] = defaultdict(list)
    for line in found:
        numbers[_without_figures(line[0])].append([int(figure) for figure in re.findall(r"\d{1,9}", line[0])])
    running = {head for head, counts in numbers.items() if len(counts) >= FEWEST_PAGES and _count_up(counts)}
    parts, at = [], 0
    for line in found:
        before = text[max(line.start() - 4, 0) : line.start()]
        if _without_figures(line[0]) in running and (line.start() == 0 or PAGE_BREAK.search(before)):
            parts.append(text[at : line.start()])
            at = line.end()
    return "".join([*parts, text[at:]])


def _without_figures(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).split())


def _count_up(counts: Sequence[Sequence[int]]) -> bool:
    """Whether one of the figures of a line that comes again goes up by one each time."""
    return any(all(b - a == 1 for a, b in pairwise(column)) for column in zip(*counts, strict=False))


def _lines(text: str) -> Iterator[Line]:
    before = 0
    for match in re.finditer(r"[^\r\n\f\v]+", text):
        if not match[0].strip():
            continue
        breaks = re.findall(r"\r\n|[\r\n\f\v]", text[before : match.start()])
        yield Line(match.start(), match.start() + len(match[0].rstrip()), gap=len(breaks) > 1)
        before = match.end()


def _blocks(text: str, lines: list[Line]) -> Iterator[Block]:
    wrapped = _wrapped(text, lines)
    at = 0
    while at < len(lines):
        taken, block = _next_block(text, lines, at, wrapped)
        at += taken
        yield block


def _wrapped(text: str, lines: list[Line]) -> set[int]:
    """The lines that go on with the sentence above, in stretches of running text that are wrapped at any width."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and not lines[end].gap and _margin(text, lines[end]) == _margin(text, lines[at]):
            end += 1
        held = [text[line.start : line.end].strip() for line in lines[at:end]]
        if len(held) > 1 and _is_prose(held):
            headed = 2 * len(held[0]) < max(map(len, held)) and not GOES_ON.search(held[0])
            goes_on = (n for n in range(1 + headed, len(held)) if not SENTENCE_END.search(held[n - 1]))
            found |= {at + n for n in goes_on if not held[n - 1].endswith(":")}
        at = end
    return found


def _margin(text: str, line: Line) -> int:
    raw = text[line.start : line.end]
    return len(raw) - len(raw.lstrip())


def _is_prose(held: list[str]) -> bool:
    """Whether lines are sentences that somebody wrapped: the last one ends, and one ends in the middle of a phrase."""
    torn = (GOES_ON.search(above) or (below[0].islower() and _unfinished(above)) for above, below in pairwise(held))
    plain = not any(is_row(line) or HASHES.match(line) or MATTER.match(line) for line in held)
    return plain and bool(SENTENCE_END.search(held[-1])) and any(torn)


def _next_block(text: str, lines: list[Line], at: int, wrapped: set[int]) -> tuple[int, Block]:
    line = lines[at]
    raw = text[line.start : line.end]
    if not any(c.isalnum() for c in raw) or MATTER.match(raw):
        return 1, Block("matter", line.start, line.start, line.end)
    if is_row(raw):
        words = line.start + len(raw) - len(raw.lstrip(" \t|"))
        return 1, Block("row", line.start, words, line.end)
    if hashes := HASHES.match(raw):
        words, number, _ = marker(text, line.start + hashes.end(), line.end)
        return 1, Block("heading", line.start, words, line.end, number=number, level=len(hashes[1]))
    words, number, bulleted = marker(text, line.start, line.end)
    headed = number is not None and not bulleted and _heads_text(text, lines, at)
    taken = 1 if headed else _run_on(text, lines, at, wrapped, listed=bulleted or number is not None)
    end = lines[at + taken - 1].end
    kind = _kind(text, lines, at, taken, words, number, bulleted)
    level = _heading_level(text[words:end], number) if kind == "heading" else _indent(raw) if kind == "item" else 0
    return taken, Block(kind, line.start, words, end, number=number, level=level)


def _run_on(text: str, lines: list[Line], at: int, wrapped: set[int], listed: bool) -> int:
    """How many lines from `at` make one block: wrapped lines, and sentences split by a page break."""
    taken = 1
    while at + taken < len(lines):
        line, before = lines[at + taken], lines[at + taken - 1]
        raw, last = text[line.start : line.end], text[before.start : before.end]
        _, number, bulleted = marker(text, line.start, line.end)
        if is_row(raw) or MATTER.match(raw) or HASHES.match(raw) or bulleted or not any(c.isalnum() for c in raw):
            break
        if number and (line.gap or not _unfinished(last)):
            break
        goes_on = raw.lstrip()[0].islower() and _unfinished(last)
        if line.gap and not (goes_on and len(last) > WRAPPED):
            break
        ended = len(last) < WRAPPED and _capital(raw) and at + taken not in wrapped
        if not line.gap and not goes_on and not listed and ended:
            break
        taken += 1
    return taken


def _heads_text(text: str, lines: list[Line], at: int) -> bool:
    """Whether a numbered line names what the line right below it says, as another one of the paper does."""
    return _names_below(text, lines, at) and any(
        _names_below(text, lines, other)
        for other in range(max(at - NEAR, 0), min(at + NEAR, len(lines)))
        if other != at
    )


def _names_below(text: str, lines: list[Line], at: int) -> bool:
    """Whether a line has a number and a few words after a gap, over a sentence."""
    if at + 1 == len(lines) or lines[at + 1].gap or not (lines[at].gap or at == 0):
        return False
    line, below = (text[each.start : each.end] for each in lines[at : at + 2])
    name = len(line.split()) <= LONGEST_NAME and _unfinished(line) and not GOES_ON.search(line)
    if not name or ADDRESS.search(line) or not _capital(below) or len(below.split()) < FEWEST_BELOW:
        return False
    own, under = (marker(text, each.start, each.end) for each in lines[at : at + 2])
    return own[1] is not None and not own[2] and under[1] is None


def _unfinished(line: str) -> bool:
    return not SENTENCE_END.search(line) and not line.endswith(":")


def _capital(line: str) -> bool:
    first = next((c for c in line if c.isalnum()), "")
    return first.isupper() or first.isdigit()


def _kind(text: str, lines: list[Line], at: int, taken: int, words: int, number: str | None, bulleted: bool) -> Kind:
    body = text[words : lines[at + taken - 1].end]
    if number and not is_section(number):
        return "item"
    if not bulleted and taken <= 2 and _is_heading(body, number) and _stands_apart(lines, at, taken):
        return "heading"
    if number and (depth(number) > 1 or not bulleted) and len(body.split()) > 1:
        return "paragraph" if depth(number) > 1 else "item"
    return "item" if bulleted or number else "paragraph"


def _stands_apart(lines: list[Line], at: int, taken: int) -> bool:
    """A heading has a blank line above or below it, and something to head."""
    after = at + taken
    return after < len(lines) and (lines[after].gap or lines[at].gap or at == 0)


def _is_heading(body: str, number: str | None) -> bool:
    words = bare(body)
    count = len(words.split())
    if count > LONGEST_HEADING or not _capital(words) or not re.search(r"[^\W\d_]{3}", words):
        return False
    if COLUMNED.search(body):
        return False
    if words.endswith((":", ",")) or SENTENCE_END.search(words.removesuffix("...").removesuffix("…").rstrip()):
        return words.endswith("?") and count <= 14
    if number:
        return True
    labelled = re.match(r"[\w /]{2,30}:\s", words) and not re.match(r"[\w ]+ [\w.]{1,4}:", words)
    dated = DATED.search(words) and count <= 8 and not re.search(r"\b(?:by|in|of|for)\b", words)
    return not labelled and not dated


def _heading_level(words: str, number: str | None) -> int:
    """Printed numbers say how deep; capitals rank with a first-level number; 0 is 'below what is above'."""
    if number:
        return 1 + depth(number)
    return 2 if words.isupper() else 0


def _indent(raw: str) -> int:
    return 1 + (len(raw) - len(raw.lstrip()) > 0)


def _with_headings(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Gives each block the headings above it, and each row the headings of its columns."""
    above: list[Block] = []
    over = columns_over(text, blocks)
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            block = replace(block, level=block.level or _level_below(text, above))
            above = [heading for heading in above if heading.level < block.level]
        headings = tuple(bare(text[heading.words : heading.end]) for heading in above)
        yield replace(block, headings=headings, columns=over.get(at, ()))
        if block.kind == "heading":
            above.append(block)


def _unmarked_lists(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Slides copied into text lose their bullets: three or more lines in a row that are not sentences are items."""
    at = 0
    while at < len(blocks):
        run = 1
        while at + run < len(blocks) and _is_fragment(text, blocks[at + run]):
            run += 1
        yield blocks[at]
        listed = run > 3 and blocks[at].kind in ("heading", "paragraph")
        for block in blocks[at + 1 : at + run]:
            yield replace(block, kind="item", level=1) if listed else block
        at += run


def _is_fragment(text: str, block: Block) -> bool:
    words = text[block.words : block.end]
    return (
        block.kind in ("heading", "paragraph")
        and block.number is None
        and not HASHES.match(text, block.start)
        and len(words.split()) > 5
        and not LABELLED.match(words)
        and _unfinished(words)
    )


def _level_below(text: str, above: list[Block]) -> int:
    """An unnumbered heading is below a numbered one above it, and level with an unnumbered one."""
    if not above:
        return 1
    ranked = [block.level for block in above if block.number or text[block.words : block.end].isupper()]
    return ranked[-1] + 1 if ranked else 2


def bare(words: str) -> str:
    """Words without emphasis marks and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", words)).strip()
