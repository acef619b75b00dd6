"""`policy batch`: answers a file of questions and writes a pack. A run that was stopped can be resumed."""

import datetime
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant.answer import Answer
from assistant.batch_runner import answering
from assistant.briefing.fingerprint import library_fingerprint, questions_fingerprint, state
from assistant.briefing.journal import Journal, answer_from, journal_of, only_writer
from assistant.briefing.pack import Item, Pack, in_sections, strict
from assistant.briefing.questions import Questions, read_questions
from assistant.briefing.wording import counts
from assistant.briefing.write import renderer, replace_file
from assistant.cli.terminal import plain
from assistant.settings import Settings
from assistant.text.counts import numbered
from ingest.errors import PolicyError
from ingest.library import Library

KIND = "batch"
TITLE = "Briefing pack"
AT_ONCE = 2  # 16 questions: 6.1 to 6.5 s with two workers of one thread, 7.5 s and more with one that uses both cores
MISMATCH = {
    "library": "the library or its settings have changed",
    "model": "the model, or what it does, is different",
    "questions": "the questions differ",
}


@dataclass(frozen=True)
class BatchOptions:
    """The options of the command."""

    questions: str
    out: Path
    template: Path | None = None
    title: str | None = None
    strict: bool = False
    resume: bool = False
    at_once: int | None = None
    as_of: datetime.date | None = None


def run_batch(library: Library, settings: Settings, options: BatchOptions) -> int:
    """Writes the pack; returns the exit code. Raises PolicyError if something is wrong, before asking any question."""
    started = time.monotonic()
    render = renderer(options.out, options.template)
    questions = _as_of(read_questions(options.questions), options.as_of)
    for skipped in questions.skipped:
        print(plain(skipped.message).plain, file=sys.stderr)
    with only_writer(options.out):
        with _journal(library, settings, options, questions) as journal:
            answers = _answers(library, settings, options, questions, journal)
            pack = _pack(questions, answers, journal.head, options)
        replace_file(options.out, render(pack))
        if not pack.count("error"):
            journal.path.unlink()
    _summarise(pack, options, len(questions.skipped), time.monotonic() - started)
    return 1 if pack.count("error") else 3 if pack.unanswered else 0


def _as_of(questions: Questions, day: datetime.date | None) -> Questions:
    asked = (replace(each, question=replace(each.question, as_of=day)) for each in questions.asked)
    return replace(questions, asked=tuple(asked))


def _journal(library: Library, settings: Settings, options: BatchOptions, questions: Questions) -> Journal:
    """The journal of this run, new or resumed. Raises PolicyError if another run's journal is in the way."""
    path = journal_of(options.out)
    if path.exists() and not options.resume:
        raise PolicyError(
            f"an earlier run was stopped and left {path}", f"continue it: --resume. To start again, delete {path}"
        )
    head = {
        "kind": KIND,
        "library": library_fingerprint(library, settings),
        "model": settings.answered_by,
        "questions": questions_fingerprint(questions.asked),
        "title": options.title or questions.title or TITLE,
        "made": datetime.date.today().isoformat(),
        "state": state(library, options.as_of),
    }
    journal = Journal(path, head)
    if journal.head.get("kind") != KIND:
        journal.close()
        raise PolicyError(f"{path} belongs to a pack of saved answers", "choose another OUT")
    if changes := [what for name, what in MISMATCH.items() if journal.head.get(name) != head[name]]:
        journal.close()
        raise PolicyError(
            f"the answers in {path} can't be continued: {' and '.join(changes)}",
            f"undo that change, or start again: delete {path}",
        )
    return journal


def _answers(
    library: Library, settings: Settings, options: BatchOptions, questions: Questions, journal: Journal
) -> dict[int, Answer]:
    """The answers by question number: those in the journal, then the rest.

    Errors are not kept, so that --resume asks those questions again.
    """
    answers = {line["n"]: answer_from(line["answer"]) for line in journal.lines}
    missing = [(n, asked.question) for n, asked in enumerate(questions.asked) if n not in answers]
    try:
        with (
            _progress(len(questions.asked), len(answers)) as progress,
            answering(library, settings, options.at_once or AT_ONCE) as answer_all,
        ):
            for n, answer in answer_all(missing):
                if answer.status != "error":
                    journal.add({"n": n, "answer": answer.model_dump(mode="json")})
                answers[n] = answer
                progress()
    except KeyboardInterrupt:
        print(f"{numbered(len(answers), 'answer')} saved. To continue: --resume", file=sys.stderr)
        raise
    return answers


def _pack(questions: Questions, answers: dict[int, Answer], head: dict[str, Any], options: BatchOptions) -> Pack:
    items = [Item(asked.question.text, answers[n], asked.columns) for n, asked in enumerate(questions.asked)]
    if options.strict:
        items = [strict(item) for item in items]
    sections = in_sections([(asked.section, item) for asked, item in zip(questions.asked, items, strict=True)])
    made = datetime.date.fromisoformat(head["made"])
    return Pack(options.title or head["title"], made, head["state"], head["model"], sections)


@contextmanager
def _progress(total: int, done: int) -> Iterator[Any]:
    """Yields a function to call after each answer. Shows a progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (
        TextColumn("Answering", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("questions{task.fields[rate]}", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, completed=done, rate="")

        def advance() -> None:
            now = progress.tasks[task]
            seconds = now.elapsed or 0
            rate = f" · {(now.completed + 1 - done) / seconds:.1f}/s" if seconds > 1 else ""
            progress.update(task, advance=1, rate=rate)

        yield advance


def _summarise(pack: Pack, options: BatchOptions, skipped: int, seconds: float) -> None:
    parts = [f"{numbered(len(pack.items), 'question')} in {seconds:.1f} s", counts(pack)]
    if skipped:
        parts.append(f"{numbered(skipped, 'entry', 'entries')} skipped")
    if options.strict:
        parts.append(f"{numbered(pack.left_out, 'unsupported statement')} left out")
    parts.append(f"{numbered(pack.count('error'), 'error')}")
    print(plain(f"{options.out}: {'; '.join(parts)}").plain, file=sys.stderr)
    if pack.count("error"):
        print("To ask the questions that failed again: --resume", file=sys.stderr)
