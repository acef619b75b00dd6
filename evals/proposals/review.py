"""Shows a person each undecided question of a suite, to accept, change or reject."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.cli import terminal
from assistant.refusal import NOT_SAID
from assistant.text.sanitize import visible
from evals.datasets.gold import Evidence
from ingest.catalogue import Catalogue

LONGEST = 500  # characters to show of each piece of evidence
KEYS = "[y] accept   [n] reject   [e] edit   [q] stop"
KEYS_OF_RATED = "[e] write the right answer   [u] the papers do not say   [n] reject   [q] stop"

Line = dict[str, Any]  # an object in questions.jsonl: a Gold, `accepted`, and anything else it came with
Find = Callable[[str], Evidence | None]


def review(lines: list[Line], save: Callable[[], object], find: Find) -> None:
    """Changes the lines, and calls `save` after each decision. `find` gives the place of words in the papers.

    A question that has an answer counts only with the place of that answer: one rated bad can't be accepted before
    somebody has written it.
    """
    console = terminal.console()
    waiting = [line for line in lines if not line.get("accepted") and not line.get("rejected")]
    for n, line in enumerate(waiting, 1):
        console.print(shown(line, f"{n} of {len(waiting)}"))
        match _key("neq" + ("y" if _is_whole(line) else "u")):
            case "q":
                return
            case "n":
                line |= {"rejected": True}
            case "y":
                line |= {"accepted": True}
            case "u":
                line |= {"accepted": True, "answerable": False, "answer": NOT_SAID}
            case _:
                line |= edited(line, find)
                line |= {"accepted": _is_whole(line)}
        save()


def _is_whole(line: Line) -> bool:
    return bool(line["evidence"]) or not line["answerable"]


def _key(keys: str) -> str:
    click.echo(KEYS if "y" in keys else KEYS_OF_RATED)
    while (key := click.getchar().lower()) not in keys or not key:
        if key in ("", "\x03", "\x04"):
            raise click.Abort
    return key


def edited(line: Line, find: Find) -> Line:
    """Asks for a new question, answer and facts, and for the place of the answer if there is none.

    Enter keeps the old ones. Without a place, only the question is changed.
    """
    changed: Line = {"question": _prompt("Question", line["question"])}
    quoted = ""
    if line["answerable"] and not line["evidence"]:
        found = _evidence(find)
        if not found:
            return changed
        changed["evidence"] = [found.model_dump(mode="json")]
        quoted = found.quote
    changed["answer"] = _prompt("Answer", line["answer"] or quoted, show_default=False)
    if line["answerable"]:
        facts = _prompt("Facts that a right answer must contain, separated by ;", "; ".join(line["facts"]) or quoted)
        changed["facts"] = [fact.strip() for fact in facts.split(";") if fact.strip()]
    return changed


def _evidence(find: Find) -> Evidence | None:
    while words := _prompt("Words of a paper that answer it, as they are there", "", show_default=False):
        if found := find(words):
            return found
        click.echo("No paper has these words. Copy them from the paper; Enter alone leaves the question for later.")
    return None


def _prompt(what: str, held: str, **options: Any) -> str:
    given: str = click.prompt(what, default=visible(held), **options)
    return held if given == visible(held) else given


def place_of(catalogue: Catalogue, words: str) -> Evidence | None:
    """Where words first stand in the papers, however their lines are broken there."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    for listed in catalogue.papers():
        paper = catalogue.paper(listed.id)
        if paper and (found := pattern.search(paper.text)):
            return Evidence(doc=paper.document, start=found.start(), end=found.end(), quote=found[0])
    return None


def shown(line: Line, place: str) -> RenderableType:
    """A question with its answer and evidence, for a person to decide on."""
    parts: list[RenderableType] = [
        Text(),
        terminal.plain(f"{place} · {line['kind']}", "dim"),
        *(terminal.plain(f"after: {question}", "dim") for question, _ in line.get("history", ())),
        terminal.plain(line["question"], "bold"),
        *_rated(line),
    ]
    if not line["answerable"]:
        return Group(*parts, terminal.plain("The right answer is a refusal: the papers should not say this.", "italic"))
    if not line["evidence"]:
        return Group(*parts)
    for item in line["evidence"]:
        parts.append(Padding(terminal.plain(f"“{_shortened(item['quote'])}”", "italic"), (0, 0, 0, 4)))
    facts = f"{', '.join(dict.fromkeys(item['doc'] for item in line['evidence']))} · facts: {'; '.join(line['facts'])}"
    return Group(*parts, terminal.plain(facts, "dim"))


def _rated(line: Line) -> Iterator[RenderableType]:
    """What was answered, and what somebody thought of it."""
    if line.get("judged"):
        yield Padding(terminal.plain(f"It said: {_shortened(line.get('given') or NOT_SAID)}"), (0, 0, 0, 4))
        note = f": {line['note']}" if line.get("note") else ""
        yield Padding(terminal.plain(f"Rated {line['judged']}{note}"), (0, 0, 0, 4))


def _shortened(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= LONGEST else one[:LONGEST].rsplit(" ", 1)[0] + " …"
