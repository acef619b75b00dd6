"""The order in which a page is read: columns one after another, and what spans them in between."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.markers import BULLET
from ingest.formats.pdf.lines import Line, lines, usual_size
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.tables import Box, Table

Piece = Span | Table
# A column of running text, unlike one of labels, numbers or amounts:
FEWEST_LINES = 3
FEWEST_LETTERS = 16  # per line on average; columns of newsletters have 25, labels such as 'Post title:' 12
MOST_BESIDE = 12  # spans that can be on the line of a crossing one
NARROWEST = 0.17  # of the width of all columns together; four columns have 0.22
SMALL = 0.93  # of the size of the text: notes in the margin are smaller
NARROW = 0.35  # of the width of the text: notes in the margin are no wider
MOSTLY, FEW = 0.7, 0.25  # of the letters of a page are in its text, and of that in the notes beside it
GUTTER = 0.35  # of the size of the letters: what follows another span more closely begins no column
BUCKET = 12  # points
NOTE_GAP = 1.8  # of the size of the letters, from line to line: the next note begins after a wider one
LOWER = 6  # of the size of the letters: how far below the last line a note beside it may end
# Of the lines after the first go on with a phrase: then a column is one, however narrow, as on slides.
RUNNING_ON = 0.55


@dataclass(frozen=True)
class Flow:
    """What is read from top to bottom: the lines and tables of a column, or of a part as wide as the page.

    `aside` is where it stands if it is a note in the margin or words in a box, no part of the text beside them.
    """

    content: tuple[Line | Table, ...]
    aside: Box | None = None


def extent(content: Sequence[Line | Table]) -> Box:
    """The box around lines and tables, of which there is one at least."""
    return (
        min(each.x0 for each in content),
        min(each.top for each in content),
        max(each.x1 for each in content),
        max(each.bottom for each in content),
    )


def flows(pieces: Sequence[Piece]) -> list[Flow]:
    """The flows of a page in reading order."""
    bands = _best_bands(pieces)
    if bands is None:
        return [_flow(pieces)] if pieces else []
    found: list[Flow] = []
    wide: list[Piece] = []
    for left, right, across in bands:
        if _are_columns(left, right):
            found += ([_flow(wide)] if wide else []) + flows(left) + flows(right)
            wide = []
        else:
            wide += [*left, *right]
        wide += across
    return found + ([_flow(wide)] if wide else [])


def with_side_notes(pieces: Sequence[Piece]) -> list[Flow]:
    """The flows of a page in reading order, and after them each note in its margins."""
    spans = [piece for piece in pieces if isinstance(piece, Span)]
    notes = _side_notes(spans)
    if not notes:
        return flows(pieces)
    held = {id(note) for note in notes}
    text = [piece for piece in pieces if id(piece) not in held]
    middle = (min(piece.x0 for piece in text) + max(piece.x1 for piece in text)) / 2
    margins = ([note for note in notes if note.x0 < middle], [note for note in notes if note.x0 >= middle])
    return [*flows(text), *(flow for margin in margins for flow in _notes(lines(margin)))]


def _notes(margin: Sequence[Line]) -> Iterator[Flow]:
    """Each note of a margin."""
    begin = 0
    for at, line in enumerate(margin, start=1):
        if at == len(margin) or margin[at].base - line.base > NOTE_GAP * line.size:
            held = tuple(margin[begin:at])
            yield Flow(held, extent(held))
            begin = at


def _side_notes(spans: Sequence[Span]) -> list[Span]:
    """Small words left or right of all the text, and beside it."""
    usual = usual_size(spans)
    text = [span for span in spans if abs(span.size - usual) < (1 - SMALL) * usual and len(span.text) >= FEWEST_LETTERS]
    if not text:
        return []
    left, right = min(span.x0 for span in text), max(span.x1 for span in text)
    small = [span for span in spans if span.size < SMALL * usual]
    inside = [span for span in small if span.x1 > left + 1 and span.x0 < right - 1]
    notes = [
        span
        for span in small
        if (span.x1 <= left + 1 or span.x0 >= right - 1)
        and min(each.top for each in text) <= span.base <= max(each.bottom for each in text) + LOWER * usual
        and span.x1 - span.x0 < NARROW * (right - left)
        and len(span.text.strip()) > 2
        and any(map(str.isalpha, span.text))
        and not any(min(each.bottom, span.bottom) > max(each.top, span.top) for each in inside)
    ]
    is_text = _letters(text) > MOSTLY * _letters(spans) and _letters(notes) < FEW * _letters(text)
    return notes if is_text else []


def _flow(pieces: Sequence[Piece]) -> Flow:
    tables = [piece for piece in pieces if isinstance(piece, Table)]
    content: list[Line | Table] = [*lines([piece for piece in pieces if isinstance(piece, Span)]), *tables]
    return Flow(tuple(sorted(content, key=lambda each: each.bottom)))


Band = tuple[list[Piece], list[Piece], list[Piece]]  # left and right of a gutter, then what crosses it below them


def _best_bands(pieces: Sequence[Piece]) -> list[Band] | None:
    """The page cut at the gutter with the most text in columns on both sides; None if there are no columns."""
    best: list[Band] | None = None
    most = 0
    for edge in _edges(pieces):
        bands = _bands(pieces, edge)
        score = sum(_letters(left) + _letters(right) for left, right, _ in bands if _are_columns(left, right))
        if score > most:
            best, most = bands, score
    return best


def _edges(pieces: Sequence[Piece]) -> list[float]:
    """Where several lines begin, away from the left margin: the possible left edges of a column."""
    going_on = _going_on(pieces)
    starts = sorted(piece.x0 for piece in pieces if id(piece) not in going_on)
    edges: list[float] = []
    for at, start in enumerate(starts):
        near = starts[at : at + FEWEST_LINES]
        inward = start > starts[0] + 20 and (not edges or start - edges[-1] > 2)
        if inward and len(near) == FEWEST_LINES and near[-1] - start < 30:
            edges.append(start)
    return edges[:60]


def _going_on(pieces: Sequence[Piece]) -> set[int]:
    """The ids of the spans that go on with one before them on their line, such as a raised mark or bold words."""
    ends: dict[int, list[Span]] = defaultdict(list)
    for piece in pieces:
        if isinstance(piece, Span):
            ends[int(piece.x1 // BUCKET)].append(piece)
    return {
        id(piece)
        for piece in pieces
        if isinstance(piece, Span)
        for bucket in (int(piece.x0 // BUCKET) - 1, int(piece.x0 // BUCKET))
        for other in ends[bucket]
        if other is not piece
        and any(map(str.isalnum, other.text))
        and abs(other.base - piece.base) < 0.6 * max(other.size, piece.size)
        and -1 < piece.x0 - other.x1 < GUTTER * max(other.size, piece.size)
    }


def _bands(pieces: Sequence[Piece], edge: float) -> list[Band]:
    left: list[Piece] = []
    right: list[Piece] = []
    bands: list[Band] = []
    crossing = sorted((p for p in pieces if p.x0 < edge - 1 < p.x1 - 1), key=lambda p: p.bottom)
    aside = sorted((p for p in pieces if not p.x0 < edge - 1 < p.x1 - 1), key=lambda p: p.bottom)
    at = 0
    for wide in crossing:
        while at < len(aside) and _above(aside[at], wide):
            (right if aside[at].x0 >= edge - 1 else left).append(aside[at])
            at += 1
        beside = [piece for piece in aside[at : at + MOST_BESIDE] if _is_beside(piece, wide)]
        aside = aside[:at] + [piece for piece in aside[at:] if piece not in beside]
        bands.append((left, right, [wide, *beside]))
        left, right = [], []
    for piece in aside[at:]:
        (right if piece.x0 >= edge - 1 else left).append(piece)
    return [*bands, (left, right, [])]


def _above(piece: Piece, wide: Piece) -> bool:
    return (piece.top + piece.bottom) / 2 < (wide.top + wide.bottom) / 2


def _is_beside(piece: Piece, wide: Piece) -> bool:
    """Whether a piece is on the line of text that crosses the gutter."""
    overlap = min(piece.bottom, wide.bottom) - max(piece.top, wide.top)
    return isinstance(wide, Span) and isinstance(piece, Span) and overlap > 0.5 * (wide.bottom - wide.top)


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Whether both sides hold running text, and are next to each other."""
    if not left or not right:
        return False
    beside = min(max(p.bottom for p in left), max(p.bottom for p in right)) - max(
        min(p.top for p in left), min(p.top for p in right)
    )
    whole = max(p.x1 for p in right) - min(p.x0 for p in left)
    return beside > 0 and _is_column(left, whole) and _is_column(right, whole)


def _is_column(pieces: list[Piece], whole: float) -> bool:
    rows = lines([piece for piece in pieces if isinstance(piece, Span)])
    if len(rows) < FEWEST_LINES:
        return False
    below = [row.text for row in rows[1:] if not BULLET.match(row.text)]
    if below and sum(text[0].islower() for text in below) >= RUNNING_ON * len(below):
        return True
    wide = max(p.x1 for p in pieces) - min(p.x0 for p in pieces) >= NARROWEST * whole
    return wide and sum(len(row.text) for row in rows) / len(rows) >= FEWEST_LETTERS


def _letters(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if isinstance(piece, Span))
