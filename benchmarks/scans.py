"""Measures text recognition: each page is read as text, made a scan in several ways, and read again.

    python -m benchmarks.scans paper.pdf#1 other.pdf#3 --engine rapidocr --engine tesseract

For each engine and way it prints the characters that are wrong (the edit distance to the page read as text, in reading
order), the words that are missing wherever they stand, and the processor seconds a page. Where few words are missing
and many characters are wrong, the order is.
"""

import argparse
import os
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from rich.console import Console
from rich.table import Table

from ingest.errors import PaperError
from ingest.formats.pdf import read
from ingest.recognition import recogniser

SEED = 20
NOISE = 28.0  # the standard deviation of the grey of a pixel, of 255


@dataclass(frozen=True)
class Way:
    """How a page becomes a scan."""

    name: str
    dpi: int
    change: Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class Read:
    engine: str
    way: str
    wrong: float
    missing: float
    seconds: float


def straight(page: Image.Image) -> Image.Image:
    return page


def askew(page: Image.Image) -> Image.Image:
    return page.rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)


def noisy(page: Image.Image) -> Image.Image:
    grain = np.random.default_rng(SEED).normal(0, NOISE, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page) + grain, 0, 255).astype(np.uint8))


WAYS = [Way("150 dpi", 150, straight), Way("200 dpi", 200, straight), Way("2° askew", 200, askew)]
WAYS += [Way("noise", 200, noisy)]


def measured(pages: list[str], engines: list[str]) -> Iterator[Read]:
    with tempfile.TemporaryDirectory() as folder:
        text, scan = Path(folder) / "text.pdf", Path(folder) / "scan.pdf"
        for page in pages:
            name, _, number = page.partition("#")
            _alone(Path(name), int(number), text)
            truth = read(text).text
            for way in WAYS:
                way.change(_picture(text, way.dpi)).save(scan, resolution=way.dpi)
                for engine in engines:
                    recogniser.begin(engine, None, [0, 0])
                    read_engine = _read(engine, way, scan, truth)
                    Console(stderr=True).print(page[-40:], read_engine, highlight=False)
                    yield read_engine


def _read(engine: str, way: Way, scan: Path, truth: str) -> Read:
    begun = _spent()
    try:
        found = read(scan).text
    except PaperError:
        found = ""
    return Read(engine, way.name, wrong(truth, found), missing(truth, found), _spent() - begun)


def _spent() -> float:
    """Seconds of the processor, with those of programs that were run; other work on the machine hardly changes them."""
    return sum(os.times()[:4])


def _alone(paper: Path, number: int, out: Path) -> None:
    """One page as a PDF of its own."""
    whole, single = pypdfium2.PdfDocument(paper), pypdfium2.PdfDocument.new()
    single.import_pages(whole, [number - 1])
    single.save(out)
    single.close()
    whole.close()


def _picture(paper: Path, dpi: int) -> Image.Image:
    pdf = pypdfium2.PdfDocument(paper)
    page = pdf[0].render(scale=dpi / 72).to_pil().convert("L")
    pdf.close()
    return page


def wrong(truth: str, found: str) -> float:
    """The edit distance of the characters, spaces made single, as a share of the truth."""
    a, b = (np.frombuffer(" ".join(text.split()).encode("utf-32-le"), np.uint32) for text in (truth, found))
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for at, char in enumerate(a, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (b != char))
        row = np.minimum.accumulate(np.concatenate([[at], best]) - steps) + steps
    return float(row[-1]) / max(len(a), 1)


def missing(truth: str, found: str) -> float:
    """The share of the words that were not found, wherever they stand."""
    there, here = (Counter(re.findall(r"\w+", text.casefold())) for text in (truth, found))
    return (there - here).total() / max(there.total(), 1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", nargs="+", metavar="FILE#PAGE")
    options.add_argument("--engine", action="append", help="as in the setting recognition; several may be given")
    chosen = options.parse_args()
    found = list(measured(chosen.pages, chosen.engine or [recogniser.USUAL]))
    table = Table("engine", "way", "characters wrong", "words missing", "processor seconds")
    for engine, way in dict.fromkeys((each.engine, each.way) for each in found):
        own = [each for each in found if (each.engine, each.way) == (engine, way)]
        means = [statistics.mean(getattr(each, name) for each in own) for name in ("wrong", "missing")]
        seconds = statistics.median(each.seconds for each in own)
        table.add_row(engine, way, *(f"{100 * mean:.1f}%" for mean in means), f"{seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
