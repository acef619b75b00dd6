"""Text for the screen: made safe, and laid out with hanging indents.

Text from papers, file names, questions, models and errors reaches the screen only through `plain`: as Content, never
as markup, so that nothing in it can act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

from assistant.text.sanitize import visible
from ingest.spans import Piece
from ingest.spans import Style as Emphasis

STYLES: dict[Emphasis, str] = {
    "": "",
    "em": "italic",
    "strong": "bold",
    "strong em": "bold italic",
    "code": "$text-secondary",
}


def plain(text: str, style: str | Style = "") -> Content:
    """The text with control characters shown as marks."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def in_pieces(pieces: Iterable[Piece], style: str = "") -> Content:
    """Words of a paper, with the paper's own emphasis."""
    return Content.assemble(*(plain(piece.text, STYLES[piece.style]) for piece in pieces)).stylize_before(style)


NOTHING = Content("")


@dataclass(frozen=True)
class Paragraph:
    """Content, with what comes before its first line and before the others (as much blank space, if not given)."""

    content: Content
    first: Content = NOTHING
    rest: Content | None = None


BLANK = Paragraph(NOTHING)


def laid_out(paragraphs: Sequence[Paragraph], width: int) -> Content:
    """The paragraphs, wrapped to `width` cells."""
    lines: list[Content] = []
    for paragraph in paragraphs:
        indent = paragraph.first.cell_length
        rest = Content(" " * indent) if paragraph.rest is None else paragraph.rest
        for n, line in enumerate(paragraph.content.wrap(max(width - indent, 8))):
            lines.append(Content.assemble(rest if n else paragraph.first, line))
    return Content("\n").join(lines)
