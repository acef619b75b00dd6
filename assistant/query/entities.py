"""The bodies and areas that a question names, as the papers write them, and which papers are about them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.text.tokens import STOP, words
from ingest.catalogue import Catalogue
from ingest.paper import Paper

CAPITAL = re.compile(r"(?<![.!?:•\n]\s)(?<!^)\b[A-Z][\w’'-]*")
LINKS = {"and", "of", "the", "for"}
QUARTERS = {"ne": "north east", "nw": "north west", "se": "south east", "sw": "south west"}
PROPER = 0.9  # share of a word's places in the papers where it has a capital, for it to count as a name
ABOUT = 4.0  # a paper that names a body in a quarter of its passages is about it


@dataclass(frozen=True)
class Name:
    """`forms` are the ways in which the papers write it, in lower case: ('nel', 'north east london')."""

    forms: tuple[str, ...]

    @property
    def match(self) -> str:
        """An FTS5 expression for passages that hold any of the forms, small words between their parts or not."""
        return " OR ".join(_near(form.split()) for form in self.forms)

    def stands_in(self, text: str) -> bool:
        said = set(words(text))
        return any(said.issuperset(form.split()) for form in self.forms)


def names(question: str, texts: Iterable[str], acronyms: Mapping[str, list[str]]) -> list[Name]:
    """The names in a question; `texts` are passages of the papers, which show what is written with a capital."""
    proper = _proper_words(texts)
    text = " ".join(QUARTERS.get(word, word) for word in words(question))
    found: list[Name] = []
    for short, longs in acronyms.items():
        stems = [short, *(long.removesuffix("s") for long in longs)]
        if short in STOP or not any(stem in text for stem in stems):  # a pattern takes long to compile: 0.5 s for 600
            continue
        shapes = [f"{stem}s?" for stem in stems]
        text, times = re.subn(rf"\b(?:{'|'.join(shapes)})\b", "?", text)
        if times:
            found.append(Name((short, *longs)))
    run: list[str] = []
    for word in [*text.split(), "?"]:
        if word in proper:
            run.append(word)
        elif run and word not in LINKS:
            found.append(Name((" ".join(run),)))
            run = []
    return list(dict.fromkeys(found))


def _near(parts: list[str]) -> str:
    """FTS5 counts all words between the first part and the last, the parts between them too."""
    quoted = " ".join(f'"{part}"' for part in parts)
    return f"NEAR({quoted}, {2 * len(parts)})"


def _proper_words(texts: Iterable[str]) -> set[str]:
    large: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text in texts:
        every.update(words(text))
        large.update(word for match in CAPITAL.findall(text) for word in words(match))
    return {word for word, count in large.items() if count >= PROPER * every[word] and word not in STOP}


def standing(
    catalogue: Catalogue, name: Name, papers: Iterable[Paper], passages: Mapping[str, int]
) -> dict[str, float]:
    """How far each paper is about a name, from 0 to 1: it is in title or body, or in many of the passages."""
    holding = catalogue.holding(name.match)
    about = {}
    for paper in papers:
        banner = f"{paper.title} {paper.organisation or ''}"
        share = holding.get(paper.id, 0) / max(passages.get(paper.id, 0), 1)
        about[paper.id] = 1.0 if name.stands_in(banner) else min(1.0, ABOUT * share)
    return about
