"""Words as they are drawn, each with its place in the text that it comes from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

Style = Literal["", "em", "strong", "strong em", "code"]
GAP = re.compile(r"\s{2,}|[^\S ]")


class Run(NamedTuple):
    """Characters drawn for `start` to `end` of a text: one for each, or otherwise all for all.

    What is between two runs is marks, which are not drawn.
    """

    start: int
    end: int
    text: str
    style: Style = ""

    @property
    def is_exact(self) -> bool:
        """Whether each character drawn stands for one in the text."""
        return self.end - self.start == len(self.text)


class Piece(NamedTuple):
    """Words in one style."""

    text: str
    style: Style = ""


def clipped(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """The part of the runs that is drawn for `text[start:end]`."""
    for run in runs:
        if run.end <= start or end <= run.start:
            continue
        if run.is_exact:
            first, last = max(run.start, start), min(run.end, end)
            yield Run(first, last, run.text[first - run.start : last - run.start], run.style)
        else:
            yield run


def pieces(runs: Iterable[Run]) -> tuple[Piece, ...]:
    """The words of runs on one line, with words in the same style together."""
    found: list[Piece] = []
    for run in single_spaced(run._replace(text=run.text.replace("\n", " ")) for run in runs):
        if found and found[-1].style == run.style:
            found[-1] = Piece(found[-1].text + run.text, run.style)
        else:
            found.append(Piece(run.text, run.style))
    return tuple(found)


def emphasised(words: Iterable[Piece], marked: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """The words with the characters in `marked` strong, and no others; `marked` counts through all of the words."""
    edges = {at for span in marked for at in span}
    found: list[Piece] = []
    end = 0
    for text, style in words:
        start, end = end, end + len(text)
        bounds = [start, *sorted(at for at in edges if start < at < end), end]
        for first, last in pairwise(bounds):
            strong = any(begin <= first < stop for begin, stop in marked)
            found.append(Piece(text[first - start : last - start], _weighed(style, strong)))
    return tuple(found)


def _weighed(style: Style, strong: bool) -> Style:
    """The style with or without `strong`, which program text gives way to."""
    if style in ("em", "strong em"):
        return "strong em" if strong else "em"
    return "strong" if strong else "" if style == "strong" else style


def words(runs: Iterable[Run]) -> str:
    """The words of runs on one line."""
    return "".join(piece.text for piece in pieces(runs))


def single_spaced(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs with each stretch of white space as one space, and none at the beginning and the end."""
    space: Run | None = None  # a space that is drawn if anything follows
    begun = False
    for run in runs:
        parts = [run] if run.style == "code" or not GAP.search(run.text) else list(_between_gaps(run))
        for part in parts:
            if not part.text:
                continue
            if part.text.isspace():
                space = space or part
                continue
            lead = part.text[0] == " "
            if lead and (space or not begun) and part.is_exact and part.style != "code":
                part = Run(part.start + 1, part.end, part.text[1:], part.style)
                space = space if begun else None
            if space and begun:
                yield space
            space, begun = None, True
            if part.text[-1] == " " and part.is_exact and part.style != "code":
                space = Run(part.end - 1, part.end, " ", part.style)
                part = Run(part.start, part.end - 1, part.text[:-1], part.style)
            yield part


def _between_gaps(run: Run) -> Iterator[Run]:
    """The run in parts: what is between two gaps, and each gap as one space."""
    if not run.is_exact:
        yield run._replace(text=" ".join(run.text.split()) or " ")
        return
    at = 0
    for gap in GAP.finditer(run.text):
        yield Run(run.start + at, run.start + gap.start(), run.text[at : gap.start()], run.style)
        yield Run(run.start + gap.start(), run.start + gap.start() + 1, " ", run.style)
        at = gap.end()
    yield Run(run.start + at, run.end, run.text[at:], run.style)


def parted(mark: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What is between the marks, without empty parts before the first and after the last."""
    bounds = [start, *(at for found in mark.finditer(text, start, end) for at in found.span()), end]
    parts = list(zip(bounds[::2], bounds[1::2], strict=True))
    if len(parts) > 1 and not text[slice(*parts[0])].strip():
        parts = parts[1:]
    return parts[:-1] if len(parts) > 1 and not text[slice(*parts[-1])].strip() else parts
