"""The title of a paper: what its file calls itself, or what its first page prints as its name."""

import re
from collections.abc import Sequence
from itertools import combinations_with_replacement, pairwise, takewhile

from ingest.bodies import is_body
from ingest.dates import read_date
from ingest.first_page import first_blocks, first_page, line_of
from ingest.formats.text import bare
from ingest.paper import Block, Outline

LONGEST_TITLE = 30  # words
LONGEST_SUBJECT = 45  # words; the names of directives run to 40
TOP = 12  # blocks, in which a title stands
BROKEN = 3  # lines that one title may go on for below its first
SPOKEN_OF = 3  # times that a paper has the last word of one line before the first of the next: then they are one
WORD = re.compile(r"\w+")
LABEL = re.compile(
    r"\W*(?:(?:(?:report|policy|document|paper)\s+)?(?:title|subject)|policy name)\s*[:|]+", re.IGNORECASE
)
SUBJECT_LABEL = re.compile(  # names what a paper is about: 'Title of policy, strategy or programme'
    r"\W*title of (?:the |this )?"
    r"(?:measure|proposal|policy|legislation|regulations|instrument|project|programme|strategy)\b[^|:]{0,60}(?:[:|]+|$)",
    re.IGNORECASE,
)
NEXT_LABEL = re.compile(  # in a cell of several lines: 'Cats in parks Ref No: 7'
    r"\s(?:(?:[A-Z]{2,4} )?(?:Ref\w*\.? )?(?:No|Number)\.?|(?:Lead|Other) [Dd]epartments?\b[\w ]{0,20}|Date|Version"
    r"|Author|Owner|Status|Stage)\s*:"
)
HEADS_PAGES = re.compile(r"\|\s*pages?\b", re.IGNORECASE)
SHEET = re.compile(r"(?:(?:sheet|slide|table|blad|tabelle|feuil)\s?\d*|comments)$", re.IGNORECASE)  # programs give them
MAP_NOTE = re.compile(r"©|\bcrown copyright\b|\bordnance survey\b|\bscale\s+1\s*:\s*\d", re.IGNORECASE)
MAP = re.compile(r"(?:map|plan|drawing)s?\b[^“”\"]{0,60}\breferred to in (?:the )?[“\"][^“”\"]+[”\"]", re.IGNORECASE)
SECTION = re.compile(  # a heading that any paper may have
    r"(?:(?:introduction|foreword|preface|contents|table|executive|summary|background|information|overview|purpose|scope"
    r"|application|structure|monitoring|commencement|transitional|arrangements|provisions|preliminary|general"
    r"|interpretation|definitions|glossary|of|and|the|(?:section|part|chapter|annex|appendix)\s+(?:\d+|[ivx]{2,}|[a-z])"
    r")\b[\s,–:.&-]*)+",
    re.IGNORECASE,
)
ASSESSED = (
    r"(?:business|regulatory|equality|equalities|privacy|data protection|environmental|health|rural needs|human rights"
    r"|island communities|child(?:ren[’']s)? rights|wellbeing)"
)
KIND = re.compile(  # of papers, which says nothing of their subject
    rf"(?:(?:final|draft|initial|partial|full) )*(?:(?:{ASSESSED}(?:,? and |, | ))*impact assessment"
    r"|fairer scotland duty(?: assessment| summary)?|transposition (?:note|table)s?|explanatory (?:memorandum|notes?)"
    r"|code of practice)(?: templates?)?(?: \([\w .]+\))?",
    re.IGNORECASE,
)
OF_SUBJECT = re.compile(rf"(?:{KIND.pattern}) (?:for|on|of|to|with regard to|in respect of)\b", re.IGNORECASE)
SMALL = r"(?:of|for|and|in|on|to|by|with|from|at|or)"
UNFINISHED = re.compile(rf"\b(?:{SMALL}|the)$", re.IGNORECASE)
GOES_ON = re.compile(rf"{SMALL}\b")
ENDED = re.compile(r"[.:;!?,]\W*$")
DEFINED = re.compile(r"(?P<name>[A-Z][^“”\"]{5,200}?) \((?:the )?“[^“”]+”\)")  # The Boats Order 2020 (“the Order”) is
SHORT_FOR = re.compile(r"\s*\((?:the |“the )?[“\"][^“”\"]+[”\"]\)(?=\.?$)")  # at its end: (the “Order”)
SAYS = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|will|shall|should|must|may|can|sets?|appl(?:y|ies)|makes?|contains?|explains?"
    r"|describes?|provides?|updates?|amends?)\b"
)


def title_of(outline: Outline) -> str | None:
    """What the file calls itself, or prints as its title; not the body named above that.

    What the file says of itself but does not print counts less than what has the label 'title', and no more than other
    words if it is a body. A kind of paper has its subject beside it: 'Impact Assessment: Boats on the Upper Lake'.
    """
    called = outline.title
    if called and not _is_printed(called, outline) and (_labelled(outline) or is_body(called)):
        called = None
    named = called or stated_title(outline)
    below = _subject_below(named, outline) if named and is_body(named) else None
    return _in_full(" ".join((below or named).split()), outline) if named else None


def stated_title(outline: Outline) -> str | None:
    """What has the label 'title', or the first heading that is more than the name of a body, a number or what any paper
    has over a section; without such headings, the first words, if they are no sentence.
    """
    if found := _labelled(outline) or _map(outline):
        return found
    if subject := _labelled_subject(outline):
        return next((line for line in first_page(outline)[:3] if KIND.fullmatch(line)), subject)
    headings = [(block, name) for block, name in _headings(outline) if not SHEET.match(name)]
    if not headings:
        above = len(_headings(outline))
        return next((name for line in first_page(outline)[above : above + 1] if (name := _name(line))), None)
    first, named = next(((block, name) for block, name in headings if not is_body(name)), headings[0])
    if not SECTION.fullmatch(named):
        return named
    before = [line_of(outline, block) for block in first_blocks(outline) if block.start < first.start]
    return next((name for line in before if (name := _name(line))), headings[0][1])


def below_title(title: str, headings: Sequence[str]) -> list[str]:
    """The headings above a block without the title, or the line at the top that it begins or ends with."""
    named = _worded(title)
    words = _worded(headings[0]) if headings else ""
    begins_at = 1 if words.strip() and (named.startswith(words) or named.endswith(words)) else 0
    return [heading for heading in headings[begins_at:] if heading != title]


def _worded(words: str) -> str:
    return f" {' '.join(WORD.findall(words.casefold()))} "


def _headings(outline: Outline) -> list[tuple[Block, str]]:
    """The headings at the top without a number, but for what is printed beside a map."""
    top = [block for block in outline.blocks[:TOP] if block.kind == "heading" and block.number is None]
    named = [(block, bare(outline.text[block.words : block.end])) for block in top]
    return [(block, name) for block, name in named if not MAP_NOTE.search(name)]


def _labelled(outline: Outline) -> str | None:
    """What stands after the label 'title', or on the line below it; or above, where other labels are below too."""
    blocks = first_blocks(outline)
    lines = [*(line_of(outline, block) for block in blocks), "", ""]
    at = next(
        (at for at in range(len(blocks)) if LABEL.match(lines[at]) and not _names_columns(blocks, lines, at)), None
    )
    if at is None:
        return None
    above = at > 0 and blocks[at - 1].kind == "paragraph" and not lines[at - 1].endswith(":")
    beside = lines[at - 1] if above and lines[at + 2].endswith(":") else lines[at + 1]
    own = NEXT_LABEL.split(LABEL.sub("", lines[at]).strip(" |"))[0]
    return own.split(" | ")[0] or (None if beside.endswith(":") else beside or None)


def _names_columns(blocks: Sequence[Block], lines: Sequence[str], at: int) -> bool:
    """Whether a row is the head of a table, or of a list of contents that was left out: 'Subject | Page'."""
    if blocks[at].kind != "row" or ":" in lines[at].partition("|")[0]:
        return False
    return HEADS_PAGES.search(lines[at]) is not None or any(row.columns for row in blocks[at + 1 : at + 2])


def _labelled_subject(outline: Outline) -> str | None:
    lines = [*first_page(outline), ""]
    at = next((at for at, line in enumerate(lines) if SUBJECT_LABEL.match(line)), None)
    if at is None:
        return None
    return SUBJECT_LABEL.sub("", lines[at]).strip(" |").split(" | ")[0] or lines[at + 1] or None


def _map(outline: Outline) -> str | None:
    """What a map says it belongs to: 'Plan 3 referred to in “The Lake Road Order 2020”'."""
    return next((found[0] for line in first_page(outline)[:4] if (found := MAP.match(line))), None)


def _is_printed(words: str, outline: Outline) -> bool:
    return _letters(words) in _letters(" ".join(first_page(outline)))


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _name(line: str) -> str | None:
    """A line that names a paper; without what it is called for short, if it begins with the kind of paper."""
    if OF_SUBJECT.match(line) and "|" not in line:
        return _phrase(line)
    worded = 2 < len(line.split()) <= LONGEST_TITLE and line[0].isupper() and "|" not in line
    return line if worded and not ENDED.search(line) and not is_body(line) and read_date(line) is None else None


def _phrase(line: str) -> str | None:
    """A line that says nothing of what it names, without the full stop."""
    words = SHORT_FOR.sub("", line).removesuffix(".")
    named = 2 < len(words.split()) <= LONGEST_SUBJECT and not ENDED.search(words) and not SAYS.search(words)
    return words if named and line[0].isupper() and not is_body(line) else None


def _subject_below(body: str, outline: Outline) -> str | None:
    """The heading as large as the name of a body that stands above it on a title page; None if the next is not."""
    top = [block for block in outline.blocks[:TOP] if block.kind == "heading"]
    named = [bare(outline.text[block.words : block.end]) for block in top]
    at = next((n for n, name in enumerate(named[:-1]) if name == body), None)
    if at is None or top[at + 1].level != top[at].level or top[at + 1].page != top[at].page or top[at + 1].number:
        return None
    return named[at + 1]


def _in_full(named: str, outline: Outline) -> str:
    """A title with the lines that it goes on in, and with its subject, or the kind of paper that it is."""
    blocks = first_blocks(outline)[:TOP]
    lines = [line_of(outline, block) for block in blocks]
    printed = _printed(named, lines)
    if printed is None:
        return named
    first, last = printed
    on = pairwise(blocks[last : last + 1 + BROKEN])
    last += sum(1 for _ in takewhile(lambda pair: _is_broken(outline, *pair), on))
    whole = " ".join(lines[first : last + 1])
    if KIND.fullmatch(whole):
        above = lines[first - 1] if first else ""
        subject = _labelled_subject(outline) or _beside(outline, blocks, last) or _name(above)
        return f"{whole}: {subject.removesuffix('.')}" if subject else whole
    kind = " ".join(lines[last + 1 : last + 2])
    return f"{whole}: {kind}" if KIND.fullmatch(kind) and _letters(kind) not in _letters(whole) else whole


def _printed(named: str, lines: Sequence[str]) -> tuple[int, int] | None:
    """The first and the last of the lines that a title is, if it is any."""
    for first, last in combinations_with_replacement(range(len(lines)), 2):
        if last - first <= BROKEN and " ".join(lines[first : last + 1]) == named:
            return first, last
    return None


def _is_broken(outline: Outline, above: Block, below: Block) -> bool:
    """Whether a title goes on in the next line: in the middle of a phrase, or of words that the paper has together."""
    one, other = line_of(outline, above), line_of(outline, below)
    if not one or not other or below.kind not in ("heading", "paragraph") or below.number or below.start < below.words:
        return False
    if ENDED.search(one) or other.endswith((".", ":", ";", "?")) or len(other.split()) > LONGEST_TITLE:
        return False
    if UNFINISHED.search(one) or GOES_ON.match(other):
        return True
    headed = above.kind == below.kind == "heading" and above.level == below.level and not SECTION.fullmatch(other)
    together = re.compile(rf"\b{re.escape(one.split()[-1])} {re.escape(other.split()[0])}\b", re.IGNORECASE)
    return headed and len(together.findall(outline.text)) >= SPOKEN_OF


def _beside(outline: Outline, blocks: Sequence[Block], at: int) -> str | None:
    """The subject below a kind of paper: a heading of no lower level, or a line that names something."""
    if at + 1 == len(blocks) or blocks[at + 1].number or blocks[at + 1].kind not in ("heading", "paragraph"):
        return None
    kind, below = blocks[at], blocks[at + 1]
    words = line_of(outline, below)
    smaller = kind.kind == below.kind == "heading" and below.level > kind.level
    if smaller or SECTION.fullmatch(words):
        return None
    defined = DEFINED.match(words)
    return _phrase(defined["name"] if defined else words)
