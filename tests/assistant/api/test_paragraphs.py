"""A paper as other programs read it: every word once, in order, each where it says."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant import PolicyLibrary, open_library
from assistant.api.paragraphs import LONGEST, paragraphs
from ingest.library import Library, make_library
from ingest.paper import Block, Paper
from ingest.weights import DEFAULT
from tests.conftest import take_text

WORDS = st.text("ab .;é\n", max_size=40)


def paper_of(text: str) -> Paper:
    return Paper("id", "Title", None, None, "paper.txt", "paper.txt", "txt", "", text)


@given(st.lists(st.tuples(WORDS, st.integers(1, 200)), min_size=1, max_size=6))
def test_each_word_of_a_long_block_is_in_one_part(made: list[tuple[str, int]]):
    text = "".join(words * times for words, times in made) + "end"
    parts = paragraphs(paper_of(text), [Block("paragraph", 0, 0, len(text))])

    assert (parts[0].start, parts[-1].end) == (0, len(text))
    assert [each.n for each in parts] == list(range(1, len(parts) + 1))
    assert all(before.end <= after.start for before, after in pairwise(parts))
    assert all(each.end - each.start <= LONGEST + 1 for each in parts)
    assert "".join("".join(text[each.start : each.end].split()) for each in parts) == "".join(text.split())


def test_headings_paragraphs_and_rows_are_read_without_marks_and_comments_not_at_all(tmp_path: Path, models: Path):
    text = "# Fees\n\n<!-- not this -->\n\n1.1 The **mooring** fee is due.\n\n| Boat | Fee |\n|---|---|\n| Gig | £4 |\n"
    with Library(make_library(tmp_path / "library"), DEFAULT, models) as library:
        take_text(library, tmp_path / "fees.md", text)
    with open_library(tmp_path / "library", models=models) as opened:
        (paper,) = opened.papers()
        read = opened.paragraphs(paper.id)

        assert [(each.kind, each.text) for each in read] == [
            ("heading", "Fees"),
            ("paragraph", "The mooring fee is due."),
            ("row", "Boat | Fee"),
            ("row", "Gig | £4"),
        ]
        assert (read[1].number, read[1].headings) == ("1.1", ("Fees",))
        assert opened.text(paper.id)[read[1].start : read[1].end] == "The **mooring** fee is due."


def test_what_an_answer_cites_is_in_a_paragraph(door: PolicyLibrary):
    citations = door.ask("When does North East London plan to become a single CCG?").citations

    assert citations
    for cited in citations:
        there = [each for each in door.paragraphs(cited.paper) if each.start <= cited.start < each.end]
        assert [cited.plain in each.text for each in there] == [True]
