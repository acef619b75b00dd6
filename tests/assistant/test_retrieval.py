"""Passages are found by meaning and by words, and only such as the catalogue holds."""

from pathlib import Path

import pytest
from conftest import take
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from assistant.question import Question
from assistant.retrieval.hybrid import PassageRetriever, match_any
from ingest.library import Library

ASKED = "When does North East London plan to become a single CCG?"


@pytest.fixture
def retriever(digests: Library) -> PassageRetriever:
    return PassageRetriever(library=digests, passages=6)


def test_both_parts_of_the_search_lead_to_the_passage(retriever: PassageRetriever):
    found = retriever.find(Question(ASKED))

    assert 0 < len(found) <= 6
    assert any({"vectors", "words"} <= set(each.ranks) for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(set(each.ranks) == set(each.scores) and min(each.ranks.values()) >= 1 for each in found)


def test_langchain_gets_documents_whose_words_stand_in_the_paper(retriever: PassageRetriever, digests: Library):
    documents = retriever.invoke(ASKED)

    assert documents
    for document in documents:
        paper = digests.catalogue.paper(document.metadata["paper"])
        assert isinstance(document, Document)
        assert paper is not None
        assert paper.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
        assert document.metadata["title"] == paper.title
    titles = (retriever | RunnableLambda(lambda found: [each.metadata["title"] for each in found])).invoke(ASKED)
    assert titles == [document.metadata["title"] for document in documents]


def test_only_the_papers_asked_are_searched(retriever: PassageRetriever, digests: Library):
    ids = [paper.id for paper in digests.catalogue.papers()]
    for some in (ids[:1], ids[1:]):
        found = retriever.find(Question(ASKED, papers=tuple(some)))
        assert found
        assert {each.passage.paper for each in found} <= set(some)


@pytest.mark.parametrize("text", ["???", "\x00", '"NEAR(', "the of and", "* OR - NOT (", "word " * 3000, "日本 é 😀"])
def test_any_question_can_be_searched_for(retriever: PassageRetriever, digests: Library, text: str):
    digests.catalogue.search(match_any(text), 5)
    retriever.find(Question(text))


def test_a_paper_that_another_process_removed_is_not_found(library: Library, tmp_path: Path, models: Path):
    paper = tmp_path / "a.md"
    paper.write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    take(library, paper)
    retriever = PassageRetriever(library=library)
    assert retriever.find(Question("gates"))

    with Library(library.folder, library.encoder.name, models) as other, other.writing():
        other.remove(other.catalogue.papers()[0].id)
    assert retriever.find(Question("gates")) == []
