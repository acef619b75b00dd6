"""Sentences end where a reader sees them end."""

import pytest

from ingest.paper import Block
from ingest.sentences import block_sentences, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["The board met.", "It agreed the plan."],
        ["Dr. A. Miller chairs the board.", "She was chosen in May."],
        ["The grant is £3.5m, i.e. a tenth of the whole.", "Who pays?", "The council!"],
        ["See paragraph 3.2.9 for details.", "It is on p. 12 of the report."],
        ["😀 Happy parks é.", "Ünder the trees.", "日本 and 𝔘nicode stay whole."],
    ],
)
def test_sentences_are_told_apart(parts: list[str]):
    assert split(" ".join(parts)) == parts
    assert split("  " + "\n".join(parts) + "\n") == parts


def test_a_wrapped_line_does_not_end_a_sentence():
    assert split("The board of the\n\ntown met.\nIt agreed.") == ["The board of the\n\ntown met.", "It agreed."]


def test_white_space_holds_no_sentence():
    assert split(" \n\t ") == []


def test_offsets_count_from_the_beginning_of_the_text():
    text = "Skipped. The board met. It agreed. Skipped."
    assert [text[a:b] for a, b in sentences(text, 9, 34)] == ["The board met.", "It agreed."]


@pytest.mark.parametrize("kind", ["row", "heading"])
def test_rows_and_headings_are_not_cut(kind):
    text = "No. 4. Parks. Gates."
    assert block_sentences(text, Block(kind, 0, 7, len(text))) == [(7, len(text))]
