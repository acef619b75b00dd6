"""The blocks of HTML inside a Markdown text, which point into that text as it is written."""

import re
from collections.abc import Iterator
from html import unescape

from ingest.paper import Block, Kind

TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<hidden>script|style|template)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<stated>[^<>]*)>",
    re.DOTALL | re.IGNORECASE,
)
KINDS: dict[str, Kind] = {"li": "item", "dt": "item", **{f"h{level}": "heading" for level in range(1, 7)}}
BREAKS = {
    "p", "div", "br", "hr", "ul", "ol", "dl", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
    "section", "article", "details", "summary", "blockquote", "figure", "figcaption", "center", *KINDS,
}  # fmt: skip
CELL = re.compile(r"</t[dh]\s*>\s*<t[dh]\b[^<>]*>", re.IGNORECASE)  # between two cells of a row
ROW = re.compile(r"<tr\b[^<>]*>\s*<t(?P<kind>[dh])\b[^<>]*>", re.IGNORECASE)
ROW_END = re.compile(r"\s*(?:</t[dh]\s*>\s*)?(?:</tr\s*>|<tr\b|</t(?:able|body|head|foot)\s*>)", re.IGNORECASE)
WORDS = re.compile(r"<[^<>]*>|\s+")


def html_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """Headings, paragraphs, items and rows, without the headings above them; what is between them is marks."""
    columns: tuple[str, ...] = ()
    kind: Kind = "paragraph"
    level = 0
    at, row_until = start, start
    for mark in [*TAG.finditer(text, start, end), None]:
        stop = mark.start() if mark else end
        tag = (mark["tag"] or "").lower() if mark else "p"
        if stop < row_until:
            continue
        if tag in BREAKS or not tag:
            yield from _words(text, at, stop, kind, level)
            at = mark.end() if mark else end
            opened = bool(mark and not mark["close"])
            kind = KINDS.get(tag, "paragraph") if opened else "paragraph"
            level = int(tag[1]) if kind == "heading" else int(kind == "item")
        if tag == "table":
            columns = ()
        elif mark and tag == "tr" and not mark["close"] and (row := ROW.match(text, stop, end)):
            last = _row_end(text, row.end(), end)
            cells = CELL.split(text[row.end() : last])
            is_head = not columns and row["kind"].lower() == "h" and len(cells) > 1
            first, last = _trimmed(text, row.end(), last)
            if first < last:
                under = columns if not is_head and len(cells) == len(columns) else ()
                yield Block("row", first, first, last, columns=under)
            columns = tuple(map(html_text, cells)) if is_head else columns
            at = row_until = last


def html_text(piece: str) -> str:
    """The words of a piece of HTML on one line."""
    return " ".join(unescape(WORDS.sub(" ", piece)).split())


def _row_end(text: str, at: int, end: int) -> int:
    """Where the words of a row's last cell end."""
    found = ROW_END.search(text, at, end)
    return found.start() if found else end


def _words(text: str, start: int, end: int, kind: Kind, level: int) -> Iterator[Block]:
    start, end = _trimmed(text, start, end)
    if any(map(str.isalnum, html_text(text[start:end]))):
        yield Block(kind, start, start, end, level=level)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())
