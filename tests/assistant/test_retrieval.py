"""Passages are found by meaning and by words, and only such as the catalogue holds."""

from pathlib import Path

import pytest
from conftest import take

from assistant.retrieval.hybrid import HybridRetriever
from ingest.library import Library

ASKED = "When does North East London plan to become a single CCG?"


@pytest.fixture
def retriever(digests: Library) -> HybridRetriever:
    return HybridRetriever(library=digests, passages=6)


def test_both_parts_of_the_search_lead_to_the_passage(retriever: HybridRetriever):
    found = retriever.retrieve(ASKED)

    assert 0 < len(found) <= 6
    assert any({"vectors", "words"} <= set(each.ranks) for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(set(each.ranks) == set(each.scores) and min(each.ranks.values()) >= 1 for each in found)


def test_only_the_papers_asked_are_searched(retriever: HybridRetriever, digests: Library):
    ids = [paper.id for paper in digests.catalogue.papers()]
    for some in (ids[:1], ids[1:]):
        found = retriever.retrieve(ASKED, tuple(some))
        assert found
        assert {each.passage.paper for each in found} <= set(some)


@pytest.mark.parametrize("text", ["???", "\x00", '"NEAR(', "the of and", "* OR - NOT (", "word " * 3000, "日本 é 😀"])
def test_any_question_can_be_searched_for(retriever: HybridRetriever, text: str):
    assert retriever.retrieve(text), "the nearest passages by vector, whatever the words"


def test_a_paper_that_another_process_removed_is_not_found(library: Library, tmp_path: Path, models: Path):
    paper = tmp_path / "a.md"
    paper.write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    take(library, paper)
    retriever = HybridRetriever(library=library)
    assert retriever.retrieve("gates")

    with Library(library.folder, library.encoder.name, models) as other, other.writing():
        other.remove(other.catalogue.papers()[0].id)
    assert retriever.retrieve("gates") == []
