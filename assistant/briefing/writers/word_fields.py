"""What python-docx can't do: bookmarks, links within the document, and fields."""

import zlib
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Word = Any


def bookmark(paragraph: Word, name: str, text: str) -> None:
    """Adds text with a bookmark. The id comes from the name, so no counter is needed."""
    id = str(zlib.crc32(name.encode()) % 2**31)
    start = _element("w:bookmarkStart", {"w:id": id, "w:name": name})
    paragraph._p.append(start)
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": id}))


def link(paragraph: Word, text: str, anchor: str, style: str | None = None) -> None:
    """Adds a link to a bookmark in the document."""
    run = paragraph.add_run(text, style=style)
    around = _element("w:hyperlink", {"w:anchor": anchor, "w:history": "1"})
    paragraph._p.append(around)
    around.append(run._r)


def contents(first: Word, last: Word) -> None:
    """Makes the paragraphs from first to last the result of a contents field, which Word updates on opening the file.

    Until then it has links to the headings, without page numbers. Only the field is marked as out of date: with
    `updateFields` in the document's settings, Word would ask everyone who opens it a question first.
    """
    begin, code, separate = first.add_run(), first.add_run(), first.add_run()
    mark = _element("w:fldChar", {"w:fldCharType": "begin", "w:dirty": "true"})
    begin._r.append(mark)
    _instruct(code, 'TOC \\o "1-2" \\h \\z \\u')
    separate._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))
    for at, run in enumerate((begin, code, separate)):
        first._p.insert(at + (first._p.pPr is not None), run._r)
    last.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def page_of_pages(paragraph: Word) -> None:
    """Adds 'Page 2 of 9'."""
    paragraph.add_run("Page ")
    _field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES", "1")


def _field(paragraph: Word, code: str, result: str) -> None:
    """Adds a field with the result to show until it is updated."""
    runs = [paragraph.add_run() for _ in range(5)]
    runs[0]._r.append(_element("w:fldChar", {"w:fldCharType": "begin"}))
    _instruct(runs[1], code)
    runs[2]._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))
    runs[3].text = result
    runs[4]._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def _instruct(run: Word, code: str) -> None:
    text = _element("w:instrText", {"xml:space": "preserve"})
    text.text = f" {code} "
    run._r.append(text)


def _element(name: str, attributes: dict[str, str]) -> Word:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
