"""Why a question was not answered, in words that help the user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

NOT_SAID = "The papers do not say."
NEAREST = "Nearest passages, which do not answer it:"

Reason = Literal[
    "nothing_found",  # there is no passage to answer from
    "unknown_name",  # `about`: names that no passage has
    "unknown_figure",  # `about`: years and figures of the question that are in no paper
    "figure_missing",  # `about`: years and figures that the nearest words do not have
    "appendix_missing",  # `about`: appendices that the nearest words are not in
    "place_missing",  # `about`: places, such as 'page 3', that no paper has or mentions
    "thing_missing",  # `about`: what a follow-up newly names, which the nearest words do not have
    "premise",  # the papers contradict what the question takes for granted; the first of `nearest` says so
    "type_missing",  # `about`: the kind of thing asked for, such as 'date'; its subject was found without one
    "why_missing",  # 'why?' after an answer: its subject was found without a reason
    "nothing_more",  # 'show me more': there is nothing likely enough beside what was said before
    "low_confidence",  # words were found, but are not likely enough to be right
    "model_declined",  # a language model found no answer in the passages
    "unsupported",  # nothing that a language model wrote is supported by the passages
]
SAYS_ALL: tuple[Reason, ...] = ("premise", "why_missing")  # their line says by itself that there is no answer
TYPES = {
    "date": "no date",
    "amount": "no amount",
    "count": "no number",
    "quantity": "no figure",
    "percentage": "no percentage",
    "duration": "no length of time",
    "frequency": "nothing about how often",
    "contact": "no address or number to ring",
    "meaning": "no explanation of it",
    "person": "nobody’s name",
    "who": "no person or body",
}


@dataclass(frozen=True)
class Refusal:
    """The `reason`, what it is `about`, and whether only some of the papers were asked (`filtered`)."""

    reason: Reason
    about: tuple[str, ...] = ()
    filtered: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"reason": self.reason, "about": list(self.about), "why": self.why, "advice": self.advice}

    @property
    def told(self) -> tuple[str, ...]:
        """What is said in place of an answer, line by line."""
        return (self.why,) if self.reason in SAYS_ALL else (NOT_SAID, self.why)

    @property
    def why(self) -> str:
        """What happened, in one line."""
        named = listed(self.about, "or")
        match self.reason:
            case "nothing_found":
                return "No passage was found."
            case "unknown_name":
                return f"No paper mentions {named}."
            case "unknown_figure":
                return f"{listed(self.about, 'and')} {'is' if len(self.about) == 1 else 'are'} not in the papers."
            case "figure_missing":
                return f"The nearest passages do not mention {named}."
            case "appendix_missing":
                return f"No answer was found in {named}."
            case "place_missing":
                return f"No paper has {named}."
            case "thing_missing":
                return f"The nearest passages say nothing about {named}."
            case "premise":
                return "The papers say otherwise."
            case "type_missing":
                return f"The papers mention the subject, but {TYPES[self.about[0]]} was found with it."
            case "why_missing":
                return "The papers do not say why."
            case "nothing_more":
                return "Nothing was found beyond what has been said."
            case "low_confidence":
                return "Something was found, but it is not likely enough to be the answer."
            case "model_declined":
                return "The language model found no answer in the passages."
            case "unsupported":
                return "The passages do not support what the language model wrote."

    @property
    def advice(self) -> str:
        """What to try next."""
        return " ".join([self._next, *([ASK_MORE] if self.filtered else [])])

    @property
    def _next(self) -> str:
        named = listed(self.about, "and")
        match self.reason:
            case "nothing_found":
                return "Add the papers that the question is about."
            case "unknown_name":
                return f"Check the spelling, or ask without {named}."
            case "unknown_figure" | "figure_missing":
                return f"Check the figure, or ask without {named}."
            case "appendix_missing":
                return f"Ask without {named}, or add the paper that has it."
            case "place_missing":
                return "Check the number, or ask for what stands there in words: some papers have no pages or numbers."
            case "thing_missing":
                return f"Ask the whole question, with what the papers call {named}."
            case "premise":
                return "Check what the question takes for granted, or ask what the papers say about the subject."
            case "type_missing":
                return "Read the nearest passages, or ask what the papers say about the subject."
            case "why_missing":
                return "Open the source of the answer: the reason may be given nearby, in other words."
            case "nothing_more":
                return "Open the source of the answer to read on, or ask in other words."
            case "low_confidence":
                return "Use the papers’ own words, or ask one thing at a time."
            case "model_declined" | "unsupported":
                return "Ask in other words, or for quotations without a language model."


ASK_MORE = "Only some of the papers were asked: widen the dates, or choose more papers."


def listed(things: Sequence[str], link: str) -> str:
    """‘A’, ‘B’ or ‘C’."""
    quoted = [f"‘{thing}’" for thing in things]
    return f" {link} ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
