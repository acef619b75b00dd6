"""Which papers of a library are versions of one paper, and which of those is in force (docs/adr/0026).

A false alarm is worse than a miss: it hides a paper that holds. So no two papers are versions by their titles alone.
"""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from ingest.bodies import BODY
from ingest.dates import MONTH, read_date
from ingest.paper import Paper
from ingest.stated import STANDING, Stated, version_in

Status = Literal["in_force", "draft", "superseded", "coming"]
Texts = Callable[[str], list[str]]  # the sentences of the paper of an id

YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[/–-]\s?(?:20)?\d\d)?\b")
DATE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})\b\.?", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
# Words that say which version a paper is, and not what it is about
VERSIONING = frozenset(
    """a amended an and approved as at by consultation copy current dated draft earlier edition final first for former
    from fourth in interim issue new no of old on or previous proposed rev revised revision second status superseded the
    third to updated v ver version with""".split()
)
NUMBERED = re.compile(r"\bv(?:er(?:sion)?)?\.?\s?\d[\d.]*|\b(?:version|issue|revision|draft)\s*\d[\d.]*", re.IGNORECASE)
ITS_OWN = re.compile(
    r"^(?:the|its|our|all|any)?\s*(?:previous|earlier|former|existing|old|last|prior|preceding)\b", re.IGNORECASE
)
RECURRING = re.compile(  # papers of one title that follow each other, and replace nothing
    r"\b(?:minutes|agenda|meeting|reports?|accounts|bulletin|newsletter|news|update|statement|return|notice|letter|"
    r"briefing|notes|summary|performance|monitoring|register|budget|statistics|review|results|presentation|slides)\b",
    re.IGNORECASE,
)
TARIFF = re.compile(  # of each year until the next; in a title without its years and dates
    r"\b(?:fees|charges|tariffs?|prices|price list)(?: (?:and|&) \w+)?(?: (?:schedule|list|policy))?"
    r"(?:[\W\d]|\b(?:for|from|in|to|the|(?:financial )?year|final|approved|revised|updated)\b)*$",
    re.IGNORECASE,
)
BODIES = re.compile(rf"\b{BODY}\b")
STANDS = re.compile(rf"\b{STANDING}\b", re.IGNORECASE)
ARCHIVE = re.compile(  # the name of a folder of papers that no longer hold
    r"[\W\d_]*(?:archived?|archives|old(?:er)?|superseded|obsolete|withdrawn|previous)"
    r"(?:[\s_-]+(?:versions?|papers?|documents?|docs|policies|files))?[\W\d_]*",
    re.IGNORECASE,
)
APART = re.compile(r"\s[–—-]\s|:\s")
KINDS = re.compile(
    rf"{STANDING}|agreement|circular|documents?|letter|notes?|notice|papers?|reports?|term|reference", re.IGNORECASE
)
ASIDE = re.compile(r"\s*(?:[,(]\s*)?\b(?:which|that|under|save|except|as amended|from)\b")
# Of the words of two titles, for a paper that names another's version or year to mean that one: of one body, or else
NAMED, NAMED_ANYWHERE = 0.6, 0.8
ALIKE = 0.3  # of the sentences of the shorter paper
ALIKE_BY_DATE = 0.5  # where nothing but the date says that it is another version
SAME_SENTENCE = 0.6  # of the words of two sentences
SENTENCES = 150  # of each paper that are compared
SHORTEST = 4  # words of a sentence that tells anything


@dataclass(frozen=True)
class Held:
    """A paper of the library, and what it says of itself."""

    paper: Paper
    stated: Stated = field(default_factory=Stated)

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """What it is about, by the words of each of its names."""
        organisation = frozenset(_words(self.paper.organisation or ""))
        title, *others = self.stated.names or (self.paper.title,)
        lines = [other for other in others if not BODIES.search(other)]
        parts = [part for name in (title, *lines) for part in APART.split(name)[1:] if STANDS.search(part)]
        subjects = [subject(name) for name in (title, *lines, *parts)]
        return tuple(dict.fromkeys(filter(None, (found - organisation or found for found in subjects))))

    @cached_property
    def years(self) -> frozenset[str]:
        return years(self.paper.title)

    @property
    def since(self) -> datetime.date | None:
        """The day from which it holds, as far as it says."""
        first, last = (day and datetime.date.fromisoformat(day) for day in (self.stated.since, self.stated.dated))
        return first or self.paper.date or last or None

    @property
    def order(self) -> tuple[tuple[int, ...], bool, datetime.date, datetime.date]:
        year = datetime.date(int(min(self.years)[:4]) if self.years else datetime.MINYEAR, 1, 1)
        by_title = _is_tariff(self) and bool(self.years)  # last year's may have been put out again
        since = self.since or year
        return self.stated.version, not self.retired, year if by_title else since, since

    @property
    def retired(self) -> str:
        """The words that call it superseded, or say in which folder of old papers it stands; '' if nothing does."""
        folder = next(filter(ARCHIVE.fullmatch, re.split(r"[/\\]", self.paper.source)[:-1]), "")
        return self.stated.superseded or (folder and f"it stands in the folder ‘{folder}’")


@dataclass(frozen=True)
class Standing:
    """The status of a paper, and the words that it was taken from; `by_hand` if a person gave it.

    `other` is the id of the paper that took the place of a superseded one, or of the version in force beside a draft;
    empty where the library has none. `since` is the day from which the paper holds, as far as it says. What is kept is
    of no day; `ingest.on_day` says what is in force on one, and what is `coming`.
    """

    status: Status
    other: str = ""
    words: str = ""
    since: datetime.date | None = None
    by_hand: bool = False

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def of_json(cls, text: str) -> "Standing":
        """Raises ValueError or TypeError if it was not written by `as_json`."""
        facts = json.loads(text)
        day = facts.pop("since")
        return cls(**facts, since=day and datetime.date.fromisoformat(day))


@dataclass(frozen=True)
class Correction:
    """What a person says of a paper; `by` is the id of the paper that took its place, where it is superseded."""

    status: Status
    by: str = ""


def standings(
    held: Iterable[Held], texts: Texts, corrections: Mapping[str, Correction] | None = None
) -> dict[str, Standing]:
    """The papers that have a status, by id; only those of which something says it."""
    said = corrections or {}
    papers = {each.paper.id: _corrected(each, said.get(each.paper.id)) for each in held}
    after = _successors(papers, texts, said)
    beside = _drafts(papers, texts)
    found: dict[str, Standing] = {}
    for id, each in papers.items():
        by_hand, since = id in said, each.since
        if each.stated.draft:
            found[id] = Standing("draft", beside.get(id, ""), each.stated.draft, since, by_hand)
        elif id in after or each.stated.superseded:
            other, words = after.get(id, ("", ""))
            found[id] = Standing("superseded", other, each.stated.superseded or words, since, by_hand)
    for id, each in papers.items():
        others = [one for one in found.values() if one.other == id]
        if id not in found and (others or id in said):
            found[id] = Standing("in_force", "", _claims(each), each.since, id in said)
    return found


def _claims(each: Held) -> str:
    return f"replaces {'; '.join(each.stated.replaces)}" if each.stated.replaces else ""


def _corrected(each: Held, said: Correction | None) -> Held:
    """The paper as if it said itself what a person says of it."""
    if said is None:
        return each
    draft = each.stated.draft or "a person says so" if said.status == "draft" else ""
    superseded = each.stated.superseded or "a person says so" if said.status == "superseded" else ""
    return replace(each, stated=replace(each.stated, draft=draft, superseded=superseded))


def _successors(papers: Mapping[str, Held], texts: Texts, said: Mapping[str, Correction]) -> dict[str, tuple[str, str]]:
    """For each paper that another took the place of, the first that did, and the words that say so."""
    holding = [each for each in papers.values() if not each.stated.draft]
    links = {**_by_version(holding, texts), **_by_words(holding)}
    kept = {old for old, correction in said.items() if correction.status == "in_force"}
    found: dict[str, tuple[str, str]] = {}
    for (old, new), words in sorted(links.items(), key=lambda link: papers[link[0][1]].order):
        if old not in kept and (new, old) not in links:
            found.setdefault(old, (new, words))
    for old, correction in said.items():
        if old in papers and correction.by in papers and correction.status == "superseded":
            found[old] = correction.by, "a person says so"
    return found


def _by_words(holding: Sequence[Held]) -> dict[tuple[str, str], str]:
    """Older and newer papers of which one names the other."""
    links: dict[tuple[str, str], str] = {}
    by_word = _by_name_word(holding)
    for each in holding:
        for words in each.stated.replaces:
            for other in _likely(each, words, by_word):
                if _names(each, other, words) and not _is_later(other, each):
                    links.setdefault((other.paper.id, each.paper.id), f"replaces {words}")
        for words in each.stated.replaced_by:
            for other in _likely(each, words, by_word):
                if _names(each, other, words) and not _is_later(each, other):
                    links.setdefault((each.paper.id, other.paper.id), each.stated.superseded)
    return links


def _by_name_word(holding: Sequence[Held]) -> dict[str, dict[str, Held]]:
    """The papers that have each word in one of their names."""
    found: dict[str, dict[str, Held]] = defaultdict(dict)
    for each in holding:
        for word in frozenset().union(*each.names):
            found[word][each.paper.id] = each
    return found


def _likely(each: Held, words: str, by_word: Mapping[str, Mapping[str, Held]]) -> list[Held]:
    """The papers that what a paper says of another may mean: those with a word of its names or of what it says."""
    specific = {word for word in subject(words).union(*each.names) if _is_specific(frozenset([word]))}
    return list({id: held for word in sorted(specific) for id, held in by_word.get(word, {}).items()}.values())


def _names(one: Held, other: Held, words: str) -> bool:
    """Whether what one paper says that it replaces, or that replaces it, is the other."""
    if one is other or not of_one_body(one.paper, other.paper):
        return False
    named, dates = ASIDE.split(words)[0], [date for date in (other.paper.date, other.since) if date]
    about, other_years = subject(named), other.years or {str(date.year) for date in dates}
    if any(_is_specific(name) and name <= about and len(about) < 2 * len(name) for name in other.names):
        return not years(named) or bool(years(named) & other_years)
    least = NAMED if one.paper.organisation and other.paper.organisation else NAMED_ANYWHERE
    if not any(_is_specific(a & b) and _shared(a, b) >= least for a in one.names for b in other.names):
        return False
    if any(_is_specific(frozenset([word])) for word in about.difference(*other.names)):
        return False  # it has another name
    if version := version_in(named):
        return other.stated.version[: len(version)] == version
    if day := read_date(named):
        return any((day.year, day.month) == (date.year, date.month) for date in dates)
    if years(named):
        return bool(years(named) & other_years)
    return bool(ITS_OWN.search(named)) and _is_later(one, other)


def _is_specific(name: frozenset[str]) -> bool:
    """Whether the words of a name say more than what kind of paper it is."""
    return any(not KINDS.fullmatch(word) and not word.isdigit() for word in name)


def _by_version(holding: Sequence[Held], texts: Texts) -> dict[tuple[str, str], str]:
    """Older and newer papers of one title whose passages are alike, and that have versions or dates."""
    links = {}
    for group in _groups(holding):
        for old, new in pairwise(sorted(group, key=lambda each: each.order)):
            if words := _newer(old, new, texts):
                links[old.paper.id, new.paper.id] = words
    return links


def _groups(papers: Iterable[Held]) -> Iterator[list[Held]]:
    """The papers of one title, apart from versions; of the years that it names."""
    found: dict[tuple[frozenset[str], frozenset[str]], list[Held]] = defaultdict(list)
    for each in papers:
        for name in each.names[:1]:
            found[name, frozenset() if _is_tariff(each) else each.years].append(each)
    yield from (group for group in found.values() if len(group) > 1)


def _newer(old: Held, new: Held, texts: Texts) -> str:
    """The words that make the second a later version of the first; empty where it is none."""
    if not of_one_body(old.paper, new.paper):
        return ""
    if old.stated.version and new.stated.version and old.stated.version != new.stated.version:
        if _is_later(old, new):
            return ""
        alike = _alike(texts(old.paper.id), texts(new.paper.id), ALIKE)
        return f"version {_written(new.stated.version)} of the same paper" if alike else ""
    if old.retired and not new.retired and not RECURRING.search(new.paper.title):
        return old.retired if _alike(texts(old.paper.id), texts(new.paper.id), ALIKE_BY_DATE) else ""
    if _is_tariff(new) and old.years and new.years and min(old.years) < min(new.years):
        alike = _alike(texts(old.paper.id), texts(new.paper.id), ALIKE_BY_DATE)
        return f"those of {min(new.years)}" if alike else ""
    if not _is_later(new, old) or not _stands(new):
        return ""
    return "a later date of the same paper" if _alike(texts(old.paper.id), texts(new.paper.id), ALIKE_BY_DATE) else ""


def _drafts(papers: Mapping[str, Held], texts: Texts) -> dict[str, str]:
    """For each draft the paper that is, or came to be, in force: the first after it, or else the last before."""
    found = {}
    holding = [each for each in papers.values() if not each.stated.draft and not each.stated.superseded]
    for draft in (each for each in papers.values() if each.stated.draft):
        others = sorted((each for each in holding if _is_draft_of(draft, each, texts)), key=lambda each: each.order)
        if others:
            after = [each for each in others if each.order >= draft.order]
            found[draft.paper.id] = (after[:1] or others[-1:])[0].paper.id
    return found


def _is_draft_of(draft: Held, other: Held, texts: Texts) -> bool:
    if RECURRING.search(draft.paper.title) or not of_one_body(draft.paper, other.paper):
        return False
    same = any(a == b for a in draft.names for b in other.names)
    if same and (draft.years == other.years or not (draft.years and other.years)):
        return _alike(texts(draft.paper.id), texts(other.paper.id), ALIKE)
    known = bool(draft.paper.organisation and other.paper.organisation)
    return known and _stands(other) and any(len(b) > 1 and b <= a for a in draft.names for b in other.names)


def of_one_body(one: Paper, other: Paper) -> bool:
    """Whether nothing says that two papers are of different bodies."""
    bodies = [each.organisation for each in (one, other)]
    return not all(bodies) or len({" ".join(_words(body)) for body in bodies if body}) == 1


def _is_later(one: Held, other: Held) -> bool:
    """Whether one paper is known to be later than another."""
    return bool(one.since and other.since and one.since > other.since)


def _is_tariff(each: Held) -> bool:
    title = _undated(each.paper.title)
    return bool(TARIFF.search(title)) and not RECURRING.search(title)


def _stands(each: Held) -> bool:
    """Whether a paper is of a kind that holds until another replaces it."""
    title = each.paper.title
    return bool(STANDS.search(title)) and not RECURRING.search(title)


def subject(title: str) -> frozenset[str]:
    """What a title says besides version, status and date: {'home', 'working', 'policy'}."""
    return frozenset(_words(_undated(title))) - VERSIONING


def _undated(title: str) -> str:
    """A title without its version, years and dates."""
    return NUMBERED.sub(" ", DATE.sub(" ", YEAR.sub(" ", title)))


def years(text: str) -> frozenset[str]:
    """The years that a text names, '2025/26' as one."""
    return frozenset(re.sub(r"\s", "", found[0]).replace("–", "/").replace("-", "/") for found in YEAR.finditer(text))


def _words(text: str) -> list[str]:
    return [_singular(word) for word in WORD.findall(text.lower())]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _written(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _alike(one: Sequence[str], other: Sequence[str], least: float) -> bool:
    """Whether enough sentences of the shorter are near-equal to one of the longer, and both speak of the same names."""
    short, long = sorted((_told(one), _told(other)), key=len)
    if not short or _speak_of_others(one, other):
        return False
    near = sum(any(_shared(a, b) >= SAME_SENTENCE for b in long) for a in short)
    return near >= least * len(short)


def _told(sentences: Sequence[str]) -> list[frozenset[str]]:
    words = (frozenset(_words(sentence)) for sentence in sentences[:SENTENCES])
    return [each for each in words if len(each) >= SHORTEST]


def _speak_of_others(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each speaks twice or more of a name that the other never has: two bodies with one model policy."""
    return bool(_own_names(one, other) and _own_names(other, one))


def _own_names(one: Sequence[str], other: Sequence[str]) -> set[str]:
    counts: dict[str, int] = defaultdict(int)
    for sentence in one[:SENTENCES]:
        for name in re.findall(r"(?<=[\w,;] )[A-Z][a-z]{2,}\b", sentence):
            counts[name.lower()] += 1
    elsewhere = set(WORD.findall(" ".join(other).lower()))
    return {name for name, count in counts.items() if count > 1 and name not in elsewhere}
