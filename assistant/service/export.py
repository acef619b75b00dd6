"""`policy log export`: the log of questions as a file."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.briefing.write import replace_file
from assistant.briefing.writers.csv_file import harmless
from assistant.service.record import COLUMNS, Entry, Record
from assistant.settings import Settings
from assistant.text.sanitize import as_json
from ingest.errors import PolicyError


def run_export(settings: Settings, out: Path) -> int:
    """Writes the log in the form of the file's ending; returns how many entries it has. Raises PolicyError."""
    ending = out.suffix.lower()
    if ending not in FORMS:
        raise PolicyError(f"the log can't be written as '{out.name}'", f"use one of {', '.join(FORMS)}")
    entries = list(Record(settings.library, settings.log_days).entries())
    replace_file(out, FORMS[ending](entries))
    return len(entries)


def json_lines(entries: Iterable[Entry]) -> bytes:
    """One entry a line, as `Entry.as_json` has it."""
    return "".join(f"{as_json(entry.as_json())}\n" for entry in entries).encode()


def table(entries: Iterable[Entry]) -> bytes:
    """CSV with a byte order mark, which Excel needs. No cell is a formula."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS.split(", "))
    for entry in entries:
        cited = "\n".join(f"{each['title']} ({each['document']}): {each['place']}" for each in entry.cited)
        writer.writerow(harmless(str(cell)) for cell in (entry.as_json() | {"cited": cited}).values())
    return made.getvalue().encode("utf-8-sig")


FORMS: dict[str, Callable[[Iterable[Entry]], bytes]] = {".jsonl": json_lines, ".csv": table}
