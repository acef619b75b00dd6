"""A place that a question refers to is recognised, and found where it stands in a paper, not where it is mentioned."""

from pathlib import Path

import pytest
from conftest import take
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.places import places, without_places
from assistant.query.standing import standing_at
from assistant.ranking.candidates import PaperCache
from ingest.library import Library

MANUAL = """# Building Manual

3. Access

3.2 Visitors

3.2.3 Visitors park in the north yard, see section 4.

3.2.4 Visitors must be signed in. For this:

(a) the host meets the visitor;

(b) the porter keeps the book.

3.2.5 Badges are handed back.

4. Fire

4.1 Evacuations are practised twice a year.

## Step 2: Lock up

Turn the key twice.

## Costs of keys

The costs are these.

| Key | Cost |
| --- | --- |
| Front | £4 |
| Back | £3 |

## Annex A

## Doors

11. Doors are locked at six.

## Annex B

11. Cupboards stay open.

12. Keys are counted on Fridays.
"""


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does para 3.2.4 say?", [("paragraph", "3.2.4")]),
        ("According to 3.2.4(b), who keeps the book?", [("", "3.2.4(b)")]),
        ("What does 3.2 say?", [("", "3.2")]),
        ("What is in sections 4 and 5?", [("section", "4"), ("section", "5")]),
        ("What happens in step two?", [("step", "2")]),
        ("What does annex b list?", [("annex", "b")]),
        ("What is on p. 12?", [("page", "12")]),
        ("Which part I should read?", []),
        ("What did 3.5 million people pay in 2020?", []),
        ("Who may end a section 21 notice?", []),
        ("What does section 4 of the Licensing Act 2003 require?", []),
        ("Will the board schedule a meeting?", []),
    ],
)
def test_places_are_recognised_by_kind_and_number(question: str, found: list[tuple[str, str]]):
    assert [(place.kind, place.number) for place in places(question)] == found


@pytest.mark.parametrize("question", ["What does paragraph 12 of Annex B say?", "Annex B, paragraph 12: what is it?"])
def test_a_place_may_lie_in_another(question: str):
    (place,) = places(question)

    assert [(each.kind, each.number) for each in place] == [("paragraph", "12"), ("annex", "b")]


def test_no_question_nests_places_without_end():
    assert places("section 4 of " * 600)


@given(st.text())
def test_the_places_of_any_text_can_be_left_out(text: str):
    assert len(without_places(text)) == len(text)
    assert all(place.number or place.about for place in places(text))


@pytest.fixture
def manual(library: Library, tmp_path: Path) -> Library:
    paper = tmp_path / "manual.md"
    paper.write_text(MANUAL, "utf-8")
    take(library, paper)
    return library


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("para 3.2.4", "Visitors must be signed in. For this:", "the porter keeps the book."),
        ("3.2.4(b) says", "the porter keeps the book.", "the porter keeps the book."),
        ("section 4", "Fire", "Evacuations are practised twice a year."),
        ("step 2", "Step 2: Lock up", "Turn the key twice."),
        ("Annex A", "Annex A", "Doors are locked at six."),
        ("paragraph 12 of Annex B", "Keys are counted on Fridays.", "Keys are counted on Fridays."),
        ("paragraph 11 of Annex B", "Cupboards stay open.", "Cupboards stay open."),
        ("the section on costs", "Costs of keys", "Back | £3 |"),
        ("the table on costs", "Key | Cost |", "Back | £3 |"),
    ],
)
def test_a_place_is_found_where_it_stands(manual: Library, question: str, first: str, last: str):
    catalogue, papers = manual.catalogue, PaperCache(manual)
    ids = [paper.id for paper in catalogue.papers()]

    (place,) = places(question)
    (found,) = standing_at(catalogue, place, ids)

    text, blocks = papers.paper(found.paper).text, papers.blocks(found.paper)
    assert text[blocks[found.first].words : blocks[found.first].end].strip() == first
    assert text[blocks[found.last].words : blocks[found.last].end].strip() == last


@pytest.mark.parametrize("question", ["para 3.2.9", "Annex C", "section 7", "page 3", "step 4", "table 1"])
def test_a_place_that_no_paper_has_is_nowhere(manual: Library, question: str):
    ids = [paper.id for paper in manual.catalogue.papers()]

    assert standing_at(manual.catalogue, places(question)[0], ids) == []


def test_a_page_is_found_in_a_paper_that_has_pages(digests: Library):
    catalogue, papers = digests.catalogue, PaperCache(digests)
    ids = [paper.id for paper in catalogue.papers()]

    for found in standing_at(catalogue, places("page 1")[0], ids):
        assert papers.paper(found.paper).pages or papers.blocks(found.paper)[found.first].page == 1
