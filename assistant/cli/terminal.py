"""Answers, papers and results on the terminal. Text from papers and people goes through `visible`, never as markup."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.paper_details import page_of
from assistant.refusal import NEAREST
from assistant.standing_words import explained, in_full, status_of
from assistant.text.counts import numbered
from assistant.text.quotation import marks
from assistant.text.sanitize import visible
from ingest.rendering import block_words, rendered, unmarked
from ingest.spans import Piece, clipped, words
from ingest.unread import unread

if TYPE_CHECKING:  # listing papers should not wait for LangChain
    from assistant.answer import Answer, Citation
    from assistant.retrieval.hybrid import RetrievedPassage
    from ingest.errors import PolicyError
    from ingest.in_force import Standing
    from ingest.library import Library
    from ingest.paper import Block, Paper
    from ingest.sync import Outcome

LONGEST_QUOTE = 600  # characters shown of a nearest passage
STATUS_STYLES = {"draft": "yellow", "superseded": "yellow", "not yet in force": "yellow"}
UNBROKEN = 1_000_000  # characters; more than any line has


def console() -> Console:
    """A console that wraps lines on a terminal, and never breaks them in a file or a pipe."""
    console = Console(highlight=False, emoji=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, emoji=False, markup=False, width=UNBROKEN)


def plain(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def answer(answer: Answer) -> RenderableType:
    """The statements, then their sources, with a quotation wherever the statement does not give the words itself."""
    if answer.status == "replied":
        return Group(plain(answer.reply), *([plain(answer.note)] if answer.note else []))
    parts: list[RenderableType] = [plain(answer.note, "yellow"), Text()] if answer.note else []
    if answer.status == "answered":
        parts += [plain(answer.shortfall, "yellow"), Text()] if answer.shortfall else []
        shown = {n for statement in answer.statements for n in answer.to_the_letter(statement)}
        parts += [*_statements(answer), Text(), *_citations(answer.citations, shown)]
        return Group(*parts, Text(), plain(_sure(answer), "dim"))
    head, *why = answer.told
    parts += [plain(head, "bold"), *map(plain, why)]
    for citation in answer.otherwise:
        parts += [quoted(citation, style="").append(f" [{citation.n}]", "cyan"), Text()]
        parts += _citations([citation], shown=[citation.n])
    if answer.near:
        parts += [Text(), plain(NEAREST, "dim")]
        parts += _citations(answer.near, longest=LONGEST_QUOTE)
    parts += [Text(), plain(answer.refusal.advice)] if answer.refusal else []
    return Group(*parts)


def undated(count: int) -> str:
    """The note about papers left out because they have no date."""
    if count == 1:
        return "1 paper without a date was left out. To include it: --undated"
    return f"{count} papers without a date were left out. To include them: --undated"


def _sure(answer: Answer) -> str:
    if not answer.is_written:
        chosen = f"The papers’ own words, chosen with {answer.model}. " if answer.is_chosen else ""
        return f"{chosen}{answer.sureness}"
    doubtful = sum(statement.support == "unsupported" for statement in answer.statements)
    checked = f" {numbered(doubtful, 'statement')} of {len(answer.statements)} failed the check." if doubtful else ""
    return f"Written by {answer.model}.{checked} {answer.sureness}"


def _statements(answer: Answer) -> Iterable[RenderableType]:
    about = ""
    for n, statement in enumerate(answer.statements):
        if statement.about and statement.about != about:
            yield from [Text(), plain(statement.about)] if n else [plain(statement.about)]
        about = statement.about
        style = "strike dim" if statement.doubt else ""
        line = in_pieces(answer.words(statement), style)
        if answer.to_the_letter(statement):
            before, after = marks(statement.text)
            line = Text.assemble((before, style), line, (after, style))
        line.append(f" {cited}" if (cited := _marks(statement.citations)) else "", style="cyan")
        if statement.caveat:
            line.append_text(plain(f" ({statement.caveat})", "yellow"))
        if statement.doubt:
            line.append_text(plain(f" ({statement.doubt})", "red"))
        yield _indented(Text("• ").append_text(line), 2) if statement.listed else line


def _citations(
    citations: Sequence[Citation], shown: Collection[int] = (), longest: int | None = None
) -> Iterable[RenderableType]:
    """The citations in order; a paper, heading or page that several in a row share is shown once.

    For those in `shown`, whose words are already in the answer, only the place is given.
    """
    paper = ""
    for (id, place), group in groupby(citations, lambda citation: (citation.paper, citation.place)):
        here = list(group)
        numbers = Text(_span([citation.n for citation in here if citation.n in shown]), "cyan")
        numbers.append(" " if numbers else "")
        if id != paper or not place:
            title = plain(f"{here[0].title} · {here[0].paper_facts}")
            yield title if place else numbers + title
        if place:
            yield _indented(numbers + plain(place, "dim"), 2)
        for citation in here:
            if citation.n not in shown:
                yield _indented(Text(f"[{citation.n}] ", style="cyan").append_text(quoted(citation, longest)), 4)
        paper = id


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _span(numbers: Sequence[int]) -> str:
    """The marks, shortened where several follow each other: [2]–[5]."""
    follow = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"[{numbers[0]}]–[{numbers[-1]}]" if follow else _marks(numbers)


def _indented(text: Text, by: int) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)


def quoted(citation: Citation, longest: int | None = None, style: str = "italic") -> Text:
    """The words of a citation in quotation marks, shortened to `longest` characters."""
    text = in_pieces(citation.words, style)
    if longest and len(text) > longest:
        text = text[: text.plain.rfind(" ", 0, longest)].append(" …")
    before, after = marks(citation.plain)
    return Text(before, style).append_text(text).append(after)


def in_pieces(pieces: Iterable[Piece], style: str) -> Text:
    """Words from a paper in a style, keeping the paper's emphasis; emphasis inside italics is upright."""
    upright = "not italic" if style == "italic" else "italic"
    emphasis = {"": "", "em": upright, "strong": "bold", "strong em": f"bold {upright}", "code": "cyan"}
    return Text.assemble(*(plain(piece.text, f"{style} {emphasis[piece.style]}") for piece in pieces))


def passages(found: Sequence[RetrievedPassage], library: Library) -> Table:
    """The passages found, with the rank and score from each retriever and the fused score."""
    table = Table("", "fused", "vectors", "words", "where", "passage", box=None, pad_edge=False, header_style="bold")
    table.columns[5].overflow = "ellipsis"
    for n, each in enumerate(found, 1):
        passage = each.passage
        paper = library.catalogue.paper(passage.paper)
        assert paper is not None
        blocks = library.catalogue.blocks(paper.id)[passage.first : passage.last + 1]
        said = " ".join(filter(None, (words(clipped(rendered(paper, b), passage.start, passage.end)) for b in blocks)))
        cells = [_rank(each, part) for part in ("vectors", "words")]
        table.add_row(
            str(n), f"{each.score:.4f}", *cells, plain(unmarked(passage.context, paper.format)), plain(said[:240])
        )
    return table


def _rank(found: RetrievedPassage, part: str) -> str:
    return f"{found.ranks[part]} ({found.scores[part]:.2f})" if part in found.ranks else "–"


def papers(papers: Sequence[Paper], passages: dict[str, int], standings: Mapping[str, Standing]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True, min_width=8)
    table.add_column("date", no_wrap=True, min_width=10)
    table.add_column("paper", overflow="fold")
    for paper in papers:
        count = numbered(passages.get(paper.id, 0), "passage")
        pages = numbered(len(paper.pages), "page") if paper.pages else ""
        facts = plain(" · ".join(filter(None, [paper.organisation, pages, count, _short(paper.source)])), "dim")
        if paper.warnings:
            facts = plain("! not read in full · ", "yellow").append_text(facts)
        if status := status_of(standings.get(paper.id)):
            facts = plain(f"{status} · ", STATUS_STYLES.get(status, "")).append_text(facts)
        date = paper.date.isoformat() if paper.date else "–"
        table.add_row(plain(paper.id[:8], "cyan"), plain(date), Group(plain(paper.title, "bold"), facts, Text()))
    return table


def outline(paper: Paper, blocks: Sequence[Block], standing: Standing | None, other: str) -> RenderableType:
    """The headings of a paper below its facts; `other` is the title of the paper that its status names."""
    lines = [
        plain(paper.title, "bold"),
        plain(" · ".join(filter(None, [paper.organisation, str(paper.date or ""), paper.source])), "dim"),
    ]
    if standing:
        lines += [plain(f"{in_full(standing, other)}, {explained(standing)}", "yellow")]
    for block in blocks:
        if block.kind == "heading":
            name = block_words(paper, block)
            page = f"  ({page_of(paper, block.page)})" if block.page else ""
            lines.append(plain("  " * len(block.headings) + " ".join(filter(None, [block.number, name])) + page))
    if paper.warnings:
        lines += [Text(), plain("Not read:", "yellow")]
        lines += [plain("  " + " – ".join(filter(None, each))) for each in unread(paper.warnings)]
    return Group(*lines)


def outcomes(outcomes: Sequence[Outcome]) -> RenderableType:
    """How many files had each result, then the ones that need attention, with the reason."""
    counts = {
        status: sum(o.status == status for o in outcomes)
        for status in ("added", "changed", "unchanged", "same", "removed", "gone", "skipped")
    }
    table = Table(
        *(status for status, count in counts.items() if count),
        "passages",
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    table.add_row(*(str(count) for count in counts.values() if count), str(sum(o.passages for o in outcomes)))
    details = Table.grid(padding=(0, 2))
    for o in outcomes:
        if o.reason and o.status != "removed":
            reason = plain(" – ".join(filter(None, [o.reason, o.cure])).replace("\n", "␊"), "dim")
            details.add_row(Text(o.status, "red" if o.failed else ""), Group(plain(_short(o.location)), reason))
    return Group(table, Text(), details) if details.row_count else table


def error(error: PolicyError) -> RenderableType:
    lines: list[RenderableType] = [plain("Error: ", "bold red").append_text(plain(str(error), "default"))]
    return Group(*lines, *([plain(error.cure)] if error.cure else []))


def _short(location: str) -> str:
    """The path on one line, relative to the current folder if that is shorter."""
    location = location.replace("\n", "␊")
    if "://" in location:
        return location
    relative = os.path.relpath(location)
    return relative if len(relative) < len(location) else location
