"""Answers from the papers in force: older versions and drafts are asked second, and said to be such (docs/adr/0026)."""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from assistant.answer import Answer, Caveat, Citation, Statement
from assistant.extractive.citations import cite
from assistant.query.question import Question
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.hybrid import RetrievedPassage
from assistant.text.counts import numbered
from assistant.text.proposals import is_proposed
from assistant.text.tokens import content_words, stems
from ingest.catalogue import Catalogue
from ingest.dates import in_full, written
from ingest.errors import PolicyError
from ingest.in_force import Standing, Status
from ingest.library import Library
from ingest.paper import Paper

OLD: tuple[Literal["superseded", "draft"], ...] = ("superseded", "draft")
Asking = Callable[[Question], Answer]

ABOUT_VERSIONS = re.compile(
    r"\b(?:versions?|v\d[\d.]*|drafts?|superseded|previous(?:ly)?|earlier|former(?:ly)?|old(?:er)?|originally|"
    r"no longer|used to|chang(?:e[sd]?|ing)|differ\w*|compar\w+|propos\w+)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Of the likelihood of an answer from all versions, for one from the paper in force to go before it: one that is less
# likely by far answers something else, which the paper in force does not say
NEARLY = 0.6
SAME_SUBJECT = 0.5  # of the stems of two sentences, for one version to say of the same thing what another says
FOUND = 4  # passages of another version in which that is looked for


@dataclass(frozen=True)
class Versions:
    """The papers of a library and their status, on one day or, without `as_of`, by what the library holds now."""

    papers: dict[str, Paper]
    standings: dict[str, Standing]
    as_of: datetime.date | None = None

    @classmethod
    def of(cls, catalogue: Catalogue, as_of: datetime.date | None = None) -> "Versions":
        standings = catalogue.standings()
        papers = catalogue.papers() if standings or as_of else []
        return cls({paper.id: paper for paper in papers}, standings, as_of)

    def status(self, id: str) -> Status | None:
        standing = self.standings.get(id)
        ended = self.ended(id)
        if self.as_of and ended and ended > self.as_of:
            return "in_force"
        return standing.status if standing else None

    def since(self, id: str) -> datetime.date | None:
        """The day from which a paper holds, or else its date."""
        standing, paper = self.standings.get(id), self.papers.get(id)
        return (standing and standing.since) or (paper and paper.date) or None

    def ended(self, id: str) -> datetime.date | None:
        """The day from which another paper holds in place of a superseded one."""
        standing = self.standings.get(id)
        return self.since(standing.other) if standing and standing.status == "superseded" and standing.other else None

    def versions(self, id: str) -> frozenset[str]:
        """All versions of a paper, itself among them."""
        return self._families.get(id, frozenset([id]))

    @cached_property
    def _families(self) -> dict[str, frozenset[str]]:
        families: dict[str, frozenset[str]] = {}
        for id, standing in self.standings.items():
            if standing.other:
                one, other = (families.get(each, frozenset([each])) for each in (id, standing.other))
                families |= dict.fromkeys(one | other, one | other)
        return families

    def is_old(self, id: str) -> bool:
        return self.status(id) in OLD

    def in_force(self, id: str, asked: Iterable[str]) -> list[str]:
        """The papers asked that are in force in place of an older version or a draft."""
        return sorted(each for each in self.versions(id) & set(asked) if not self.is_old(each))

    def second(self, asked: Sequence[str]) -> set[str]:
        """The older versions and drafts among the papers asked whose version in force is asked too."""
        return {id for id in asked if self.is_old(id) and self.in_force(id, asked)}


def answer_in_force(library: Library, ask: Asking, question: Question) -> Answer:
    """The answer from the papers in force; only where they do not say it, from older versions and drafts.

    Raises PolicyError if no paper is dated on or before the day that the question names.
    """
    versions = Versions.of(library.catalogue, question.as_of)
    if not versions.papers:
        return told(library, versions, (), ask(question))
    asked = list(versions.papers) if question.papers is None else list(question.papers)
    note = ""
    if question.as_of:
        asked, note = _dated(versions, asked, question.as_of)
        question = replace(question, papers=tuple(asked))
    answer = ask(question)
    second = set() if _asks_of_old(question.text, versions, asked) else versions.second(asked)
    if second and (answer.status != "answered" or any(each.paper in second for each in answer.citations)):
        now = ask(replace(question, papers=tuple(id for id in asked if id not in second)))
        if _goes_before(now, answer):
            answer = now
    answer = told(library, versions, asked, answer)
    return answer.model_copy(update={"note": " ".join(filter(None, [answer.note, note]))})


def _goes_before(now: Answer, answer: Answer) -> bool:
    """Whether an answer from the papers in force goes before one from all versions."""
    if now.status != "answered":
        return False
    return answer.status != "answered" or now.confidence >= NEARLY * answer.confidence


def _dated(versions: Versions, asked: Sequence[str], day: datetime.date) -> tuple[list[str], str]:
    """The papers asked that held on a day or before, and how many were left out."""
    dates = {id: versions.since(id) for id in asked}
    kept = [id for id, date in dates.items() if date and date <= day]
    undated = sum(date is None for date in dates.values())
    later = len(asked) - len(kept) - undated
    if not kept:
        raise PolicyError(
            f"no paper is dated on or before {in_full(day)}; {numbered(undated, 'paper')} without a date",
            "name a later day, or see the dates: policy papers",
        )
    parts = [f"{numbered(later, 'paper')} of later dates"] if later else []
    parts += [f"{numbered(undated, 'paper')} without a date"] if undated else []
    left_out = f"; {' and '.join(parts)} left out" if parts else ""
    return kept, f"As of {in_full(day)}{left_out}."


def _asks_of_old(text: str, versions: Versions, asked: Sequence[str]) -> bool:
    """Whether a question is about versions, or names a year that an older one has and the one in force has not."""
    if ABOUT_VERSIONS.search(text):
        return True
    named = set(YEAR.findall(text))
    old = {year for id in asked if versions.is_old(id) for year in _years(versions, id)}
    now = {year for id in asked if versions.status(id) == "in_force" for year in _years(versions, id)}
    return bool(named & (old - now))


def _years(versions: Versions, id: str) -> set[str]:
    since = versions.since(id)
    return {*YEAR.findall(versions.papers[id].title), *([str(since.year)] if since else [])}


def told(library: Library, versions: Versions, asked: Sequence[str], answer: Answer) -> Answer:
    """The answer with the status of the papers cited, the marks of its statements, and what other versions say."""
    papers = PaperCache(library)
    found = [*answer.citations]
    statements: list[Statement] = []
    others: list[Statement] = []
    for statement in answer.statements:
        own = [each for each in answer.citations if each.n in statement.citations]
        if versions.standings and own and statement.support == "quoted":
            now = _in_place(library, papers, versions, asked, own[0], statement.text)
            if now:
                new = _cited(papers, found, now)
                others.append(_labelled(versions, own[0], statement))
                own, statement = [new], Statement(text=now.text, citations=(new.n,), support="quoted")
            others += _otherwise(library, papers, versions, asked, found, own[0], statement)
        statements.append(_marked(papers, versions, found, statement))
    once = {(each.about, each.text): _marked(papers, versions, found, each) for each in others}
    return answer.model_copy(
        update={
            "statements": (*dict.fromkeys(statements), *once.values()),
            "citations": tuple(_with_status(versions, each) for each in found),
            "nearest": tuple(_with_status(versions, each) for each in answer.nearest),
        }
    )


def _in_place(
    library: Library, papers: PaperCache, versions: Versions, asked: Sequence[str], cited: Citation, text: str
) -> Candidate | None:
    """What the version in force says in place of a statement of an older version or a draft."""
    if not versions.is_old(cited.paper):
        return None
    return _likest(library, papers, versions.in_force(cited.paper, asked), text)


def _otherwise(
    library: Library,
    papers: PaperCache,
    versions: Versions,
    asked: Sequence[str],
    found: list[Citation],
    cited: Citation,
    statement: Statement,
) -> list[Statement]:
    """What the last version before, and a draft, say otherwise than a statement from the paper in force."""
    if versions.is_old(cited.paper):
        return []
    old = sorted(
        (id for id in versions.versions(cited.paper) & set(asked) if versions.is_old(id)),
        key=lambda id: versions.since(id) or datetime.date.min,
        reverse=True,
    )
    said: list[Statement] = []
    kinds: set[Status | None] = set()
    for id in old:
        other = _likest(library, papers, [id], statement.text)
        if other and versions.status(id) not in kinds and stems(other.text) != stems(statement.text):
            kinds.add(versions.status(id))
            citation = _cited(papers, found, other)
            quoted = Statement(text=other.text, citations=(citation.n,), support="quoted")
            said.append(_labelled(versions, citation, quoted))
    return said


def _likest(library: Library, papers: PaperCache, ids: Sequence[str], text: str) -> Candidate | None:
    """The sentence of some papers that says of the same thing what a text says; None where there is none."""
    hits = library.catalogue.search(content_words(text), FOUND, ids) if ids else []
    passages = library.catalogue.passages_by_id(id for id, _ in hits)
    candidates = papers.candidates([RetrievedPassage(passages[id], 0.0) for id, _ in hits])
    own = stems(text)
    shared = {each: len(own & stems(each.text)) / len(own | stems(each.text) or {""}) for each in candidates}
    best = max(shared, key=lambda each: shared[each], default=None)
    return best if best and shared[best] >= SAME_SUBJECT else None


def _cited(papers: PaperCache, found: list[Citation], candidate: Candidate) -> Citation:
    """The citation of a candidate, added to those found unless it is among them."""
    known = (each for each in found if (each.paper, each.start, each.end) == _at(candidate))
    if citation := next(known, None):
        return citation
    found.append(cite(papers, candidate, len(found) + 1))
    return found[-1]


def _at(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.paper, candidate.start, candidate.end


def _labelled(versions: Versions, cited: Citation, statement: Statement) -> Statement:
    """A statement of an older version or a draft under its dates: 'Until 1 May 2024 · Home Working · 1 May 2019'."""
    ended = versions.ended(cited.paper)
    until = f"Until {written(ended)}" if ended else "Before"
    lead = "Draft" if versions.status(cited.paper) == "draft" else until
    since = versions.since(cited.paper)
    about = " · ".join([lead, cited.title, written(since) if since else "no date"])
    return statement.model_copy(update={"about": about, "marked": (), "listed": False})


def _marked(papers: PaperCache, versions: Versions, found: Sequence[Citation], statement: Statement) -> Statement:
    """A statement with what must be known of it: that its papers are not in force, or that it is a proposal."""
    cited = [each for each in found if each.n in statement.citations]
    statuses = {versions.status(each.paper) for each in cited}
    caveats: list[Caveat] = [each for each in OLD if statuses == {each}]
    if cited and all(_proposes(papers, each) for each in cited):
        caveats.append("proposed")
    return statement.model_copy(update={"caveats": tuple(caveats)}) if caveats else statement


def _proposes(papers: PaperCache, cited: Citation) -> bool:
    blocks = papers.blocks(cited.paper)
    n = next((n for n, block in enumerate(blocks) if block.start <= cited.start < block.end), None)
    lead_in = papers.lead_in(cited.paper, n) if n is not None else ""
    return is_proposed(cited.plain, lead_in, cited.headings[-1] if len(cited.headings) > 1 else "")


def _with_status(versions: Versions, cited: Citation) -> Citation:
    status = versions.status(cited.paper)
    if status is None:
        return cited
    ended = versions.ended(cited.paper) if status == "superseded" else None
    return cited.model_copy(update={"status": status, "ended": ended})
