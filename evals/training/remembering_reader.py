"""A reader that remembers what it said, on disk, so that fitting many times a day reads every passage once."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.ranking.reader import Reader
from assistant.ranking.reading import Window


class RememberingReader:
    """`name` says which weights these are; what other weights said is kept apart."""

    def __init__(self, reader: Reader, name: str, path: Path):
        self._reader, self._name = reader, name
        self._kept = sqlite3.connect(path)
        self._kept.execute("create table if not exists odds (key blob primary key, odds blob) without rowid")

    def odds(self, question: str, windows: Sequence[Window]) -> list[np.ndarray]:
        keys = [self._key(question, window) for window in windows]
        known = [self._kept.execute("select odds from odds where key = ?", (key,)).fetchone() for key in keys]
        unknown = [n for n, held in enumerate(known) if held is None]
        read = self._reader.odds(question, [windows[n] for n in unknown]) if unknown else []
        found = [np.frombuffer(held[0], np.float32) if held else np.empty(0, np.float32) for held in known]
        with self._kept:
            for n, odds in zip(unknown, read, strict=True):
                found[n] = odds
                row = keys[n], odds.astype(np.float32).tobytes()
                self._kept.execute("insert or ignore into odds values (?, ?)", row)
        return found

    def _key(self, question: str, window: Window) -> bytes:
        seen = [self._name, question, window.context, *(each.text for each in window.candidates)]
        return hashlib.sha256(json.dumps(seen).encode()).digest()
