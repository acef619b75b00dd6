"""The lines of the first page of a paper, and what headers and footers say."""

from ingest.formats.text import bare
from ingest.paper import HEADERS_AND_FOOTERS, Block, Outline

FIRST_PAGE = 2500  # characters


def first_page(outline: Outline) -> list[str]:
    return [line_of(outline, block) for block in first_blocks(outline)]


def first_blocks(outline: Outline) -> list[Block]:
    """Those of the first page, and what headers and footers say."""
    said = (block for block in outline.blocks if block.kind != "matter")
    return [block for block in said if block.start < FIRST_PAGE or HEADERS_AND_FOOTERS in block.headings]


def line_of(outline: Outline, block: Block) -> str:
    return bare(beginning(outline, block).replace("\t", " | "))


def beginning(outline: Outline, block: Block) -> str:
    """The first page of a block's words: a single line may be a hundred pages long."""
    return outline.text[block.words : min(block.end, block.words + FIRST_PAGE)]
