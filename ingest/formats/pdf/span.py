"""A piece of text on a PDF page."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Span:
    """Text on one line without a wide gap; points from the top left of the page. `base` is the line it is on.

    `mirrored` says that left and right are changed, as on pages that are read from the right.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    mirrored: bool = False
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.top = self.base - 0.75 * self.size
        self.bottom = self.base + 0.22 * self.size
