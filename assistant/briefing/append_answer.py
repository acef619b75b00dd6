"""Saves single answers to a pack, one by one, during a conversation."""

import datetime
from pathlib import Path
from typing import Any

from assistant.briefing.journal import Journal, answer_from, journal_of, only_writer
from assistant.briefing.pack import Item, Pack, in_sections
from assistant.briefing.write import renderer, replace_file
from ingest.errors import PolicyError

KIND = "saved"


def add_to_pack(
    out: Path,
    item: Item,
    *,
    title: str,
    made: datetime.date,
    state: str,
    section: str | None = None,
    template: Path | None = None,
) -> Pack:
    """Adds an answer to the pack at `out`, rewrites the pack, and returns it.

    Its journal stays, so that more answers can be added. The title is from the first call, the date and state from the
    last. Raises PolicyError as `write_pack` does, and if `out` exists without such a journal, so that no other file is
    overwritten.
    """
    render = renderer(out, template)
    with only_writer(out):
        _refuse_others(out)
        with Journal(journal_of(out), {"kind": KIND, "title": title}) as journal:
            if journal.head.get("kind") != KIND:
                raise PolicyError(
                    f"{journal.path} belongs to an unfinished 'policy batch'",
                    "finish it with --resume, or save the answer to another file",
                )
            facts = _facts(item, section) | {"made": made.isoformat(), "state": state}
            journal.add(facts)
            pack = _pack(journal.head["title"], [*journal.lines, facts])
        replace_file(out, render(pack))
    return pack


def _refuse_others(out: Path) -> None:
    if out.exists() and not journal_of(out).exists():
        raise PolicyError(f"{out} already exists and was not made by saving answers", "save to another file")


def _facts(item: Item, section: str | None) -> dict[str, Any]:
    return {
        "question": item.question,
        "section": section,
        "columns": dict(item.columns),
        "left_out": item.left_out,
        "answer": item.answer.model_dump(mode="json"),
    }


def _pack(title: str, lines: list[dict[str, Any]]) -> Pack:
    rows = [
        (each["section"], Item(each["question"], answer_from(each["answer"]), each["columns"], each["left_out"]))
        for each in lines
    ]
    models = dict.fromkeys(item.answer.by for _, item in rows)
    made = datetime.date.fromisoformat(lines[-1]["made"])
    return Pack(title, made, lines[-1]["state"], ", ".join(models), in_sections(rows))
