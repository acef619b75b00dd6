"""The words of HTML inside a text, such as a block of it in Markdown."""

import re
from collections.abc import Iterator
from html import unescape

from ingest.spans import Run, Style

HTML_STYLES: dict[str, Style] = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "code": "code",
    "kbd": "code",
}
HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<hidden>style|script)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)[^<>]*>|<[!?/][^<>]*>|&#?\w{1,32};|\s+"
    r"|\{%.{0,500}?%\}|\{\{.{0,500}?\}\}",  # tags of templates
    re.DOTALL | re.IGNORECASE,
)
HTML_LINES = set("p div li ul ol h1 h2 h3 h4 h5 h6 tr table br hr figure figcaption details summary section".split())


def html_runs(text: str, start: int, end: int) -> list[Run]:
    """The words of HTML, with a line break where a part of it begins or ends."""
    runs = list(_runs(text, start, end))
    while runs and runs[-1].text.isspace():
        runs.pop()
    return runs


def _runs(text: str, start: int, end: int) -> Iterator[Run]:
    styles: list[str] = []
    fresh = True  # nothing is on the line yet
    at = start
    for mark in [*HTML.finditer(text, start, end), None]:
        style: Style = HTML_STYLES[styles[-1]] if styles else ""
        stop = mark.start() if mark else end
        if at < stop:
            yield Run(at, stop, text[at:stop], style)
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
            yield Run(mark.start(), at, unescape(mark[0]), style)
            fresh = False
        elif mark[0].isspace() and not fresh:
            yield Run(mark.start(), at, " ")
