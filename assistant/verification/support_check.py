"""Checks whether the words a statement cites support everything it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Citation
from assistant.text.negation import denial_differs
from assistant.text.opposites import duty_differs, opposite_said
from assistant.text.plain import claim, plain, tokens
from assistant.verification.changed_words import changed
from assistant.verification.entities import name_missing
from assistant.verification.figures import date_missing, figure_missing
from assistant.verification.similarity import similarity
from ingest.dates import Order, day_first, shared_order, written
from ingest.encode import Encoder
from ingest.sentences import sentences

LONGEST_SAID, LONGEST_CITED = 4_000, 20_000  # characters; sentences have 500, the passages of an answer 15,000 together
# The similarity (0 to 2) that a whole statement, and its weakest clause, must reach. Chosen on half of the papers and
# on the answers of papers-dev, together with the other rules. WHOLE = 1.0 flags .98 of the sentences from elsewhere in
# a paper, .03 of 73 paraphrases by hand and .17 of the answers, most of which say more than their evidence (.8: .97,
# .01, .16; 1.1: .98, .04, .19). PART = .7 flags .86 of the clauses added to a sentence (.6: .78; .5: .76), and no more
# of the true ones than .4.
WHOLE, PART = 1.0, 0.7


@dataclass(frozen=True)
class Cited:
    """Words that a statement cites. `context` is their title, organisation, date, headings and paragraph number.

    A name, date or paragraph number may come from the context; everything else must be in the quote. `dates` is the
    order in which their paper writes dates.
    """

    quote: str
    context: str = ""
    dates: Order = "day first"


@dataclass(frozen=True)
class Verdict:
    """Whether a statement is supported; if not, `reason` tells people why."""

    support: Literal["supported", "unsupported"]
    reason: str = ""


SUPPORTED = Verdict("supported")


class SupportCheck:
    """Checks statements with rules and the encoder."""

    def __init__(self, encoder: Encoder):
        self._encoder = encoder

    def check(self, statement: str, cited: Sequence[Cited]) -> Verdict:
        """Checks a statement without its citation marks. Never raises, whatever is in the texts.

        So that the time is limited whatever a model writes, a very long statement is unsupported unless it is a
        quotation, and only the beginning of very long citations counts.
        """
        order = shared_order(each.dates for each in cited)
        said = claim(plain(day_first(statement, order)))
        quotes = [quote for each in cited if (quote := plain(day_first(each.quote, order)))]
        if not any(token.is_word for token in tokens(said)):
            return Verdict("unsupported", "it says nothing")
        if not quotes:
            return Verdict("unsupported", "it cites nothing")
        if _is_verbatim(said, quotes):
            return SUPPORTED
        if len(said) > LONGEST_SAID:
            return Verdict("unsupported", "it is too long to check")
        quotes = _shortened(quotes)
        over = " . ".join(dict.fromkeys(each.context for each in cited))
        context = plain(day_first(over[:LONGEST_SAID], order))
        reason = _contradiction(said, quotes, context) or self._too_different(said, quotes, context)
        return Verdict("unsupported", reason) if reason else SUPPORTED

    def _too_different(self, said: str, quotes: Sequence[str], context: str) -> str:
        whole, part = similarity(self._encoder, said, quotes, context)
        if whole < WHOLE:
            return "the words cited say something else"
        if part < PART:
            return "the words cited say only part of it"
        return ""


def cited_of(citation: Citation) -> Cited:
    """The words of a citation, with the context shown with them on the screen."""
    date = written(citation.date) if citation.date else None
    pages = [f"page {page}" for page in (citation.page_label, citation.page) if page]
    over = [citation.title, citation.organisation, date, *citation.headings, citation.number, *pages]
    return Cited(citation.quote, " . ".join(filter(None, over)))


RULES: tuple[Callable[[str, str, str], str], ...] = (
    figure_missing,
    date_missing,
    name_missing,
    lambda said, quote, context: denial_differs(said, quote),
    lambda said, quote, context: opposite_said(said, quote),
    lambda said, quote, context: duty_differs(said, quote),
)


def _contradiction(said: str, quotes: Sequence[str], context: str) -> str:
    quote = " . ".join(quotes)
    for rule in RULES:
        if reason := rule(said, quote, context):
            return reason
    return changed(said, [part for each in quotes for part in _sentences(each)])


def _shortened(quotes: Sequence[str]) -> list[str]:
    """The quotes, cut to LONGEST_CITED characters in total."""
    kept: list[str] = []
    left = LONGEST_CITED
    for quote in quotes:
        if left > 0:
            kept.append(quote[:left])
        left -= len(quote)
    return kept


def _is_verbatim(said: str, quotes: Sequence[str]) -> bool:
    """Whether the statement is a whole quote or a sentence of one, apart from case, quotation marks and punctuation."""
    wanted = _bare(said)
    return any(wanted == _bare(part) for quote in quotes for part in [quote, *_sentences(quote)])


def _bare(text: str) -> str:
    return text.strip(" .;,\"'").casefold()


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]
