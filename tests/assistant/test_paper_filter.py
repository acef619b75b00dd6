"""A question can be put to some of the papers."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.query.paper_filter import PaperFilter, filtered
from assistant.query.question import Question
from ingest.catalogue import Catalogue
from ingest.errors import PolicyError
from ingest.paper import Paper
from ingest.permissions import make_file

ASKED = Question("Who pays?")
PAPERS = [
    ("parks", "The Parks Strategy", "Harbour Town Council", datetime.date(2020, 1, 31), "parks-2020.pdf"),
    ("money", "Budget", "Quay Board", datetime.date(2021, 7, 1), "budget.docx"),
    ("notes", "Notes on parks", None, None, "notes.txt"),
]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    make_file(tmp_path / "catalogue.db")
    catalogue = Catalogue(tmp_path / "catalogue.db")
    with catalogue.change():
        for id, title, body, date, name in PAPERS:
            catalogue.add(Paper(id, title, body, date, f"/x/{name}", name, "txt", "0", ""), [], [], {})
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        (("parks strategy",), {"parks"}),
        (("strategy, parks",), {"parks"}),
        (("quay",), {"money"}),
        (("budget.docx",), {"money"}),
        (("note",), {"notes"}),
        (("money", "notes.txt"), {"money", "notes"}),
        (("PARKS",), {"parks", "notes"}),
    ],
)
def test_papers_are_named_by_title_body_file_or_id(catalogue: Catalogue, named: tuple[str, ...], kept: set[str]):
    papers = filtered(ASKED, catalogue, PaperFilter(named)).question.papers
    assert papers is not None
    assert set(papers) == kept


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        (datetime.date(2020, 1, 31), None, {"parks", "money"}),
        (datetime.date(2020, 2, 1), None, {"money"}),
        (None, datetime.date(2021, 7, 1), {"parks", "money"}),
        (None, datetime.date(2020, 12, 31), {"parks"}),
    ],
)
def test_bounds_count_themselves_and_say_how_many_papers_without_a_date_they_left_out(
    catalogue: Catalogue, since, until, kept
):
    narrowed = filtered(ASKED, catalogue, PaperFilter(since=since, until=until))
    assert set(narrowed.question.papers or ()) == kept
    assert narrowed.left_out == 1


def test_papers_without_a_date_can_be_asked_too(catalogue: Catalogue):
    narrowed = filtered(ASKED, catalogue, PaperFilter(since=datetime.date(2021, 1, 1), undated=True))
    assert set(narrowed.question.papers or ()) == {"money", "notes"}
    assert narrowed.left_out == 0


def test_papers_of_another_name_are_not_counted_as_left_out_by_date(catalogue: Catalogue):
    assert filtered(ASKED, catalogue, PaperFilter(("quay",), since=datetime.date(2020, 1, 1))).left_out == 0


def test_no_narrowing_asks_all(catalogue: Catalogue):
    assert filtered(ASKED, catalogue, PaperFilter()).question.papers is None


@pytest.mark.parametrize("named", [("harbours",), ("",), ("?!",)])
def test_a_name_that_no_paper_has_is_an_error(catalogue: Catalogue, named: tuple[str, ...]):
    with pytest.raises(PolicyError, match="no paper called") as refusal:
        filtered(ASKED, catalogue, PaperFilter(named))
    assert "policy papers" in refusal.value.cure


def test_bounds_that_only_papers_without_a_date_could_meet_are_an_error_that_says_so(catalogue: Catalogue):
    with pytest.raises(PolicyError, match="no paper has a date in those bounds; 1 states no date") as refusal:
        filtered(ASKED, catalogue, PaperFilter(since=datetime.date(2030, 1, 1)))
    assert "--undated" in refusal.value.cure

    with pytest.raises(PolicyError, match=r"no paper called 'quay' has a date in those bounds$") as refusal:
        filtered(ASKED, catalogue, PaperFilter(("quay",), since=datetime.date(2030, 1, 1)))
    assert "--undated" not in refusal.value.cure
