"""The lines of a text document, and what each of them is: headings, numbered paragraphs or list items.

Word and OpenDocument say little about this: heading styles number whole paragraphs, and bold lines serve as headings.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, groupby, pairwise, takewhile
from statistics import mean

from ingest.formats.compose import Element
from ingest.formats.counting import number, typed
from ingest.formats.hyphens import Vocabulary
from ingest.formats.markers import depth, is_section
from ingest.formats.office import JUNK_TITLE, UNFINISHED
from ingest.paper import HEADERS_AND_FOOTERS, ReadingWarning

LONGEST_HEADING = 150  # characters
LONGEST_RUN = 3  # lines; more bold ones in a row are a front page or an address
LONGEST_ITEM = 200  # characters, on average: numbered paragraphs of reports are longer, list items are not
LABELLED = re.compile(  # 'Contact: Ann Lee', 'Table 3: Costs' and '4 May 2021' are not headings, however bold
    r"(?![\w ]+ [\w.]{1,4}:)[\w /]{2,30}:\s+\S|(?:table|figure|chart|box) [\w.]+\b|"
    r"(?:\d{1,2}\w{0,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}$",
    re.IGNORECASE,
)
PROMPT = re.compile(r"\[[^\[\]]*\]")  # '[Department]', which somebody is to replace
PAGE = re.compile(r"(?:\W|\d|\b(?:page|pages|of|p|pg|[ivxlc]+)\b)*", re.IGNORECASE)
STRUCK, HIDDEN, HIDDEN_ROWS, NO_FIGURES = "struck words", "hidden words", "hidden rows", "a chart or diagram"
INNER_FILE, INNER_DOCUMENT = "a file inside it", "a document inserted in it"
COMMENTS, DELETED = "comments", "words that a tracked change takes away"
SHOW = "if they count, show them and save the file again"
CURES = {
    STRUCK: "if they count, take the line through them away",
    HIDDEN: SHOW,
    HIDDEN_ROWS: SHOW,
    "hidden columns": SHOW,
    "hidden sheets": SHOW,
    "hidden slides": SHOW,
    NO_FIGURES: "look at it in the paper itself",
    INNER_FILE: "if it counts, open it there, save it as a file of its own, and add that",
    INNER_DOCUMENT: "open the paper in Word, and save it again",
    COMMENTS: "if one counts, write it into the text",
    DELETED: "accept or reject the changes, and save the file again",
}
FEWEST_TORN, TORN = 5, 0.2  # lines that end within a sentence, and their share: then each paragraph is a printed line
FULL = 0.75  # of the width of such lines; a shorter one may be a heading
PAGE_AT_END = re.compile(r"[\s.…|]+(?:page )?(?P<page>\d{1,3})$", re.IGNORECASE)  # of a line of a list of contents
CONTENTS_WITHIN = 60  # lines with words, in which a list of contents begins
FIRST_ENTRIES, FEWEST_ENTRIES, MOST_ENTRIES = 3, 3, 300  # lines of a list of contents
LONGEST_ENTRY = 25  # words of one
COMING_AGAIN = 0.6  # of these lines, as headings of the text
LABEL = re.compile(r"title\s*:\s*", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.;,!…][\"'”’)\]]*$")
ENDED = re.compile(r"[.;:!?…][\"'”’)\]]*$")


@dataclass(frozen=True)
class Counted:
    """An automatic number or bullet as printed, its depth from 0, and which level of which list it belongs to."""

    marker: str
    depth: int
    list: str


@dataclass(frozen=True)
class Line:
    """An element, as far as its own paragraph shows what it is.

    `heading` is the level from its style (0 for the title), None if it has none; `strong` if all its words are bold.
    """

    element: Element
    style: str = ""
    heading: int | None = None
    strong: bool = False
    size: float = 0
    counted: Counted | None = None


def element(text: str, counted: Counted | None) -> Element:
    """The words, and what comes before them: counted by the program, or typed. Tabs are kept."""
    if counted is not None and counted.marker:
        return Element("paragraph", text, marker=counted.marker, number=number(counted.marker))
    before, stated, words = typed(text)
    return Element("paragraph", words if before else text.strip(" \n"), marker=before, number=stated)


def joined(lines: list[Line]) -> str:
    """The words of several lines, such as those of a cell, on one."""
    return " ".join(" ".join(f"{line.element.marker} {line.element.text}" for line in lines).split())


def _flat(line: Line) -> Line:
    return replace(line, element=replace(line.element, text=line.element.text.replace("\t", " ").strip()))


def without_contents(lines: list[Line]) -> list[Line]:
    """Without the heading that is left above a list of contents when the list is dropped."""
    return [line for line in lines if not _heads_contents(line)]


def without_typed_contents(lines: list[Line]) -> list[Line]:
    """Without a list of contents that somebody typed: the short lines below its heading that come again in the text."""
    inked = [at for at, line in enumerate(lines) if line.element.text.strip()]
    head = next((n for n, at in enumerate(inked[:CONTENTS_WITHIN]) if _heads_contents(lines[at])), None)
    if head is None:
        return lines
    below = inked[head + 1 :]
    texts = [lines[at].element.text for at in below]
    said = [_named(text) for text in texts]
    listed = list(takewhile(_is_entry, texts[:MOST_ENTRIES]))
    entries = [_named(PAGE_AT_END.sub("", text)) for text in listed]
    begins = (said.index(entry, n + 1) for n, entry in enumerate(entries[:FIRST_ENTRIES]) if entry in said[n + 1 :])
    entries = entries[: next(begins, len(said))]
    ends = filter(None, map(PAGE_AT_END.search, listed[: len(entries)]))
    pages = [int(found["page"]) for found in ends]
    again = {below[n] for n in _coming_again(entries, texts)}
    if pages != sorted(pages) or len(again) < max(FEWEST_ENTRIES, COMING_AGAIN * len(entries)):
        return lines
    return [line for at, line in enumerate(lines) if at != inked[head] and at not in again]


def _is_entry(text: str) -> bool:
    return len(text.split()) <= LONGEST_ENTRY and not ENDED.search(text)


def _coming_again(entries: list[tuple[str, ...]], texts: list[str]) -> Iterator[int]:
    """The entries whose words are a line below the list, or two lines, as those of a heading are: in the same order."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(entries), len(texts)):
        if _is_entry(texts[at]):
            places[_named(texts[at])].append(at)
            below = texts[at + 1] if at + 1 < len(texts) else ""
            places[_named(f"{texts[at]} {below}")] += [at] if _is_entry(below) else []
    last = 0
    for n, entry in enumerate(entries):
        place = next((at for at in places[entry] if at > last), None) if entry else None
        if place is not None:
            last = place
            yield n


def _named(text: str) -> tuple[str, ...]:
    """The words of a line, without the number before them."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return tuple(dropwhile(str.isdigit, words))


def _heads_contents(line: Line) -> bool:
    return line.element.text.casefold().strip(" :") in ("contents", "table of contents")


def margins(lines: Iterator[Line], elements: list[Element]) -> Iterator[Element]:
    """What headers and footers say that the text does not: often the version, and the date it was approved."""
    said = {" ".join(element.text.split()).casefold() for element in elements}
    found: list[Element] = []
    for line in lines:
        words = " ".join(line.element.text.split())
        if words and words.casefold() not in said and not PAGE.fullmatch(words):
            said.add(words.casefold())
            found.append(_flat(line).element)
    if found:
        yield Element("heading", HEADERS_AND_FOOTERS, level=1)
        yield from found


def not_read(left_out: set[str]) -> tuple[ReadingWarning, ...]:
    """Warnings of what a text document has that was left out."""
    return tuple(ReadingWarning(what, CURES.get(what, "")) for what in sorted(left_out))


def settled(lines: list[Line]) -> list[Element]:
    """The elements of a text document, each with its kind and level, in order."""
    lines = _unwrapped([line for line in map(_flat, lines) if line.element.text])
    running = _running_styles(lines)
    lines = [replace(line, heading=None) if line.style in running or not _is_short(line) else line for line in lines]
    lines = list(_below_styled(lines) if any(line.heading for line in lines) else _by_weight(lines))
    titled = any(line.heading == 0 for line in lines)
    long_lists = _long_lists(lines)
    return list(_outermost_first(_settle(line, titled, long_lists) for line in lines))


def _unwrapped(lines: list[Line]) -> list[Line]:
    """The lines, with those together that are one paragraph: text pasted from a PDF has an end after each line."""
    pairs = [(above, below) for above, below in pairwise(lines) if _may_go_on(above, below)]
    torn = [above for above, below in pairs if below.element.text[0].islower()]
    if len(torn) < FEWEST_TORN or len(torn) < TORN * len(pairs):
        return lines
    full = FULL * sorted(len(line.element.text) for line in torn)[len(torn) // 2]
    words = Vocabulary([line.element.text for line in lines])
    whole: list[Line] = []
    last: Line | None = None
    for line in lines:
        goes_on = last is not None and _may_go_on(last, line)
        if last and goes_on and (line.element.text[0].islower() or len(last.element.text) >= full):
            text = words.join(whole[-1].element.text, line.element.text)
            whole[-1] = replace(whole[-1], element=replace(whole[-1].element, text=text))
        else:
            whole.append(line)
        last = line
    return whole


def _may_go_on(above: Line, below: Line) -> bool:
    """Whether a paragraph could be the next line of the one above: alike, without a number, in an open sentence."""
    alike = (above.style, above.strong, above.size) == (below.style, below.strong, below.size)
    plain = all(line.element.kind == "paragraph" and line.heading is None for line in (above, below))
    return alike and plain and not below.element.marker and not ENDED.search(above.element.text)


def _is_short(line: Line) -> bool:
    return len(line.element.text) <= LONGEST_HEADING


def _running_styles(lines: list[Line]) -> set[str]:
    """Heading styles that hold whole sentences: in many papers 'Heading 2' numbers the paragraphs."""
    sentences: dict[str, list[bool]] = defaultdict(list)
    for line in lines:
        if line.heading:
            sentences[line.style].append(bool(SENTENCE_END.search(line.element.text)) or not _is_short(line))
    return {style for style, found in sentences.items() if mean(found) >= 0.5}


def _by_weight(lines: list[Line]) -> Iterator[Line]:
    """Without heading styles, short lines that are bold throughout are headings: the larger, the higher."""
    sizes = sorted({line.size for line in lines if _stands_out(line)}, reverse=True)
    for line in lines:
        yield replace(line, heading=1 + min(sizes.index(line.size), 2)) if _stands_out(line) else line


def _below_styled(lines: list[Line]) -> Iterator[Line]:
    """With heading styles, bold lines above plain text are headings below the last one: the larger, the higher."""
    sizes = sorted({line.size for line in lines if _stands_out(line)}, reverse=True)
    level, at = 0, 0
    for bold, group in groupby(lines, _is_plain_heading):
        run = list(group)
        at += len(run)
        headed = bold and len(run) <= LONGEST_RUN and at < len(lines)
        for line in run:
            level = line.heading if line.heading is not None else level
            yield replace(line, heading=level + 1 + min(sizes.index(line.size), 2)) if headed else line


def _is_plain_heading(line: Line) -> bool:
    return _stands_out(line) and line.counted is None


def _stands_out(line: Line) -> bool:
    text = line.element.text
    bulleted = bool(line.element.marker) and line.element.number is None
    worded = any(character.isalpha() for character in text)
    short = _is_short(line) and not SENTENCE_END.search(text)
    named = not LABELLED.match(text) and not PROMPT.fullmatch(text.strip())
    plain = line.element.kind == "paragraph" and line.heading is None and named
    return line.strong and plain and short and worded and not bulleted


def _long_lists(lines: list[Line]) -> set[str]:
    """Lists that number the paragraphs or the headings of a paper, rather than items."""
    headed = {line.counted.list for line in lines if line.counted and line.heading is not None}
    lengths: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.counted and line.counted.marker != "•":
            lengths[line.counted.list].append(len(line.element.text))
    return headed | {key for key, found in lengths.items() if mean(found) > LONGEST_ITEM}


def _settle(line: Line, titled: bool, long_lists: set[str]) -> Element:
    element = line.element
    if element.kind == "row":
        return element
    if line.heading is not None:
        return _heading(element, max(1, line.heading + titled))
    if not element.marker:
        return element
    number = element.number
    if number and is_section(number) and (depth(number) > 1 or _is_long(line.counted, long_lists)):
        return element
    return replace(element, kind="item", level=1 + (line.counted.depth if line.counted else 0))


def _heading(element: Element, level: int) -> Element:
    """In headings only, a number may be typed without a dot: '4 Staff'."""
    text = " ".join(element.text.split())
    bare = None if element.marker else re.match(r"(\d{1,2}) (?=[A-Z])", text)
    if bare:
        return Element("heading", text[bare.end() :], level, marker=bare[1], number=bare[1])
    return replace(element, kind="heading", text=text, level=level)


def _is_long(counted: Counted | None, long_lists: set[str]) -> bool:
    return counted is not None and counted.list in long_lists


def _outermost_first(elements: Iterator[Element]) -> Iterator[Element]:
    """A list that Word starts at a deeper level still starts at 1."""
    run: list[Element] = []
    for element in elements:
        if element.kind == "item":
            run.append(element)
            continue
        yield from _raised(run)
        run = []
        yield element
    yield from _raised(run)


def _raised(items: list[Element]) -> Iterator[Element]:
    above = min((item.level for item in items), default=1) - 1
    return (replace(item, level=item.level - above) for item in items)


def styled_title(lines: list[Line]) -> str | None:
    """The first run of lines at the top in the title style; otherwise a bold line there that continues on the next."""
    top = [(line, " ".join(line.element.text.split())) for line in lines if line.element.text][:12]
    first = next((at for at, (line, text) in enumerate(top) if _is_title(line, text)), len(top))
    run = [text for _, text in takewhile(lambda entry: _is_title(*entry), top[first:])]
    if run:
        styled = LABEL.sub("", " ".join(run))
        return None if JUNK_TITLE.match(styled) else styled
    return next((broken for at in range(len(top[:3])) if (broken := _broken_title(top, at))), None)


def _broken_title(top: list[tuple[Line, str]], at: int) -> str | None:
    """A bold line that ends within a phrase, with those it goes on in, and the one that it goes on from."""
    run = [text for _, text in takewhile(lambda entry: entry[0].element.kind != "row", top[at : at + 4])]
    last = next((n for n, text in enumerate(run) if not UNFINISHED.search(text)), None)
    if not top[at][0].strong or last == 0 or not run:
        return None
    if last is None:
        return run[0].rstrip(" ,") if len(run) == 1 and run[0].endswith(",") else None
    if SENTENCE_END.search(run[last]) and not top[at + last][0].strong:
        return None
    goes_on = at > 0 and top[at - 1][0].strong and run[0][0].islower()
    return " ".join([*([top[at - 1][1]] if goes_on else []), *run[: last + 1]])


def _is_title(line: Line, text: str) -> bool:
    return line.heading == 0 and len(text) <= LONGEST_HEADING and (not LABELLED.match(text) or bool(LABEL.match(text)))
