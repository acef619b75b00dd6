"""A piece of text on a PDF page."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Span:
    """Text on one line without a wide gap; points from the top left of the page. `base` is the line it is on."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.top = self.base - 0.75 * self.size
        self.bottom = self.base + 0.22 * self.size
