"""Bodies and areas in a question are found by what the papers write, and lead to the papers about them."""

from pathlib import Path

import pytest
from conftest import take, take_text

from assistant.pipeline import pipeline
from assistant.query.entities import known_entities, named_in, unknown_names
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.library import Library

TEXTS = [
    "The plan of Upper Vale is agreed. Staff in Upper Vale and at the Vale Board (VB) work on the plan.",
    "We asked the staff of Lower Vale whether the plan for the board is good.",
]
ACRONYMS = {"uvc": ["upper vale council"], "sev": ["south east vale"]}


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("what is the plan in Upper Vale", "upper vale"),
        ("what does upper vale plan", "upper vale"),
        ("what does the UVC plan?", "upper vale council"),
        ("what do the staff of the Upper Vale Council do?", "uvc"),
        ("who decides in SE Vale?", "sev"),
    ],
)
def test_name_is_found_in_any_of_its_forms(question, form):
    assert any(form in entity.forms for entity in known_entities(question, TEXTS, ACRONYMS))


def test_common_words_are_no_names():
    assert known_entities("what is the plan for the staff?", TEXTS, ACRONYMS) == []


def test_small_words_inside_a_name_make_no_difference(digests: Library):
    one, other = (digests.catalogue.holding([form]) for form in ("city hackney", "hackney"))
    assert one
    assert set(one) <= set(other)


def test_question_about_one_area_is_not_answered_from_another(library: Library, tmp_path: Path, models: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    for area, day in (("Upper Vale", "2 May 2021"), ("Lower Vale", "9 June 2022")):
        text = (
            f"# Bins in {area}\n\nIn {area} the new bins arrive on {day}.\n\nStaff in {area} are told in good time.\n"
        )
        (folder / f"{area}.md").write_text(text, "utf-8")
    take(library, folder)
    settings = load_settings(library=library.folder, models=models)
    for area, day in (("Upper Vale", "2 May 2021"), ("Lower Vale", "9 June 2022")):
        answer = pipeline(library, settings).invoke(Question(f"When do the new bins arrive in {area}?"))
        assert answer.status == "answered"
        assert day in answer.statements[0].text
        assert {citation.document for citation in answer.citations} == {f"{area}.md"}


@pytest.mark.parametrize(
    "text",
    [
        "What is the budget of the Royal Standard hospital?",
        "When does North Central London plan to become a single CCG?",
    ],
)
def test_body_that_no_paper_knows_is_not_answered_from_another(digests: Library, models: Path, text: str):
    settings = load_settings(library=digests.folder, models=models)
    assert pipeline(digests, settings).invoke(Question(text)).status == "not_found"


def unknown_in(library: Library, question: str) -> tuple[str, ...]:
    return unknown_names(library.catalogue, named_in(question))


def test_a_body_that_no_paper_names_is_unknown(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "paper.md", "# Parks\n\nThe parks board of Harbour Town meets monthly.\n")

    assert unknown_in(library, "What does the board of Copper Valley decide?") == ("Copper Valley",)
    assert not unknown_in(library, "What does the board of Harbour Town decide?")


def test_two_known_bodies_in_one_question_are_no_unknown_third(library: Library, tmp_path: Path):
    take_text(
        library, tmp_path / "paper.md", "# Parks\n\nHarbour Town pays for its parks.\n\nCopper Valley has no parks.\n"
    )

    assert not unknown_in(library, "Do Harbour Town and Copper Valley have parks?")
    assert unknown_in(library, "Do Harbour Town and Amber Hill have parks?")


def test_people_and_months_are_told_from_bodies(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "paper.md", "# Parks\n\nMary Oakley leads the parks board of Harbour Town.\n")

    assert not unknown_in(library, "Does Mary Oakley lead the board?")
    assert unknown_in(library, "Does Peter Alder lead the board?")
    assert not unknown_in(library, "Who led the board in the week of Monday May 3?")


def test_a_verb_that_opens_a_later_sentence_is_no_part_of_a_name(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "paper.md", "# Ferries\n\nAmber Isle has two ferries.\n")

    assert not unknown_in(library, "I am new here. List Amber Isle's ferries")
