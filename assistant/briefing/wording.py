"""The words of a pack, the same in every format; and text from elsewhere, made safe to print."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from assistant.answer import Answer, Citation, Statement
from assistant.briefing.pack import CitedPaper, Item, Pack, Reference
from assistant.refusal import NEAREST as NEAREST
from assistant.text.counts import numbered
from assistant.text.quotation import marks
from assistant.text.sanitize import visible
from ingest.dates import in_full
from ingest.spans import Piece

CONTENTS = "Contents"
CITED = "Papers cited"
UNANSWERED = "Questions the papers did not answer"
QUESTIONS = "Questions and answers"
UNSUPPORTED = "Not supported by the words it cites"
ALL_ANSWERED = "Every question was answered."
NOTHING_CITED = "No paper was cited."
VERBATIM = "Words in quotation marks are quoted exactly from the papers."
MARKS = "A number in square brackets links to the passage and its source, under ‘Papers cited’."
SHORT_MARKS = "A number in square brackets links to the source below the answer."
RELY = "An answer may still quote the wrong passage: open the paper before you rely on it."
NOT_ASKED = "Not put to the papers."
COUNTED = {
    "answered": "answered",
    "not_found": "not found",
    "replied": "not put to the papers",
    "stopped": "stopped",
    "error": "failed",
}
CHECKED = "Statements without quotation marks were written by a language model and checked against the words they cite."
BOLD = "Bold words in an answer are what was asked for. The bold is ours, not the papers’."
MARKED = f"Those marked ‘{UNSUPPORTED}’ failed that check: read the paper before you use them."


def line(text: str) -> str:
    """Text from papers and people on one line, without characters that a program might act on."""
    return " ".join(visible(text).split())


def day(pack: Pack) -> str:
    return in_full(pack.made)


def facts(pack: Pack) -> list[tuple[str, str]]:
    """The facts on the title page, as (name, value) pairs."""
    by = "quotes: the papers’ own words, without a language model" if pack.model == "quotes" else pack.model
    return [
        ("Date", day(pack)),
        ("Library", pack.state),
        ("Answered by", by),
        ("Questions", f"{len(pack.items)}: {counts(pack)}"),
    ]


def facts_in_line(pack: Pack) -> str:
    """The facts on one line, for a pack without a title page."""
    shown = facts(pack)[1:] if len(pack.items) > 1 else facts(pack)[1:-1]
    return " · ".join([day(pack), *(f"{name}: {fact}" for name, fact in shown)])


def counts(pack: Pack) -> str:
    """'36 answered, 4 not found'; leaves out zeros."""
    parts = [f"{pack.count(status)} {name}" for status, name in COUNTED.items() if pack.count(status)]
    return ", ".join(parts) or "none"


def reading(pack: Pack) -> str:
    """How to read this pack, with only the sentences that apply to it."""
    supports = {statement.support for item in pack.items for statement in item.answer.statements}
    parts = [VERBATIM]
    if any(item.answer.is_marked for item in pack.items):
        parts.append(BOLD)
    parts += [SHORT_MARKS if pack.is_short else MARKS, RELY]
    if supports & {"supported", "unsupported"}:
        parts.append(CHECKED)
    if "unsupported" in supports:
        parts.append(MARKED)
    if pack.left_out:
        were = "was" if pack.left_out == 1 else "were"
        parts.append(f"{numbered(pack.left_out, 'statement')} that the papers do not support {were} left out.")
    return " ".join(parts)


def outcome(answer: Answer) -> str:
    """The line above the statements, or in place of them; empty for a whole answer."""
    match answer.status:
        case "answered":
            return answer.shortfall
        case "not_found":
            return " ".join(answer.told)
        case "replied":
            return NOT_ASKED
        case "stopped":
            return (
                "This answer was stopped before it was complete." if answer.statements else "This answer was stopped."
            )
        case _:
            return f"No answer, because of an error: {answer.error or 'unknown'}"


@dataclass(frozen=True)
class ReplyLine:
    """A line of what was said to a question that is none about the papers; `listed` for an item of a list."""

    text: str
    listed: bool


def reply(answer: Answer) -> list[ReplyLine]:
    return [ReplyLine(line(each).removeprefix("- "), each.startswith("- ")) for each in answer.reply.splitlines()]


def nearest(answer: Answer) -> list[str]:
    """Where the passages are that come near; none for an answer."""
    return [] if answer.status == "answered" else list(dict.fromkeys(map(short_place, answer.near)))


def note(item: Item) -> str:
    """The note below an answer: how sure it is, and what was left out."""
    parts = [item.answer.note] if item.answer.note else []
    if item.answer.status == "answered" and item.answer.confidence:
        parts.append(item.answer.sureness)
    if item.answer.refusal:
        parts.append(item.answer.refusal.advice)
    if item.left_out:
        parts.append(f"{numbered(item.left_out, 'unsupported statement')} left out.")
    return " ".join(parts)


def warning(statement: Statement) -> str:
    """The warning next to an unsupported statement; empty for others."""
    if statement.support != "unsupported":
        return ""
    return f"{UNSUPPORTED}: {line(statement.reason)}" if statement.reason else UNSUPPORTED


def printed(words: Iterable[Piece]) -> tuple[Piece, ...]:
    """Words from papers, safe to print."""
    return tuple(Piece(re.sub(r"\s", " ", visible(text)), style) for text, style in words)


def quoted(words: Iterable[Piece]) -> tuple[Piece, ...]:
    """Words from papers in quotation marks."""
    pieces = printed(words)
    before, after = marks("".join(piece.text for piece in pieces))
    return tuple(piece for piece in (Piece(before), *pieces, Piece(after)) if piece.text)


def said(answer: Answer, statement: Statement) -> tuple[Piece, ...]:
    """A statement as printed: in quotation marks if its citation has these exact words, then its caveats."""
    words = answer.words(statement)
    shown = quoted(words) if _is_quote(answer, statement) else printed(words)
    return (*shown, Piece(f" ({statement.caveat})")) if statement.caveat else shown


def _is_quote(answer: Answer, statement: Statement) -> bool:
    text = line(statement.text)
    quotes = (line(citation.plain) for citation in answer.citations if citation.n in statement.citations)
    return statement.support == "quoted" and any(text in quote for quote in quotes)


def short_place(citation: Citation) -> str:
    """Where a passage is, in short: paper, paragraph and page, or the nearest heading if it has neither."""
    near = citation.pinpoint or [heading for heading in citation.headings[-1:] if heading != citation.title]
    return ", ".join([citation.title, *near])


def places(pack: Pack, answer: Answer) -> list[tuple[tuple[int, ...], str]]:
    """The references of an answer: passage numbers and where they are, which several in a row may share."""
    runs = groupby(pack.cited(answer), lambda marked: short_place(marked[1]))
    return [(tuple(mark for mark, _ in marked), where) for where, marked in runs]


def sources(pack: Pack, n: int, answer: Answer) -> list[tuple[tuple[int, ...], str, tuple[Reference, ...]]]:
    """The sources below the answer to question `n`: passage numbers, where they are, references to print in full.

    Those are the ones whose words are neither in this answer nor below an earlier one."""
    given = {n for statement in answer.statements if statement.support == "quoted" for n in statement.citations}
    by_n = {reference.n: reference for reference in pack.references}
    found = []
    for where, run in groupby(pack.cited(answer), lambda marked: source(marked[1])):
        marked = list(run)
        shown = (by_n[mark] for mark, citation in marked if citation.n not in given)
        found.append(
            (tuple(mark for mark, _ in marked), where, tuple(each for each in shown if each.questions[0] == n))
        )
    return found


def source(citation: Citation) -> str:
    """The paper's title and details, and the place in it."""
    return " · ".join(filter(None, [citation.title, citation.paper_facts, citation.place]))


def passages(cited: CitedPaper) -> list[tuple[str, tuple[int, ...], tuple[Reference, ...]]]:
    """The passages of a paper: where they are, and which questions cite them, which several in a row may share."""
    runs = groupby(cited.references, lambda reference: (reference.citation.place, reference.questions))
    return [(where, questions, tuple(references)) for (where, questions), references in runs]


def cited_in(questions: tuple[int, ...]) -> str:
    """The words before the question numbers."""
    return "cited in question" if len(questions) == 1 else "cited in questions"
