"""What holds of every paper that a reader makes, however odd its file."""

from ingest.load import Loaded


def unsound(loaded: Loaded) -> str:
    """What is wrong with the offsets of a paper, or nothing."""
    text, at = loaded.paper.text, 0
    for block in loaded.blocks:
        if not at <= block.start <= block.words <= block.end <= len(text):
            return f"{block} of {len(text)} characters lies out of order, after {at}"
        if block.kind != "matter" and not text[block.words : block.end].strip():
            return f"{block} has no words"
        at = block.end
    pages = loaded.paper.pages
    if list(pages) != sorted(pages) or (pages and not 0 <= pages[0] <= pages[-1] <= len(text)):
        return f"the pages do not ascend: {pages}"
    if any(block.page is not None and not 0 < block.page <= max(len(pages), 1) for block in loaded.blocks):
        return "a block stands on a page that is not there"
    try:
        text.encode()
        loaded.paper.title.encode()
    except UnicodeEncodeError:
        return "the text can't be kept: it holds halves of characters"
    return ""
