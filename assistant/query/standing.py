"""Where in papers the places stand that a question refers to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.query.places import Place
from assistant.text.tokens import stems
from ingest.catalogue import Catalogue
from ingest.paper import Block, Paper

MOST_PAPERS = 20  # read for one place; the first in the order of their ids
MOST_BLOCKS = 12  # of a numbered paragraph with what follows it, where no other number ends it
LONGEST_TITLE = 90  # characters of a numbered line that can be the title of a section
SECTIONS = ("section", "part", "chapter", "annex", "appendix", "schedule", "article")
_NOUNS = {  # how papers write a kind, beside its name
    "section": ("sec", "§"),
    "paragraph": ("para",),
    "question": ("q",),
    "figure": ("fig",),
    "annex": ("annexe", "appendix"),
    "appendix": ("annex", "annexe"),
}
ITEMS = ("step", "question")
LABELLED = ("table", "figure", "annex", "appendix", "schedule")  # never by a number alone
CONTENTS = re.compile(r"\.{4}|(?:\. ){3}|…")
_MARK = re.compile(r"[*_]*(?:\s*[:.–—|)-]|\s*\Z|\s*\n)")  # 'Step 2: apply', not 'Section 4 applies to staff'
_OPENS_PLACE = re.compile(r"[\W_]*(?:section|part|chapter|annexe?|appendix|schedule|step|stage)\s+[\dA-Z]", re.I)
_SUB = re.compile(r"\(([a-z0-9]+)\)")


@dataclass(frozen=True)
class Standing:
    """The blocks `first` to `last` (inclusive) of a paper that stand at a place."""

    paper: str
    first: int
    last: int


def standing_at(catalogue: Catalogue, place: Place, ids: Sequence[str]) -> list[Standing]:
    """Where a place stands in the papers with these ids, in their order; nowhere if it is only mentioned."""
    holding = _papers_with(catalogue, place)
    kept = [id for id in ids if holding is None or id in holding][:MOST_PAPERS]
    return [
        Standing(id, first, last)
        for id in kept
        if (paper := catalogue.paper(id))
        for first, last in _in_paper(paper, catalogue.blocks(id), place)
    ]


def _papers_with(catalogue: Catalogue, place: Place) -> set[str] | None:
    """The papers that may have a place, by the index; None where it can't tell."""
    if place.kind == "page" or place.about:
        return None
    found = catalogue.numbered(_printed(place.number))
    for noun in _names(place.kind):
        found |= catalogue.with_phrase(f"{noun} {place.number}")
    return found


def _names(kind: str) -> tuple[str, ...]:
    return (kind, *_NOUNS.get(kind, ())) if kind else ()


def _printed(number: str) -> tuple[str, ...]:
    """The numbers that a reader may have kept for it: '3.2.4' or 'b' for '3.2.4(b)', '4.0' for '4'."""
    main = number.partition("(")[0]
    return tuple(dict.fromkeys([number, main, f"{main}.0", main.upper(), main.removesuffix(".0")]))


def _in_paper(paper: Paper, blocks: Sequence[Block], place: Place) -> list[tuple[int, int]]:
    within = [(0, len(blocks) - 1)]
    if place.within:
        within = _in_paper(paper, blocks, place.within)
    return [span for first, last in within for span in _between(paper, blocks, place, first, last)]


def _between(paper: Paper, blocks: Sequence[Block], place: Place, first: int, last: int) -> list[tuple[int, int]]:
    if place.kind == "page":
        return _on_page(paper, blocks, place.number)
    if place.about:
        return _about(paper, blocks, place)
    main, *subs = place.number.partition("(")[0], *_SUB.findall(place.number)
    inside = range(first, last + 1)
    begins = [n for n in inside if place.kind and _is_labelled(paper, blocks[n], place.kind, main)]
    numbered = [n for n in inside if not begins and _is_numbered(paper, blocks, n, place.kind, main)]
    if place.kind == "item":  # of an agenda, before those of lists
        numbered = [n for n in numbered if blocks[n].kind == "heading" and blocks[n].level == 1] or numbered
    begins = begins or numbered
    found = [(n, min(_end(paper, blocks, n), last)) for n in begins]
    for sub in subs:
        found = [
            (n, min(_end_of_item(blocks, n), end))
            for start, end in found
            for n in range(start, end + 1)
            if _same(blocks[n].number, sub)
        ]
    return found


def _is_labelled(paper: Paper, block: Block, kind: str, number: str) -> bool:
    """Whether a heading begins with 'Step 2', or other words with 'Step 2: ...'; a line of contents does not count."""
    words = paper.text[block.words : block.end]
    found = _label(kind, number).match(words)
    if not found or CONTENTS.search(words):
        return False
    return block.kind == "heading" or bool(_MARK.match(words, found.end()))


def _is_numbered(paper: Paper, blocks: Sequence[Block], n: int, kind: str, number: str) -> bool:
    """Whether a block has the printed number of a place; a section has a title, and usually parts."""
    block = blocks[n]
    if kind in LABELLED or not _same(block.number, number):
        return False
    if kind in ITEMS:
        return block.kind != "heading" and not _has_parts(blocks, n, number)
    if block.kind == "heading" or kind not in SECTIONS:
        return True
    return block.end - block.words <= LONGEST_TITLE and _has_parts(blocks, n, number)


def _label(kind: str, number: str) -> re.Pattern[str]:
    nouns = "|".join(re.escape(name) for name in _names(kind))
    return re.compile(rf"[\W_]*(?:{nouns})s?\.?\s*{re.escape(number)}(?![\w(]|\.\d|,? (?:and|or|to) )", re.I)


def _same(printed: str | None, number: str) -> bool:
    return printed is not None and printed.lower().strip("().").removesuffix(".0") == number.removesuffix(".0")


def _has_parts(blocks: Sequence[Block], n: int, number: str) -> bool:
    """Whether '4.1' follows '4'."""
    following = next((block.number for block in blocks[n + 1 : n + 4] if block.number), "")
    return following.startswith(f"{number.removesuffix('.0')}.")


def _end(paper: Paper, blocks: Sequence[Block], n: int) -> int:
    """The last block that belongs to the one numbered `n`."""
    return _end_of_section(paper, blocks, n) if blocks[n].kind == "heading" else _end_of_item(blocks, n)


def _end_of_section(paper: Paper, blocks: Sequence[Block], n: int) -> int:
    """Up to the next heading as high; past it where it is the title of this one: 'Annex A', then 'Principles'."""
    for at in range(n + 1, len(blocks)):
        other = blocks[at]
        is_title = at == n + 1 and not _OPENS_PLACE.match(paper.text, other.words, other.end) and not other.number
        if other.kind == "heading" and other.level <= blocks[n].level and not is_title:
            return at - 1
    return len(blocks) - 1


def _end_of_item(blocks: Sequence[Block], n: int) -> int:
    number = (blocks[n].number or "").strip("().")
    last = min(len(blocks) - 1, n + MOST_BLOCKS) if not _has_parts(blocks, n, number) else len(blocks) - 1
    for at in range(n + 1, last + 1):
        other = blocks[at]
        if other.kind == "heading" or (other.number and not _is_part(other.number, number)):
            return at - 1
        if not other.number and other.kind == "item" == blocks[n].kind and other.level <= blocks[n].level:
            return at - 1
    return last


def _is_part(number: str, whole: str) -> bool:
    """'4.1' of '4', and 'a' of '3.2.4'; one letter is no part of another."""
    inner = not number[0].isdigit() and whole[:1].isdigit()
    return number.startswith(f"{whole.removesuffix('.0')}.") or inner


def _on_page(paper: Paper, blocks: Sequence[Block], number: str) -> list[tuple[int, int]]:
    """The blocks on a page that is called so in print, else on the page at that place in the file."""
    printed = [n for n, label in enumerate(paper.labels, 1) if label.casefold() == number]
    page = printed[0] if printed else int(number) if number.isdecimal() else 0
    bounds = (*paper.pages, len(paper.text) + 1)
    if 0 < page < len(bounds):
        found = [n for n, block in enumerate(blocks) if bounds[page - 1] < block.end and block.start < bounds[page]]
    else:
        found = [n for n, block in enumerate(blocks) if block.page == page]
    return [(found[0], found[-1])] if found else []


def _about(paper: Paper, blocks: Sequence[Block], place: Place) -> list[tuple[int, int]]:
    """The sections under a heading with the words, or the tables under or after such words."""
    wanted = stems(place.about)
    if not wanted:
        return []
    if place.kind == "table":
        tables = _tables(blocks)
        return [(first, last) for first, last in tables if wanted <= stems(_over_table(paper, blocks, first))]
    return [
        (n, _end_of_section(paper, blocks, n))
        for n, block in enumerate(blocks)
        if block.kind == "heading" and wanted <= stems(paper.text[block.words : block.end])
    ]


def _tables(blocks: Sequence[Block]) -> Iterable[tuple[int, int]]:
    rows = [n for n, block in enumerate(blocks) if block.kind == "row"]
    first = 0
    for at, n in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else len(blocks)
        if following == len(blocks) or any(block.kind != "matter" for block in blocks[n + 1 : following]):
            yield rows[first], n
            first = at + 1


def _over_table(paper: Paper, blocks: Sequence[Block], first: int) -> str:
    before = blocks[first - 1] if first else blocks[first]
    return " ".join([paper.text[before.words : before.end], *blocks[first].headings[-1:], *blocks[first].columns])
