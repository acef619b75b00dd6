"""What people say of the standing of papers, in a file of its own: a rebuild wipes the catalogue and keeps this."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from ingest.errors import LibraryError, PaperError
from ingest.in_force import Correction, Status
from ingest.permissions import FILE
from ingest.safe_read import contents
from ingest.safe_write import replace

STATUSES = "statuses.json"
LARGEST = 10_000_000  # bytes; a hundred thousand papers corrected by hand


def corrections(folder: Path) -> dict[str, Correction]:
    """What people said, by the id of the paper. Raises LibraryError if the file is not as we write it."""
    try:
        facts = json.loads(contents(folder / STATUSES, LARGEST))
        said = {paper: Correction(**correction) for paper, correction in facts.items()}
        if not all(each.status in get_args(Status) and isinstance(each.by, str) for each in said.values()):
            raise ValueError
    except FileNotFoundError:
        return {}
    except (OSError, PaperError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise LibraryError(
            f"{folder / STATUSES}, where corrected statuses are kept, could not be read",
            "move it away, and correct the statuses again: policy papers status",
        ) from error
    return said


def keep(folder: Path, said: Mapping[str, Correction]) -> None:
    """Writes the file, whole or not at all. Raises OSError."""
    facts = {paper: asdict(correction) for paper, correction in said.items()}
    replace(folder / STATUSES, json.dumps(facts, indent=1).encode(), FILE)
