"""What papers say of the same thing as a sentence does."""

from collections.abc import Callable, Sequence

from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.hybrid import RetrievedPassage
from assistant.text.tokens import content_words, stems
from ingest.library import Library

SAME_SUBJECT = 0.5  # of the stems of two sentences, for one to say of the same thing what the other says
FOUND = 4  # passages of other papers in which that is looked for


def likest(
    library: Library,
    papers: PaperCache,
    ids: Sequence[str] | None,
    text: str,
    accept: Callable[[Candidate], bool] = lambda _: True,
) -> Candidate | None:
    """The sentence that says of the same thing what a text says, in some papers or, for None, in all."""
    hits = library.catalogue.search(content_words(text), FOUND, ids) if ids is None or ids else []
    passages = library.catalogue.passages_by_id(id for id, _ in hits)
    candidates = papers.candidates([RetrievedPassage(passages[id], 0.0) for id, _ in hits])
    own = stems(text)
    shared = {
        each: len(own & stems(each.text)) / len(own | stems(each.text) or {""})
        for each in candidates
        if papers.blocks(each.paper)[each.n].kind != "heading" and accept(each)
    }
    best = max(shared, key=lambda each: shared[each], default=None)
    return best if best and shared[best] >= SAME_SUBJECT else None
