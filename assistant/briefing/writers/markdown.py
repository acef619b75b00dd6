"""Writes a pack as Markdown (CommonMark). Text from elsewhere is escaped, so that it is never markup."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.answer import Answer
from assistant.briefing import wording
from assistant.briefing.pack import CitedPaper, Item, Pack
from assistant.briefing.wording import line
from ingest.spans import Piece

ACTS = re.compile(r"[\\`*_{}\[\]<>#|~&$^!]")
NONE = Piece("")
EMPHASIS = {"": "", "em": "*", "strong": "**", "strong em": "***", "code": ""}
ACTS_FIRST = re.compile(r"^(?:[-+=:]|\d+(?=[.)]))")  # at the start of a line: list, rule, table


def escape(text: str) -> str:
    """The text on one line, escaped so that Markdown shows it unchanged."""
    return _not_first(ACTS.sub(r"\\\g<0>", line(text)))


def styled(words: Sequence[Piece]) -> str:
    """The words on one line, with emphasis wherever Markdown would recognise it."""
    parts = []
    for before, (text, style), after in zip([NONE, *words], words, [*words[1:], NONE], strict=False):
        apart = not (before.style or after.style) and _is_edge(before.text[-1:]) and _is_edge(after.text[:1])
        mark = EMPHASIS[style] if apart and text == text.strip() != "" else ""
        parts.append(mark + ACTS.sub(r"\\\g<0>", text) + mark)
    return _not_first("".join(parts).lstrip())


def _is_edge(beside: str) -> bool:
    """Whether a mark next to this character may open or close emphasis, whatever is on its other side."""
    return not beside or beside.isspace() or unicodedata.category(beside)[0] in "PS"


def _not_first(text: str) -> str:
    return ACTS_FIRST.sub(lambda first: first[0] + "\\" if first[0].isdigit() else "\\" + first[0], text)


def render(pack: Pack) -> bytes:
    return ("\n".join(_lines(pack)).rstrip("\n") + "\n").encode()


def _lines(pack: Pack) -> Iterator[str]:
    yield f"# {escape(pack.title)}\n"
    if pack.is_short:
        yield f"{escape(wording.facts_in_line(pack))}\n"
        yield f"{escape(wording.reading(pack))}\n"
        yield from _answers(pack)
        return
    yield from (f"- {name}: {escape(fact)}" for name, fact in wording.facts(pack))
    yield f"\n{escape(wording.reading(pack))}\n"
    yield from _contents(pack)
    yield from _answers(pack)
    yield f'## <a id="cited"></a>{wording.CITED}\n'
    if not pack.papers:
        yield wording.NOTHING_CITED + "\n"
    for cited in pack.papers:
        yield from _paper(cited)
    yield f'## <a id="unanswered"></a>{wording.UNANSWERED}\n'
    if not pack.unanswered:
        yield wording.ALL_ANSWERED
    for n, item in pack.unanswered:
        yield f"- [Question {n}](#q{n}): {escape(item.question)} {escape(wording.outcome(item.answer))}"


def _answers(pack: Pack) -> Iterator[str]:
    for section, items in pack.numbered:
        if section.title or not pack.is_short:
            yield f"## {escape(section.title or wording.QUESTIONS)}\n"
        for n, item in items:
            yield from _item(pack, n, item)


def _contents(pack: Pack) -> Iterator[str]:
    yield f"## {wording.CONTENTS}\n"
    for section, items in pack.numbered:
        yield f"- {escape(section.title or wording.QUESTIONS)}"
        yield from (f"  - [{n}.](#q{n}) {escape(item.question)}" for n, item in items)
    yield f"- [{wording.CITED}](#cited)"
    yield f"- [{wording.UNANSWERED}](#unanswered)\n"


def _item(pack: Pack, n: int, item: Item) -> Iterator[str]:
    answer = item.answer
    yield f'### <a id="q{n}"></a>{n}\\. {escape(item.question)}\n'
    if outcome := wording.outcome(answer):
        yield f"**{escape(outcome)}**\n"
    yield from reply(answer)
    about = ""
    listed = False
    for statement in answer.statements:
        if listed and not statement.listed:
            yield ""
        if statement.about and statement.about != about:
            yield ("\n" if listed else "") + escape(statement.about) + "\n"
        about, listed = statement.about, statement.listed
        marks = "".join(f" {_mark(mark)}" for mark in pack.marks(answer, statement.citations))
        warning = f" **({escape(failed)})**" if (failed := wording.warning(statement)) else ""
        yield f"{'- ' if listed else ''}{styled(wording.said(answer, statement))}{marks}{warning}" + "\n" * (not listed)
    if listed:
        yield ""
    if pack.is_short:
        yield from _sources(pack, n, answer)
    elif places := wording.places(pack, answer):
        yield from (f"> {' '.join(map(_mark, marks))} {escape(where)}  " for marks, where in places)
        yield ""
    for citation in answer.otherwise:
        yield f"{styled(wording.quoted(citation.words))}\n\n> {escape(wording.source(citation))}\n"
    if nearest := wording.nearest(answer):
        yield f"{wording.NEAREST}\n"
        yield from (f"- {escape(where)}" for where in nearest)
        yield ""
    if note := wording.note(item):
        yield f"*{escape(note)}*\n"


def reply(answer: Answer) -> Iterator[str]:
    """What was said to a question that is none about the papers: paragraphs and lists."""
    for listed, lines in groupby(wording.reply(answer), lambda said: said.listed):
        yield from (f"- {escape(said.text)}" if listed else f"{escape(said.text)}\n" for said in lines)
        if listed:
            yield ""


def _sources(pack: Pack, n: int, answer: Answer) -> Iterator[str]:
    for marks, where, shown in wording.sources(pack, n, answer):
        first = [mark for mark in marks if pack.references[mark - 1].questions[0] == n]
        anchors = "".join(f'<a id="r{mark}"></a>' for mark in first)
        numbers = " ".join(f"\\[{mark}\\]" for mark in marks)
        yield f"> {anchors}{numbers} {escape(where)}  "
        yield from (f"> {styled(wording.quoted(reference.citation.words))}  " for reference in shown)
    yield ""


def _paper(cited: CitedPaper) -> Iterator[str]:
    yield f"### {escape(cited.paper.title)}\n"
    yield f"{escape(cited.paper.paper_facts)}\n"
    for place, questions, references in wording.passages(cited):
        numbers = ", ".join(f"[{n}](#q{n})" for n in questions)
        yield " · ".join(filter(None, [escape(place), f"{wording.cited_in(questions)} {numbers}"])) + "\n"
        for reference in references:
            words = styled(wording.quoted(reference.citation.words))
            yield f'- <a id="r{reference.n}"></a>\\[{reference.n}\\] {words}'
        yield ""


def _mark(n: int) -> str:
    return f"[\\[{n}\\]](#r{n})"
