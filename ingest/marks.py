"""What a person reads of a paper: its words without the marks of the format, each with its place in the text.

Papers in Markdown carry marks: emphasis, links, hashes, tags of HTML and of templates. They are drawn as what they mean
and never as they stand there, while all offsets go on pointing into the paper's own text (docs/adr/0018).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.formats.inline import HTML_STYLES, Run, Style, emphasis, inline
from ingest.formats.markers import BULLET
from ingest.paper import Block, Paper

MARKDOWN = {"md", "markdown"}
TEXT = {"txt", "text"}  # where emphasis alone is marked: the reader of plain text knows it too
BULLETED = "• "
LEFT_OUT = "…"
LONGEST = 20_000  # characters of a block whose marks are looked for; the longest block of the real papers has 5,900
MASK = "\ue000"

MARKED = re.compile(r"[\\`*_\[\]<>&{}#|\n]")  # without any of these a line of Markdown is drawn as it stands
SOMETHING = re.compile(r"\S")
GAP = re.compile(r"\s{2,}|[^\S ]")
LINE_START = re.compile(r"(?<=\n)[ \t]*(?:>[ \t]?)*[ \t]*")
QUOTED = re.compile(r"(?:[ \t]*>)+[ \t]*")
HASHED = re.compile(r"#{2,6}(?=\S)|#(?=[A-Z\[])")  # a heading without the space that CommonMark wants
FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,}|-{3,}).*")
DEFINITION = re.compile(r"\[[^\]^][^\]]*\]:[ \t]*\S+")
# Tags of templates, attributes in braces, the marks of notes and of abbreviations
TEMPLATE = re.compile(
    r"\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|\{[:#][^}\n]{0,200}\}"
    r"|\[\^(?P<note>[^\[\]\s]{1,40})\]:?|(?m:^\*\[(?P<short>[^\]\n]{1,80})\](?=:))",
    re.DOTALL,
)
# Such as {% raw %} or {% image "board.png" %}: nothing is put in its place
WORDLESS = re.compile(
    r"\{%-?\s*(?:\w*\s*-?%\}|(?:image|include|uswds_icon|if|unless|for|else|assign|alert)\w*\b)|\{[:#]"
)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<hidden>style|script)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)[^<>]*>|<[!?/][^<>]*>|&#?\w{1,32};|\s+",
    re.DOTALL | re.IGNORECASE,
)
HTML_LINES = set("p div li ul ol h1 h2 h3 h4 h5 h6 tr table br hr figure figcaption details summary section".split())
# What stands between the cells of a row: in Markdown, in plain text, and as the readers of other formats join them
PIPE, BAR, TAB, JOINED = re.compile(r"(?<!\\)\|"), re.compile(r"\|"), re.compile(r"\t"), re.compile(r" \| ")


class Piece(NamedTuple):
    """Words in one style."""

    text: str
    style: Style = ""


@lru_cache(64)
def drawn(paper: Paper, block: Block, start: int | None = None) -> tuple[Run, ...]:
    """What is drawn of a block from `start`, or else of its words; line breaks that count are kept as such."""
    start = block.words if start is None else start
    if block.kind == "row":
        return tuple(_joined(cells(paper, block)))
    if paper.format in MARKDOWN:
        return tuple(_markdown(paper.text, block, start))
    return _plain(paper, start, block.end)


def cells(paper: Paper, block: Block) -> list[tuple[Run, ...]]:
    """What is drawn of the cells of a row, one after the other."""
    text, end = paper.text, block.end
    if paper.format in MARKDOWN:
        parts = _parted(PIPE, text, block.start, end)
        return [tuple(_single_spaced(_line(text, first, last, _facts(text).references))) for first, last in parts]
    mark = JOINED if paper.format not in TEXT else BAR if "|" in text[block.start : end] else TAB
    return [_plain(paper, first, last) for first, last in _parted(mark, text, block.start, end)]


def clipped(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """What of the runs is drawn for `text[start:end]`."""
    for run in runs:
        if run.end <= start or end <= run.start:
            continue
        if run.is_exact:
            first, last = max(run.start, start), min(run.end, end)
            yield Run(first, last, run.text[first - run.start : last - run.start], run.style)
        else:
            yield run


def pieces(runs: Iterable[Run]) -> tuple[Piece, ...]:
    """The words of runs on one line, those of one style together."""
    found: list[Piece] = []
    for run in _single_spaced(run._replace(text=run.text.replace("\n", " ")) for run in runs):
        if found and found[-1].style == run.style:
            found[-1] = Piece(found[-1].text + run.text, run.style)
        else:
            found.append(Piece(run.text, run.style))
    return tuple(found)


def words(runs: Iterable[Run]) -> str:
    """The words of runs on one line."""
    return "".join(piece.text for piece in pieces(runs))


def block_words(paper: Paper, block: Block) -> str:
    """The words of a block on one line, without its bullet or number."""
    return words(clipped(drawn(paper, block), block.words, block.end))


def unmarked(line: str, format: str) -> str:
    """The words of a line that comes from a paper of that format: a heading, or what introduces a list."""
    if format in MARKDOWN:
        return words(_line(line, 0, len(line), {}))
    return words(emphasis(line)) if format in TEXT and "*" in line else " ".join(line.split())


# Markdown

APART = {"fence", "code_block", "front_matter", "html_block", "hr"}


class _Facts(NamedTuple):
    """What only the whole of a text tells: which blocks are no paragraphs, by their beginning, and where links lead."""

    kinds: Mapping[int, str]
    references: Mapping[str, Any]


@lru_cache(8)
def _facts(text: str) -> _Facts:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    parser.core.ruler.disable(["inline", "text_join"])
    environment: dict[str, Any] = {}
    lines = [0] + [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    kinds = {}
    for token in parser.parse(text, environment):
        begins = SOMETHING.search(text, lines[token.map[0]]) if token.map and token.type in APART else None
        if begins:
            kinds[begins.start()] = token.type
    return _Facts(kinds, environment.get("references", {}))


def _markdown(text: str, block: Block, start: int) -> Iterator[Run]:
    facts = _facts(text)
    match facts.kinds.get(block.start):
        case "fence" | "front_matter":
            yield from _preformatted(text, *_within_fences(text, block), "code" if block.kind != "matter" else "")
        case "code_block":
            yield from _preformatted(text, block.start, block.end, "code")
        case "html_block":
            yield from _html(text, block.start, block.end)
        case "hr":
            return
        case _ if block.kind == "matter" and not _has_words(text, block):
            return
        case _:
            yield from _single_spaced(_paragraph(text, block, start, facts.references))


def _has_words(text: str, block: Block) -> bool:
    """Whether anything is to be read in what the reader keeps, but does not take for words: no link definitions."""
    lines = text[block.start : block.end].splitlines()
    return any(any(c.isalnum() for c in line) and not DEFINITION.match(line.strip()) for line in lines)


def _paragraph(text: str, block: Block, start: int, references: Mapping[str, Any]) -> Iterator[Run]:
    if (quoted := QUOTED.match(text, start, block.end)) and quoted.end() < block.end:
        start = quoted.end()
    if start < block.words and block.kind != "item" and (bullet := BULLET.match(text, start, block.end)):
        yield Run(start, bullet.end(), BULLETED)
        start = bullet.end()
    style: Style = ""
    if block.kind == "paragraph" and (hashes := HASHED.match(text, start, block.end)):
        start, style = hashes.end(), "strong"
    for run in _line(text, start, block.end, references):
        yield run._replace(style=style) if style and not run.style else run


def _line(text: str, start: int, end: int, references: Mapping[str, Any]) -> list[Run]:
    """The runs of the words from `start` to `end`, which may stand on several lines."""
    if end - start > LONGEST or not MARKED.search(text, start, end):
        return [Run(start, end, text[start:end])]
    masked, put = _masked(text[start:end])
    lines = _Lines(masked)
    runs: list[Run] = []
    for run in inline(lines.content, references):
        place = Run(start + lines.origin(run.start), start + lines.origin(run.end - 1) + 1, run.text, run.style)
        runs += _unmasked(text, start, place, put) if MASK in place.text and place.is_exact else [place]
    spoken = any(c.isalnum() for run in runs for c in run.text)
    return [run for run in runs if run.text and (spoken or run.text != LEFT_OUT)]


class _Lines:
    """Lines without what Markdown puts before them within lists and quotations, joined as its parser wants them."""

    def __init__(self, text: str):
        text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._starts, self._moved, parts = [0], [0], []
        at = length = 0
        for match in LINE_START.finditer(text):
            parts.append(text[at : match.start()])
            length += match.start() - at
            at = match.end()
            self._starts.append(length)
            self._moved.append(at - length)
        self.content = "".join([*parts, text[at:]])

    def origin(self, at: int) -> int:
        """Where the character at this place of the content stands in the text."""
        return at + self._moved[bisect_right(self._starts, at) - 1]


def _masked(text: str) -> tuple[str, dict[int, tuple[int, str]]]:
    """The text with the tags of templates made one word each, so that a link may lead to one; and what is drawn there:
    by where it begins, its end and the words."""
    put: dict[int, tuple[int, str]] = {}
    for tag in TEMPLATE.finditer(text):
        if tag["note"]:
            label = tag["note"]
            instead = (label.translate(RAISED) if label.isdigit() else f"[{label}]") + " " * tag[0].endswith(":")
        elif tag["short"]:
            instead = tag["short"]
        else:
            instead = "" if WORDLESS.match(tag[0]) else LEFT_OUT
        put[tag.start()] = tag.end(), instead
    if not put:
        return text, put
    return TEMPLATE.sub(lambda tag: MASK * len(tag[0]), text), put


def _unmasked(text: str, base: int, run: Run, put: Mapping[int, tuple[int, str]]) -> Iterator[Run]:
    if run.style == "code":
        yield run._replace(text=text[run.start : run.end])
        return
    at = run.start
    for start, (end, instead) in put.items():
        start, end = base + start, base + end
        if run.start <= start < run.end:
            yield Run(at, start, text[at:start], run.style)
            yield Run(start, end, instead, run.style)
            at = end
    yield Run(at, run.end, text[at : run.end], run.style)


def _preformatted(text: str, start: int, end: int, style: Style) -> Iterator[Run]:
    """Lines that keep their breaks and spaces."""
    for line in re.finditer(r"[^\r\n]+|\r\n|[\r\n]", text[start:end]):
        broken = line[0][0] in "\r\n"
        yield Run(start + line.start(), start + line.end(), "\n" if broken else line[0].expandtabs(4), style)


def _within_fences(text: str, block: Block) -> tuple[int, int]:
    start, end = block.words, block.end
    if opening := FENCE.match(text, start, end):
        start = min(opening.end() + 1, end)
    last = text.rfind("\n", start, end) + 1 or start
    return (start, max(last - 1, start)) if FENCE.fullmatch(text, last, end) else (start, end)


def _html(text: str, start: int, end: int) -> Iterator[Run]:
    """The words of HTML; a line break where a part of it begins or ends."""
    styles: list[str] = []
    fresh = True  # nothing stands on the line yet
    at = start
    for mark in [*HTML.finditer(text, start, end), None]:
        style = next((HTML_STYLES[each] for each in reversed(styles)), "")
        stop = mark.start() if mark else end
        if at < stop:
            yield Run(at, stop, text[at:stop], style)  # type: ignore[arg-type]
            fresh = False
        if mark is None:
            return
        at = mark.end()
        tag = (mark["tag"] or "").lower()
        if tag in HTML_STYLES:
            styles = [*styles, tag] if not mark["close"] else [each for each in styles if each != tag]
        elif tag in HTML_LINES and not fresh:
            yield Run(mark.start(), at, "\n")
            fresh = True
        elif tag in ("td", "th") and not mark["close"] and not fresh:
            yield Run(mark.start(), at, " | ")
        elif mark[0][0] == "&":
            yield Run(mark.start(), at, unescape(mark[0]), style)  # type: ignore[arg-type]
            fresh = False
        elif mark[0].isspace() and not fresh:
            yield Run(mark.start(), at, " ")


# Any text


def _plain(paper: Paper, start: int, end: int) -> tuple[Run, ...]:
    """The words of a paper that is not in Markdown."""
    text = paper.text[start:end]
    runs = emphasis(text) if paper.format in TEXT and "*" in text else [Run(0, end - start, text)]
    return tuple(_single_spaced(Run(start + run.start, start + run.end, run.text, run.style) for run in runs))


def _single_spaced(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs with white space as one space each, and none at the beginning and the end."""
    space: Run | None = None  # a space that is drawn if anything follows
    begun = False
    for run in runs:
        parts = [run] if run.style == "code" or not GAP.search(run.text) else list(_between_gaps(run))
        for part in parts:
            if not part.text:
                continue
            if part.text.isspace():
                space = space or part
                continue
            lead = part.text[0] == " "
            if lead and (space or not begun) and part.is_exact and part.style != "code":
                part = Run(part.start + 1, part.end, part.text[1:], part.style)
                space = space if begun else None
            if space and begun:
                yield space
            space, begun = None, True
            if part.text[-1] == " " and part.is_exact and part.style != "code":
                space = Run(part.end - 1, part.end, " ", part.style)
                part = Run(part.start, part.end - 1, part.text[:-1], part.style)
            yield part


def _between_gaps(run: Run) -> Iterator[Run]:
    """The run in parts: what stands between two gaps, and each gap as one space."""
    if not run.is_exact:
        yield run._replace(text=" ".join(run.text.split()) or " ")
        return
    at = 0
    for gap in GAP.finditer(run.text):
        yield Run(run.start + at, run.start + gap.start(), run.text[at : gap.start()], run.style)
        yield Run(run.start + gap.start(), run.start + gap.start() + 1, " ", run.style)
        at = gap.end()
    yield Run(run.start + at, run.end, run.text[at:], run.style)


def _joined(row: Sequence[Sequence[Run]]) -> Iterator[Run]:
    """The cells of a row with bars between them."""
    at = None
    for cell in row:
        if at is not None and cell:
            yield Run(at, cell[0].start, " | ")
        yield from cell
        at = cell[-1].end if cell else at


def _parted(mark: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What stands between the marks, without the empty parts before the first and behind the last."""
    bounds = [start, *(at for found in mark.finditer(text, start, end) for at in found.span()), end]
    parts = list(zip(bounds[::2], bounds[1::2], strict=True))
    if len(parts) > 1 and not text[slice(*parts[0])].strip():
        parts = parts[1:]
    return parts[:-1] if len(parts) > 1 and not text[slice(*parts[-1])].strip() else parts
