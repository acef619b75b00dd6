"""Tesseract, where its program is installed."""

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from ingest.recognition.written import Written

if TYPE_CHECKING:
    from PIL.Image import Image

WORD = "5"  # the level of a row of its table that has a word
WIDE_GAP = 1.0  # of the height of a line, as in a text layer
LEAST = 30  # percent; what it is less sure of is specks and lines
LARGEST = 0.2  # of the height of the picture: a 'word' taller than that is a frame


class Tesseract:
    """`languages` as its option -l takes them, such as 'eng+cym'. Raises FileNotFoundError if it is not installed."""

    def __init__(self, languages: str = "eng"):
        program = shutil.which("tesseract")
        if program is None:
            raise FileNotFoundError("tesseract")
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        found = re.search(r"\d[\w.]*", said)
        self.name = f"tesseract {found[0] if found else ''} {languages}"
        self._command = [program, "stdin", "stdout", "-l", languages, "--psm", "1", "tsv"]

    def lines(self, picture: "Image") -> list[Written]:
        data = io.BytesIO()
        picture.save(data, "PPM")
        # its threads slow it down where other work goes on
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        ran = subprocess.run(self._command, input=data.getvalue(), capture_output=True, check=True, env=environment)
        return list(_lines(ran.stdout.decode("utf-8", "replace"), picture.height))


def _lines(table: str, height: int) -> Iterator[Written]:
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == WORD and row["text"].strip() and float(row["conf"]) >= LEAST]
    for _, line in groupby(words, key=itemgetter("block_num", "par_num", "line_num")):
        yield from _parts([word for row in line if (word := _word(row)).bottom - word.top < LARGEST * height])


def _word(row: dict[str, str]) -> Written:
    left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
    return Written(row["text"].strip(), left, top, left + width, top + height)


def _parts(words: list[Written]) -> Iterator[Written]:
    """A line cut at its wide gaps; all parts are as tall as the line."""
    if not words:
        return
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    part = words[0]
    for word in words[1:]:
        if word.x0 - part.x1 < WIDE_GAP * (bottom - top):
            part = Written(f"{part.text} {word.text}", part.x0, top, word.x1, bottom)
        else:
            yield part._replace(top=top, bottom=bottom)
            part = word
    yield part._replace(top=top, bottom=bottom)
