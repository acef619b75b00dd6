"""How likely an answer is right, and whether the papers answer the question at all."""

import re

import numpy as np

from assistant.query.entities import QUARTERS, Name
from assistant.query.question_type import AMOUNTS, asked
from assistant.ranking.candidates import Unit
from assistant.ranking.features import FEATURES
from assistant.ranking.ranker import Judged, fitted
from assistant.retrieval.search import Searched
from assistant.text.tokens import STOP, words
from ingest.dates import MONTH
from ingest.library import Library

CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:and|of|&)\s+)?[A-Z][\w’'-]*)+")
APPENDIX = re.compile(r"\b(?i:appendix|annex|schedule) (?:\d+|[A-Z])\b")
JOINED = re.compile(r"\s+(?:and|&)\s+")
FIGURES = (
    "likely",  # log of the likelihood of the likeliest unit
    "second",  # the next one's, as a share of it
    "own",  # these five and 'lacks' are figures of the likeliest unit
    "above",
    "headed",
    "near",
    "read",
    "amount",  # an amount or number is asked for
    "date",
    "who",
    "person",
    "lacks",
    "gap",  # how much better another unit suits the question that does not hold the kind of thing asked for
    "missing",  # years and figures of the question that the unit does not have
    "length",  # log of the number of words in the question
    "many",
    "list",  # how likely the likeliest list is the one asked for
)


def confidence(searched: Searched, judged: list[Judged], listed: float) -> float:
    """The share of answers with such figures that were right, 0 to 1. `listed`: how likely the best list is."""
    return float(fitted("right").probability([answer_figures(searched, judged, listed)])[0]) if judged else 0.0


def answer_figures(searched: Searched, judged: list[Judged], listed: float) -> list[float]:
    """The figures in the order of `FIGURES`."""
    text, first = searched.question.text, judged[0]
    kind = asked(text)
    second = judged[1].likely if len(judged) > 1 else 0.0
    return [
        float(np.log(first.likely + 1e-3)),
        second / (first.likely + 1e-3),
        *(first.figure(name) for name in ("own", "above", "headed", "near", "read")),
        float(kind.kind in AMOUNTS),
        float(kind.kind == "date"),
        float(kind.kind == "who"),
        float(kind.kind == "person"),
        first.figure("lacks"),
        _gap(judged),
        float(figures_missing(text, first.unit)),
        float(np.log(len(words(text)) + 1)),
        float(kind.many),
        listed,
    ]


def _gap(judged: list[Judged]) -> float:
    """The log odds by which the best unit, whatever kind of thing it holds, is likelier than the one chosen."""
    weights = np.array(fitted("which").weights)
    weights[[FEATURES.index("kind"), FEATURES.index("lacks")]] = 0.0
    read = [each for each in judged if len(each.figures) == len(weights)]
    odds = [float(np.dot(weights, each.figures)) for each in read]
    return max(odds) - odds[0]


def figures_missing(text: str, unit: Unit) -> int:
    """How many years and figures of the question stand neither in the unit nor over it."""
    over = f"{unit.text} {unit.context}"
    return sum(
        not re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", over) for figure in re.findall(r"\d[\d,./]*\d|\d", text)
    )


def appendix_missing(text: str, unit: Unit) -> bool:
    """Whether the question asks what an appendix says and the unit does not stand in it."""
    over = " ".join(unit.headings)
    return any(not re.search(rf"\b{match[0]}\b", over, re.IGNORECASE) for match in APPENDIX.finditer(text))


def names_unknown(library: Library, text: str) -> bool:
    """Whether the question names a body or person in two words or more with capitals that no passage has together.

    'A and B' is unknown only where neither the whole nor each of the two is known.
    """
    for match in CAPITALS.finditer(text):
        begins = not text[: match.start()].rstrip() or text[: match.start()].rstrip()[-1] in ".!?:"
        said = match[0].split(maxsplit=1)[1] if begins else match[0]
        if not _is_known(library, said) and not all(_is_known(library, part) for part in JOINED.split(said)):
            return True
    return False


def _is_known(library: Library, name: str) -> bool:
    """Acronyms are left out: papers and people join them to names as they like. One word is no name to judge by."""
    parts = [part for token in name.split() if not token.isupper() for part in words(token) if part not in STOP]
    form = " ".join(QUARTERS.get(part, part) for part in parts if not re.fullmatch(MONTH, part))
    return len(form.split()) < 2 or bool(library.catalogue.holding(Name((form,)).match))
