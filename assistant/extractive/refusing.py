"""Why nothing is given: what a likely answer lacks, or what was found instead of one."""

import re
from collections.abc import Sequence

from assistant.extractive.neighbour import begins_with_neighbour
from assistant.notations.compare import decided, missing, search_forms, spanned
from assistant.query.query import Query
from assistant.ranking.answers import PossibleAnswer
from assistant.ranking.candidates import Candidate
from assistant.ranking.ranker import Ranked
from assistant.refusal import Refusal
from assistant.retrieval.search import Retrieved
from assistant.text.tokens import words
from ingest.dates import shared_order
from ingest.library import Library

SUBJECT_THRESHOLD = 0.33  # share of the question's weight that a candidate on the subject holds


def lacking(library: Library, query: Query, answer: PossibleAnswer, chosen: Sequence[Candidate]) -> Refusal | None:
    """Why what was chosen can't be the answer, however likely: it lacks a figure or appendix of the question, or
    is about the place next to the one that is named.

    A list or a comparison may have the figure anywhere; else it must stand with the likeliest statement. Whether
    something holds of a figure is decided by a bound in that: 'Do I need a receipt for £8?' by 'receipts over £10'.
    """
    chosen = chosen if answer.is_list or len(query.figures) > 1 else chosen[:1]
    headings = " ".join(heading for candidate in chosen for heading in candidate.headings)
    if begins_with_neighbour(query.in_full, chosen[0].text):
        return Refusal("low_confidence", filtered=query.filtered)
    outside = tuple(name for name in query.appendices if not re.search(rf"\b{name}\b", headings, re.IGNORECASE))
    if outside:
        return Refusal("appendix_missing", outside, query.filtered)
    text = " ".join(f"{each.text} {each.context}" for each in chosen)
    dates = shared_order(each.dates for each in chosen)
    figures = tuple(figure for figure in missing(query.figures, text, dates) if not spanned(figure, text))
    if query.type.kind == "yes_no" and chosen:
        figures = tuple(figure for figure in figures if not decided(figure, query.in_context, chosen[0].text))
    nowhere = tuple(
        figure
        for figure in figures
        if not library.catalogue.holding([" ".join(words(form)) for form in (figure, *search_forms(figure))])
    )
    if nowhere:
        return Refusal("unknown_figure", nowhere, query.filtered)
    return Refusal("figure_missing", figures, query.filtered) if figures else None


def silent(retrieved: Retrieved, chosen: Sequence[Candidate]) -> Refusal | None:
    """That what was chosen says nothing about what a follow-up turns to: 'What about Wirral?'"""
    query = retrieved.query
    other = query.turned_to
    if other is None or not other.telling:
        return None
    if other.is_named_in(" ".join(f"{each.text} {each.context}" for each in chosen)):
        return None
    if any(entity.is_in(other.words) for each in chosen for entity in retrieved.chosen_by(each.paper)):
        return None
    return Refusal("thing_missing", (other.words,), query.filtered)


def nowhere(library: Library, query: Query) -> Refusal | None:
    """That no paper has or mentions any of the places that a query refers to by number."""
    numbered = [place for place in query.places if place.number]
    if not numbered or any(library.catalogue.with_phrase(place.words) for place in numbered):
        return None
    return Refusal("place_missing", tuple(place.words for place in numbered), query.filtered)


def unlikely(query: Query, ranked: Sequence[Ranked]) -> Refusal:
    """The refusal when nothing is likely enough: whether the subject was found without the type of thing asked for."""
    said = [each for each in ranked if not each.features["is_heading"]]
    best = max(said, key=lambda each: each.odds, default=ranked[0])
    held = best.features["overlap"] + best.features["context_overlap"]
    if best.features["lacks_type"] and held >= SUBJECT_THRESHOLD:
        return Refusal("type_missing", (query.type.kind,), query.filtered)
    return Refusal("low_confidence", filtered=query.filtered)


def of_follow_up(query: Query, refusal: Refusal) -> Refusal:
    """The refusal of a follow-up in its own words: that no reason is given, or nothing more was found."""
    if refusal.reason not in ("nothing_found", "type_missing", "low_confidence"):
        return refusal
    if query.is_bare_why:
        return Refusal("why_missing", filtered=refusal.filtered)
    if query.already_said and (not query.asked_anew or refusal.reason == "nothing_found"):
        return Refusal("nothing_more", filtered=refusal.filtered)
    return refusal
