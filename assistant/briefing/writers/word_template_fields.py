"""Keeps the fields of a template that only compute; replaces all others with the text they last showed.

INCLUDEPICTURE fetches, DDEAUTO runs, and a field can assemble the name of another. So this lists the fields to keep,
and drops any whose name is not written as plainly as Word writes it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Word = Any  # an element

SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
NESTED = "\0"  # in a field's code, stands for a field inside it
COMPUTES = re.compile(
    r"\s*(?:=|(?:ADVANCE|AUTHOR|COMMENTS|COMPARE|CREATEDATE|DATE|DOCPROPERTY|EDITTIME|EQ|FILENAME|FILESIZE|HYPERLINK|IF|"
    r"KEYWORDS|LASTSAVEDBY|LISTNUM|NOTEREF|NUMCHARS|NUMPAGES|NUMWORDS|PAGE|PAGEREF|PRINTDATE|QUOTE|REF|REVNUM|SAVEDATE|"
    r"SECTION|SECTIONPAGES|SEQ|STYLEREF|SUBJECT|SYMBOL|TIME|TITLE|TOC)(?=\s|$))",
    re.IGNORECASE,
)
MARKS = frozenset(["fldChar", "instrText", "delInstrText"])
STORIES = frozenset("hdr ftr document footnote endnote txbxContent".split())  # no field spans two of these
AROUND = frozenset("body p r tbl tr tc sdt sdtContent hyperlink ins smartTag customXml fldSimple".split())


@dataclass
class Field:
    """A field: `marks` delimit it, `code_parts` are other elements inside its code, which are never shown."""

    marks: list[Word]
    code: str = ""
    code_parts: list[Word] = field(default_factory=list)
    in_code: bool = True


def unlink_fields(root: Word) -> None:
    """Replaces each field that does more than compute with the text it last showed."""
    for simple in list(root.iter(*_tags(["fldSimple"]))):
        if not all(COMPUTES.match(value) for name, value in simple.items() if name.endswith("}instr")):
            _dissolve(simple)
    if next(root.iter(*_tags(MARKS)), None) is None:  # as in the styles, which are most of a template
        return
    fields: dict[Word, list[Field]] = defaultdict(list)  # open fields, by story
    unwanted: list[Word] = []
    for element in root.iter("*"):
        name = _name(element)
        if name not in MARKS and _name(element.getparent()) != "r":
            continue
        story = _story(element)
        if name in MARKS and (story is None or not _takes(fields[story], name, element, unwanted)):
            unwanted.append(element)
        for outer in fields[story][: -1 if name in MARKS else None]:
            if outer.in_code:
                outer.code_parts.append(element)
    for unfinished in (each for left in fields.values() for each in left):
        unwanted += unfinished.marks + unfinished.code_parts
    for element in unwanted:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def _takes(fields: list[Field], name: str, mark: Word, unwanted: list[Word]) -> bool:
    """Applies a mark to the open fields of a story; returns whether it belongs there."""
    kind = next((value for key, value in mark.items() if key.endswith("}fldCharType")), name)
    if kind == "begin":
        if fields and fields[-1].in_code:
            fields[-1].code += NESTED
        fields.append(Field([mark]))
        return True
    if not fields or kind not in ("instrText", "separate", "end") or (kind != "end" and not fields[-1].in_code):
        return False
    here = fields[-1]
    here.marks.append(mark)
    if kind == "instrText":
        here.code += mark.xpath("string()")
    elif kind == "separate":
        here.in_code = False
    else:
        fields.pop()
        if not COMPUTES.match(here.code):
            unwanted += here.marks + here.code_parts
    return True


def _tags(names: Iterable[str]) -> list[str]:
    """The names with either of Word's namespaces."""
    return [f"{space}{name}" for name in names for space in SPACES]


def _name(element: Word) -> str:
    """The name of a Word element without its namespace; empty for other elements."""
    if element is None or not isinstance(element.tag, str) or not element.tag.startswith(SPACES):
        return ""
    return element.tag.rpartition("}")[2]


def _story(element: Word) -> Word | None:
    """The story that contains a field; None in places where Word never writes one.

    Inside alternative content, or content that a program may ignore, two programs could read two different fields.
    """
    for outer in element.iterancestors():
        name = _name(outer)
        if name in STORIES:
            return outer
        if name not in AROUND:
            return None
    return None


def _dissolve(simple: Word) -> None:
    parent = simple.getparent()
    at = parent.index(simple)
    parent[at : at + 1] = list(simple)
