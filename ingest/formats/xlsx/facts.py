"""What openpyxl's quick reading leaves out of a sheet: merged cells, what is hidden, comments, empty formulas."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import range_boundaries

from ingest.formats.xlsx.rich_text import RichPart, parts_of_string

MOST_MERGED = 20_000  # in a sheet
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
THREADED = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)  # what Excel writes for older programs

Place = tuple[int, int]  # row and column, from 1


@dataclass
class Facts:
    """`merged` has the rows and columns that a cell spans; `uncalculated` the formulas without a stored value.

    `boxes` are the paragraphs of text boxes that lie on the sheet, `rich` the strings whose parts differ in look.
    """

    merged: dict[Place, tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    uncalculated: set[Place] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    rich: dict[Place, list[RichPart]] = field(default_factory=dict)
    last_row: int = 0

    def hidden(self, place: Place) -> str:
        """Why a cell is not shown: 'hidden rows', 'hidden columns', or '' if it is."""
        if place[0] in self.hidden_rows:
            return "hidden rows"
        return "hidden columns" if any(place[1] in columns for columns in self.hidden_columns) else ""


def facts_of(package: zipfile.ZipFile, path: str) -> Facts:
    """What the part at `path` of a workbook says besides its values."""
    facts = Facts()
    tags = ["{*}row", "{*}col", "{*}mergeCell"]
    with package.open(path) as part:
        for _, element in etree.iterparse(part, tag=tags, resolve_entities=False, huge_tree=True):
            _note(facts, element, etree.QName(element).localname)
            if not element.tag.endswith("}col"):
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    facts.comments = dict(_comments(package, path))
    facts.boxes = _boxes(package, path)
    return facts


def _note(facts: Facts, element: etree._Element, name: str) -> None:
    hidden = element.get("hidden") in ("1", "true")
    if name == "col":
        if hidden:
            facts.hidden_columns.append(range(int(element.get("min", "1")), int(element.get("max", "1")) + 1))
    elif name == "mergeCell":
        first, _, last = element.get("ref", "").partition(":")
        start, end = _place(first), _place(last)
        if start and end and len(facts.merged) < MOST_MERGED:
            facts.merged[start] = end[0] - start[0] + 1, end[1] - start[1] + 1
    else:
        facts.last_row = int(element.get("r", facts.last_row + 1))
        if hidden:
            facts.hidden_rows.add(facts.last_row)
        for cell in element.iterchildren("{*}c"):
            string = cell.find("{*}is")
            parts = [] if string is None else parts_of_string(string)
            if parts and (place := _place(cell.get("r"))):
                facts.rich[place] = parts
            value = cell.find("{*}v")
            empty = value is None or not value.text
            if empty and cell.find("{*}f") is not None and cell.get("t") != "str" and (place := _place(cell.get("r"))):
                facts.uncalculated.add(place)


def _comments(package: zipfile.ZipFile, path: str) -> Iterator[tuple[Place, str]]:
    for part in _related(package, path, "/comments"):
        for comment in part.iter("{*}comment"):
            words = "".join(text.text or "" for text in comment.iter("{*}t"))
            text = " ".join(THREADED.sub("", words).split())
            if text and (place := _place(comment.get("ref"))):
                yield place, text


def _boxes(package: zipfile.ZipFile, path: str) -> list[str]:
    paragraphs = (found for part in _related(package, path, "/drawing") for found in part.iter(f"{DRAWN}p"))
    texts = (" ".join("".join(text.text or "" for text in each.iter(f"{DRAWN}t")).split()) for each in paragraphs)
    return [text for text in texts if text]


def _related(package: zipfile.ZipFile, path: str, kind: str) -> Iterator[etree._Element]:
    """The parts that a sheet has a relation of this kind to."""
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    names = set(package.namelist())
    for relation in _parsed(package, relations) if relations in names else ():
        target = posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("Type", "").endswith(kind) and target in names:
            yield _parsed(package, target)


def _parsed(package: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False))


def _place(reference: str | None) -> Place | None:
    if not reference or not re.fullmatch(r"[A-Za-z]{1,3}\d{1,7}", reference):
        return None
    left, top, _, _ = range_boundaries(reference)
    return top, left
