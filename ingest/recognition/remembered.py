"""Pages that were recognised once: their lines, in one small file each, in the folder of a library."""

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ingest.errors import PaperError
from ingest.permissions import FOLDER
from ingest.recognition.written import Written
from ingest.safe_read import contents

LARGEST = 2_000_000  # bytes; a page full of small print has 20,000


class Remembered:
    """The pages kept for one paper in `folder`, and those of other papers, which may have the same pages.

    A page is named by a digest. What can't be read or written is as if it had not been kept.
    """

    def __init__(self, folder: Path, paper: str):
        self._folder = folder
        self._own = folder / paper

    def get(self, page: str) -> list[Written] | None:
        for path in [self._own / page, *self._folder.glob(f"*/{page}")]:
            with suppress(OSError, PaperError, ValueError, TypeError, RecursionError):
                lines = [_line(*fields) for fields in json.loads(contents(path, LARGEST))]
                if path.parent != self._own:
                    self.put(page, lines)
                return lines
        return None

    def put(self, page: str, lines: list[Written]) -> None:
        """Under another name first, so that a killed process leaves no half of a page."""
        with suppress(OSError):
            self._own.mkdir(parents=True, exist_ok=True, mode=FOLDER)
            draft = self._own / f"{page}.draft"
            draft.write_text(json.dumps(lines, ensure_ascii=False), "utf-8")
            draft.replace(self._own / page)


def forget_all_but(folder: Path, papers: Iterable[str]) -> None:
    """Removes what is kept for papers other than these."""
    kept = set(papers)
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _line(text: str, *place: float) -> Written:
    x0, top, x1, bottom = map(float, place)
    if not isinstance(text, str):
        raise TypeError
    return Written(text, x0, top, x1, bottom)
