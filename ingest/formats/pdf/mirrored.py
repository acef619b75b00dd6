"""Pages whose letters run from right to left, laid out as in a mirror: their columns begin at the right."""

from dataclasses import replace

from ingest.formats.characters import is_leftwards
from ingest.formats.pdf.glyphs import Marks, Rule
from ingest.formats.pdf.span import Span


def mirrored(page: Marks) -> Marks:
    """The page with left and right changed if it is read from the right; or else the page as it is."""
    if not is_leftwards("".join(span.text for span in page.spans)):
        return page
    spans = [
        Span(span.text, page.width - span.x1, page.width - span.x0, span.base, span.size, span.bold, mirrored=True)
        for span in page.spans
    ]
    rules = [Rule(page.width - rule.x1, rule.top, page.width - rule.x0, rule.bottom) for rule in page.rules]
    return replace(page, spans=spans, rules=rules)
