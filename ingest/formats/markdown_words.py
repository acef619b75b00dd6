"""What is drawn for a text in Markdown: its words, and none of its marks.

The blocks come from the reader (`markdown`), the marks within them are read by `inline`. Besides those of Markdown
there are marks of site generators: template tags, attributes in braces, notes, abbreviations.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.formats.html_blocks import CELL
from ingest.formats.html_words import html_runs
from ingest.formats.inline import inline
from ingest.formats.markers import BULLET
from ingest.paper import Block
from ingest.spans import Run, Style, parted, single_spaced

BULLETED = "• "
LEFT_OUT = "…"
LONGEST = 20_000  # characters of a block that is searched for marks; the longest block in the real papers has 5,900
MASK = "\ue000"

MARKED = re.compile(r"[\\`*_\[\]<>&{}#|\n]")  # without any of these a line of Markdown is drawn as it is
SOMETHING = re.compile(r"\S")
LINE_START = re.compile(r"(?<=\n)[ \t]*(?:>[ \t]?)*[ \t]*")
QUOTED = re.compile(r"(?:[ \t]*>)+[ \t]*")
HASHED = re.compile(r"#{2,6}(?=\S)|#(?=[A-Z\[])")  # a heading without the space that CommonMark wants
FENCE = re.compile(r"[ \t]*(?:`{3,}[^`\n]*$|~{3,}.*|-{3,}[ \t]*$)", re.MULTILINE)
DEFINITION = re.compile(r"(?m:^) {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]*\S.*")
# Template tags, attributes in braces, the marks of notes and of abbreviations
TEMPLATE = re.compile(
    r"\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|\{[:#][^}\n]{0,200}\}"
    r"|\[\^(?P<note>[^\[\]\s]{1,40})\]:?|(?m:^\*\[(?P<short>[^\]\n]{1,80})\](?=:))",
    re.DOTALL,
)
# Such as {% raw %} or {% image "board.png" %}: nothing is drawn for these
WORDLESS = re.compile(
    r"\{%-?\s*(?:\w*\s*-?%\}|(?:image|include|uswds_icon|if|unless|for|else|assign|alert)\w*\b)|\{[:#]"
)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
PIPE = re.compile(r"(?<!\\)\|")


def block_runs(text: str, block: Block, start: int) -> Iterator[Run]:
    """The runs of a block that is not a row, from `start`."""
    if block.kind == "matter":
        yield from _matter(text, block)
    elif FENCE.match(text, block.words, block.end):
        yield from _preformatted(text, *_within_fences(text, block), "code")
    elif _is_indented(text, block) and block.start in _program_text(text):
        yield from _preformatted(text, block.start, block.end, "code")
    else:
        yield from single_spaced(_paragraph(text, block, start))


def cell_runs(text: str, block: Block) -> list[tuple[Run, ...]]:
    """The runs of the cells of a row."""
    mark = CELL if CELL.search(text, block.start, block.end) else PIPE
    parts = parted(mark, text, block.start, block.end)
    return [tuple(single_spaced(_line(text, first, last, _references(text)))) for first, last in parts]


def line_runs(line: str) -> list[Run]:
    """The runs of a line on its own."""
    return _line(line, 0, len(line), {})


@lru_cache(8)
def _references(text: str) -> Mapping[str, Any]:
    """The link definitions of a text, by name."""
    environment: dict[str, Any] = {}
    MarkdownIt("commonmark").parse("\n\n".join(found[0] for found in DEFINITION.finditer(text)), environment)
    return environment.get("references", {})


def _is_indented(text: str, block: Block) -> bool:
    before = text[max(block.start - 4, 0) : block.start]
    return before == "    " or before.endswith("\t")


@lru_cache(8)
def _program_text(text: str) -> frozenset[int]:
    """Where code begins that only its indent marks; whether it does depends on everything above it."""
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    parser.core.ruler.disable(["inline", "text_join"])
    lines = [0] + [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    blocks = [token for token in parser.parse(text) if token.type == "code_block" and token.map]
    found = (SOMETHING.search(text, lines[token.map[0]]) for token in blocks if token.map)
    return frozenset(match.start() for match in found if match)


def _matter(text: str, block: Block) -> Iterator[Run]:
    """What the reader keeps but does not treat as words: front matter, HTML, rules, link definitions."""
    if text.startswith("---", block.start) and not text[: block.start].strip():
        yield from _preformatted(text, *_within_fences(text, block), "")
    elif FENCE.match(text, block.start, block.end):
        yield from _preformatted(text, *_within_fences(text, block), "code")
    elif text.startswith("<", block.start):
        yield from html_runs(text, block.start, block.end)
    else:
        lines = text[block.start : block.end].splitlines()
        if any(any(c.isalnum() for c in line) and not DEFINITION.match(line) for line in lines):
            yield from single_spaced(_paragraph(text, block, block.start))


def _paragraph(text: str, block: Block, start: int) -> Iterator[Run]:
    if (quoted := QUOTED.match(text, start, block.end)) and quoted.end() < block.end:
        start = quoted.end()
    if start < block.words and block.kind != "item" and (bullet := BULLET.match(text, start, block.end)):
        yield Run(start, bullet.end(), BULLETED)
        start = bullet.end()
    style: Style = ""
    if block.kind == "paragraph" and (hashes := HASHED.match(text, start, block.end)):
        start, style = hashes.end(), "strong"
    for run in _line(text, start, block.end, _references(text)):
        yield run._replace(style=style) if style and not run.style else run


def _line(text: str, start: int, end: int, references: Mapping[str, Any]) -> list[Run]:
    """The runs of the words from `start` to `end`, which may span several lines."""
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
    """Lines without what Markdown puts before them in lists and quotations, joined as its parser expects."""

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
        """Where in the text the character at this offset of the content is."""
        return at + self._moved[bisect_right(self._starts, at) - 1]


def _masked(text: str) -> tuple[str, dict[int, tuple[int, str]]]:
    """The text with each template tag made into one word, so that a link may lead to one; and what is drawn there: by
    where it begins, its end and the words."""
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
