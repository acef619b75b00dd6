"""How likely an answer is right follows from features that a person can check."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.query.query import Query, understand
from assistant.query.question import Question
from assistant.ranking.candidates import Candidate
from assistant.ranking.confidence import confidence, missing_figures
from assistant.ranking.features import ALL
from assistant.ranking.lists import BestList
from assistant.ranking.ranker import Ranked


def candidate(text: str, *headings: str) -> Candidate:
    return Candidate("p", 0, 0, len(text), text, "Budget 2021", headings, "")


def query(text: str) -> Query:
    return understand(Question(text))


def test_a_year_that_is_neither_in_the_words_nor_over_them_is_missing():
    spent = candidate("We spent £3m.", "Spending in 2019/20")

    assert missing_figures(query("What was spent in 2018/19?"), spent) == ("2018/19",)
    assert missing_figures(query("What was spent in 2019/20?"), spent) == ()
    assert missing_figures(query("What is the budget of 2021?"), candidate("It is £3m.")) == ()


@given(st.text())
def test_the_figures_of_words_are_not_missing_from_them(text: str):
    assert not missing_figures(query(text), candidate(" ".join(text.split())))


shares = st.floats(0, 1)
features = st.fixed_dictionaries(dict.fromkeys(ALL, shares))
rankings = st.lists(
    st.builds(Ranked, st.just(candidate("It was agreed in 2021.")), features, shares, st.floats(-20, 20)),
    min_size=1,
    max_size=4,
)
questions = st.sampled_from(
    ["When was it agreed?", "How much did it cost in 2018?", "Who chairs it?", "What are the aims?", ""]
)


@given(questions, rankings, shares)
def test_confidence_lies_between_0_and_1(question: str, ranked: list[Ranked], listed: float):
    assert 0 < confidence(query(question), ranked, BestList(None, listed)) < 1


@given(rankings, shares)
def test_a_year_that_is_missing_makes_the_answer_less_likely_right(ranked: list[Ranked], listed: float):
    there, missing = (
        confidence(query(f"When was it agreed in {year}?"), ranked, BestList(None, listed)) for year in (2021, 2018)
    )
    assert missing < there


def test_the_likelier_the_best_words_the_surer_the_answer():
    words, same = candidate("It was agreed in 2021."), dict.fromkeys(ALL, 0.0)
    sure = [
        confidence(
            query("When was it agreed?"), [Ranked(words, same, first, 0.0), Ranked(words, same, 0.1, 0.0)], BestList()
        )
        for first in (0.2, 0.5, 0.9)
    ]

    assert sure == sorted(set(sure))


def test_nothing_found_is_no_answer_at_all():
    assert confidence(query("When was it agreed?"), [], BestList()) == 0.0


def test_a_figure_is_not_found_inside_a_longer_one():
    assert missing_figures(query("What is agreed for stage 2?"), candidate("It was agreed in 2021.")) == ("2",)
