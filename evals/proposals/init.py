"""`policy eval init FOLDER`: makes a suite from your own papers, with proposed questions to accept one by one."""

import json
import shlex
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import click

from assistant.opening import open_library
from assistant.settings import Settings
from assistant.text.counts import numbered
from assistant.text.sanitize import visible
from evals.datasets.gold import LARGEST, Gold, load_gold
from evals.proposals.propose import propose
from evals.proposals.review import Line, place_of, review
from evals.suite_file import ABOUT
from ingest.errors import LibraryError, PolicyError
from ingest.places import parted
from ingest.safe_read import of_named
from ingest.safe_write import replace
from ingest.trust import allow

QUESTIONS = "questions.jsonl"
COUNT = 40  # questions to propose; an hour's reading at most


def run_init(
    settings: Settings,
    folder: Path,
    count: int = COUNT,
    seed: int = 0,
    every: bool = False,
    feedback: Path | None = None,
) -> None:
    """Makes or continues the suite in `folder`, from the library's papers.

    Adds the rated answers in `feedback`, proposes `count` questions, and shows each to be accepted; with `every`, only
    writes them, to be accepted later. Running it again keeps all earlier decisions. Raises PolicyError if the library
    is empty, a file can't be read or written, or there is no terminal.
    """
    if not every and not sys.stdin.isatty():
        raise PolicyError("this needs a terminal, to ask about each question", "to only write the proposals: --all")
    lines = read_lines(folder / QUESTIONS)
    if feedback:
        load_gold(feedback)  # raises with the line that is not a question
        lines = merge(lines, map(_nameless, read_lines(feedback)))
    with open_library(settings) as library:
        sources = list({parted(paper.source)[0] for paper in library.catalogue.papers() if "://" not in paper.source})
        if not sources:
            raise LibraryError(f"the library in {library.folder} has no files", "add some papers: policy ingest FOLDER")
        known = {line["id"] for line in lines}  # a person may have edited the question with this id
        lines += [proposal(gold) for gold in propose(library, count, seed) if gold.id not in known]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / ABOUT).exists():
                made = about(folder, sources).encode()
                replace(folder / ABOUT, made)
                allow(folder / ABOUT, made)  # its papers may be anywhere
            write_lines(folder / QUESTIONS, lines)
            if not every:
                save = partial(write_lines, folder / QUESTIONS, lines)
                review(lines, save, partial(place_of, library.catalogue))
        except OSError as error:
            raise PolicyError(
                f"the suite {folder} can't be written: {error.strerror}", "choose another folder"
            ) from error
    _tell(folder, lines)


def proposal(gold: Gold) -> Line:
    return gold.model_dump(mode="json") | {"accepted": False}


def _nameless(line: Line) -> Line:
    """A rated answer without the name of who rated it: a suite may be passed on."""
    return {"accepted": True} | {key: value for key, value in line.items() if key != "person"}


def merge(lines: Iterable[Line], more: Iterable[Line]) -> list[Line]:
    """Merges lines by id without losing anything: fills in missing values, keeps what was accepted, and keeps a
    different line with the same id as 'id-2'. Merging the same lines again changes nothing."""
    merged = {line["id"]: line for line in lines}
    for line in more:
        id, n = line["id"], 1
        while (held := merged.get(id)) and not _agree(held, line):
            n += 1
            id = f"{line['id']}-{n}"
        merged[id] = _joined(held, line) if held else line | {"id": id}
    return list(merged.values())


def _agree(held: Line, line: Line) -> bool:
    own = ("id", "accepted", "rejected")
    return all(not held.get(key) or not value or held[key] == value for key, value in line.items() if key not in own)


def _joined(held: Line, line: Line) -> Line:
    filled = {key: value for key, value in line.items() if key not in held or (value and not held[key])}
    return held | filled | {"id": held["id"]}


def read_lines(path: Path) -> list[Line]:
    """The objects in a file of questions, unchanged; none if the file does not exist yet."""
    try:
        texts = of_named(path, LARGEST).decode().splitlines() if path.exists() else []
        lines = [json.loads(text) for text in texts if text.strip()]
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            f"the questions in {path} could not be read: {error}", "correct the file, or move it away"
        ) from error
    for line in lines:
        if not isinstance(line, Mapping) or not line.get("id"):
            raise PolicyError(f"a line of {path} is not a question with an id", "correct the file, or move it away")
    return lines


def write_lines(path: Path, lines: Iterable[Line]) -> None:
    """Replaces the whole file in one step, so that nothing is lost if it is interrupted. Raises OSError."""
    replace(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())


def about(folder: Path, sources: list[str]) -> str:
    """The contents of suite.toml: the suite's title and papers."""
    name = folder.resolve().name
    papers = ",\n".join(f"  {_quoted(source)}" for source in sorted(sources))
    description = f"Questions about {numbered(len(sources), 'paper')} of our own."
    return f"title = {_quoted(name)}\ndescription = {_quoted(description)}\npapers = [\n{papers},\n]\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # JSON strings are valid in TOML, except for DEL


def _tell(folder: Path, lines: list[Line]) -> None:
    accepted = sum(bool(line.get("accepted")) for line in lines)
    waiting = sum(not line.get("accepted") and not line.get("rejected") for line in lines)
    name = shlex.quote(str(folder))
    click.echo(visible(f"{folder}: {numbered(accepted, 'question')} accepted, {waiting} to read."))
    if accepted:
        click.echo(visible(f"To measure: policy eval {name}"))
    else:
        click.echo(visible(f'To accept some: policy eval init {name}, or set "accepted": true in {folder / QUESTIONS}'))
