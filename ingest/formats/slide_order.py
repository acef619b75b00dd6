"""In which order the boxes of a slide are read: line by line, or column by column below the heads of columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.compose import Element

SAME_LINE = 0.5  # centimetres; boxes whose tops differ by less are side by side
MOST_BOXES = 40  # among which columns are looked for
LONGEST_HEAD = 6  # words over a column
LONGEST_TITLE = 12  # words of a box that stands over a slide without a title


@dataclass(frozen=True)
class Box:
    """Where a box is, in centimetres, and its words."""

    top: float
    left: float
    right: float
    words: str


def in_order(boxes: Sequence[Box]) -> list[tuple[int, bool]]:
    """The numbers of the boxes as they are read, and whether each is the head of a column at the end of a slide."""
    lines = _lines(boxes)
    return _read(boxes, lines) if len(boxes) <= MOST_BOXES else [(at, False) for line in lines for at in line]


def _read(boxes: Sequence[Box], lines: Sequence[Sequence[int]]) -> list[tuple[int, bool]]:
    """The boxes of these lines: the first and tallest stretch of columns as such, and what is above and below it."""
    for begin in range(len(lines)):
        for end in range(len(lines), begin + 1, -1):
            columns = _columns(boxes, [at for line in lines[begin:end] for at in line])
            if columns:
                above = [(at, False) for line in lines[:begin] for at in line]
                last = end == len(lines)  # else what follows would stand below the head of the last column
                within = [(at, last and n == 0) for column in columns for n, at in enumerate(column)]
                return [*above, *within, *_read(boxes, lines[end:])]
    return [(at, False) for line in lines for at in line]


def title_of(boxes: Sequence[Box]) -> int | None:
    """The number of the box that is the title of a slide that has none marked: a few words over all others."""
    numbered = enumerate(boxes)
    return next((at for at, box in numbered if _is_title(box, [*boxes[:at], *boxes[at + 1 :]])), None)


def _is_title(box: Box, others: Sequence[Box]) -> bool:
    words = box.words.split()
    worded = 0 < len(words) <= LONGEST_TITLE and "\n" not in box.words.strip() and words[-1][-1] not in ".;:,"
    return worded and bool(others) and all(other.top - box.top > SAME_LINE for other in others)


def below_its_own(elements: list[Element], page: int, before: Sequence[Element]) -> list[Element]:
    """The elements of a slide, below its number where it has no title and would stand below that of another slide."""
    titled = not elements or (elements[0].kind == "heading" and elements[0].level == 1)
    if titled or not any(element.kind == "heading" for element in before):
        return elements
    return [Element("heading", f"Slide {page}", level=1, page=page), *elements]


def _lines(boxes: Sequence[Box]) -> list[list[int]]:
    lines: list[list[int]] = []
    for at in sorted(range(len(boxes)), key=lambda at: boxes[at].top):
        if not lines or boxes[at].top - boxes[lines[-1][0]].top > SAME_LINE:
            lines.append([])
        lines[-1].append(at)
    return [sorted(line, key=lambda at: boxes[at].left) for line in lines]


def _columns(boxes: Sequence[Box], chosen: Sequence[int]) -> list[list[int]]:
    """The columns that boxes stand in, if each has a head over more words; else none."""
    columns: list[list[int]] = []
    reach = 0.0
    for at in sorted(chosen, key=lambda at: boxes[at].left):
        if not columns or boxes[at].left >= reach:
            columns.append([])
        columns[-1].append(at)
        reach = max(reach, boxes[at].right)
    columns = [sorted(column, key=lambda at: boxes[at].top) for column in columns]
    heads = [boxes[column[0]] for column in columns]
    level = max(head.top for head in heads) - min(head.top for head in heads) <= SAME_LINE if heads else False
    return columns if len(columns) > 1 and level and all(_is_headed(boxes, column) for column in columns) else []


def _is_headed(boxes: Sequence[Box], column: Sequence[int]) -> bool:
    head, *below = [len(boxes[at].words.split()) for at in column]
    return 0 < head <= LONGEST_HEAD and max(below, default=0) > head
