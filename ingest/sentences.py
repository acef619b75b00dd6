"""Where sentences begin and end, as offsets into the paper's text."""

import re

import sentencex

from ingest.paper import Block

SPACE = re.compile(r"\s")
HALVES = re.compile("[\ud800-\udfff]")  # of characters: no text that sentencex would take
ROW_END = re.compile(r"[\s|]+\Z")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` without the white space between them; never empty ones."""
    # A wrapped line is not the end of a sentence, and sentencex would take a blank line for one.
    flat = HALVES.sub("?", SPACE.sub(" ", text[start:end]))
    found = []
    at = 0
    for boundary in sentencex.get_sentence_boundaries("en", flat):
        piece = flat[at : boundary["end_index"]]
        at = boundary["end_index"]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            found.append((start + at - len(piece) + lead, start + at - len(piece) + len(piece.rstrip())))
    if flat[at:].strip():
        found.append((start + at + len(flat[at:]) - len(flat[at:].lstrip()), start + len(flat.rstrip())))
    return found


def block_sentences(text: str, block: Block) -> list[tuple[int, int]]:
    """The sentences of a block's words; a heading counts as one, so does a table row without the line at its end."""
    if block.kind == "heading":
        return [(block.words, block.end)]
    if block.kind == "row":
        end = block.words + len(ROW_END.sub("", text[block.words : block.end]))
        return [(block.words, end)] if end > block.words else []
    return sentences(text, block.words, block.end)
