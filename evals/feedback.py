"""`policy feedback export`: turns answers that people rated on the screen into questions for a suite."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.conversations.store import Conversations, Turn, history
from assistant.opening import open_library
from assistant.service.people import People
from assistant.service.record import Record
from assistant.settings import Settings
from evals.datasets.gold import Evidence, Gold
from evals.proposals.init import write_lines
from ingest.errors import PolicyError
from ingest.owned_files import CONVERSATIONS, conversations_of, people_with_conversations

Line = dict[str, Any]


def run_feedback(settings: Settings, out: Path) -> tuple[int, int]:
    """Writes a line for each rated answer; returns how many are accepted, and how many still need a gold answer."""
    with open_library(settings) as library:
        documents = {paper.id: paper.document for paper in library.catalogue.papers()}
    lines = list(_lines(settings, documents))
    if not lines:
        raise PolicyError("no answer has been rated yet", "rate some on the screen: Ctrl+G")
    try:
        write_lines(out, lines)
    except OSError as error:
        raise PolicyError(f"{out} can't be written: {error.strerror}", "choose another place") from error
    accepted = sum(line["accepted"] for line in lines)
    return accepted, len(lines) - accepted


def _lines(settings: Settings, documents: dict[str, str]) -> Iterator[Line]:
    """What was rated on the screen of the library's keeper, then by people with tokens.

    `person` is who rated, for as long as the log says that they asked this: it is empty where nothing is logged.
    """
    folder = settings.library
    for line in judged_lines(Conversations(folder / CONVERSATIONS), documents):
        yield line | {"person": ""}
    people = people_with_conversations(folder)
    names = People(folder).names() if people else {}
    logged = {(entry.person, entry.question) for entry in Record(folder, settings.log_days).entries()} if names else ()
    for number in people:
        name = names.get(number, "")
        for line in judged_lines(Conversations(folder / conversations_of(number)), documents, f"{number}-"):
            yield line | {"person": name if (name, line["question"]) in logged else ""}


def judged_lines(conversations: Conversations, documents: dict[str, str], whose: str = "") -> Iterator[Line]:
    """Each rated answer as a Gold, with the rating, its note and the passages that were read.

    An answer rated good is accepted as it is: its statements become the facts, its citations the evidence, and a good
    refusal becomes an unanswerable question. One rated bad is not accepted until a person writes its gold answer.
    `documents` has the file names by paper id; `whose` goes into the ids, so that those of several people differ.
    """
    for turn in conversations.rated():
        assert turn.rating is not None
        gold = _gold(f"judged-{whose}{turn.id}", turn, history(conversations.before(turn.id)), documents)
        read = [{"doc": documents.get(p.paper, p.paper), "start": p.start, "end": p.end} for p in turn.passages]
        yield gold.model_dump(mode="json") | {
            "judged": "good" if turn.rating.good else "bad",
            "note": turn.rating.note,
            "given": turn.answer.text,
            "passages": read,
        }


def _gold(id: str, turn: Turn, before: tuple[tuple[str, str], ...], documents: dict[str, str]) -> Gold:
    assert turn.rating is not None
    answer, good = turn.answer, turn.rating.good
    given = good and answer.status == "answered"
    return Gold(
        id=id,
        kind="judged",
        question=turn.question,
        history=before,
        answer=" ".join(statement.text for statement in answer.statements) if given else "",
        facts=tuple(statement.text for statement in answer.statements) if given else (),
        evidence=tuple(
            Evidence(doc=c.document, start=c.start, end=c.end, quote=c.quote) for c in answer.citations if given
        ),
        answerable=not (good and answer.status == "not_found"),
        papers=tuple(documents[paper] for paper in turn.papers or () if paper in documents),
        accepted=good,
    )
