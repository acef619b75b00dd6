"""What is quoted of an answer has what it can't be read without."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.extractive.completing import completed
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.answers import PossibleAnswer
from assistant.ranking.candidates import PaperCache
from ingest.library import Library

SAYS = "We collect three items for £26. A fridge costs £18 on top. Rubble is never taken."


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("do you take my fridge", [SAYS]),
        ("do you take rubble", ["We collect three items for £26.", "Rubble is never taken."]),
    ],
)
def test_a_sentence_between_two_is_quoted_if_it_has_a_word_of_the_question_that_they_lack(
    library: Library, tmp_path: Path, question: str, quoted: list[str]
):
    take_text(library, tmp_path / "bulky.md", f"# Bulky items\n\n{SAYS}\n")
    (paper,), papers = library.catalogue.papers(), PaperCache(library)
    first, _, last = papers.of_block(paper.id, 1)

    given = completed(papers, understand(Question(question)), [], PossibleAnswer("pair", (first, last)))
    assert [part.text for part in given] == quoted
