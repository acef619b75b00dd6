"""What makes an answer doubtful can be told to the person who asks."""

from pathlib import Path

from conftest import take
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import Question
from assistant.ranking.candidates import Unit
from assistant.ranking.confidence import appendix_missing, confidence, figures_missing, names_unknown
from assistant.ranking.features import FEATURES
from assistant.ranking.ranker import Judged
from assistant.retrieval.search import Searched
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


def test_people_and_months_are_told_from_bodies(library: Library, tmp_path: Path):
    path = tmp_path / "parks.md"
    path.write_text("# Parks\n\nMary Oakley leads the parks board of Harbour Town.\n", "utf-8")
    take(library, path)

    assert not names_unknown(library, "Does Mary Oakley lead the board?")
    assert names_unknown(library, "Does Peter Alder lead the board?")
    assert not names_unknown(library, "Who led the board in the week of Monday May 3?")


shares = st.floats(0, 1)
figures = st.tuples(*[shares] * len(FEATURES), st.floats(-1, 1), st.floats(-20, 20))
judgements = st.lists(
    st.builds(Judged, st.just(unit("It was agreed in 2021.")), figures, shares), min_size=1, max_size=4
)
questions = st.sampled_from(
    ["When was it agreed?", "How much did it cost in 2018?", "Who chairs it?", "What are the aims?", ""]
)


@given(questions, judgements, shares)
def test_confidence_lies_between_0_and_1(question: str, judged: list[Judged], listed: float):
    assert 0 < confidence(Searched(Question(question), []), judged, listed) < 1


@given(judgements, shares)
def test_a_year_that_is_missing_makes_the_answer_less_likely_right(judged: list[Judged], listed: float):
    there, missing = (
        confidence(Searched(Question(f"When was it agreed in {year}?"), []), judged, listed) for year in (2021, 2018)
    )
    assert missing < there


def test_the_likelier_the_best_words_the_surer_the_answer():
    searched, words, same = (
        Searched(Question("When was it agreed?"), []),
        unit("It was agreed in 2021."),
        (0.0,) * (len(FEATURES) + 2),
    )
    sure = [
        confidence(searched, [Judged(words, same, first), Judged(words, same, 0.1)], 0.0) for first in (0.2, 0.5, 0.9)
    ]

    assert sure == sorted(set(sure))


def test_nothing_found_is_no_answer_at_all():
    assert confidence(Searched(Question("When was it agreed?"), []), [], 0.0) == 0.0


def test_a_label_or_figure_is_not_found_inside_a_longer_one():
    assert appendix_missing("What does Appendix 1 say?", unit("A map.", "Appendix 10: maps"))
    assert figures_missing("What is agreed for stage 2?", unit("It was agreed in 2021.")) == 1


def test_to_schedule_a_meeting_names_no_appendix():
    assert not appendix_missing("Will the board schedule a meeting?", unit("The board will meet."))


def test_a_verb_that_opens_a_later_sentence_is_no_part_of_a_name(library: Library, tmp_path: Path):
    path = tmp_path / "ferries.md"
    path.write_text("# Ferries\n\nAmber Isle has two ferries.\n", "utf-8")
    take(library, path)

    assert not names_unknown(library, "I am new here. List Amber Isle's ferries")
