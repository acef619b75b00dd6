"""An answer as the Markdown of a message; and from such a message back to what was said, for a follow-up."""

import re
import textwrap
from collections.abc import Iterator

from assistant.answer import Answer, Citation
from assistant.briefing import wording
from assistant.briefing.writers.markdown import ACTS, escape, reply, styled
from assistant.refusal import NEAREST, NOT_SAID, SAYS_ALL, Refusal
from assistant.text.quotation import quoted

SOURCES = "**Sources**"
LONGEST_QUOTE = 300  # characters of a nearest passage
REFUSALS = (NOT_SAID, *(Refusal(reason).why for reason in SAYS_ALL))
PART = "*This answers part of the question"


def message(answer: Answer) -> str:
    """The statements with [1] marks, then the sources. Words from papers are escaped: none of them is markup."""
    lines = {"answered": _answered, "replied": reply}.get(answer.status, _refused)(answer)
    return re.sub("\n{3,}", "\n\n", "\n".join([*lines, *_notes(answer)])).strip()


def _answered(answer: Answer) -> Iterator[str]:
    if answer.shortfall:
        yield f"*{escape(answer.shortfall)}*\n"
    about, listed = "", False
    for statement in answer.statements:
        if statement.about and statement.about != about:
            yield ("\n" if listed else "") + escape(statement.about) + "\n"
        elif listed and not statement.listed:
            yield ""
        about, listed = statement.about, statement.listed
        marks = "".join(f"[{n}]" for n in statement.citations)
        doubt = f"**({escape(statement.doubt)})**" if statement.doubt else ""
        words = " ".join(filter(None, [styled(wording.said(answer, statement)), marks, doubt]))
        yield f"- {words}" if listed else f"{words}\n"
    yield from _sources(answer, answer.citations)


def _refused(answer: Answer) -> Iterator[str]:
    yield " ".join(map(escape, answer.told)) + "\n"
    for citation in answer.otherwise:
        yield f"{styled(wording.quoted(citation.words))} [{citation.n}]\n"
    if answer.refusal:
        yield escape(answer.refusal.advice) + "\n"
    if answer.near:
        yield f"{NEAREST}\n"
        for citation in answer.near:
            words = textwrap.shorten(wording.line(citation.plain), LONGEST_QUOTE, placeholder=" …")
            yield f"- {escape(wording.short_place(citation))}: {escape(quoted(words))}"
    yield from _sources(answer, answer.otherwise)


def _sources(answer: Answer, cited: tuple[Citation, ...]) -> Iterator[str]:
    """A line for each citation, with its words where no statement gives them."""
    given = {n for statement in answer.statements if statement.support == "quoted" for n in statement.citations}
    given |= {citation.n for citation in answer.otherwise}
    if cited:
        yield f"\n{SOURCES}\n"
    for citation in cited:
        words = "" if citation.n in given else f": {styled(wording.quoted(citation.words))}"
        yield f"- [{citation.n}] {escape(wording.source(citation))}{words}"


def _notes(answer: Answer) -> Iterator[str]:
    sure = answer.sureness if answer.status == "answered" and answer.confidence else ""
    if said := " ".join(filter(None, [answer.note, sure])):
        yield f"\n*{escape(said)}*"


def said(text: str) -> str:
    """What a message of ours answered, as a conversation on screen has it: its statements, and nothing of a refusal."""
    body = text.split(f"{SOURCES}\n")[0]
    if body.startswith(tuple(map(escape, REFUSALS))):
        return ""
    lines = [line for line in body.splitlines() if not line.startswith(PART)]
    plain = re.sub(rf"(?<!\\)\*+|\\({ACTS.pattern}|[-+=:.)])", lambda found: found[1] or "", "\n".join(lines))
    return re.sub("[“”]", "", plain).strip()
