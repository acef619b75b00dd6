"""The text of a paper, with some of its words highlighted."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from assistant.text.sanitize import visible
from ingest.paper import Block, Paper
from ingest.spans import Run
from tui.paper_lines import Line, lay_out, line_at

ABOVE = 3  # lines of context that stay in view above the quotation


class PaperView(ScrollView, can_focus=True):
    """Draws only the lines in view, so that a paper of any length opens at once."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "paper--heading",
        "paper--quote",
        "paper--page",
        "paper--matter",
        "paper--columns",
        "paper--code",
    }
    ALLOW_SELECT = True

    def __init__(self) -> None:
        super().__init__(id="paper")
        self._paper: Paper | None = None
        self._blocks: Sequence[Block] = ()
        self._lines: list[Line] = []
        self._quote = (0, 0)
        self._laid_width = 0

    def show(self, paper: Paper, blocks: Sequence[Block], start: int, end: int) -> None:
        """Opens a paper with the words from `start` to `end` highlighted and in view."""
        again = self._paper is not None and self._paper.id == paper.id
        self._paper, self._blocks, self._quote = paper, blocks, (start, end)
        if not again:
            self._laid_width = 0
        self._lay_out()
        self._to_quote()
        self.refresh()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width - 1  # a space before the scroll bar
        if self._paper is None or width <= 0 or width == self._laid_width:
            return
        self._laid_width = width
        self._lines = lay_out(self._paper, self._blocks, width)
        self.virtual_size = Size(width, len(self._lines))

    def _to_quote(self) -> None:
        if self._lines:
            first, last = (line_at(self._lines, offset) for offset in (self._quote[0], max(self._quote[1] - 1, 0)))
            height = self.scrollable_content_region.height
            above = ABOVE if last - first + ABOVE < height else 0
            self.scroll_to(y=max(first - above, 0), animate=False, immediate=True, force=True)

    def on_resize(self) -> None:
        before = self._laid_width
        self._lay_out()
        if before != self._laid_width:
            self._to_quote()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        x, top = self.scroll_offset
        width = self.scrollable_content_region.width
        base = self.rich_style
        n = top + y
        if self._paper is None or n >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments = [Segment(text, base + style) for text, style in self._parts(self._lines[n], width)]
        strip = Strip(self._selected(segments, n)).crop_extend(x, x + self.size.width, base)
        return strip.apply_offsets(x, n)

    def _parts(self, line: Line, width: int) -> list[tuple[str, Style]]:
        """The line in pieces with one style each."""
        assert self._paper is not None
        if line.kind == "page":
            return [(f"── {line.label} ".ljust(width, "─"), self._style("page"))]
        own = self._style(line.kind) if line.kind in ("heading", "matter", "columns") else Style()
        bars = self._style("page")
        parts = [(" " * line.indent + line.label, bars if line.kind == "rule" else own)]
        for run in line.rendered(self._paper.text):
            if run.start == run.end:  # between columns
                parts.append((run.text, bars))
                continue
            style = own + self._styles(run.style)
            for part, quoted in _cut(run, *self._quote):
                parts.append((visible(_one_line(part)), style + self._style("quote") if quoted else style))
        return [(text, style) for text, style in parts if text]

    def _styles(self, style: str) -> Style:
        """The style of words that the paper emphasises."""
        return (
            self._style("code")
            if style == "code"
            else Style(bold="strong" in style or None, italic="em" in style or None)
        )

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"paper--{name}", partial=True)

    def _selected(self, segments: list[Segment], n: int) -> list[Segment]:
        """The segments of line `n`, with the mouse selection marked."""
        span = self.text_selection.get_span(n) if self.text_selection else None
        if span is None:
            return segments
        length = sum(len(segment.text) for segment in segments)
        start, end = span[0], length if span[1] == -1 else min(span[1], length)
        if start >= end:
            return segments
        before, chosen, after = Segment.divide(segments, [start, end, length])
        mark = self.screen.get_component_rich_style("screen--selection")
        return [*before, *Segment.apply_style(chosen, post_style=mark), *after]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        text = "\n".join("".join(part for part, _ in self._parts(line, 0)) for line in self._lines)
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def _one_line(text: str) -> str:
    """White space characters replaced with spaces one by one, so that offsets stay the same."""
    return "".join(" " if c.isspace() else c for c in text)


def _cut(run: Run, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """The run in parts, each with whether it lies between `start` and `end` of the paper."""
    if not run.is_exact:
        yield run.text, run.start < end and start < run.end
        return
    first, last = (min(max(at - run.start, 0), len(run.text)) for at in (start, end))
    yield run.text[:first], False
    yield run.text[first:last], True
    yield run.text[last:], False
