"""A question and its answer as text for the screen."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from assistant.conversations.store import Rating
from assistant.refusal import NEAREST
from assistant.text.quotation import marks, quoted
from tui.prose import BLANK, Paragraph, in_pieces, plain

if TYPE_CHECKING:  # drawn before pydantic is loaded
    from assistant.answer import Answer, Citation, Statement

INDENT = Content("  ")
BAR = Content.styled("▌ ", "$accent")  # beside a question
LONGEST_NEAR = 300  # characters shown of a near passage
LONGEST_ASKED = 130  # characters shown of a question as it was understood: two lines of a small terminal
HEADS = {
    "error": ("This question could not be answered.", "bold $text-error"),
    "stopped": ("Stopped.", "bold $text-warning"),
}


def shown_citations(answer: "Answer") -> "Sequence[Citation]":
    """What can be opened: the citations, or, if there is no answer, the nearest passages."""
    return answer.citations or answer.nearest


def question(text: str) -> Paragraph:
    return Paragraph(plain(text, "bold"), BAR, BAR)


def understood(answer: "Answer") -> Iterator[Paragraph]:
    """How a follow-up was understood."""
    if answer.asked_as:
        yield Paragraph(plain(f"asked as: {_shortened(answer.asked_as, LONGEST_ASKED)}", "dim"), BAR, BAR)


def waiting(step: str, written: str) -> Iterator[Paragraph]:
    """The part of an answer that there is so far."""
    if written:
        yield from [BLANK, Paragraph(plain(written, "$text-muted italic"), INDENT)]
    yield from [BLANK, Paragraph(Content.styled(step, "$text-accent"), INDENT)]


def answer(answer: "Answer", rating: Rating | None, chosen: int) -> Iterator[Paragraph]:
    """An answer with its sources; `chosen` is the number of the selected citation, 0 for none."""
    yield BLANK
    if head := HEADS.get(answer.status):
        yield Paragraph(Content.styled(*head), INDENT)
    if answer.error:
        yield Paragraph(plain(answer.error), INDENT)
    if answer.shortfall:
        yield from [Paragraph(plain(answer.shortfall, "$text-warning"), INDENT), BLANK]
    yield from _reply(answer)
    yield from _statements(answer, chosen)
    yield from _sources(answer, answer.citations, chosen)
    if answer.status == "not_found":
        yield from _refused(answer, chosen)
    if answer.refusal:
        yield from [BLANK, Paragraph(plain(answer.refusal.advice, "$text-accent"), INDENT)]
    if facts := _facts(answer, rating):
        yield from [BLANK, Paragraph(facts, INDENT)]


def _refused(answer: "Answer", chosen: int) -> Iterator[Paragraph]:
    """Why there is no answer, with the words that say otherwise, and the nearest passages."""
    head, *why = answer.told
    yield from [Paragraph(plain(head, "bold"), INDENT), *(Paragraph(plain(line), INDENT) for line in why)]
    for citation in answer.otherwise:
        chip = _chip(citation.n, citation.n == chosen)
        before, after = marks(citation.plain)
        yield Paragraph(Content.assemble(before, in_pieces(citation.words), f"{after} ", chip), INDENT)
        yield from _sources(answer, [citation], chosen)
    if answer.near:
        yield from [BLANK, Paragraph(Content.styled(NEAREST, "dim"), INDENT)]
    yield from _sources(answer, answer.near, chosen)


def _reply(answer: "Answer") -> Iterator[Paragraph]:
    for line in answer.reply.splitlines():
        item = line.removeprefix("- ")
        yield Paragraph(plain(item), Content("  " if item == line else "  • "))


def _statements(answer: "Answer", chosen: int) -> Iterator[Paragraph]:
    about = ""
    for n, statement in enumerate(answer.statements):
        if statement.about != about:
            about = statement.about
            yield from [BLANK] if n else []
            yield from [Paragraph(plain(about, "dim"), INDENT)] if about else []
        mark = "  • " if statement.listed else "  "
        yield Paragraph(_statement(answer, statement, chosen), Content(mark))


def _statement(answer: "Answer", statement: "Statement", chosen: int) -> Content:
    before, after = marks(statement.text) if answer.to_the_letter(statement) else ("", "")
    parts = [
        Content.assemble(before, in_pieces(answer.words(statement)), after),
        *(Content.assemble(" ", _chip(n, n == chosen)) for n in statement.citations),
    ]
    if statement.caveat:
        parts.append(plain(f" ({statement.caveat})", "$text-warning"))
    if statement.support == "unsupported":
        why = f": {statement.reason}" if statement.reason else ""
        parts.append(plain(f" ✗ not supported by the words it cites{why}", "$text-error"))
    return Content("").join(parts)


def _chip(n: int, picked: bool) -> Content:
    style = Style(reverse=True, bold=True) if picked else Style(bold=True)
    colour = Content.styled(f"[{n}]", "$text-accent")
    return colour.stylize(style + Style.from_meta({"citation": n}))


def _sources(answer: "Answer", citations: "Sequence[Citation]", chosen: int) -> Iterator[Paragraph]:
    """The citations in order; a paper or place that neighbours share is shown once."""
    for _, of_paper in groupby(citations, lambda citation: citation.paper):
        cited = list(of_paper)
        facts = plain(f" · {cited[0].paper_facts}", "dim")
        yield from [BLANK, Paragraph(Content.assemble(plain(cited[0].title, "$text-muted bold"), facts), INDENT)]
        for where, there in groupby(cited, lambda citation: _where(answer, citation)):
            chips = Content(" ").join(_chip(citation.n, citation.n == chosen) for citation in there)
            yield Paragraph(where, Content.assemble("   ", chips, " "))


def _where(answer: "Answer", citation: "Citation") -> Content:
    """The place, and for a near passage, what it says."""
    place = plain(citation.place or "the beginning", "$text-muted")
    if citation not in answer.near:
        return place
    return Content.assemble(place, plain(f"  {quoted(_shortened(citation.plain, LONGEST_NEAR))}", "italic"))


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …"


def _facts(answer: "Answer", rating: Rating | None) -> Content:
    """How sure it is, what answered, how long it took, and how somebody rated it."""
    said: list[Content] = []
    if answer.status == "answered":
        said.append(Content.styled(answer.sureness.removesuffix("."), "dim"))
    if answer.note:
        said.append(plain(answer.note, "$text-warning"))
    if answer.seconds and answer.status != "replied":
        said.append(plain(f"{answer.by}, {answer.seconds:.1f} s", "dim"))
    if rating:
        verdict, style = ("rated good", "$text-success") if rating.good else ("rated bad", "$text-error")
        said.append(plain(f"{verdict}: {rating.note}" if rating.note else verdict, style))
    return Content.styled(" · ", "dim").join(said)
