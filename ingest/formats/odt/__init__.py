"""OpenDocument texts, spreadsheets and presentations, by odfdo: headings, numbered paragraphs, lists and tables as they
are printed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import odfdo
from lxml import etree

from ingest.errors import PaperError
from ingest.formats.compose import Element, compose
from ingest.formats.lines import (
    COMMENTS,
    DELETED,
    margins,
    not_read,
    settled,
    styled_title,
    without_contents,
    without_typed_contents,
)
from ingest.formats.odt import slides, spreadsheet
from ingest.formats.odt.body import Body
from ingest.formats.odt.styles import Styles, qn
from ingest.formats.office import opened, title, with_words
from ingest.formats.tab_tables import with_tab_tables
from ingest.paper import Outline

MANIFEST, META = "META-INF/manifest.xml", "meta.xml"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
PAGED = {qn("office:spreadsheet"): spreadsheet.elements_of, qn("office:presentation"): slides.elements_of}
MARGINS = qn("style:header"), qn("style:footer")


def read(path: Path) -> Outline:
    """What it is the file says itself, whatever its suffix. A text has no pages: the only page breaks in the file are
    those that somebody asked for.
    """
    with opened(path) as stream:
        package = odfdo.Container(BytesIO(stream.read()))
        parts = package.parts  # of these, only the content has to be there
        if MANIFEST in parts and b"encryption-data" in _part(package, MANIFEST):
            raise PaperError("this file is protected by a password", "save it without the password")
        content = _parsed(package, "content.xml")
        common = _parsed(package, "styles.xml") if "styles.xml" in parts else content
        styles, held = Styles(common, content), content.find(qn("office:body"))
        body = Body(styles, partial(_object, package))
        for paper in () if held is None else held:
            if paper.tag == qn("office:text"):
                outline = _text(paper, common, body, _stated(package))
            elif paper.tag in PAGED:
                elements, pages = PAGED[paper.tag](paper, styles, body)
                first = next((each.text for each in elements if each.kind == "heading"), None)
                outline = compose(elements, pages, title(_stated(package), elements, first))
            else:
                continue
            return with_words(replace(outline, warnings=not_read(body.left_out | set(_beside(paper)))))
        raise PaperError(
            "this file is not a text, spreadsheet or presentation", "save it as one of these (.odt, .ods or .odp)"
        )


def _object(package: odfdo.Container, name: str) -> etree._Element | None:
    """The content of an object in the file; None if that is not there, or is broken."""
    part = f"{name.removeprefix('./')}/content.xml"
    with suppress(etree.XMLSyntaxError):
        return _parsed(package, part) if part in package.parts else None
    return None


def _text(text: etree._Element, common: etree._Element, body: Body, stated: str | None) -> Outline:
    lines = list(with_tab_tables(body.lines(text)))
    if body.has_contents:
        lines = without_contents(lines)
    elements = settled(without_typed_contents(lines))
    elements += _notes(body, 1 + any(line.heading == 0 for line in lines))
    elements += margins((line for part in common.iter(*MARGINS) for line in body.lines(part)), elements)
    return compose(elements, title=title(stated, elements, styled_title(lines)))


def _beside(paper: etree._Element) -> Iterator[str]:
    """What people wrote beside the text, and what they took out of it with a mark; comments on cells are read."""
    comments = () if paper.tag == qn("office:spreadsheet") else paper.iter(qn("office:annotation"))
    if next(iter(comments), None) is not None:
        yield COMMENTS
    if any(words.strip() for deletion in paper.iter(qn("text:deletion")) for words in deletion.itertext(qn("text:p"))):
        yield DELETED


def _stated(package: odfdo.Container) -> str | None:
    """The title in the properties."""
    return _parsed(package, META).findtext(f".//{TITLE}") if META in package.parts else None


def _part(package: odfdo.Container, name: str) -> bytes:
    content = package.get_part(name)
    return content if isinstance(content, bytes) else str(content).encode()


def _parsed(package: odfdo.Container, name: str) -> etree._Element:
    return etree.fromstring(_part(package, name), etree.XMLParser(resolve_entities=False, huge_tree=True))


def _notes(body: Body, level: int) -> Iterator[Element]:
    notes = [(marker, " ".join(line.element.text for line in body.lines(note))) for marker, note in body.notes]
    if notes:
        yield Element("heading", "Notes", level=level)
    for marker, text in notes:
        yield Element("paragraph", " ".join(text.split()), marker=marker)
