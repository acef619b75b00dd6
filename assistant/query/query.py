"""A question, understood once: what it asks, what is said around it, and the names in it."""

import re
from dataclasses import dataclass, field, replace

from assistant.notations.compare import figures
from assistant.query.entities import named_in
from assistant.query.follow_up import Other, resolved, split_preamble
from assistant.query.places import Place, places, without_places
from assistant.query.question import Question
from assistant.query.question_type import QuestionType, gives_reason, question_type
from assistant.query.sums import in_figures
from assistant.text.tokens import bare, stems, words

NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
COUNT = {word: n for n, word in enumerate(NUMERALS, 1)}
MEASURES = stems("many long often far big large")  # 'how many', 'how long': no word that an answer must have
COUNTED = re.compile(  # 'what are the 3 models', but no '3 days': that is a length of time, and a figure
    r"\b(?:(?:what|which)(?:\s+(?:are|were))?|what['’]?re|name|list|give me|tell me|show me)\s+"
    r"(?:(?:the|all|these|those|your|our|their|its)\s+)*(?P<count>[2-9]|10)\s+"
    r"(?!(?:[\w-]+[\s-]){0,2}(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|terms?|years?|miles?|metres?|"
    r"points?|per\s?cent|pounds?|pence|dollars?|euros?)\b)(?:[a-z-]+\s+){0,3}?[a-z-]*[a-rt-z]s\b",
    re.IGNORECASE,
)
PART = 5  # words that make part of a statement a sentence of its own


@dataclass(frozen=True)
class Query:
    """What a question asks. Every stage uses this; none reads the question again.

    `text` is the part that asks, `preamble` the part before it that does not ('I am new here. Who ...?'), and
    `history_context` what the conversation adds to a follow-up. `papers` are the ids of the papers to search, None for
    all; `filtered` is whether the user chose them.

    `already_said` are the statements of the answers that a follow-up goes on from, and `asked_anew` the words of the
    follow-up itself, where it has any: 'And who votes on it?' has 'votes'. `turned_to` is what the last question
    is asked of instead: 'What about Wirral?'

    `names` are bodies and people as the user writes them, `figures` the years, dates and other figures as it has them,
    `places` the parts of papers it refers to, and `count` how many things are asked for ('which three ...'), None if it
    does not say.
    """

    text: str
    preamble: str = ""
    history_context: str = ""
    already_said: tuple[str, ...] = ()
    asked_anew: str = ""
    turned_to: Other | None = None
    papers: tuple[str, ...] | None = None
    filtered: bool = False
    type: QuestionType = field(default_factory=lambda: QuestionType("other", False))
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    count: int | None = None

    @property
    def appendices(self) -> tuple[str, ...]:
        """The appendices it refers to, as it has them: 'Annex B'."""
        return tuple(each.words for place in self.places for each in place if each.is_annex and each.number)

    @property
    def in_context(self) -> str:
        """What the models read: the question with what the conversation adds."""
        return f"{self.history_context} {self.text}".strip()

    @property
    def in_full(self) -> str:
        """The same for people: what the conversation adds comes after it in brackets."""
        return f"{self.text} ({self.history_context.removesuffix('.')})" if self.history_context else self.text

    @property
    def search_text(self) -> str:
        """What is searched for, which includes the preamble."""
        return f"{self.preamble} {self.in_context}".strip()

    @property
    def asks_why(self) -> bool:
        return self.type.kind == "reason"

    @property
    def is_bare_why(self) -> bool:
        """Whether it asks why what was said before is so, and nothing else."""
        return self.asks_why and bool(self.history_context) and not self.asked_anew

    def was_said(self, sentence: str) -> bool:
        """Whether a sentence is among the statements of the answers that it goes on from."""
        return any(_holds(given, sentence) for given in self.already_said)

    def repeats(self, sentence: str) -> bool:
        """Whether a sentence was already given, and does not hold what is newly asked."""
        if not self.was_said(sentence):
            return False
        if self.turned_to and self.turned_to.new:
            return not self.turned_to.is_named_in(sentence)
        new = stems(self.asked_anew) - MEASURES
        if not self.asked_anew or not (new or self.type.typed):
            return True
        return not (
            new <= stems(sentence) and self.type.holds(sentence) and (not self.asks_why or gives_reason(sentence))
        )

    def admits(self, sentence: str) -> bool:
        """Whether a sentence may answer: no follow-up is answered with the same again, and 'why?' only by a reason.

        A statement that was given may hold its own reason.
        """
        return gives_reason(sentence) if self.is_bare_why else not self.repeats(sentence)


def _holds(given: str, sentence: str) -> bool:
    """Whether a statement is a sentence or has it as a part; a few words ('the board') may be part of anything."""
    given, sentence = bare(given), bare(sentence)
    return given == sentence or (len(sentence.split()) >= PART and sentence in given)


def understand(question: Question) -> Query:
    """The query of a question. Line breaks make no difference, and sums are read in figures."""
    history = tuple((in_figures(" ".join(asked.split())), answer) for asked, answer in question.history)
    asked = resolved(replace(question, text=in_figures(" ".join(question.text.split())), history=history))
    text, preamble = split_preamble(asked.text)
    return _read(
        Query(
            text,
            preamble,
            asked.context,
            asked.already_said,
            asked.asked_anew,
            asked.turned_to,
            question.papers,
            question.papers is not None,
        )
    )


def about(query: Query, text: str, papers: tuple[str, ...]) -> Query:
    """Part of a query, such as one side of a comparison: some of the words, put to some of the papers."""
    return _read(replace(query, text=text, papers=papers))


def counted(text: str) -> tuple[int | None, str]:
    """How many things are asked for ('the three aims', 'the 3 aims'), and the text without a digit that only counts."""
    if found := COUNTED.search(text):
        return int(found["count"]), text[: found.start("count")] + text[found.end("count") :]
    return next((COUNT[word] for word in words(text) if word in COUNT), None), text


def _read(query: Query) -> Query:
    count, uncounted = counted(query.text)
    return replace(
        query,
        type=question_type(query.text),
        names=named_in(query.search_text),
        figures=figures(without_places(uncounted)),
        places=places(query.text),
        count=count,
    )
