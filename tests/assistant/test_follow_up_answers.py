"""In a conversation each question is answered with what it newly asks, or refused, and not with the same again."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.answer import Answer
from assistant.extractive.admissible import explains
from assistant.pipeline import pipeline
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.refusal import Refusal
from assistant.settings import load_settings
from ingest.library import Library

PARKS = """\
# Parks Strategy

The parks board of Harbour Town was set up in 2019.

The parks board of Harbour Town was set up because visitors had complained about litter.

Ann Hall chairs the parks board of Harbour Town.

The parks board of Copper Valley was set up in 2012.
"""


@pytest.fixture
def parks(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "parks.md", PARKS)


def talk(library: Library, *questions: str) -> list[Answer]:
    answering = pipeline(library, load_settings(library=library.folder))
    answers: list[Answer] = []
    for text in questions:
        history = tuple((answer.question, answer.text) for answer in answers)
        answers.append(answering.invoke(Question(text, history)))
    return answers


def first(answer: Answer) -> str:
    return answer.statements[0].text if answer.statements else ""


def test_why_is_answered_with_the_reason_and_not_with_the_same_again(parks: Library):
    when, why = talk(parks, "When was the parks board of Harbour Town set up?", "why?")

    assert "2019" in first(when)
    assert "because visitors had complained" in first(why)
    assert "2019" not in why.text


def test_why_is_answered_with_the_statement_itself_where_it_says_why(library: Library, tmp_path: Path):
    said = "The parks board of Harbour Town was set up in 2019 because visitors had complained about litter."
    take_text(library, tmp_path / "parks.md", f"# Parks Strategy\n\n{said}\n\nThe board meets in May.\n")
    when, why = talk(library, "When was the parks board of Harbour Town set up?", "why?")

    assert first(when) == first(why) == said


def test_where_no_reason_is_given_the_papers_do_not_say_why(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "parks.md", PARKS.replace("because visitors had complained", "and visitors spoke"))

    when, why = talk(library, "When was the parks board of Harbour Town set up?", "why?")
    assert when.status == "answered"
    assert (why.status, why.refusal) == ("not_found", Refusal("why_missing"))
    assert "do not say why" in why.why


def test_a_reason_counts_for_what_stands_beside_it_or_is_about_the_same(library: Library, tmp_path: Path):
    said = "The parks board of Harbour Town was set up in 2019."
    reasons = f"{said} This was because of a new law.\n\nDogs stay on a lead because the swans nest early.\n"
    take_text(library, tmp_path / "parks.md", f"# Parks Strategy\n\n{reasons}")
    why = understand(Question("why?", (("When was the board set up?", f"{said} [1]"),)))
    papers, (paper,) = PaperCache(library), library.catalogue.papers()
    found = [each for n in range(len(papers.blocks(paper.id))) for each in papers.of_block(paper.id, n)]

    given = [each.text for each in found if "because" in each.text and explains(why, each, papers)]
    assert given == ["This was because of a new law."]


def test_the_same_question_of_another_body_is_answered_from_what_is_said_of_that(parks: Library):
    _, other = talk(parks, "When was the parks board of Harbour Town set up?", "and Copper Valley?")

    assert "2012" in first(other)
    assert other.asked_as == "When was the parks board of Copper Valley set up?"
    assert other.as_json()["asked_as"] == other.asked_as


def test_an_answer_says_what_a_follow_up_took_from_the_conversation(parks: Library):
    _, why = talk(parks, "When was the parks board of Harbour Town set up?", "why?")

    assert why.question == "why?"
    assert why.asked_as.startswith("Why? (the parks board of Harbour Town set up.")


def test_what_is_asked_as_it_was_typed_is_not_said_again(parks: Library):
    complete = "Thanks. Who chairs the parks board\nof Harbour Town, please?"

    for answer in talk(parks, "When was the parks board of Harbour Town set up?", "thanks", complete):
        assert not answer.asked_as
        assert "asked_as" not in answer.as_json()


def test_asking_where_it_is_said_gives_it_again_with_its_source(parks: Library):
    when, where = talk(parks, "When was the parks board of Harbour Town set up?", "where does it say that?")

    assert (where.statements, where.citations) == (when.statements, when.citations)


def test_when_all_has_been_said_that_is_told(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "parks.md", "# Parks\n\nThe parks board of Harbour Town was set up in 2019.\n")

    when, more = talk(library, "When was the parks board of Harbour Town set up?", "show me more")
    assert when.status == "answered"
    assert (more.status, more.refusal) == ("not_found", Refusal("nothing_more"))


def test_thanks_in_between_change_nothing(parks: Library):
    asked = "When was the parks board of Harbour Town set up?"

    _, thanks, why = talk(parks, asked, "thanks", "why?")
    assert thanks.status == "replied"
    assert why.statements == talk(parks, asked, "why?")[1].statements


def test_what_is_asked_of_something_else_is_not_answered_with_what_is_said_of_the_first(parks: Library):
    when, other = talk(parks, "When was the parks board of Harbour Town set up?", "and the ferry board?")

    assert when.status == "answered"
    assert (other.status, other.refusal) == ("not_found", Refusal("thing_missing", ("the ferry board",)))
    assert "‘the ferry board’" in other.why
    assert other.otherwise == ()


def test_that_no_reason_is_given_is_said_once(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "parks.md", PARKS.replace("because visitors had complained", "and visitors spoke"))

    _, why = talk(library, "When was the parks board of Harbour Town set up?", "why?")
    assert why.told == ("The papers do not say why.",)
