"""Pictures of pages: scans and photographs as PNG, JPEG, or TIFF, which may have several pages."""

import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import NoPaper, PaperError
from ingest.formats.pdf import laid_out
from ingest.formats.pdf.glyphs import Marks
from ingest.formats.pdf.rendering import MOST_PIXELS
from ingest.formats.pdf.scans import recognised
from ingest.paper import Outline

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_PIXELS = 500  # on the shorter side: a page at 72 dpi has 595, logos and icons fewer
# what Pillow raises for files that are not what they say
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error)
HEIGHT = 842.0  # points: pages are taken to be as long as A4, since few pictures say truly how large they are


def read(path: Path) -> Outline:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as file:
                return _read(file)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PaperError("this picture has too many pixels", "save it with at most 5,000 on each side") from None
    except DAMAGE as error:
        raise PaperError("this picture is damaged, or is not one", "open it, save it again and add the copy") from error


def _read(file: "Image") -> Outline:
    if min(file.size) < LEAST_PIXELS:
        raise NoPaper("the picture is too small to be a page")
    count = getattr(file, "n_frames", 1)
    pages = [_blank(file, number) for number in range(1, count + 1)]
    read = recognised(pages, lambda number: _page(file, number))
    if not read.numbers and read.hindrance:
        raise PaperError(f"this picture was not read, because {read.hindrance}", read.hindrance.cure)
    if not read.numbers:
        raise NoPaper("no words were found on this picture")
    return laid_out(read, None)


def _blank(file: "Image", number: int) -> Marks:
    """A page that is all picture, so that it is recognised."""
    file.seek(number - 1)
    scale = HEIGHT / max(file.size)
    return Marks([], [], 1.0, file.width * scale, file.height * scale)


def _page(file: "Image", number: int) -> "Image":
    from PIL import ImageOps

    file.seek(number - 1)
    page = ImageOps.exif_transpose(file).convert("RGB")
    page.thumbnail((MOST_PIXELS, MOST_PIXELS))
    return page
