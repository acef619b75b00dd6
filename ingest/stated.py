"""What a paper says of its own standing on its first page: its version, whether it is a draft, what it replaces."""

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from ingest.dates import Order, day_first, order_of, read_date
from ingest.formats.text import bare
from ingest.paper import HEADERS_AND_FOOTERS, Block, Paper

FIRST_PAGE = 2500  # characters
LONGEST_LINE = 16  # words; a longer one is running text, whose versions are those of other papers
FIRST_LINES = 6  # in which its name stands
LONGEST_NAME = 12  # words
FEWEST_HEADS = 3  # of a table of versions
OUTERMOST = 6  # blocks at the beginning and at the end of a paper, among which one stands
LONGEST_WORDS = 160  # characters kept of the words that a status was taken from

MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
NUMBER = r"(?P<number>\d{1,2}(?:[._]\d{1,2}){0,2})"
VERSION = re.compile(
    rf"\b(?:version|ver\.?|v\.?|revision|rev\.?|(?<!of )issue)\s*(?:no\.?|number)?[\s:|]*{NUMBER}"
    rf"(?![\d/-]|(?:st|nd|rd|th)?\s+(?:{MONTHS}))",  # 'issue: 30 June' is a date
    re.IGNORECASE,
)
IN_NAME = re.compile(rf"(?:^|[\s_.(-])v(?:ersion)?[\s_.-]?{NUMBER}(?=$|[\s_.)-])", re.IGNORECASE)
KIND = r"(?:document|paper|policy|plan|strategy|procedure|guidance|guide|report|version|edition|code|circular|notice)"
# The kinds of papers that hold until another replaces them; minutes, reports and accounts hold for their day
STANDING = (
    r"(?:polic(?:y|ies)|strateg(?:y|ies)|plans?|procedures?|guidance|guidelines?|guides?|codes?|schemes?|protocols?|"
    r"frameworks?|standards?|rules?|standing orders|regulations?|terms of reference|constitutions?|charters?|manuals?|"
    r"handbooks?|arrangements|conditions|directives?|faqs?|tariffs?|charges|fees)"
)
ITSELF = rf"this (?:\w+ )?{KIND}"
DRAFT = re.compile(
    r"(?:status\W+)?(?:(?:working|first|second|third|final|consultation|revised|discussion|initial) )?draft"
    r"(?: (?:document|paper|version|policy|only|copy|\d[\d.]*|(?:version|v|no\.?) ?[\d.]+))?"
    r"(?:,? (?:for|subject to|to be) .{0,60}|, .{0,40})?"
    rf"|{ITSELF} is (?:still )?(?:a|in) (?:\w+ )?draft\b.*",
    re.IGNORECASE,
)
DRAFT_TITLE = re.compile(
    r"^(?:(?:first|second|third|final|consultation|revised) )?draft\b|[\s_(–—:-]draft[\s_]*(?:v?[\d.]+)?[\s)\]]*$",
    re.IGNORECASE,
)
DRAFT_NAME = re.compile(r"(?:^|[\s_.(-])draft(?=$|[\s_.)\d-])", re.IGNORECASE)
SUPERSEDED = re.compile(
    r"(?:status\W+|now )?(?:superseded|withdrawn)\b.*"
    rf"|{ITSELF} (?:has been|was|is) (?:now )?(?:superseded|replaced|withdrawn)\b.*",
    re.IGNORECASE,
)
SUPERSEDED_NAME = re.compile(  # in a title or file name, set apart from what the paper is about
    r"^\W*(?:superseded|withdrawn|obsolete)[\s_]*[-–—:_)\]]|[-–—_([][\s_]*(?:superseded|withdrawn|obsolete)[\s_\d.)\]]*$"
    r"|(?-i:(?<![^\W_])(?:SUPERSEDED|WITHDRAWN|OBSOLETE)(?![^\W_]))",
    re.IGNORECASE,
)
OF_THINGS = re.compile(  # what more than papers may be
    r"\b(?:applications?|motions?|proposals?|items?|bids?)[\s_]*[-–—_:]?[\s_]*(?:withdrawn|obsolete)"
    rf"|^(?:withdrawn|obsolete)_(?!(?:.*[\s_])?{STANDING}$)",
    re.IGNORECASE,
)
REPLACES = re.compile(
    rf"(?:^|\b(?:it|and|which|that|{ITSELF}) )(?:replaces|supersedes|takes the place of)\b[\s:|]*(?P<what>.+)"
    r"|\bin place of (?P<place>(?:the )?(?:policy|version|plan|procedure|guidance|edition).+)",
    re.IGNORECASE,
)
REPLACED_BY = re.compile(r"\b(?:superseded|replaced|withdrawn)(?: and replaced)? by\s+(?P<what>.+)", re.IGNORECASE)
SINCE = re.compile(
    r"^\W*(?:date )?in force(?: from)?\b|\bin force from\b|\b(?:takes effect|effective|applies|valid) (?:on|from)\b"
    r"|\bcomes into (?:force|effect|operation)(?: on| from)?\b"
    rf"|^\W*(?:(?:{ITSELF} )?(?:applies )?with effect from|takes effect|effective(?: date)?)\b",
    re.IGNORECASE,
)
REVIEWED = re.compile(
    r"\b(?:last (?:reviewed|review|revised|updated|amended)|date of last review)\b[\s:|]*", re.IGNORECASE
)
# The heads of a table of the versions of a paper, which has more than these two
HEADS = re.compile(r"(?:version|issue|revision|rev)\b", re.IGNORECASE), re.compile(r"\bdate\b", re.IGNORECASE)
OF_OTHERS = re.compile(  # heads of a table of the versions of other things
    r"\b(?:programs?|programmes?|software|systems?|applications?|forms?|products?|items?|devices?|models?|install\w*)\b",
    re.IGNORECASE,
)
OF_VERSIONS = re.compile(
    r"\b(?:version|document|revision|amendment|change|review)s? (?:control|history|record|log)\b", re.IGNORECASE
)
IN_CELL = re.compile(rf"(?:version|issue|rev(?:ision)?|v)?\.?\s*{NUMBER}(?:\s+\w+)?", re.IGNORECASE)
OTHERS = re.compile(r"replac|supersed|withdrawn", re.IGNORECASE)  # in a line whose version may be another paper's
PARTS = re.compile(r"\s*[·;]\s*|\s+[–—-]\s+|(?<=[a-z\d])\.\s+(?=[A-Z])")
CLAUSES = re.compile(rf"{PARTS.pattern}|\s*[|()\[\]]\s*")


@dataclass(frozen=True)
class Stated:
    """`names` are its title, and lines at its head that may be its name. `draft` and `superseded` are the words that
    say so, empty where none do; `replaces` and `replaced_by` what it says of other papers. `since` is the day from
    which it says that it holds, as 2024-04-01; empty where it says none. `dated` is the day of its version, of its last
    review or in its file name.
    """

    names: tuple[str, ...] = ()
    version: tuple[int, ...] = ()
    since: str = ""
    dated: str = ""
    draft: str = ""
    superseded: str = ""
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> "Stated":
        """Raises ValueError or TypeError if it was not written by `as_json`."""
        facts: dict[str, Any] = json.loads(text)
        facts |= {name: tuple(fact) for name, fact in facts.items() if isinstance(fact, list)}
        return cls(**facts)


def stated(paper: Paper, blocks: Sequence[Block]) -> Stated:
    """What the title, the file name and the first page say."""
    lines = list(_lines(paper, blocks))
    order = order_of(paper.text)
    dated = [day_first(line, order) for line in lines]
    name = paper.document.rpartition(".")[0] or paper.document
    own = [line for line in lines if _is_superseded(line)]
    latest, day = max(_history(paper, blocks, order), key=lambda row: row[0], default=((), None))
    days = day, *map(_reviewed, dated), read_date(name.replace("_", " "))
    called = [each for each in (paper.title, name) if _calls_superseded(each)]
    return Stated(
        names=tuple(dict.fromkeys([paper.title, *filter(_is_name, lines[:FIRST_LINES])])),
        version=_version(paper.title, name, lines) or latest,
        since=next(map(str, filter(None, map(_since, dated))), ""),
        dated=next(map(str, filter(None, days)), ""),
        draft=_draft(paper.title, name, lines)[:LONGEST_WORDS],
        superseded="".join([*own, *called][:1])[:LONGEST_WORDS],
        replaces=tuple(_found(REPLACES, lines)),
        replaced_by=tuple(_found(REPLACED_BY, own)),
    )


def version_in(text: str) -> tuple[int, ...]:
    """The version that a text names first: (2,) for 'version 2.0'; empty where it names none."""
    found = VERSION.search(text)
    return _numbers(found["number"]) if found else ()


def _numbers(written: str) -> tuple[int, ...]:
    numbers = [int(part) for part in re.split(r"[._]", written)]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _version(title: str, name: str, lines: Sequence[str]) -> tuple[int, ...]:
    """Its own version: in its title or file name, else first in a line that names no other paper's."""
    if found := version_in(title):
        return found
    if in_name := IN_NAME.search(name):
        return _numbers(in_name["number"])
    return next(filter(None, map(_own_version, lines)), ())


def _history(
    paper: Paper, blocks: Sequence[Block], order: Order
) -> Iterator[tuple[tuple[int, ...], datetime.date | None]]:
    """The versions of a paper that its table of versions has, but for drafts, each with its day."""
    read = [block for block in blocks if block.kind != "matter"]
    at = 0
    for columns, rows in groupby(read, lambda block: block.columns if block.kind == "row" else ()):
        table = list(rows)
        at += len(table)
        outside = at <= OUTERMOST + len(table) or at > len(read) - OUTERMOST
        if _heads_history(columns) and (outside or any(map(OF_VERSIONS.search, table[0].headings[-1:]))):
            found = [_version_of_row(columns, day_first(paper.text[row.words : row.end], order)) for row in table]
            numbers = [version for version, _, _ in found]
            if all(numbers) and numbers == sorted(numbers):
                yield from ((version, day) for version, day, drafted in found if day and not drafted)


def _heads_history(columns: Sequence[str]) -> bool:
    """Whether columns are those of a table of versions of one paper, and not of the programs or forms it names."""
    return (
        len(columns) >= FEWEST_HEADS
        and bool(HEADS[0].match(columns[0]))
        and any(map(HEADS[1].search, columns))
        and not any(map(OF_OTHERS.search, columns))
    )


def _version_of_row(columns: Sequence[str], row: str) -> tuple[tuple[int, ...], datetime.date | None, bool]:
    """The version of a row, empty if there is none, its day, and whether it was a draft."""
    texts = [bare(text) for text in row.strip(" |").split("|")]
    dated = next((text for head, text in zip(columns, texts, strict=False) if HEADS[1].search(head)), "")
    version = IN_CELL.fullmatch(texts[0])
    drafted = any(re.search(r"\bdraft\b", text, re.IGNORECASE) for text in texts)
    return _numbers(version["number"]) if version else (), read_date(dated), drafted


def _reviewed(line: str) -> datetime.date | None:
    """The day that a line gives for the last review of its paper."""
    found = REVIEWED.search(line)
    return read_date(line[found.end() : found.end() + 40]) if found else None


def _own_version(line: str) -> tuple[int, ...]:
    if VERSION.match(line):
        return version_in(line)
    return () if len(line.split()) > LONGEST_LINE or OTHERS.search(line) or _is_table(line) else version_in(line)


def _draft(title: str, name: str, lines: Sequence[str]) -> str:
    """The words that call it a draft: its title, a line that says nothing else, or its file name."""
    if DRAFT_TITLE.search(title) or ("DRAFT" in title.split() and not title.isupper()):
        return title
    called = (line for line in lines if not _is_table(line) and any(map(DRAFT.fullmatch, _clauses(line))))
    return next(called, name if DRAFT_NAME.search(name) else "")


def _since(line: str) -> datetime.date | None:
    """The day that a line says the paper takes effect: 'In force from 1 April 2026'."""
    found = SINCE.search(line)
    return read_date(line[found.end() : found.end() + 40]) if found else None


def _is_superseded(line: str) -> bool:
    """Whether a line calls this paper superseded, not one that it names."""
    return not _is_table(line) and any(map(SUPERSEDED.fullmatch, _clauses(line)))


def _calls_superseded(name: str) -> bool:
    """Whether a title or file name calls its paper superseded, and not the things that it lists."""
    return bool(SUPERSEDED_NAME.search(name)) and not name.isupper() and not OF_THINGS.search(name)


def _is_table(line: str) -> bool:
    """Whether it is a row of three cells or more: such tables list versions, each with its status."""
    return line.count("|") > 1


def _clauses(line: str) -> list[str]:
    return [clause.strip(" .:*_!") for clause in CLAUSES.split(line)]


def _found(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[str]:
    for part in (part for line in lines for part in PARTS.split(line)):
        if found := pattern.search(part.strip()):
            yield next(filter(None, found.groupdict().values())).strip(" .|:*_")[:LONGEST_WORDS]


def _is_name(line: str) -> bool:
    """Whether a line may be the paper's name: short, and with what kind of paper it is."""
    return len(line.split()) <= LONGEST_NAME and bool(re.search(rf"\b{STANDING}\b", line, re.IGNORECASE))


def _lines(paper: Paper, blocks: Sequence[Block]) -> Iterator[str]:
    """The lines of the first page, and of headers and footers; cells with bars between them."""
    for block in blocks:
        first = block.start < FIRST_PAGE or HEADERS_AND_FOOTERS in block.headings
        if first and block.kind != "matter":
            words = paper.text[block.words : min(block.end, block.words + FIRST_PAGE)]
            yield from filter(None, (bare(line.replace("\t", " | ")).strip(" |") for line in words.splitlines()))
