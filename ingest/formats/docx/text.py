"""The characters of a Word paragraph as they are printed: no deleted or hidden text, field codes or contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from ingest.formats.characters import PRIVATE, TICKED, UNSEEN, UNTICKED, raised, symbol, tidy
from ingest.formats.docx.equations import printed
from ingest.formats.docx.styles import Style, Styles, flag, size
from ingest.formats.drawings import parts_of
from ingest.formats.lines import HIDDEN, INNER_FILE, STRUCK

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
WRAPPERS = {
    qn(f"w:{name}")
    for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "ruby", "rubyBase")
}
CODE = re.compile("[0-9A-Fa-f]{2,4}")  # of a symbol
SMALL = 0.7  # of the size of the word before: marks of notes are set at 0.58 in one paper that does not raise them
PLAIN_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_][a-z]{2,}$")  # at the end
CHOICES = f"{qn('w:fldChar')}/{qn('w:ffData')}/{qn('w:ddList')}"
CONTENT = qn("w:sdtContent")
PLACEHOLDER = f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"  # 'Click here to enter text'
EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
STRIKES = "w:strike", "w:dstrike"
BOX = qn("w:txbxContent")
NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
SIGNS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True)
class Reference:
    """A mark that refers to a footnote or endnote; a typed one, such as an asterisk, is not counted.

    `section` counts from 0: in some papers the numbers of footnotes start again in each.
    """

    kind: str
    id: str
    counted: bool
    section: int = 0


@dataclass
class Words:
    """`text` keeps tabs and line breaks; `strong` if all of it is bold; `size` in half points.

    `boxes` are text boxes anchored here, `parts` charts and diagrams, `notes` the references to notes.
    """

    text: str = ""
    strong: bool = False
    size: int = 0
    boxes: list[_Element] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Reference] = field(default_factory=list)


@dataclass
class Field:
    """An open field: its code is read first, then its result. `set` if its own data have its value instead."""

    code: str = ""
    in_result: bool = False
    set: bool = False

    @property
    def printed(self) -> bool:
        return self.in_result and not self.set and not is_contents(self.code)


def is_contents(code: str) -> bool:
    return bool(re.match(r"\s*(?:TOC|TOA|INDEX)\b", code))


class Printer:
    """Reads paragraphs in order, because a field may begin in one and end in another.

    `left_out` says what was not read: hidden or struck words.
    """

    def __init__(self, styles: Styles):
        self._styles = styles
        self._fields: list[Field] = []
        self.left_out: set[str] = set()

    def words(self, paragraph: _Element, style: Style) -> Words:
        """What a paragraph shows. A code that does not end there is broken, and a heading ends the contents."""
        if style.heading is not None and style.heading <= 9:
            self._fields.clear()
        found = Words()
        runs: list[tuple[str, bool, int]] = []
        for run in self._runs(paragraph):
            self._read_run(run, style, found, runs)
        self._fields = [open_field for open_field in self._fields if open_field.in_result]
        inked = [(bold, points) for text, bold, points in runs if text.strip()]
        found.text = tidy("".join(text for text, _, _ in runs))
        found.strong = bool(inked) and all(bold for bold, _ in inked)
        found.size = max((points for _, points in inked), default=0)
        return found

    def _runs(self, parent: _Element) -> Iterator[_Element]:
        for child in parent:
            if child.tag == qn("w:r"):
                yield child
            elif child.tag in WRAPPERS or child.tag == CHOICE:
                yield from self._runs(child)
            elif child.tag == qn("w:sdt"):
                if child.find(PLACEHOLDER) is None:
                    yield from (run for content in child.iterchildren(CONTENT) for run in self._runs(content))
            elif child.tag == qn("w:fldSimple"):
                if not is_contents(child.get(qn("w:instr"), "")):
                    yield from self._runs(child)
            elif child.tag == ALTERNATE:
                yield from (run for choice in list(child)[:1] for run in self._runs(choice))
            elif child.tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
                yield child

    def _read_run(self, run: _Element, style: Style, found: Words, runs: list[tuple[str, bool, int]]) -> None:
        if run.tag != qn("w:r"):
            if self._shown():
                runs.append((printed(run), False, style.size))
            return
        properties = run.find(qn("w:rPr"))
        points = size(properties) or style.size
        hidden = self._state(properties, "w:vanish", style.hidden) or points <= 2 * UNSEEN
        struck = any(self._state(properties, name, style.struck) for name in STRIKES)
        if hidden or struck:
            words = any((child.text or "").strip() for child in run.iterchildren(qn("w:t")))
            self.left_out |= {STRUCK if struck else HIDDEN} if words else set()
            self._track(run)
            return
        text = "".join(self._printed(child, found) for child in run)
        if PRIVATE.search(text) and (font := _font(properties)):
            text = "".join(symbol(char, font) if PRIVATE.match(char) else char for char in text)
        before = "".join(said for said, _, _ in runs[-3:])
        if self._is_raised(properties) or (text.isdigit() and _marks_note(properties, points, runs)):
            text = raised(text, before)
        if before[-1:].isalnum() and run.find(CHOICES) is not None:
            text = f" {text}"  # a list to choose from stands apart from the word before it
        runs.append((text, self._state(properties, "w:b", style.bold), points))

    def _state(self, properties: _Element | None, name: str, otherwise: bool) -> bool:
        state = flag(properties, name)
        if state is None and properties is not None and (key := properties.find(qn("w:rStyle"))) is not None:
            state = self._styles.run(key.get(qn("w:val")), name)
        return otherwise if state is None else state

    def _is_raised(self, properties: _Element | None) -> bool:
        """Whether the letters of a run are raised, by itself or by its style."""
        if properties is None:
            return False
        place, style = properties.find(qn("w:vertAlign")), properties.find(qn("w:rStyle"))
        if place is None and style is not None:
            return self._styles.is_raised(style.get(qn("w:val")))
        return place is not None and place.get(qn("w:val")) == "superscript"

    def _track(self, run: _Element) -> None:
        """Hidden text may contain field codes, which still count."""
        for child in run:
            if child.tag in (qn("w:fldChar"), qn("w:instrText")):
                self._printed(child, Words())

    def _printed(self, child: _Element, found: Words) -> str:
        tag = child.tag
        if tag == qn("w:fldChar"):
            value = _value(child) if self._shown() else ""
            self._turn(child.get(qn("w:fldCharType")), bool(value))
            return value
        if tag == qn("w:instrText"):
            if self._fields:
                self._fields[-1].code += child.text or ""
        elif not self._shown():
            return ""
        elif tag == qn("w:t"):
            return child.text or ""
        elif tag in SIGNS:
            return SIGNS[tag]
        elif tag == qn("w:br"):
            return "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else " "
        elif tag == qn("w:sym"):
            code = child.get(qn("w:char"), "")
            return symbol(chr(int(code, 16)), child.get(qn("w:font"), "")) if CODE.fullmatch(code) else ""
        elif tag in NOTES:
            typed = child.get(qn("w:customMarkFollows")) in ("1", "true")
            found.notes.append(Reference(NOTES[tag], child.get(qn("w:id"), ""), not typed))
        elif tag in (ALTERNATE, qn("w:drawing"), qn("w:pict"), qn("w:object")):
            if next(child.iter(EMBEDDED), None) is not None:
                self.left_out.add(INNER_FILE)
            found.boxes.extend(_boxes(child))
            found.parts.extend(parts_of(child))
        return ""

    def _turn(self, kind: str | None, is_set: bool) -> None:
        if kind == "begin":
            self._fields.append(Field(set=is_set))
        elif self._fields and kind == "separate":
            self._fields[-1].in_result = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _shown(self) -> bool:
        return all(open_field.printed for open_field in self._fields)


def _value(mark: _Element) -> str:
    """What a list or a tick box of an older form shows, which stands in the mark that begins its field."""
    chosen = mark.find(f"{qn('w:ffData')}/{qn('w:ddList')}")
    if chosen is not None:
        entries = [entry.get(qn("w:val"), "") for entry in chosen.iterchildren(qn("w:listEntry"))]
        result = chosen.find(qn("w:result"))
        at = "0" if result is None else result.get(qn("w:val"), "")
        return entries[int(at)] if re.fullmatch("[0-9]{1,3}", at) and int(at) < len(entries) else ""
    box = mark.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is None:
        return ""
    ticked = flag(box, "w:checked")
    return TICKED if (flag(box, "w:default") if ticked is None else ticked) else UNTICKED


def _font(properties: _Element | None) -> str:
    """The font that a run names for its symbols."""
    fonts = None if properties is None else properties.find(qn("w:rFonts"))
    return "" if fonts is None else fonts.get(qn("w:ascii"), fonts.get(qn("w:hAnsi"), ""))


def _marks_note(properties: _Element | None, points: int, runs: list[tuple[str, bool, int]]) -> bool:
    """Whether a run that nothing raises or lowers is far smaller than the one before it, which ends with a plain word:
    after 'CO' or 'PM' digits are no mark of a note.
    """
    placed = properties is not None and any(
        properties.find(qn(f"w:{name}")) is not None for name in ("vertAlign", "position")
    )
    words = "".join(text for text, _, _ in runs[-3:])
    return bool(runs) and not placed and points < SMALL * runs[-1][2] and bool(PLAIN_WORD.search(words))


def _boxes(drawing: _Element) -> Iterator[_Element]:
    """The text boxes in a drawing, once each: the same box is repeated for older programs."""
    if drawing.tag == BOX:
        yield drawing
        return
    for child in list(drawing)[:1] if drawing.tag == ALTERNATE else drawing:
        yield from _boxes(child)
