"""What an engine finds on a picture of a page."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


class Written(NamedTuple):
    """Words on one line without a wide gap, on the picture turned upright; in pixels from its top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


class Engine(Protocol):
    """Recognises text. `name` identifies the engine with its version, since another may read a page differently."""

    name: str

    def lines(self, picture: "Image") -> list[Written]:
        """The lines of a picture in RGB, in no order that means anything."""
