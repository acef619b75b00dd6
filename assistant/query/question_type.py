"""What kind of thing a question asks for, and where a text has such a thing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.notations import spans
from assistant.notations.spans import Span
from assistant.query.agents import bodies, doers, people
from assistant.query.interrogative import interrogative
from assistant.query.kind import AMOUNTS, TYPED, Kind, kind_of
from assistant.text.tokens import STOP, joined, stem, stems, words
from ingest.acronyms import long_form

__all__ = ["AMOUNTS", "Kind", "QuestionType", "gives_reason", "question_type"]

MANY = re.compile(
    r"\b(?:which|what|whose)\s(?:(?!(?:is|was|does|did|has|will)\b)[\w'’&-]+\s){0,4}?(?!(?:is|was|does|has|this|its|as)\b)"
    r"[\w'’-]*[^s\W]s\b|"
    r"\b(?:everything|all|every|list|sorts?|kinds?|ways|headings)\b|"
    r"\b(?:who|what)(?:'d|’d|'re|’re| are| were| have| do| would| could| should)\b",
    re.IGNORECASE,
)
_TO_THEM = re.compile(  # 'who do I tell', not 'who may tell'
    r"whom\b|who (?:to|(?:do|does|did|should|can|could|must|may|will|shall|would) "
    r"(?:i|we|you|they|he|she|one|staff|the|an?))\b",
    re.I,
)
# Not for `holds`: a whole question with 'why' is often answered without any of these.
REASON = re.compile(
    r"\b(?:because|in order (?:to|that)|so (?:that|as to)|due to|owing to|reasons?|rationale|since|as a result|on the "
    r"grounds?|on account of|thanks to|therefore|hence|the (?:aim|purpose|intention) (?:is|was|of|being)|aims? to|"
    r"intended to|designed to|to (?:ensure|enable|avoid|prevent|allow|help|protect|make sure|reduce|improve|save)|"
    r"given (?:that|the)|this (?:is|was) (?:to|for)|justif\w+)\b",
    re.I,
)


# The head of a column of meanings, which a row repeats
COLUMN = r"(?:(?:meaning|definition|description|explanation|expansion|full (?:name|term|form)|in full)\s*:\s*)?"
# In a list of abbreviations, after an acronym: 'SLA – Service level agreement'
_LISTED = (
    r"s?\s*(?:[:=|\t–—-]|\b(?:stands for|is short for|means)\b)+\s*"
    rf"(?i:{COLUMN})(?P<long>[^\W\d_][^.;:|\t\n]{{2,80}})"
)


@dataclass(frozen=True)
class QuestionType:
    """The `kind` of thing asked for, whether there may be `many`, and the acronyms whose meaning is asked for.

    `verb` is the stem of what somebody does, where it is asked who does it. `said` are the stems of the question: what
    it says itself is no answer.
    """

    kind: Kind
    many: bool
    acronyms: tuple[str, ...] = ()
    verb: str = ""
    said: frozenset[str] = frozenset()

    @property
    def typed(self) -> bool:
        """Whether the kind can be recognised in a text."""
        return self.kind in TYPED

    def holds(self, text: str) -> bool:
        """Whether a text has a thing of the kind; true where the kind can't be recognised."""
        return not self.typed or bool(self.spans(text))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where the things of the kind stand in a text, half open, in order; none where it can't be recognised."""
        found = self._found(text) if self.typed else ()
        return tuple(span for span in found if not self._says(text[span[0] : span[1]]))

    def doers(self, text: str) -> tuple[Span, ...]:
        """Who does what is asked about, by its verb: 'KONE' in 'KONE repairs the lifts' for 'Who repairs them?'."""
        return tuple(doers(text, self.verb)) if self.verb else ()

    def _found(self, text: str) -> Sequence[Span]:
        match self.kind:
            case "meaning":
                return [span for acronym in self.acronyms for span in _long_forms(text, acronym)]
            case "date":
                return spans.dates(text) or spans.relative_times(text)
            case "person":
                return self.doers(text) or people(text)
            case "who":
                return self.doers(text) or bodies(text)
        return FINDERS[self.kind](text)

    def _says(self, found: str) -> bool:
        held = stems(found)
        return bool(held) and held <= self.said


FINDERS: dict[Kind, Callable[[str], Sequence[Span]]] = {
    "duration": spans.durations,
    "frequency": spans.frequencies,
    "amount": spans.money,
    "percentage": spans.shares,
    "count": spans.counts,
    "quantity": spans.quantities,
    "contact": spans.contacts,
}


def question_type(question: str) -> QuestionType:
    """What a question asks for, by its words alone."""
    text = joined(" ".join(question.split()))
    asked = interrogative(text)
    kind = kind_of(text, asked)
    acronyms = tuple(re.findall(r"\b[A-Z][A-Z&/]+\b", text)) if kind == "meaning" else ()
    many = kind == "list" or bool(MANY.search(text))
    verb = _verb(asked.rest) if kind in ("person", "who") else ""
    said = frozenset() if " or " in text else stems(text)
    return QuestionType(kind, many, acronyms, verb, said)


def _verb(rest: str) -> str:
    """The stem of what somebody does: that of 'pays' in 'who pays'; '' where it is asked whom something is done to."""
    if _TO_THEM.match(rest):
        return ""
    following = [word for word in words(rest)[1:] if word not in STOP]
    return stem(following[0]) if following else ""


def _long_forms(text: str, acronym: str) -> list[Span]:
    """What an acronym stands for, beside where it is explained: 'the Integrated Care System (ICS)', 'ICS | the …'."""
    listed = re.match(rf"\W*{re.escape(acronym)}{_LISTED}", text)
    found = [listed.span("long")] if listed and _abbreviates(acronym, listed["long"]) else []
    for match in re.finditer(rf"\({re.escape(acronym)}s?\b", text):
        start = long_form(text[: match.start()], acronym)
        found.append((start, match.start()) if start is not None else match.span())
    return found


def _abbreviates(acronym: str, long: str) -> bool:
    """Whether the letters of an acronym are in this order in some words, the first at their beginning."""
    letters = iter(long.lower())
    return long[0].lower() == acronym[0].lower() and all(
        letter in letters for letter in acronym.lower() if letter.isalpha()
    )


def gives_reason(sentence: str) -> bool:
    """Whether a sentence says why something is so, in words that say that it does."""
    return bool(REASON.search(sentence))
