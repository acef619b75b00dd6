"""Answers, papers and outcomes on the terminal. Everything from papers and people passes `visible`, none is markup."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.clean import visible
from ingest.marks import block_words, drawn, unmarked
from ingest.runs import Piece, clipped, words

if TYPE_CHECKING:  # listing papers should not wait for LangChain
    from assistant.answer import Answer, Citation
    from assistant.retrieve import Found
    from ingest.errors import PolicyError
    from ingest.library import Library
    from ingest.paper import Block, Paper
    from ingest.sync import Outcome

LONGEST_QUOTE = 600  # characters of a nearest passage that are shown


def console() -> Console:
    return Console(highlight=False, emoji=False, markup=False, soft_wrap=False)


def plain(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def numbered(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def answer(answer: Answer) -> RenderableType:
    parts: list[RenderableType] = [plain(answer.note, "yellow"), Text()] if answer.note else []
    if answer.status == "answered":
        return Group(
            *parts, *_statements(answer), Text(), *_citations(answer.citations), Text(), plain(_sure(answer), "dim")
        )
    parts.append(plain("The papers do not say.", "bold"))
    if answer.nearest:
        parts += [Text(), plain("Nearest passages, which do not answer it:", "dim")]
        parts += _citations(answer.nearest, LONGEST_QUOTE)
    return Group(*parts)


def _sure(answer: Answer) -> str:
    if not answer.is_written:
        return answer.sureness
    doubtful = sum(statement.support == "unsupported" for statement in answer.statements)
    checked = f" {numbered(doubtful, 'statement')} of {len(answer.statements)} failed the check." if doubtful else ""
    return f"Written by {answer.model}.{checked} {answer.sureness}"


def _statements(answer: Answer) -> Iterable[RenderableType]:
    about = ""
    for statement in answer.statements:
        if statement.about and statement.about != about:
            yield from [Text(), plain(statement.about)] if about else [plain(statement.about)]
        about = statement.about
        line = in_pieces(answer.words(statement), "strike dim" if statement.doubt else "bold")
        line.append("".join(f"{' ' * (not n)}[{mark}]" for n, mark in enumerate(statement.citations)), style="cyan")
        if statement.doubt:
            line.append_text(plain(f" ({statement.doubt})", "red"))
        yield Padding(Text("• ").append_text(line), (0, 0, 0, 2)) if statement.listed else line


def _citations(citations: Sequence[Citation], longest: int | None = None) -> Iterable[RenderableType]:
    """The citations in order; what neighbours share (paper, heading, page) is said once."""
    paper = place = ""
    for citation in citations:
        if citation.paper != paper:
            yield plain(f"{citation.title} · {citation.paper_facts}")
            paper, place = citation.paper, ""
        if (where := citation.place) != place:
            yield Padding(plain(where, "dim"), (0, 0, 0, 2))
            place = where
        yield Padding(Text(f"[{citation.n}] ", style="cyan").append_text(quoted(citation, longest)), (0, 0, 0, 4))


def quoted(citation: Citation, longest: int | None = None) -> Text:
    """The words of a citation in quotation marks, shortened where they are longer than `longest` characters."""
    text = in_pieces(citation.words, "italic")
    if longest and len(text) > longest:
        text = text[: text.plain.rfind(" ", 0, longest)].append(" …")
    return Text("“", "italic").append_text(text).append("”")


def in_pieces(pieces: Iterable[Piece], style: str) -> Text:
    """Words of a paper in a style, with the emphasis that the paper gives them; in italics that is upright."""
    upright = "not italic" if style == "italic" else "italic"
    emphasis = {"": "", "em": upright, "strong": "bold", "strong em": f"bold {upright}", "code": "cyan"}
    return Text.assemble(*(plain(piece.text, f"{style} {emphasis[piece.style]}") for piece in pieces))


def passages(found: Sequence[Found], library: Library) -> Table:
    """What the search found and why: rank and score of each part, and the fused score."""
    table = Table("", "fused", "vectors", "words", "where", "passage", box=None, pad_edge=False, header_style="bold")
    table.columns[5].overflow = "ellipsis"
    for n, each in enumerate(found, 1):
        passage = each.passage
        paper = library.catalogue.paper(passage.paper)
        assert paper is not None
        blocks = library.catalogue.blocks(paper.id)[passage.first : passage.last + 1]
        said = " ".join(filter(None, (words(clipped(drawn(paper, b), passage.start, passage.end)) for b in blocks)))
        cells = [_rank(each, part) for part in ("vectors", "words")]
        table.add_row(
            str(n), f"{each.score:.4f}", *cells, plain(unmarked(passage.context, paper.format)), plain(said[:240])
        )
    return table


def _rank(found: Found, part: str) -> str:
    return f"{found.ranks[part]} ({found.scores[part]:.2f})" if part in found.ranks else "–"


def papers(papers: Sequence[Paper], passages: dict[str, int]) -> Table:
    table = Table("id", "date", "paper", box=None, pad_edge=False, header_style="bold")
    for paper in papers:
        count = numbered(passages.get(paper.id, 0), "passage")
        pages = numbered(len(paper.pages), "page") if paper.pages else ""
        facts = plain(" · ".join(filter(None, [paper.organisation, pages, count, _short(paper.source)])), "dim")
        date = paper.date.isoformat() if paper.date else "–"
        table.add_row(plain(paper.id[:8], "cyan"), plain(date), Group(plain(paper.title, "bold"), facts, Text()))
    return table


def outline(paper: Paper, blocks: Sequence[Block]) -> RenderableType:
    lines = [
        plain(paper.title, "bold"),
        plain(" · ".join(filter(None, [paper.organisation, str(paper.date or ""), paper.source])), "dim"),
    ]
    for block in blocks:
        if block.kind == "heading":
            name = block_words(paper, block)
            page = f"  (page {block.page})" if block.page else ""
            lines.append(plain("  " * len(block.headings) + " ".join(filter(None, [block.number, name])) + page))
    return Group(*lines)


def outcomes(outcomes: Sequence[Outcome]) -> RenderableType:
    """How many places had which outcome, then those that a person has to know of, with the reason."""
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
    told = Table.grid(padding=(0, 2))
    for o in outcomes:
        if o.status in ("skipped", "same", "gone"):
            reason = plain(" – ".join(filter(None, [o.reason, o.cure])), "dim")
            told.add_row(Text(o.status, "red" if o.failed else ""), Group(plain(_short(o.location)), reason))
    return Group(table, Text(), told) if told.row_count else table


def error(error: PolicyError) -> RenderableType:
    lines: list[RenderableType] = [plain("Error: ", "bold red").append_text(plain(str(error), "default"))]
    return Group(*lines, *([plain(error.cure)] if error.cure else []))


def _short(location: str) -> str:
    """A path as seen from here, where that is shorter; on one line."""
    location = location.replace("\n", "␊")
    if "://" in location:
        return location
    relative = os.path.relpath(location)
    return relative if len(relative) < len(location) else location
