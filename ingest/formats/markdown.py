"""Markdown: CommonMark with tables and front matter, by markdown-it-py, which gives the lines of each block."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.dates import day_first, order_of, read_date
from ingest.formats.decode import decode
from ingest.formats.html_blocks import html_blocks, html_text
from ingest.formats.lines import STRUCK, not_read
from ingest.formats.markers import depth, is_section, marker
from ingest.formats.text import HASHES, bare
from ingest.formats.text_tables import cells
from ingest.paper import Block, Kind, Outline

# The line below a heading, hashes after it, or its attributes
HEADING_END = re.compile(r"\s*[\r\n][ \t]*(?:=+|-+)$|[ \t]+#+$|[ \t]+\{[#:][^{}\n]{0,200}\}$")
# What is struck, or else program text, in which the same marks mean nothing
STRUCK_OUT = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)|\Z)|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))"
    r"|(?<![~\\])~~(?=[^\s~])[^~\n]{1,500}(?<=[^\s~])~~(?!~)[ \t]?"
    r"|<(?P<tag>del|s|strike)>[^<>]{1,2000}</(?P=tag)>[ \t]?",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
FIGURE_NOTE = re.compile(r"(?<=\d)\[\^[^\[\]\s]{1,40}\](?!:)")
NOTE = re.compile(r"\[\^(?P<label>[^\[\]\s]{1,40})\]:[ \t]*")
NOTE_LINE = re.compile(rf"^{NOTE.pattern}", re.MULTILINE)
FACT = re.compile(r"^[ \t]*(?:\*\*|__)?[A-Z][\w ()/&'’-]{0,40}:(?:\*\*|__)?[ \t]+(?=\S)", re.MULTILINE)  # 'Date: 4 May'
DAY = re.compile(r"[\"']?\d{4}-\d\d-\d\d[\"']?\s*$")
FIGURE = re.compile(r"[\"']?v?[£$€]?[\d.,]+%?[\"']?\s*$")
FIELD = re.compile(
    rf"(?P<key>[A-Za-z][\w -]{{0,40}}):[ \t]+(?P<value>{DAY.pattern}|{FIGURE.pattern}|[\w£$€].*[^\W\d_])"
)
ADMONITION = re.compile(  # the line that begins a note of a site generator: '!!! note "Fires"', '> [!WARNING]'
    r"(?:!!!|\?\?\?\+?)[ \t]+\w[\w-]*(?:[ \t]+\"[^\"\n]*\")?[ \t]*\r?\n\s*"
    r"|\[![A-Z]{3,20}\][ \t]*\r?\n(?:[ \t]*>)*[ \t]*"
)
STATED = {"status", "version", "owner", "author", "contact"}  # fields whose single words count
NOT_SEARCHED = set(  # keys of front matter that speak to programs, and those that become facts of the paper
    "title date published organisation organization publisher layout permalink slug template weight draft id uuid "
    "image css url lang language type tags keywords aliases toc sidebar menu theme class parent nav_order hide_title "
    "redirect_from linktitle cspell".split()
)
PROGRAMS = set(
    "bash sh shell console powershell python py js javascript ts typescript json yaml yml toml xml html css sql r java "
    "c cpp go rust ruby php perl ini dockerfile makefile mermaid diff".split()
)
QUOTED = re.compile(r"(?:[ \t]*>)+[ \t]*")
KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "tr_open": "row",
    "fence": "paragraph",
    "code_block": "paragraph",
    "front_matter": "matter",
    "html_block": "matter",
    "hr": "matter",
}


def read(path: Path) -> Outline:
    return outline(decode(path.read_bytes()))


def outline(text: str) -> Outline:
    """The blocks of a Markdown text; what is in no block (such as link definitions) is matter, so nothing is lost.

    Struck words, and the marks of notes on figures, are taken out of the text, so that nothing can quote them.
    """
    whole = FIGURE_NOTE.sub("", text)
    text = without_struck(whole)
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    lines = _line_starts(text)
    tokens = parser.parse(text)
    blocks = tuple(_all_covered(text, list(_blocks(text, lines, tokens))))
    stated = next((_front_matter(token.content) for token in tokens if token.type == "front_matter"), {})
    return Outline(
        text,
        blocks,
        title=_word(stated, "title"),
        organisation=_word(stated, "organisation") or _word(stated, "organization") or _word(stated, "publisher"),
        date=_date(stated, text),
        warnings=not_read({STRUCK} if len(text) < len(whole) else set()),
    )


def without_struck(text: str) -> str:
    """The text without words that are struck through, except in program text."""
    return STRUCK_OUT.sub(lambda found: found[0] if found["code"] else "", text)


def _line_starts(text: str) -> list[int]:
    """markdown-it counts lines after turning every line end into a line feed."""
    return [0] + [match.end() for match in re.finditer(r"\r\n|\r|\n", text)] + [len(text)]


def _blocks(text: str, lines: list[int], tokens: list[Token]) -> Iterator[Block]:
    above: list[tuple[int, str]] = []
    columns: tuple[str, ...] = ()
    lists: list[bool] = []
    fresh_item = in_head = False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(True)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type in ("list_item_open", "list_item_close"):
            fresh_item = token.type == "list_item_open"
        elif token.type == "thead_open":
            in_head, columns = True, ()
        elif token.type == "thead_close":
            in_head = False
        kind = KINDS.get(token.type)
        if kind is None or token.map is None:
            continue
        start, end = _trim(text, lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)])
        if start == end:
            continue
        if token.type in ("html_block", "front_matter"):
            found = html_blocks(text, start, end) if token.type == "html_block" else _fields(text, start, end)
            for each in found:
                if each.kind == "heading":
                    above = [(level, title) for level, title in above if level < each.level]
                yield replace(each, headings=tuple(title for _, title in above))
                if each.kind == "heading":
                    above.append((each.level, html_text(text[each.words : each.end])))
            continue
        if token.type == "fence" and token.info.split(maxsplit=1)[:1] and token.info.split()[0].lower() in PROGRAMS:
            yield Block("matter", start, start, end)
            continue
        if kind == "paragraph" and fresh_item:
            kind, fresh_item = "item", False
        if token.type == "paragraph_open":
            *notes, start = _starts(text, start, end)
            for begin, following in pairwise([*notes, start]):
                stop = _trim(text, begin, following)[1]
                note = _block(text, begin, stop, kind, token, len(lists))
                yield replace(note, headings=tuple(title for _, title in above))
                kind = "paragraph"
        block = _block(text, start, end, kind, token, len(lists))
        if block.kind == "heading":
            above = [(level, title) for level, title in above if level < block.level]
        headings = tuple(title for _, title in above)
        yield Block(
            block.kind,
            start,
            block.words,
            block.end,
            None,
            block.number,
            headings,
            () if in_head else columns * (kind == "row"),
            block.level,
        )
        if block.kind == "heading":
            above.append((block.level, bare(text[block.words : block.end])))
        if kind == "row" and in_head:
            quoted = QUOTED.match(text, start, end)
            columns = tuple(cells(text[quoted.end() if quoted else start : end]))


def _block(text: str, start: int, end: int, kind: Kind, token: Token, nesting: int) -> Block:
    """The block before its headings are known: where its words begin, its printed number, its level."""
    quoted = QUOTED.match(text, start, end)
    first = quoted.end() if quoted else start
    if kind == "heading":
        if not text[first:end].strip("# \t"):
            return Block("matter", start, start, end)
        hashes = HASHES.match(text, first, end)
        words, number, _ = marker(text, hashes.end() if hashes else first, end)
        end = start + len(HEADING_END.sub("", text[start:end]))
        return Block(kind, start, words, end, number=number, level=int(token.tag[1]))
    if kind in ("row", "matter"):
        inside = text[first:end].lstrip("| \t")
        if kind == "matter" or not inside:
            return Block("matter", start, start, end)
        return Block(kind, start, end - len(inside), end)
    if admonition := ADMONITION.match(text, first, end):
        first = admonition.end()
    if note := NOTE.match(text, first, end):
        return Block(kind, start, note.end(), end, number=note["label"])
    words, number, _ = marker(text, first, end)
    if number and kind == "item" and is_section(number) and depth(number) > 1:
        kind = "paragraph"
    return Block(kind, start, min(words, end), end, number=number, level=nesting if kind == "item" else 0)


def _starts(text: str, start: int, end: int) -> list[int]:
    """Where a paragraph begins, and each note and fact in it, which stand on lines that follow each other."""
    notes = [found.start() for found in NOTE_LINE.finditer(text, start, end)]
    facts = [found.start() for found in FACT.finditer(text, start, end)]
    return sorted({start, *notes, *(facts if len(facts) > 1 else [])})


def _fields(text: str, start: int, end: int) -> Iterator[Block]:
    """The lines of the front matter: those with a word for people are searched, such as 'owner: Head of Parks'."""
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", text[start:end]):
        stated = FIELD.match(line[0])
        searched = stated and _is_for_people(stated["key"].strip().lower(), stated["value"])
        first = start + line.start()
        yield Block("paragraph" if searched else "matter", first, first, first + len(line[0].rstrip()))


def _is_for_people(key: str, value: str) -> bool:
    """Whether a field says something in words; one small word, such as 'true', speaks to a program."""
    worded = key in STATED or bool(re.search(r"\s|[A-Z]|[\d,.]*[£$€]", value)) or bool(DAY.match(value))
    return worded and key not in NOT_SEARCHED


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without white space, and without the marks of a quotation at either end."""
    inside = text[start:end]
    lead = len(inside) - len(inside.lstrip())
    return start + lead, max(start + lead, start + len(inside.rstrip()))


def _all_covered(text: str, blocks: list[Block]) -> Iterator[Block]:
    at = 0
    for block in sorted(blocks, key=lambda block: block.start):
        if block.start < at:
            continue
        yield from _matter(text, at, block.start)
        yield block
        at = block.end
    yield from _matter(text, at, len(text))


def _matter(text: str, start: int, end: int) -> Iterator[Block]:
    start, end = _trim(text, start, end)
    if start < end:
        yield Block("matter", start, start, end)


def _front_matter(content: str) -> dict[str, object]:
    try:
        stated = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a day that no month has
        return {}
    return {str(key).lower(): value for key, value in stated.items()} if isinstance(stated, dict) else {}


def _word(stated: dict[str, object], key: str) -> str | None:
    value = stated.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _date(stated: dict[str, object], text: str) -> datetime.date | None:
    value = stated.get("date") or stated.get("published")
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return read_date(day_first(str(value), order_of(text))) if value else None
