"""The promise: a quotation is shown only if the paper has exactly those words in that place."""

from assistant.answer import Answer, Citation
from ingest.errors import LibraryError
from ingest.library import Library


def check(library: Library, answer: Answer) -> Answer:
    """The answer, unchanged. Raises LibraryError if a quotation is not in its paper."""
    for citation in answer.citations + answer.nearest:
        if not _is_in_paper(library, citation):
            raise LibraryError(f"the words quoted from '{citation.title}' are not in it", "repair it: policy doctor")
    return answer


def _is_in_paper(library: Library, citation: Citation) -> bool:
    paper = library.catalogue.paper(citation.paper)
    return paper is not None and bool(citation.quote) and paper.text[citation.start : citation.end] == citation.quote
