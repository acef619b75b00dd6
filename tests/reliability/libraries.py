"""Small libraries that change, and all that they hold, to be compared."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.encode import DEFAULT
from ingest.library import Library

ROOT = Path(__file__).parents[2]
PLACES = "Alder Birch Cedar Dogwood Elder Fir Gorse Hazel Ivy Juniper Larch Maple Oak Pine Rowan Spruce".split()


def question_about(place: str) -> str:
    """Answered by 'Mara ...' in the paper about that place."""
    return f"Who chairs the {place} board?"


def paper(place: str, year: int = 2020) -> str:
    """A paper of some passages about one place, different each year."""
    parts = [f"# The {place} plan of {year}\n\nMara {place} chairs the {place} board. It first met in May {year}.\n"]
    parts += [
        f"## Part {n} of the {place} plan\n\nThe {place} board pays £{year + n} a month for gate {n}, which keepers "
        f"open at dawn. Every keeper of gate {n} tells the {place} board of each repair before the month ends.\n"
        for n in range(1, 6)
    ]
    return "\n".join(parts)


def write_papers(folder: Path, places: list[str], year: int = 2020) -> None:
    folder.mkdir(exist_ok=True)
    for place in places:
        (folder / f"{place.lower()}.md").write_text(paper(place, year), "utf-8")


def policy(*words: str | Path, folder: Path, **given: object) -> "subprocess.CompletedProcess[str]":
    """A command of the program over the library in `folder`, in a process of its own."""
    command = [sys.executable, "-m", "assistant", *map(str, words), "--library", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240, **given)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Held:
    """All that a library holds, but for the order in which it came."""

    papers: frozenset[tuple]
    blocks: frozenset[tuple]
    passages: frozenset[tuple]
    words: frozenset[tuple]
    sources: frozenset[tuple]
    vectors: dict[str, bytes]

    def of(self, paper: str) -> tuple[frozenset[tuple], ...]:
        """The rows of one paper."""
        return tuple(
            frozenset(row for row in rows if row[at] == paper)
            for rows, at in ((self.papers, 0), (self.blocks, 0), (self.passages, 1), (self.words, 0))
        )


def held(folder: Path, models: Path) -> Held:
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:

        def rows(query: str) -> frozenset[tuple]:
            return frozenset(db.execute(query))

        tables = (
            rows("SELECT * FROM papers"),
            rows("SELECT * FROM blocks"),
            rows("SELECT id, paper, start, stop, first, last, page, context FROM passages"),
            rows("SELECT paper, id, words.context, body FROM words JOIN passages ON passages.n = words.rowid"),
            rows("SELECT location, size, sha256, paper FROM sources"),
        )
    with Library(folder, DEFAULT, models) as library:
        got = library.vectors._collection.get(include=["embeddings"])
        vectors = np.round(np.asarray(got["embeddings"], np.float32), 4)
        return Held(*tables, {id: _digest(row) for id, row in zip(got["ids"], vectors, strict=True)})


def _digest(vector: np.ndarray) -> bytes:
    return hashlib.sha256(vector.tobytes()).digest()


Ended = tuple[int | str, str]


def commands(*each: list[str | Path], folder: Path, **given: Any) -> list[Ended]:
    """How each of some commands over a library ended, and what it said; fewer where the process died of one."""
    words = [[*map(str, command), "--library", str(folder)] for command in each]
    ran = subprocess.run(
        [sys.executable, Path(__file__).with_name("commands.py"), json.dumps(words)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=240,
        **given,
    )
    return [tuple(json.loads(line)) for line in ran.stdout.splitlines()]
