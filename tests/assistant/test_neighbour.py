"""What is said of one place is no answer about another that only a point of the compass tells from it."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.extractive.neighbour import begins_with_neighbour
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.library import Library


@pytest.mark.parametrize(
    ("question", "statement", "neighbour"),
    [
        ("Which model does North West Vale prefer?", "South west Vale (SWV) prefers the second model.", True),
        ("which model does north west vale prefer", "The South-Western Vale prefers the second model.", True),
        ("Which model does NW Vale prefer?", "South Vale prefers the second model.", True),
        ("Which model does NW Vale prefer?", "North-West Vale prefers the second model.", False),
        ("When does the west car park close?", "East car park and the West car park close at 6 pm.", False),
        ("Who leads the East team?", "The West team was merged into the East team in May.", False),
        ("How do North Vale and South Vale differ?", "South Vale prefers the second model.", False),
        ("Which model does North West Vale prefer?", "It prefers what South West Vale has chosen.", False),
        ("Which model does North West Vale prefer?", "South west of the river the second is preferred.", False),
        ("Which model does the Vale prefer?", "South Vale prefers the second model.", False),
        ("Who serves the north and the west?", "South and east are served by the ferry.", False),
    ],
)
def test_a_neighbour_is_told_by_its_name(question: str, statement: str, neighbour: bool):
    assert begins_with_neighbour(question, statement) == neighbour


def test_no_statement_about_a_neighbour_is_given(library: Library, tmp_path: Path):
    said = "# North West Vale\n\nSouth west Vale prefers the second model.\n\nThe ferry runs twice a day.\n"
    take_text(library, tmp_path / "vale.md", said)
    answering = pipeline(library, load_settings(library=library.folder))

    (statement,) = answering.invoke(Question("Which model does South West Vale prefer?")).statements
    assert statement.text == "South west Vale prefers the second model."
    refused = answering.invoke(Question("Which model does North West Vale prefer?"))
    assert refused.refusal is not None
    assert refused.refusal.reason == "low_confidence"
