"""What a reader sees of a passage: the question, the headings over it, and its sentences, items and rows in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.hybrid import RetrievedPassage

LONGEST_UNIT = 96  # word pieces of one sentence, item or row; what is longer is cut
LONGEST_QUESTION = 80
LONGEST_CONTEXT = 60
LONGEST = 384  # word pieces in all


@dataclass(frozen=True)
class Window:
    """Candidates that stand together in a paper, with the title, the headings and the lead-in over them."""

    context: str
    candidates: tuple[Candidate, ...]


def windows(papers: PaperCache, passages: Iterable[RetrievedPassage]) -> list[Window]:
    """One window for each passage that has candidates, in order. No candidate is in two."""
    found: dict[int, list[Candidate]] = {}
    for candidate in papers.candidates(passages):
        found.setdefault(candidate.rank, []).append(candidate)
    return [Window(each[0].context, tuple(each)) for each in found.values()]


@dataclass(frozen=True)
class Pieces:
    """Word pieces of a question and a window: `spans` are where the question and each of the units stand in `ids`."""

    ids: list[int]
    types: list[int]
    spans: list[tuple[int, int]]


def joined(
    question: list[int], context: list[int], units: Sequence[list[int]], first: int, last: int
) -> Iterator[Pieces]:
    """'first question last context last unit last unit last ...', in as many parts as `LONGEST` asks for.

    `first` and `last` are the pieces that the model's own inputs begin and end with. The span of a unit includes the
    `last` after it.
    """
    head = [first, *question[:LONGEST_QUESTION], last]
    above = [*context[:LONGEST_CONTEXT], last]
    ids, spans = [*head, *above], [(1, len(head) - 1)]
    for unit in units:
        added = [*unit[:LONGEST_UNIT], last]
        if len(ids) + len(added) > LONGEST and len(spans) > 1:
            yield Pieces(ids, _types(head, ids), spans)
            ids, spans = [*head, *above], spans[:1]
        spans.append((len(ids), len(ids) + len(added)))
        ids = ids + added
    yield Pieces(ids, _types(head, ids), spans)


def _types(head: list[int], ids: list[int]) -> list[int]:
    return [0] * len(head) + [1] * (len(ids) - len(head))
