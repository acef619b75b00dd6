"""What a pack says in its own words, the same in every form; and text of others, made fit to print."""

import re
from collections.abc import Iterable
from itertools import groupby

from assistant.answer import Answer, Citation, Statement
from assistant.briefing.pack import Cited, Item, Pack, Reference
from assistant.refusal import NOT_SAID
from assistant.text.counts import numbered
from assistant.text.sanitize import visible
from ingest.dates import written
from ingest.runs import Piece

CONTENTS = "Contents"
CITED = "Papers cited"
UNANSWERED = "What the papers did not answer"
QUESTIONS = "Questions and answers"
UNSUPPORTED = "Not supported by the words it cites"
NEAREST = "Nearest, but no answer:"
ALL_ANSWERED = "Every question was answered."
NOTHING_CITED = "No paper was cited."
VERBATIM = "Words in quotation marks stand in the papers exactly so."
MARKS = "A number in square brackets leads to the passage and its place, under ‘Papers cited’."
SHORT_MARKS = "A number in square brackets leads to the place, below the answer."
RELY = "An answer may still quote the wrong words: open the paper before you rely on it."
CHECKED = "Statements without quotation marks were worded by a language model and checked against the words they cite."
MARKED = f"Those marked ‘{UNSUPPORTED}’ failed that check: do not use them without looking for yourself."


def line(text: str) -> str:
    """Text from papers and people on one line, with no character that a reader's program would act on."""
    return " ".join(visible(text).split())


def day(pack: Pack) -> str:
    return f"{pack.made.day} {pack.made:%B %Y}"


def facts(pack: Pack) -> list[tuple[str, str]]:
    """The facts of the title page: what each is, and what it was."""
    by = "quotes: the papers’ own words, no language model" if pack.model == "quotes" else pack.model
    return [
        ("Date", day(pack)),
        ("Library", pack.state),
        ("Answered by", by),
        ("Questions", f"{len(pack.items)}: {counts(pack)}"),
    ]


def facts_in_line(pack: Pack) -> str:
    """The facts of a pack that has no title page."""
    told = facts(pack)[1:] if len(pack.items) > 1 else facts(pack)[1:-1]
    return " · ".join([day(pack), *(f"{name}: {fact}" for name, fact in told)])


def counts(pack: Pack) -> str:
    """'36 answered, 4 not found'; what there was none of is not named."""
    named = {"answered": "answered", "not_found": "not found", "stopped": "stopped", "error": "failed"}
    parts = [f"{pack.count(status)} {name}" for status, name in named.items() if pack.count(status)]
    return ", ".join(parts) or "none"


def reading(pack: Pack) -> str:
    """How to read this pack; only what applies to it."""
    supports = {statement.support for item in pack.items for statement in item.answer.statements}
    parts = [VERBATIM, SHORT_MARKS if pack.is_short else MARKS, RELY]
    if supports & {"supported", "unsupported"}:
        parts.append(CHECKED)
    if "unsupported" in supports:
        parts.append(MARKED)
    if pack.left_out:
        were = "was" if pack.left_out == 1 else "were"
        parts.append(f"{numbered(pack.left_out, 'statement')} that the papers do not support {were} left out.")
    return " ".join(parts)


def outcome(answer: Answer) -> str:
    """What to say above, or instead of, the statements; empty for a plain answer."""
    match answer.status:
        case "answered":
            return ""
        case "not_found":
            return " ".join([NOT_SAID, *([answer.refusal.why] if answer.refusal else [])])
        case "stopped":
            return "This answer was stopped before it was whole." if answer.statements else "This answer was stopped."
        case _:
            return f"No answer, because of an error: {answer.error or 'unknown'}"


def note(item: Item) -> str:
    """What else to know of an answer: how sure it is, what was left out of it."""
    parts = [item.answer.note] if item.answer.note else []
    if item.answer.status == "answered" and item.answer.confidence:
        parts.append(item.answer.sureness)
    if item.answer.refusal:
        parts.append(item.answer.refusal.advice)
    if item.left_out:
        parts.append(f"{numbered(item.left_out, 'unsupported statement')} left out.")
    return " ".join(parts)


def warning(statement: Statement) -> str:
    """What is said beside a statement that the papers do not support; empty for others."""
    if statement.support != "unsupported":
        return ""
    return f"{UNSUPPORTED}: {line(statement.reason)}" if statement.reason else UNSUPPORTED


def printed(words: Iterable[Piece]) -> tuple[Piece, ...]:
    """Words of papers, fit to print."""
    return tuple(Piece(re.sub(r"\s", " ", visible(text)), style) for text, style in words)


def quoted(words: Iterable[Piece]) -> tuple[Piece, ...]:
    """Words of papers in quotation marks."""
    return (Piece("“"), *printed(words), Piece("”"))


def said(answer: Answer, statement: Statement) -> tuple[Piece, ...]:
    """A statement as it is printed: in quotation marks where these very words stand in what it cites."""
    words = answer.words(statement)
    return quoted(words) if _is_quote(answer, statement) else printed(words)


def _is_quote(answer: Answer, statement: Statement) -> bool:
    text = line(statement.text)
    quotes = (line(citation.plain) for citation in answer.citations if citation.n in statement.citations)
    return statement.support == "quoted" and any(text in quote for quote in quotes)


def banner(citation: Citation) -> str:
    """What a paper is: body, date, file name. Its title stands elsewhere."""
    date = written(citation.date) if citation.date else None
    return " · ".join(filter(None, [citation.organisation, date, citation.document]))


def place(citation: Citation) -> str:
    """Where in its paper a passage stands: headings, paragraph, page."""
    headings = " › ".join(heading for heading in citation.headings if heading != citation.title)
    return " · ".join(filter(None, [headings, *pinpoint(citation)]))


def short_place(citation: Citation) -> str:
    """Where a passage stands, in few words: paper, paragraph, page; the nearest heading where it has neither."""
    near = pinpoint(citation) or [heading for heading in citation.headings[-1:] if heading != citation.title]
    return ", ".join([citation.title, *near])


def pinpoint(citation: Citation) -> list[str]:
    number = [f"paragraph {citation.number}"] if citation.number else []
    return number + ([f"page {citation.page}"] if citation.page else [])


def places(pack: Pack, answer: Answer) -> list[tuple[tuple[int, ...], str]]:
    """The references of an answer: the numbers of the passages and where they stand, said once for neighbours."""
    runs = groupby(pack.cited(answer), lambda marked: short_place(marked[1]))
    return [(tuple(mark for mark, _ in marked), where) for where, marked in runs]


def sources(pack: Pack, n: int, answer: Answer) -> list[tuple[tuple[int, ...], str, tuple[Reference, ...]]]:
    """The sources below the answer to question `n`: the numbers of the passages, where they stand, said once for
    neighbours, and those whose words are printed there: the answer does not give them itself, nor an earlier one."""
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
    """Where words stand: the paper with what is known of it, and the place in it."""
    return " · ".join(filter(None, [citation.title, banner(citation), place(citation)]))


def passages(cited: Cited) -> list[tuple[str, tuple[int, ...], tuple[Reference, ...]]]:
    """The passages of a paper: where they stand and which questions cite them, said once for neighbours."""
    runs = groupby(cited.references, lambda reference: (place(reference.citation), reference.questions))
    return [(where, questions, tuple(references)) for (where, questions), references in runs]


def cited_in(questions: tuple[int, ...]) -> str:
    """What precedes the numbers of the questions."""
    return "cited in question" if len(questions) == 1 else "cited in questions"
