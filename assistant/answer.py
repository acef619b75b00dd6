"""Answers: statements, each with citations that quote the papers word for word. Also their form as JSON."""

import datetime
from itertools import chain
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.paper_details import facts, page_named, pinpoint, place
from assistant.query.question import Question
from assistant.refusal import NOT_SAID, Refusal, listed
from assistant.settings import QUOTES, Wording, answered_by
from assistant.standing_words import WORDS
from assistant.text.sanitize import visible
from ingest.dates import written
from ingest.errors import PolicyError
from ingest.in_force import Status
from ingest.spans import Piece, emphasised

Support = Literal["quoted", "supported", "unsupported"]
Outcome = Literal["answered", "not_found", "replied", "error", "stopped"]
Caveat = Literal["superseded", "draft", "coming", "proposed", "earlier"]
CAVEATS: dict[Caveat, str] = {
    "superseded": "from a superseded paper",
    "draft": "from a draft",
    "coming": "not yet in force",
    "proposed": "proposed",
    "earlier": "from an earlier message",
}
Coverage = Literal["complete", "partial", "none"]


def on_one_line(text: str) -> tuple[Piece, ...]:
    """A text as words without any style."""
    return (Piece(" ".join(visible(text).split())),)


class Citation(BaseModel):
    """Words of a paper: `quote == paper.text[start:end]`, always. `n` counts from 1 within an answer.

    `drawn` is how they are shown where that is not simply on one line: without marks, in pieces of one style each.
    `recognised`: they were recognised from a scan, so letters may be wrong.
    `page` is the place of the page in the file, from 1, and `page_label` what is printed on it, if that differs.
    `status` is whether the paper is in force, where something says so, `ended` when another took its place, and
    `starts` when it will hold, if that is not yet.
    """

    model_config = ConfigDict(frozen=True)

    n: int
    document: str
    paper: str
    title: str
    organisation: str | None
    date: datetime.date | None
    headings: tuple[str, ...]
    number: str | None
    page: int | None
    quote: str
    start: int
    end: int
    status: Status | None = None
    ended: datetime.date | None = None
    starts: datetime.date | None = None
    drawn: tuple[Piece, ...] = ()
    recognised: bool = False
    page_label: str = ""

    @property
    def words(self) -> tuple[Piece, ...]:
        """The words quoted, as they are shown."""
        return self.drawn or on_one_line(self.quote)

    @property
    def plain(self) -> str:
        """The words quoted, as they are shown, without their styles."""
        return "".join(piece.text for piece in self.words)

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude={"drawn"})

    @property
    def paper_facts(self) -> str:
        """Organisation, date and file of the paper, as they are said after its title."""
        return facts(self.organisation, self.date, " · ".join(filter(None, [self._held, self.document])))

    @property
    def _held(self) -> str:
        """When the paper held or will hold; empty for one in force."""
        if self.starts:
            return f"in force from {written(self.starts)}"
        if self.ended:
            return f"superseded, until {written(self.ended)}"
        return WORDS[self.status] if self.status and self.status != "in_force" else ""

    @property
    def page_named(self) -> str:
        """The page as it is shown; empty if the paper has none."""
        return page_named(self.page, self.page_label, self.recognised)

    @property
    def pinpoint(self) -> list[str]:
        """Paragraph and page, if known, and whether the page was recognised from a scan."""
        return pinpoint(self.number, self.page_named)

    @property
    def place(self) -> str:
        """Where in the paper the words stand: headings, paragraph and page."""
        return place(self.title, self.headings, self.number, self.page_named)


class Statement(BaseModel):
    """One sentence, list item or table row of an answer, as it is to be read, with the numbers of its citations.

    `about` says what it belongs to where the words alone don't: the paper in a comparison, the lead-in of a list.
    `reason` says to people what the words cited lack, where it is unsupported. `marked` has where in `text` what was
    asked for stands, such as a date: the start and end of each, in order. `caveats` say why it may not hold: it is from
    a superseded paper, a draft or one that does not hold yet, is a proposal, or is only quoted in an e-mail.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...]
    support: Support
    about: str = ""
    listed: bool = False
    reason: str = ""
    marked: tuple[tuple[int, int], ...] = ()
    caveats: tuple[Caveat, ...] = ()

    @model_validator(mode="after")
    def _need_marks_within(self) -> Self:
        edges = [0, *chain(*self.marked), len(self.text)]
        if edges != sorted(edges) or any(start == end for start, end in self.marked):
            raise ValueError("marked must be parts of the text, in order")
        return self

    @property
    def doubt(self) -> str:
        """What is said beside an unsupported statement wherever it is shown; empty for others."""
        return (
            f"not supported: {self.reason or 'the words cited do not carry it'}"
            if self.support == "unsupported"
            else ""
        )

    @property
    def caveat(self) -> str:
        """The caveats in words: 'from a draft, proposed'; empty without any."""
        return ", ".join(CAVEATS[each] for each in self.caveats)

    def as_json(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"text": self.text, "citations": list(self.citations), "support": self.support}
        facts |= {"about": self.about} if self.about else {}
        facts |= {"listed": True} if self.listed else {}
        facts |= {"marked": [list(span) for span in self.marked]} if self.marked else {}
        facts |= {"caveats": list(self.caveats)} if self.caveats else {}
        return facts | ({"reason": self.reason} if self.reason else {})


class Answer(BaseModel):
    """What is shown for a question. If the papers do not answer, `refusal` says why, and `nearest` has the closest
    passages: for the reason 'premise', first the one that says otherwise.

    `asked_as` is how a follow-up was understood, with the words that it takes from the conversation; empty where the
    question was taken as it stands.

    `coverage` is how much of the question is answered, and `missing` what a partial answer has nothing about.

    The status is `stopped` if the user stopped the answer; its statements are those written by then. It is `replied` if
    the question was none about the papers ('thanks'): `reply` is then what the assistant says itself, in lines.

    `model` is the language model that was asked, and `wording` what it did: 'quotes' where it chose among the papers'
    words, 'prose' where it wrote.

    `confidence`, 0 to 1, is how likely the papers answer the question with these words, whatever the status; where a
    language model wrote, with the words that would have been quoted. `note` is what a person must know beside the
    answer, such as that the model failed and the papers were quoted instead.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    asked_as: str = ""
    status: Outcome
    coverage: Coverage = Field(default_factory=lambda given: "complete" if given["status"] == "answered" else "none")
    missing: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    model: str = QUOTES
    wording: Wording = Field(default_factory=lambda given: "quotes" if given["model"] == QUOTES else "prose")
    confidence: float = Field(default=0.0, ge=0, le=1)
    seconds: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    error: str | None = None
    refusal: Refusal | None = None
    reply: str = ""
    note: str = ""
    id: str | None = None

    @classmethod
    def of_error(cls, question: Question, error: PolicyError, model: str = QUOTES) -> "Answer":
        """An error in the form of an answer: a conversation keeps it, and other questions go on."""
        return cls(question=question.text, status="error", error=error.told, id=question.id, model=model)

    @property
    def why(self) -> str:
        """Why the papers do not answer, in one line; empty where they do."""
        return self.refusal.why if self.refusal else ""

    @property
    def told(self) -> tuple[str, ...]:
        """What is said in place of an answer that the papers do not give, line by line."""
        return self.refusal.told if self.refusal else (NOT_SAID,)

    @property
    def otherwise(self) -> tuple[Citation, ...]:
        """The passage that contradicts what the question takes for granted; empty unless it was refused for that."""
        return self.nearest[:1] if self.refusal and self.refusal.reason == "premise" else ()

    @property
    def near(self) -> tuple[Citation, ...]:
        """The nearest passages other than that one."""
        return self.nearest[len(self.otherwise) :]

    @property
    def shortfall(self) -> str:
        """What a partial answer leaves out, in a sentence; empty for others."""
        if self.coverage != "partial":
            return ""
        about = f": nothing was found about {listed(self.missing, 'or')}" if self.missing else ""
        return f"This answers part of the question{about}."

    @property
    def is_written(self) -> bool:
        """Whether a language model worded it."""
        return self.wording == "prose"

    @property
    def is_chosen(self) -> bool:
        """Whether a language model had a say in which of the papers' words it quotes."""
        return self.model != QUOTES and not self.is_written

    @property
    def by(self) -> str:
        """What answered: 'quotes', or the language model and what it did."""
        return answered_by(self.model, self.wording)

    @property
    def sureness(self) -> str:
        """How sure an answer that was given is, in words."""
        of_ten = round(10 * self.confidence)
        share = f"about {of_ten} in 10" if of_ten < 10 else "more than 9 in 10"  # never all of them
        if not self.is_written:
            return f"Of answers like this one, {share} are right."
        return f"Quoting the papers would be right for {share} such questions."

    @property
    def is_marked(self) -> bool:
        """Whether any words are marked as what was asked for."""
        return any(statement.marked for statement in self.statements)

    def words(self, statement: Statement) -> tuple[Piece, ...]:
        """A statement as it is shown: a quotation with the emphasis that its paper has.

        In an answer with marked words these alone are strong, so that the eye finds them.
        """
        quoted = self._drawn(statement)
        if self.is_marked:
            return emphasised(quoted or (Piece(statement.text),), statement.marked)
        return quoted or on_one_line(statement.text)

    def to_the_letter(self, statement: Statement) -> list[int]:
        """The numbers of the citations that have the same words as a statement, which is then a quotation."""
        return [each.n for each in self.citations if each.n in statement.citations and each.plain == statement.text]

    def _drawn(self, statement: Statement) -> tuple[Piece, ...]:
        """The words of the citation that a statement quotes; empty where it has them in another form."""
        if statement.support == "quoted":
            for citation in self.citations:
                if citation.n in statement.citations and citation.plain == statement.text:
                    return citation.words
        return ()

    @property
    def text(self) -> str:
        """Markdown with [1] markers; statements about the same thing stand together under it. A reply as it is."""
        if self.status == "replied":
            return self.reply
        lines: list[str] = []
        about = ""
        for statement in self.statements:
            if statement.about != about:
                about = statement.about
                lines += ["", f"{about}", ""] if about else [""]
            marks = "".join(f"[{n}]" for n in statement.citations)
            words = [statement.text, marks, *(f"({each})" for each in (statement.caveat, statement.doubt) if each)]
            lines.append(("- " if statement.listed else "") + " ".join(filter(None, words)))
        return "\n".join(lines).strip()

    def as_json(self) -> dict[str, Any]:
        """The object of the batch format; the id only where the question had one."""
        facts: dict[str, Any] = {} if self.id is None else {"id": self.id}
        facts["question"] = self.question
        facts |= {"asked_as": self.asked_as} if self.asked_as else {}
        facts |= {"status": self.status, "coverage": self.coverage}
        facts |= {"missing": list(self.missing)} if self.missing else {}
        facts["answer"] = self.text
        facts["statements"] = [statement.as_json() for statement in self.statements]
        facts["citations"] = [citation.as_json() for citation in self.citations]
        if self.refusal:
            facts["refusal"] = self.refusal.as_json()
        if self.nearest:
            facts["nearest"] = [citation.as_json() for citation in self.nearest]
        facts |= {"model": self.model} | ({"wording": self.wording} if self.model != QUOTES else {})
        facts |= {"confidence": round(self.confidence, 3), "seconds": round(self.seconds, 3)}
        facts |= {"note": self.note} if self.note else {}
        return facts | ({"error": self.error} if self.error else {})
