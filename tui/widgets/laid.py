"""Paragraphs with hanging indents, as one text that can be selected."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.prose import Paragraph, laid_out


class Laid(Widget):
    """Draws its paragraphs at its own width. Lays them out again only when the width or the paragraphs change."""

    DEFAULT_CSS = "Laid { height: auto; width: 1fr; }"

    def __init__(self, paragraphs: Iterable[Paragraph] = (), classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._given = tuple(paragraphs)
        self._laid: tuple[int, Content] = (0, Content(""))

    def paragraphs(self) -> Iterable[Paragraph]:
        return self._given

    def redraw(self) -> None:
        """Redraws the paragraphs. Lays the screen out again only if this grows or shrinks, as that takes ten
        times as long."""
        self._laid = (0, Content(""))
        width, height = self.content_size
        self.refresh(layout=not width or self._height(width) != height)

    def _text(self, width: int) -> Content:
        if self._laid[0] != width:
            self._laid = (width, laid_out(list(self.paragraphs()), width))
        return self._laid[1]

    def _height(self, width: int) -> int:
        return self._text(width).plain.count("\n") + 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._height(width)

    def render(self) -> Content:
        return self._text(self.content_size.width)
