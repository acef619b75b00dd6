"""Where sentences begin and end, as offsets into the paper's text."""

import re
from collections.abc import Iterator

import sentencex

from ingest.paper import Block

SPACE = re.compile(r"\s")
HALVES = re.compile("[\ud800-\udfff]")  # of characters, which sentencex does not accept in a text
# Characters: sentencex takes time that grows as the square of its input, 20 s for 240,000 times '<!--'. The longest
# block in the real papers has 5,900.
STRETCH = 10_000
ROW_END = re.compile(r"[\s|]+\Z")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` without the white space between them; never empty ones."""
    # A wrapped line is not the end of a sentence, and sentencex would take a blank line for one.
    flat = HALVES.sub("?", SPACE.sub(" ", text[start:end]))
    found = []
    at = 0
    for end in _ends(flat):
        piece = flat[at:end]
        at = end
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            found.append((start + at - len(piece) + lead, start + at - len(piece) + len(piece.rstrip())))
    if flat[at:].strip():
        found.append((start + at + len(flat[at:]) - len(flat[at:].lstrip()), start + len(flat.rstrip())))
    return found


def _ends(flat: str) -> Iterator[int]:
    """Where the sentences end, found in one stretch after another; one that fills a whole stretch ends with it."""
    at = 0
    while at < len(flat):
        stretch = flat[at : at + STRETCH]
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", stretch)]
        if at + len(stretch) < len(flat):
            ends = ends[:-1] or [len(stretch)]  # the last one may continue
        yield from (at + end for end in ends)
        at += max(ends, default=len(stretch))


def block_sentences(text: str, block: Block) -> list[tuple[int, int]]:
    """The sentences of a block's words; a heading counts as one, and so does a table row without the bar at its end."""
    if block.kind == "heading":
        return [(block.words, block.end)]
    if block.kind == "row":
        end = block.words + len(ROW_END.sub("", text[block.words : block.end]))
        return [(block.words, end)] if end > block.words else []
    return sentences(text, block.words, block.end)
