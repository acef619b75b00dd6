"""Blocks and passages hold every word of a text, in order, at its own offsets."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.chunking import PIECES, chunk
from ingest.formats import markdown, text
from ingest.formats.text import outline as outlined
from ingest.paper import Block, Outline, Paper, Passage
from ingest.sentences import block_sentences

LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        """# Heading|## 2. Money ##|===|---|1.1 The board meets. It decides! Who pays?|- an item|  * inner|(a) first|
iv) fourth|* |-|> quoted|> # quoted heading|a\tb\tc|| a | b |||---|---|||1|2|||||<!-- note -->|```|<div>|[x]: y|
words that wrap over|the next line. And more|\f|\r|&nbsp;|😀 é. Ünder 3.5 m. of No. 7|\x00|\x85|\u2028|1.|
&#x20;|\ufeff|•|    code|title: x|2020|*emphasis*|o Item""".split("|")
    ),
)
PAPERS = st.lists(LINES, max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\n\n", "\r", " \n"]).map(lambda end: end.join(lines))
)


def paper_of(text: str) -> Paper:
    return Paper("0" * 16, "Title", None, None, "/x.txt", "x.txt", "txt", "0" * 64, text)


def count(texts: list[str]) -> list[int]:
    return [len(text.split()) + len(text) // 8 for text in texts]


def solid(text: str) -> str:
    return "".join(text.split())


def check(text: str, read: Callable[[str], Outline]) -> None:
    blocks = read(text).blocks
    at = 0
    for block in blocks:
        assert at <= block.start <= block.words <= block.end <= len(text)
        assert block.start < block.end
        assert not text[at : block.start].strip()
        at = block.end
        for start, end in block_sentences(text, block) if block.kind != "matter" else ():
            assert block.words <= start <= end <= block.end
            assert text[start:end] == text[start:end].strip()
        spans = block_sentences(text, block)
        words = solid(text[block.words : block.end])
        assert solid("".join(text[a:b] for a, b in spans)) == (words.rstrip("|") if block.kind == "row" else words)
    assert not text[at:].strip()
    check_passages(text, list(blocks), chunk(paper_of(text), list(blocks), count))


def check_passages(text: str, blocks: list[Block], passages: list[Passage]) -> None:
    at = 0
    for passage in passages:
        assert at <= passage.start < passage.end <= len(text)
        first, last = blocks[passage.first], blocks[passage.last]
        assert first.start <= passage.start < first.end
        assert last.start < passage.end <= last.end
        at = passage.end
    for block in blocks:
        held = "".join(text[max(block.start, p.start) : min(block.end, p.end)] for p in passages)
        assert block.kind == "matter" or solid(held) == solid(text[block.start : block.end])
    assert len({passage.id for passage in passages}) == len(passages)


@given(PAPERS)
@example("A. " * 400)
@example("- " + "word " * 600 + "\n\n# H\n\n" + "One two three. " * 300)
def test_any_plain_text_keeps_its_words_and_offsets(paper: str):
    check(paper, text.outline)


@given(PAPERS)
@example("| a | b |\n|---|---|\n|" + " x |" * 900)
@example("---\na: b\n---\nWords")
@example("> a\n> - b\n>> c\n")
def test_any_markdown_keeps_its_words_and_offsets(paper: str):
    check(paper, markdown.outline)


def passages_of(words: str) -> list[str]:
    paper = paper_of(words)
    return [words[p.start : p.end] for p in chunk(paper, list(outlined(words).blocks), count)]


def test_a_passage_stays_under_one_heading():
    first, second = passages_of("# Parks\n\nThe parks open at dawn.\n\n# Money\n\nThe grant is £3m.\n")

    assert first.endswith("dawn.")
    assert second.startswith("# Money")


def test_a_heading_stays_with_the_heading_below_it():
    (only,) = passages_of("# Parks\n\n## Opening\n\nThe parks open at dawn.\n")

    assert only.startswith("# Parks")


def test_a_long_paragraph_is_cut_between_sentences():
    sentence = "The keeper of the northern park opens its gates at dawn on every day of the year."
    passages = passages_of(" ".join([sentence] * 30))

    assert len(passages) > 1
    assert all(passage.endswith("year.") and max(count([passage])) <= PIECES for passage in passages)


def test_a_sentence_longer_than_a_passage_stays_whole():
    assert len(passages_of("word " * 1000)) == 1


def test_the_same_contents_get_the_same_ids():
    words = "The parks open at dawn.\n"
    ids = [[p.id for p in chunk(paper_of(words), list(outlined(words).blocks), count)] for _ in range(2)]

    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("# Parks\n\nThe aims are:\n\n" + "- open the park at dawn each day\n" * 60, "The aims are:"),
        ("# Parks\n\nPark\tKeeper\tAcres\n" + "Green\tMiller\t12\n" * 90, "Keeper"),
    ],
)
def test_the_rest_of_a_cut_list_or_table_knows_what_introduced_it(words: str, told: str):
    passages = chunk(paper_of(words), list(outlined(words).blocks), count)

    assert len(passages) > 1
    assert all(told in passage.context and "Parks" in passage.context for passage in passages[1:])
