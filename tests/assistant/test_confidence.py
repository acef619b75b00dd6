"""What makes an answer doubtful can be told to the person who asks."""

from pathlib import Path

from conftest import take
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import appendix_missing, figures_missing, names_unknown
from assistant.units import Unit
from ingest.library import Library


def unit(text: str, *headings: str) -> Unit:
    return Unit("p", 0, 0, len(text), text, "Budget 2021", headings, "")


def test_a_year_that_stands_neither_in_the_words_nor_over_them_is_missing():
    assert figures_missing("What was spent in 2018/19?", unit("We spent £3m.", "Spending in 2019/20"))
    assert not figures_missing("What was spent in 2019/20?", unit("We spent £3m.", "Spending in 2019/20"))
    assert not figures_missing("What is the budget of 2021?", unit("It is £3m."))


@given(st.text())
def test_the_figures_of_words_are_not_missing_from_them(text: str):
    assert not figures_missing(text, unit(text))


def test_an_appendix_is_answered_from_the_appendix_alone():
    assert appendix_missing("What does Appendix 2 say?", unit("Appendix 2 sets out the detail.", "Background"))
    assert not appendix_missing("What does appendix 2 say?", unit("Staff move over.", "Appendix 2: implications"))
    assert not appendix_missing("What does the report say?", unit("Staff move over.", "Background"))


def test_a_body_that_no_paper_names_is_unknown(library: Library, tmp_path: Path):
    path = tmp_path / "parks.md"
    path.write_text("# Parks\n\nThe parks board of Harbour Town meets monthly.\n", "utf-8")
    take(library, path)

    assert names_unknown(library, "What does the board of Copper Valley decide?")
    assert not names_unknown(library, "What does the board of Harbour Town decide?")


def test_two_known_bodies_in_one_question_are_no_unknown_third(library: Library, tmp_path: Path):
    path = tmp_path / "parks.md"
    path.write_text("# Parks\n\nHarbour Town pays for its parks.\n\nCopper Valley has no parks.\n", "utf-8")
    take(library, path)

    assert not names_unknown(library, "Do Harbour Town and Copper Valley have parks?")
    assert names_unknown(library, "Do Harbour Town and Amber Hill have parks?")
