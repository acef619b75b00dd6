"""What could not be read of a paper, in words for people."""

from collections.abc import Iterable, Sequence

from ingest.paper import ReadingWarning

MOST_PAGES = 6  # named in one line


def unread(warnings: Iterable[ReadingWarning]) -> list[tuple[str, str]]:
    """What was not read, with its pages ('a scanned picture (pages 2 and 5)'), and what helps; each thing once."""
    pages: dict[tuple[str, str], set[int]] = {}
    for warning in warnings:
        held = pages.setdefault((warning.what, warning.cure), set())
        held |= {warning.page} if warning.page else set()
    return [(_placed(what, sorted(held)), cure) for (what, cure), held in pages.items()]


def summary(warnings: Sequence[ReadingWarning]) -> tuple[str, str]:
    """All that was not read and all that helps, each on one line; both are empty without warnings."""
    found = unread(warnings)
    what = "; ".join(what for what, _ in found)
    return f"not read: {what}" if what else "", "; ".join(dict.fromkeys(cure for _, cure in found if cure))


def _placed(what: str, pages: Sequence[int]) -> str:
    if not pages:
        return what
    named = [str(page) for page in pages[:MOST_PAGES]]
    named += [f"{len(pages) - MOST_PAGES} more"] if len(pages) > MOST_PAGES else []
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return f"{what} ({'page' if len(pages) == 1 else 'pages'} {listed})"
