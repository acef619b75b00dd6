"""How large a picture of a PDF page may be."""

import pypdfium2

MOST_PIXELS = 3300  # on the longer side: A4 has 2339 at 200 dpi, and a plan as large as a table gets no more


def scale_of(page: pypdfium2.PdfPage, wanted: float) -> float:
    """The dots a point that are wanted, or fewer on a large page."""
    return min(wanted, MOST_PIXELS / max(*page.get_size(), 1))
