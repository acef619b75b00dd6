"""The papers that a question sets side by side, by the words of their names: 'Torbury in 2025/26 and in 2026/27'."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from assistant.text.tokens import STOP, stem, words
from ingest.paper import Paper

COMPARES = re.compile(
    r"\b(?:compar\w+|differ\w*|chang(?:es?|ed)|versus|vs?|than|both|each|either|and|or|until|since)\b|[,/]",
    re.IGNORECASE,
)
SETS_APART = re.compile(
    r"\b(?:compar\w*|contrast\w*|differ\w*|both|each|versus|vs?|whereas|while|same|alike|either|between|than|unlike|"
    r"as opposed|chang(?:es?|ed))\b",
    re.IGNORECASE,
)
BETWEEN_NAMES = re.compile(r"[,;/&]|\s[–—-]\s|\b(?:and|or|vs?|versus|against)\b", re.IGNORECASE)
EACH = re.compile(
    r"\b(?:they|papers|policies|documents|these) (?:each|all|both)\b|\b(?:each|any) of (?:them|these)\b|"
    r"\b(?:each|(?:the|all) (?:two|three|four|five))(?: of the)? (?:\w+ )?(?:papers?|polic(?:y|ies)|documents?|"
    r"councils?|authorit(?:y|ies)|schools?|landlords?|trusts?|bod(?:y|ies)|boards?|areas?|funders?|charit(?:y|ies)|"
    r"agenc(?:y|ies)|organisations?|employers?)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:version|issue|v)[ .]?(?P<version>\d{1,2})\b|\b(?P<first>(?:19|20)\d\d)[/–-](?P<last>\d\d)\b|\w[\w’']*",
    re.IGNORECASE,
)
MOST_PAPERS = 4  # that a word can name; a word in more of their names tells them apart too little
TITLE = 60  # characters of a title that can name a paper; some go on for a paragraph
TELLING = 0.5  # of a word's share of the passages of the papers it names, that another paper may have

Papers = frozenset[str]


def asks_of_each(text: str) -> bool:
    """Whether a question is put to all papers alike: 'What do they each say about parking?'"""
    return bool(EACH.search(text))


def sets_side_by_side(text: str, names: Sequence[Sequence[str]]) -> bool:
    """Whether a question compares what it names: it says so, or an 'and' or the like stands between two of them.

    `names` are the forms of each; 'Do the GP leads want Pell Valley to join?' only names two.
    """
    if SETS_APART.search(text):
        return True
    found = sorted(
        (match.start(), match.end(), n)
        for n, forms in enumerate(names)
        for form in forms
        for match in re.finditer(rf"\b{re.escape(form)}\b", text, re.IGNORECASE)
    )
    if len({n for *_, n in found}) < 2:  # the papers write them in other ways
        return bool(BETWEEN_NAMES.search(text))
    return any(one[2] != other[2] and BETWEEN_NAMES.search(text[one[1] : other[0]]) for one, other in pairwise(found))


def compared(
    text: str, asked: Callable[[], Sequence[Paper]], shares: Callable[[str], Mapping[str, float]]
) -> dict[str, Papers]:
    """For each side of a comparison its words in the question, and the ids of its papers; empty where there is none.

    `asked` gives the papers that are asked, and `shares` the share of each one's passages that have a word; neither is
    called for a question that compares nothing.
    """
    if not COMPARES.search(text):
        return {}
    papers = asked()
    by_name: dict[str, set[str]] = {}
    for paper in papers:
        for name, _ in _names(f"{paper.title[:TITLE]} {paper.organisation or ''} {paper.document.rpartition('.')[0]}"):
            by_name.setdefault(name, set()).add(paper.id)
    sides: dict[Papers, list[str]] = {}
    for name, written in _names(text):
        named = frozenset(by_name.get(name, ()))
        few = 0 < len(named) <= MOST_PAPERS and len(named) < len(papers)
        if few and (written != written.lower() or _tells(name, named, shares)):
            sides.setdefault(named, []).append(written)
    apart = _apart({named: _together(text, written) for named, written in sides.items()})
    return apart if len(apart) > 1 else {}


def _names(text: str) -> Iterator[tuple[str, str]]:
    """The words that can name a paper, in one form for all ways to write them, and as written."""
    for match in NAMED.finditer(text.replace("_", " ")):
        written = match[0]
        if match["version"]:
            yield f"version {int(match['version'])}", written
        elif match["first"]:
            yield f"{match['first']}/{match['last']}", written
        else:
            written = written if match.start() else written.lower()  # the capital of the first word names nothing
            yield from ((stem(word), written) for word in words(written) if word not in STOP and len(word) > 2)


def _together(text: str, written: Sequence[str]) -> str:
    """The longest name that some words of a text make, standing together in it: 'Castle Brae'."""
    runs = [" ".join(written[i:j]) for i in range(len(written)) for j in range(i + 1, len(written) + 1)]
    return max((run for run in runs if run in text), key=len, default=written[0])


def _tells(name: str, named: Papers, shares: Callable[[str], Mapping[str, float]]) -> bool:
    """Whether a word names some papers rather than what many are about."""
    if any(map(str.isdigit, name)):
        return True
    share = shares(name)
    own = min(share.get(paper, 0.0) for paper in named)
    return all(other <= TELLING * own for paper, other in share.items() if paper not in named)


def _apart(sides: Mapping[Papers, str]) -> dict[str, Papers]:
    """The sides that have no paper in common.

    Where one name holds the papers of several others ('Torbury' in two years) it narrows those, and is no side itself.
    """
    for scope in sorted(sides, key=len, reverse=True):
        within = {named & scope: written for named, written in sides.items() if named & scope and named != scope}
        if any(not one & other for one in within for other in within):
            sides = {named: written for named, written in sides.items() if not named & scope} | within
    chosen: list[Papers] = []
    for named in sorted(sides, key=len):
        if not any(named & other for other in chosen):
            chosen.append(named)
    return {written: named for named, written in sides.items() if named in chosen}
