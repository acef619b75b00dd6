"""Checks whether a citation's words are where it says, and if not, what is wrong."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Status = Literal["found", "wrong page", "wrong paper", "stitched", "invented"]
STATUSES: tuple[Status, ...] = ("found", "wrong page", "wrong paper", "stitched", "invented")
PIECE = 4  # words; shorter pieces occur in many papers by chance
ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*")
QUOTES = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—−", "''''" + '"' * 6 + "-" * 6)


@dataclass(frozen=True)
class PaperText:
    """A paper's text, where its pages start, and its passages as (start, end)."""

    text: str
    pages: tuple[int, ...] = ()
    passages: tuple[tuple[int, int], ...] = ()

    @cached_property
    def folded(self) -> str:
        return folded(self.text)

    def page(self, n: int) -> str:
        """The text of page `n`, counted from 1; empty if there is no such page."""
        bounds = (*self.pages, len(self.text))
        return self.text[bounds[n - 1] : bounds[n]] if 1 <= n <= len(self.pages) else ""


Papers = Mapping[str, PaperText]  # by file name


def folded(text: str) -> str:
    """Normalises words that look alike: NFKC, no soft or line-end hyphens, one kind of space, quote and dash."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    text = re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", text)
    return " ".join(text.translate(QUOTES).casefold().split())


def is_verbatim(citation: Mapping[str, Any], papers: Papers) -> bool:
    """Whether the quote is exactly the paper's text at the citation's offsets."""
    paper = papers.get(citation["document"])
    quote = citation["quote"]
    return bool(quote) and paper is not None and paper.text[citation["start"] : citation["end"]] == quote


def quote_status(citation: Mapping[str, Any], papers: Papers) -> Status:
    """`found`: the paper has the quote on the page given. `stitched`: the quote can be cut into pieces of at least four
    words that are each in the cited paper."""
    paper, quote, page = papers.get(citation["document"]), folded(citation["quote"]), citation.get("page")
    verbatim = is_verbatim(citation, papers)
    if paper and quote and (verbatim or quote in paper.folded):
        begins_there = paper.pages and verbatim and page == _page_at(paper, citation["start"])
        on_page = not paper.pages or page is None or begins_there or quote in folded(paper.page(page))
        return "found" if on_page else "wrong page"
    if quote and any(quote in other.folded for other in papers.values()):
        return "wrong paper"
    return "stitched" if paper and _is_stitched(quote, paper.folded) else "invented"


def _page_at(paper: PaperText, offset: int) -> int:
    return sum(start <= offset for start in paper.pages)


def _is_stitched(quote: str, text: str) -> bool:
    parts = [part.split() for part in ELLIPSIS.split(quote) if part]
    return bool(parts) and all(_in_pieces(words, text) for words in parts)


def _in_pieces(words: list[str], text: str) -> bool:
    reached = {0}
    for start in range(len(words)):
        if start in reached:
            end = start + PIECE
            while end <= len(words) and " ".join(words[start:end]) in text:
                reached.add(end)
                end += 1
    return bool(words) and len(words) in reached
