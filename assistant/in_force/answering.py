"""Answers from the papers in force: older versions and drafts are asked second, and said to be such (docs/adr/0026)."""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Answer, Caveat, Citation, Statement
from assistant.extractive.citations import cite
from assistant.in_force.amendments import amendments
from assistant.in_force.decisions import decision, proposes
from assistant.in_force.same_subject import likest
from assistant.in_force.versions import OLD, Versions
from assistant.query.day import DayAsked, day_asked
from assistant.query.question import Question
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.text.counts import numbered
from assistant.text.tokens import stems
from ingest.dates import in_full, written
from ingest.errors import PolicyError
from ingest.in_force import Status
from ingest.library import Library
from ingest.paper import EARLIER_MESSAGE

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


def answer_in_force(library: Library, ask: Asking, question: Question) -> Answer:
    """The answer from the papers in force; only where they do not say it, from other versions and drafts.

    In force on the day of `as_of`, or that the question asks about if versions held then, or else today. Raises
    PolicyError if no paper is dated on or before the day of `as_of`.
    """
    today = Versions.of(library.catalogue, question.as_of or datetime.date.today())
    if not today.kept and not question.as_of:
        return told(library, today, question.papers, ask(question))
    asked = list(today.papers) if question.papers is None else list(question.papers)
    if question.as_of:
        asked, note = _dated(today, asked, question.as_of)
        answer = _asked(library, ask, replace(question, papers=tuple(asked)), today, asked)
        return _noting(answer, note)
    about = None if ABOUT_VERSIONS.search(question.text) else day_asked(question.text)
    if about and any(today.on(about.day).holds(id) for id in asked):
        return _as_of_its_day(library, ask, question, today, asked, about)
    answer = _asked(library, ask, question, today, asked)
    return _noting(answer, *_to_come(today, answer))


def _as_of_its_day(
    library: Library, ask: Asking, question: Question, today: Versions, asked: Sequence[str], about: DayAsked
) -> Answer:
    """The answer of the day that a question asks about, which papers that held then need not name."""
    then = today.on(about.day)
    answer = _asked(library, ask, question, then, asked)
    if answer.status != "answered":
        second = then.second(asked)
        held = tuple(id for id in asked if id not in second)
        plain = told(library, then, held, ask(replace(question, text=about.without, papers=held)))
        if plain.status != "answered" or not any(then.holds(each.paper) for each in plain.citations):
            return answer
        answer = plain.model_copy(update={"question": question.text, "asked_as": plain.asked_as or about.without})
    elif all(then.status(each.paper) == today.status(each.paper) for each in answer.citations):
        return answer
    return _noting(answer, f"As of {in_full(about.day)}, going by the question.")


def _asked(library: Library, ask: Asking, question: Question, versions: Versions, asked: Sequence[str]) -> Answer:
    answer = ask(question)
    second = set() if _asks_of_old(question.text, versions, asked) else versions.second(asked)
    if second and (answer.status != "answered" or any(each.paper in second for each in answer.citations)):
        now = ask(replace(question, papers=tuple(id for id in asked if id not in second)))
        if _goes_before(now, answer):
            answer = now
    return told(library, versions, asked, answer)


def _noting(answer: Answer, *notes: str) -> Answer:
    return answer.model_copy(update={"note": " ".join(filter(None, [answer.note, *notes]))})


def _to_come(versions: Versions, answer: Answer) -> Iterator[str]:
    """From when the next versions of the papers cited hold, if none of these is quoted too."""
    cited = {each.paper: each.title for each in answer.citations}
    for id, title in cited.items():
        coming = versions.next(id)
        since = versions.since(coming) if coming and coming not in cited else None
        if since:
            yield f"Another version of {title} holds from {in_full(since)}."


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


def told(library: Library, versions: Versions, asked: Sequence[str] | None, answer: Answer) -> Answer:
    """The answer with the status of the papers cited, the marks of its statements, and what other versions say.

    `asked` has the papers asked, None for all.
    """
    papers = PaperCache(library)
    found = [*answer.citations]
    statements: list[Statement] = []
    others: list[Statement] = []
    for statement in answer.statements:
        own = [each for each in answer.citations if each.n in statement.citations]
        if own and statement.support == "quoted" and (decided := decision(library, papers, versions, asked, own[0])):
            others.append(_labelled("Proposed", versions, own[0], statement))
            own = [_cited(papers, found, decided)]
            if any(own[0].n in each.citations for each in answer.statements):
                continue
            statement = Statement(text=decided.text, citations=(own[0].n,), support="quoted")
        if own and statement.support == "quoted" and (changed := _amending(library, papers, versions, asked, own[0])):
            amending = _cited(papers, found, changed)
            lead = f"Until {written(amending.date)}" if amending.date else "Before the amendment"
            others.append(_labelled(lead, versions, own[0], statement))
            if any(amending.n in each.citations for each in answer.statements):
                continue
            own, statement = [amending], Statement(text=changed.text, citations=(amending.n,), support="quoted")
        if versions.kept and asked and own and statement.support == "quoted":
            now = _in_place(library, papers, versions, asked, own[0], statement.text)
            if now:
                new = _cited(papers, found, now)
                others.append(_labelled(_dates(versions, own[0]), versions, own[0], statement))
                own, statement = [new], Statement(text=now.text, citations=(new.n,), support="quoted")
            others += _otherwise(library, papers, versions, asked, found, own[0], statement)
        statements.append(_marked(papers, versions, found, statement))
    once = {(each.about, each.text): _marked(papers, versions, found, each) for each in others}
    return answer.model_copy(
        update={
            "statements": (*sorted(dict.fromkeys(statements), key=_is_earlier), *once.values()),
            "citations": tuple(_with_status(versions, each) for each in found),
            "nearest": tuple(_with_status(versions, each) for each in answer.nearest),
        }
    )


def _is_earlier(statement: Statement) -> bool:
    return "earlier" in statement.caveats


def _amending(
    library: Library, papers: PaperCache, versions: Versions, asked: Sequence[str] | None, cited: Citation
) -> Candidate | None:
    """What an amendment says in place of words that are cited."""
    if versions.is_old(cited.paper):
        return None
    changed = likest(library, papers, amendments(versions, cited.paper, asked), cited.plain)
    return changed if changed and stems(changed.text) != stems(cited.plain) else None


def _in_place(
    library: Library, papers: PaperCache, versions: Versions, asked: Sequence[str], cited: Citation, text: str
) -> Candidate | None:
    """What the version in force says in place of a statement of an older version or a draft."""
    if not versions.is_old(cited.paper):
        return None
    return likest(library, papers, versions.in_force(cited.paper, asked), text)


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
        other = likest(library, papers, [id], statement.text)
        if other and versions.status(id) not in kinds and stems(other.text) != stems(statement.text):
            kinds.add(versions.status(id))
            citation = _cited(papers, found, other)
            quoted = Statement(text=other.text, citations=(citation.n,), support="quoted")
            said.append(_labelled(_dates(versions, citation), versions, citation, quoted))
    return said


def _cited(papers: PaperCache, found: list[Citation], candidate: Candidate) -> Citation:
    """The citation of a candidate, added to those found unless it is among them."""
    known = (each for each in found if (each.paper, each.start, each.end) == _at(candidate))
    if citation := next(known, None):
        return citation
    found.append(cite(papers, candidate, len(found) + 1))
    return found[-1]


def _at(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.paper, candidate.start, candidate.end


def _dates(versions: Versions, cited: Citation) -> str:
    """When another version held or will hold: 'Until 1 May 2024'."""
    status, since, ended = versions.status(cited.paper), versions.since(cited.paper), versions.ended(cited.paper)
    if status == "draft":
        return "Draft"
    if status == "coming" and since:
        return f"From {written(since)}"
    return f"Until {written(ended)}" if ended else "Before"


def _labelled(lead: str, versions: Versions, cited: Citation, statement: Statement) -> Statement:
    """A statement with its paper above it: 'Until 1 May 2024 · Home Working · 1 May 2019'."""
    paper = versions.papers.get(cited.paper)
    date = versions.since(cited.paper) if versions.status(cited.paper) != "coming" else paper and paper.date
    about = " · ".join([lead, cited.title, written(date) if date else "no date"])
    return statement.model_copy(update={"about": about, "marked": (), "listed": False})


def _marked(papers: PaperCache, versions: Versions, found: Sequence[Citation], statement: Statement) -> Statement:
    """A statement with what must be known of it: that its papers are not in force, or that it is a proposal."""
    cited = [each for each in found if each.n in statement.citations]
    statuses = {_not_holding(versions, each.paper) for each in cited}
    caveats: list[Caveat] = [each for each in OLD if statuses == {each}]
    if cited and all(proposes(papers, each) for each in cited):
        caveats.append("proposed")
    if cited and all(_is_of_earlier_message(papers, each) for each in cited):
        caveats.append("earlier")
    return statement.model_copy(update={"caveats": tuple(caveats)}) if caveats else statement


def _is_of_earlier_message(papers: PaperCache, cited: Citation) -> bool:
    """Whether an e-mail only quotes or forwards these words."""
    block = next((each for each in papers.blocks(cited.paper) if each.start <= cited.start < each.end), None)
    return block is not None and any(heading.startswith(EARLIER_MESSAGE) for heading in block.headings)


def _not_holding(versions: Versions, id: str) -> Status | None:
    """The status of a paper; none of one that was to come on the day asked about, and holds since."""
    status = versions.status(id)
    return status if status != "coming" or versions.on(datetime.date.today()).status(id) == "coming" else None


def _with_status(versions: Versions, cited: Citation) -> Citation:
    status = versions.status(cited.paper)
    if status is None:
        return cited
    ended = versions.ended(cited.paper) if status == "superseded" else None
    starts = versions.since(cited.paper) if status == "coming" else None
    return cited.model_copy(update={"status": status, "ended": ended, "starts": starts})
