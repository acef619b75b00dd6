"""Writes a pack as a Word document, with a template's styles or plain ones."""

import datetime
import io
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Pt

from assistant.answer import Answer
from assistant.briefing import wording
from assistant.briefing.archive import timeless
from assistant.briefing.pack import CitedPaper, Item, Pack
from assistant.briefing.wording import line
from assistant.briefing.writers import word_fields as fields
from assistant.briefing.writers.word_styles import STYLES, house_style, needed_styles, plain_style
from assistant.briefing.writers.word_template import make_harmless
from ingest.errors import PaperError, PolicyError
from ingest.formats.office import checked
from ingest.safe_read import of_named
from ingest.spans import Piece

LARGEST = 100_000_000  # bytes of a template, both packed and unpacked
Word = Any  # python-docx has no types: a document, a paragraph or a run


def renderer(template: Path | None = None) -> Callable[[Pack], bytes]:
    """The function that renders a pack. Raises PolicyError for a template that is not a Word document."""
    return partial(render, house=_harmless(template) if template else None)


def render(pack: Pack, house: bytes | None = None) -> bytes:
    """The pack as a Word document, in a house's own if that is given."""
    document = Document(io.BytesIO(house)) if house else Document()
    if not house:
        plain_style(document, line(pack.title))
    needed_styles(document)
    if pack.is_short:
        _on_a_page(document, pack)
    else:
        _in_parts(document, pack)
    _properties(document, pack)
    made = io.BytesIO()
    document.save(made)
    return timeless(made.getvalue())


def _harmless(template: Path) -> bytes:
    """The template without its text, and without anything that could fetch or run something."""
    stream = io.BytesIO(of_named(template, LARGEST))
    try:
        with checked(stream, LARGEST):
            document = Document(stream)
            house_style(document)
            make_harmless(document)
            made = io.BytesIO()
            document.save(made)
            return made.getvalue()
    except PaperError as error:
        raise PolicyError(
            f"the template {template} can't be used: {error}",
            "save it in Word as a document (.docx), not as .dotx or .doc",
        ) from error


def _on_a_page(document: Word, pack: Pack) -> None:
    """A short pack: sources follow each answer, and there are no page breaks."""
    _add(document, pack.title, STYLES.short_title)
    _add(document, wording.facts_in_line(pack), STYLES.note)
    _add(document, wording.reading(pack), STYLES.note)
    for s, (section, items) in enumerate(pack.numbered, 1):
        if section.title:
            _heading(document, section.title, 1, f"s{s}")
        for n, item in items:
            _item(document, pack, n, item)


def _in_parts(document: Word, pack: Pack) -> None:
    _cover(document, pack)
    _contents(document, pack)
    for s, (section, items) in enumerate(pack.numbered, 1):
        heading = _heading(document, section.title or wording.QUESTIONS, 1, f"s{s}")
        if s == 1:
            heading.paragraph_format.page_break_before = True
        for n, item in items:
            _item(document, pack, n, item)
    _papers(document, pack)
    _unanswered(document, pack)


def _cover(document: Word, pack: Pack) -> None:
    _add(document, "Briefing pack", STYLES.kind)
    _add(document, pack.title, STYLES.title)
    for name, fact in wording.facts(pack):
        paragraph = _add(document, "", STYLES.fact)
        paragraph.add_run(f"{name}\t").bold = True
        paragraph.add_run(line(fact))
    _add(document, wording.reading(pack), STYLES.note).paragraph_format.space_before = Pt(18)
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _contents(document: Word, pack: Pack) -> None:
    """The contents field, filled in already for programs that don't update it."""
    _add(document, wording.CONTENTS, STYLES.contents)
    entries: list[tuple[str, str, str]] = []
    for s, (section, items) in enumerate(pack.numbered, 1):
        entries.append((STYLES.entries[0], section.title or wording.QUESTIONS, f"s{s}"))
        entries += [(STYLES.entries[1], f"{n}  {item.question}", f"q{n}") for n, item in items]
    entries += [(STYLES.entries[0], wording.CITED, "cited"), (STYLES.entries[0], wording.UNANSWERED, "unanswered")]
    paragraphs = [_add(document, "", style) for style, _, _ in entries]
    for paragraph, (_, text, anchor) in zip(paragraphs, entries, strict=True):
        fields.link(paragraph, line(text), anchor)
    fields.contents(paragraphs[0], paragraphs[-1])


def _item(document: Word, pack: Pack, n: int, item: Item) -> None:
    answer = item.answer
    _heading(document, f"{n}  {item.question}", 2, f"q{n}")
    if outcome := wording.outcome(answer):
        _add(document, outcome, STYLES.outcome)
    for said in wording.reply(answer):
        _add(document, said.text, STYLES.item if said.listed else STYLES.said)
    about = ""
    for statement in answer.statements:
        if statement.about and statement.about != about:
            _add(document, statement.about, STYLES.about)
        about = statement.about
        paragraph = _add(document, "", STYLES.item if statement.listed else STYLES.said)
        _words(paragraph, wording.said(answer, statement))
        for mark in pack.marks(answer, statement.citations):
            paragraph.add_run(" ")
            fields.link(paragraph, f"[{mark}]", f"r{mark}", STYLES.link)
        if warning := wording.warning(statement):
            paragraph.add_run(f"  {warning}", style=STYLES.unsupported)
    if pack.is_short:
        _sources(document, pack, n, answer)
    else:
        _references(document, pack, answer)
    for citation in answer.otherwise:
        _words(_add(document, "", STYLES.said), wording.quoted(citation.words))
        _add(document, wording.source(citation), STYLES.reference)
    if nearest := wording.nearest(answer):
        _add(document, wording.NEAREST, STYLES.note)
        for where in nearest:
            _add(document, f"– {where}", STYLES.reference)
    if note := wording.note(item):
        _add(document, note, STYLES.note)


def _references(document: Word, pack: Pack, answer: Answer) -> None:
    for marks, where in wording.places(pack, answer):
        paragraph = _add(document, "", STYLES.reference)
        for mark in marks:
            fields.link(paragraph, f"[{mark}]", f"r{mark}", STYLES.link)
            paragraph.add_run(" ")
        paragraph.add_run(line(where))


def _sources(document: Word, pack: Pack, n: int, answer: Answer) -> None:
    for marks, where, shown in wording.sources(pack, n, answer):
        paragraph = _add(document, "", STYLES.reference)
        for mark in marks:
            if pack.references[mark - 1].questions[0] == n:
                fields.bookmark(paragraph, f"r{mark}", f"[{mark}]")
            else:
                fields.link(paragraph, f"[{mark}]", f"r{mark}", STYLES.link)
            paragraph.add_run(" ")
        paragraph.add_run(line(where))
        for reference in shown:
            _words(_add(document, "", STYLES.quote), [Piece("\t"), *wording.quoted(reference.citation.words)])


def _words(paragraph: Word, words: Iterable[Piece]) -> None:
    """Adds words from papers, with the papers' emphasis."""
    for text, style in words:
        run = paragraph.add_run(text)
        if "strong" in style:
            run.bold = True
        if "em" in style:
            run.italic = True
        if style == "code":
            run.font.name = "Consolas"


def _papers(document: Word, pack: Pack) -> None:
    _heading(document, wording.CITED, 1, "cited").paragraph_format.page_break_before = True
    if not pack.papers:
        _add(document, wording.NOTHING_CITED, STYLES.said)
    for cited in pack.papers:
        _paper(document, cited)


def _paper(document: Word, cited: CitedPaper) -> None:
    _add(document, cited.paper.title, STYLES.paper)
    _add(document, cited.paper.paper_facts, STYLES.note).paragraph_format.keep_with_next = True
    for place, questions, references in wording.passages(cited):
        where = _add(document, "", STYLES.where)
        where.add_run(" · ".join(filter(None, [line(place), f"{wording.cited_in(questions)} "])))
        for at, n in enumerate(questions):
            where.add_run(", " if at else "")
            fields.link(where, str(n), f"q{n}", STYLES.link)
        for reference in references:
            quote = _add(document, "", STYLES.quote)
            fields.bookmark(quote, f"r{reference.n}", f"[{reference.n}]")
            _words(quote, [Piece("\t"), *wording.quoted(reference.citation.words)])


def _unanswered(document: Word, pack: Pack) -> None:
    _heading(document, wording.UNANSWERED, 1, "unanswered")
    if not pack.unanswered:
        _add(document, wording.ALL_ANSWERED, STYLES.said)
    for n, item in pack.unanswered:
        paragraph = _add(document, "", STYLES.item)
        fields.link(paragraph, f"{n}  {line(item.question)}", f"q{n}", STYLES.link)
        paragraph.add_run(f"  {line(wording.outcome(item.answer))}")


def _heading(document: Word, text: str, level: int, anchor: str) -> Word:
    paragraph = _add(document, "", STYLES.headings[level - 1])
    fields.bookmark(paragraph, anchor, line(text))
    return paragraph


def _add(document: Word, text: str, style: str) -> Word:
    return document.add_paragraph(line(text), style)


def _properties(document: Word, pack: Pack) -> None:
    """Sets the document's properties. The date is the pack's, as the time of writing would differ each time."""
    properties = document.core_properties
    at = datetime.datetime.combine(pack.made, datetime.time())
    properties.title, properties.subject = line(pack.title)[:255], "Briefing pack"
    properties.author = properties.last_modified_by = "policy"
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = properties.last_printed = at
    properties.revision = 1
