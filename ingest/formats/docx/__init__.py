"""Word documents, by python-docx: headings, numbered paragraphs, lists and tables as they are printed; no pages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import PartFactory
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml.etree import _Element

from ingest.errors import PaperError
from ingest.formats.compose import Element, compose
from ingest.formats.docx.body import Body
from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.styles import Styles
from ingest.formats.docx.text import Reference
from ingest.formats.drawings import parsed
from ingest.formats.lines import (
    COMMENTS,
    DELETED,
    Line,
    margins,
    not_read,
    settled,
    styled_title,
    without_contents,
    without_typed_contents,
)
from ingest.formats.office import company, opened, said_of, title, with_words
from ingest.formats.tab_tables import with_tab_tables
from ingest.paper import Outline

NOTES = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
WATERMARK = "{urn:schemas-microsoft-com:vml}textpath"
MARGINS = RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER
# Documents with macros and templates that somebody gave the suffix .docx; python-docx alone would refuse them. Any
# macros are in parts of their own, which nothing reads.
PartFactory.part_type_for |= dict.fromkeys(
    (
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ),
    DocumentPart,
)


def read(path: Path) -> Outline:
    """Pages are None: Word breaks them differently on every machine."""
    with opened(path) as stream:
        document = _document(Package.open(stream))
        numbering = _part(document, RELATIONSHIP_TYPE.NUMBERING)
        body = Body(Styles(document.styles.element), Numbering(numbering), partial(_drawn, document))
        lines = list(with_tab_tables(body.lines(document.element.body)))
        if body.has_contents:
            lines = without_contents(lines)
        elements = settled(without_typed_contents(lines))
        elements += _notes(document, body, 1 + any(line.heading == 0 for line in lines))
        stated = title(document.core_properties.title, elements, styled_title(lines))
        elements += margins(_margins(document, body), elements)
        outline = compose(elements, title=stated)
        body_named = said_of(company(stream), outline.text)
        left_out = body.left_out | set(_beside(document))
        return with_words(replace(outline, organisation=body_named, warnings=not_read(left_out)))


def _document(package: Package) -> Document:
    part = package.main_document_part
    if not isinstance(part, DocumentPart):
        raise PaperError("this file is not a Word document", "open it in Word and save it as .docx")
    return part.document


def _part(document: Document, kind: str) -> _Element | None:
    part = next((relation.target_part for relation in document.part.rels.values() if relation.reltype == kind), None)
    return None if part is None else parse_xml(part.blob)


def _drawn(document: Document, relation: str) -> _Element | None:
    """The XML of a chart or diagram in the document; None if there is no such part."""
    part = document.part.rels.get(relation)
    return None if part is None or part.is_external else parsed(part.target_part.blob)


def _beside(document: Document) -> Iterator[str]:
    """What people wrote beside the text, and what they took out of it with a mark."""
    body = document.element.body
    if next(body.iter(qn("w:commentReference")), None) is not None:
        yield COMMENTS
    if any((words.text or "").strip() for words in body.iter(qn("w:delText"))):
        yield DELETED


def _margins(document: Document, body: Body) -> Iterator[Line]:
    for relation in document.part.rels.values():
        if relation.reltype in MARGINS and not relation.is_external:
            part = parse_xml(relation.target_part.blob)
            yield from body.lines(part)
            yield from (Line(Element("paragraph", path.get("string", ""))) for path in part.iter(WATERMARK))


def _notes(document: Document, body: Body, level: int) -> Iterator[Element]:
    """Footnotes and endnotes in the order in which the text refers to them, each with its printed number."""
    referred = list(dict.fromkeys(body.notes))
    found = [note for kind in NOTES for note in _notes_of(document, body, kind, referred)]
    if found:
        yield Element("heading", "Notes", level=level)
        yield from found


def _notes_of(document: Document, body: Body, kind: str, referred: list[Reference]) -> Iterator[Element]:
    root = _part(document, NOTES[kind])
    notes = {} if root is None else {note.get(qn("w:id")): note for note in root.iterchildren(qn(f"w:{kind}"))}
    count, section = 0, 0
    for reference in referred:
        if reference.kind != kind or reference.id not in notes:
            continue
        restart = (
            body.sections[reference.section] if kind == "footnote" and reference.section < len(body.sections) else ""
        )
        if restart == "eachSect" and reference.section != section:
            count = 0
        count, section = count + reference.counted, reference.section
        lines = [line.element for line in body.lines(notes[reference.id])]
        text = " ".join(f"{line.marker} {line.text}".strip() for line in lines)
        marker = str(count) if reference.counted and restart != "eachPage" else ""
        yield Element("paragraph", " ".join(text.split()), marker=marker)
