"""The blocks of HTML inside a Markdown text, which point into that text as it is written."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from ingest.formats.tables import WIDEST
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
OPENED = re.compile(r"<t(?P<kind>[dh])\b(?P<stated>[^<>]*)>", re.IGNORECASE)  # a cell
ROW = re.compile(r"<tr\b[^<>]*>\s*<t(?P<kind>[dh])\b[^<>]*>", re.IGNORECASE)
ROW_END = re.compile(r"\s*(?:</t[dh]\s*>\s*)?(?:</tr\s*>|<tr\b|</t(?:able|body|head|foot)\s*>)", re.IGNORECASE)
UNSEEN = re.compile(r"\shidden(?![\w-])|style\s*=\s*[\"'][^\"']*display\s*:\s*none", re.IGNORECASE)
WORDS = re.compile(r"<[^<>]*>|\s+")


def html_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """Headings, paragraphs, items and rows, without the headings above them; what is between them is marks."""
    heads = _Heads()
    kind: Kind = "paragraph"
    level = 0
    at, row_until = start, start
    for mark in [*TAG.finditer(text, start, end), None]:
        stop = mark.start() if mark else end
        tag = (mark["tag"] or "").lower() if mark else "p"
        if stop < row_until:
            continue
        if mark and tag in BREAKS and UNSEEN.search(mark["stated"] or ""):
            yield from _words(text, at, stop, kind, level)
            closing = re.compile(rf"</{re.escape(tag)}\s*>", re.IGNORECASE).search(text, mark.end(), end)
            at = row_until = closing.end() if closing else end
            continue
        if tag in BREAKS or not tag:
            yield from _words(text, at, stop, kind, level)
            at = mark.end() if mark else end
            opened = bool(mark and not mark["close"])
            kind = KINDS.get(tag, "paragraph") if opened else "paragraph"
            level = int(tag[1]) if kind == "heading" else int(kind == "item")
        if tag == "table":
            heads = _Heads()
        elif mark and tag == "tr" and not mark["close"] and (row := ROW.match(text, stop, end)):
            last = _row_end(text, row.end(), end)
            columns = heads.columns(text[stop:last])
            first, last = _trimmed(text, row.end(), last)
            if first < last:
                yield Block("row", first, first, last, columns=columns)
            at = row_until = last


class _Heads:
    """The heads of a table, read row by row: in which column each cell stands, with those that span several."""

    def __init__(self) -> None:
        self._names: dict[int, list[str]] = {}
        self._below: dict[int, int] = {}  # by column, how many rows a cell above still reaches down
        self._ended = False

    def columns(self, row: str) -> tuple[str, ...]:
        """What stands over each cell of a row as it is written; empty for a row of heads, and where there are none."""
        marks = list(OPENED.finditer(row))
        texts = [html_text(row[mark.end() : end]) for mark, end in zip(marks, [*_begins(marks), len(row)], strict=True)]
        placed = list(self._placed(marks))
        is_head = len(marks) > 1 and not self._ended and all(mark["kind"].lower() == "h" for mark in marks)
        self._ended = not is_head
        over = tuple(
            " ".join(dict.fromkeys(name for at in span for name in self._names.get(at, ()))) for span in placed
        )
        if not is_head:
            return over if any(over) else ()
        for span, text in zip(placed, texts, strict=True):
            for at in span:
                self._names.setdefault(at, []).append(text)
        return ()

    def _placed(self, marks: Sequence[re.Match[str]]) -> Iterator[range]:
        """The columns of each cell of a row."""
        at, reaching = 0, dict[int, int]()
        for mark in marks:
            while self._below.get(at):
                at += 1
            span = range(at, at + _span(mark["stated"], "col"))
            reaching |= dict.fromkeys(span, _span(mark["stated"], "row") - 1)
            yield span
            at = span.stop
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1} | reaching


def _begins(marks: Sequence[re.Match[str]]) -> list[int]:
    return [mark.start() for mark in marks[1:]]


def _span(stated: str, kind: str) -> int:
    found = re.search(rf"\b{kind}span\s*=\s*[\"']?(\d{{1,3}})", stated, re.IGNORECASE)
    return min(max(int(found[1]), 1), WIDEST) if found else 1


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
