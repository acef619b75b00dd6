"""The fields of a house's template: those that compute stay, all others become what they showed last.

INCLUDEPICTURE fetches, DDEAUTO runs, and a field may put the name of another together. So those that are kept are
named, and one whose name can't be read as plainly as Word writes it is not kept.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

Word = Any  # an element

SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
NESTED = "\0"  # stands in the code of a field for one inside it
COMPUTES = re.compile(
    r"\s*(?:=|(?:ADVANCE|AUTHOR|COMMENTS|COMPARE|CREATEDATE|DATE|DOCPROPERTY|EDITTIME|EQ|FILENAME|FILESIZE|HYPERLINK|IF|"
    r"KEYWORDS|LASTSAVEDBY|LISTNUM|NOTEREF|NUMCHARS|NUMPAGES|NUMWORDS|PAGE|PAGEREF|PRINTDATE|QUOTE|REF|REVNUM|SAVEDATE|"
    r"SECTION|SECTIONPAGES|SEQ|STYLEREF|SUBJECT|SYMBOL|TIME|TITLE|TOC)(?=\s|$))",
    re.IGNORECASE,
)
MARKS = frozenset(["fldChar", "instrText", "delInstrText"])
STORIES = frozenset("hdr ftr document footnote endnote txbxContent".split())  # no field goes from one into another
AROUND = frozenset("body p r tbl tr tc sdt sdtContent hyperlink ins smartTag customXml fldSimple".split())


@dataclass
class Field:
    """`marks` are what makes it a field; `code_parts` what else stands in its code, and is never shown."""

    marks: list[Word]
    code: str = ""
    code_parts: list[Word] = field(default_factory=list)
    in_code: bool = True


def unlink_fields(root: Word) -> None:
    """Leaves of each field in a part that does anything but compute what it showed last."""
    for simple in [element for element in root.iter("*") if _name(element) == "fldSimple"]:
        if not all(COMPUTES.match(value) for name, value in simple.items() if name.endswith("}instr")):
            _dissolve(simple)
    fields: dict[Word, list[Field]] = defaultdict(list)  # those that are open, by story
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
    """Goes on with the open fields of a story by a mark; whether it fits."""
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


def _name(element: Word) -> str:
    """The name of an element of Word, without its space; nothing for any other."""
    if element is None or not isinstance(element.tag, str) or not element.tag.startswith(SPACES):
        return ""
    return str(etree.QName(element).localname)


def _story(element: Word) -> Word | None:
    """What a field in this place stays within; None in a place where Word writes none.

    Between alternatives, or in what a program may pass over, two programs can read two different codes.
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
