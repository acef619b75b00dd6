"""The bodies, people and areas in a question, as the user writes them and as the papers do."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.text.tokens import STOP, words
from ingest.catalogue import Catalogue
from ingest.dates import MONTH
from ingest.paper import Paper

CAPITAL = re.compile(r"(?<![.!?:•\n]\s)(?<!^)\b[A-Z][\w’'-]*")
CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:and|of|&)\s+)?[A-Z][\w’'-]*)+")
JOINED = re.compile(r"\s+(?:and|&)\s+")
LINKS = {"and", "of", "the", "for"}
QUARTERS = {"ne": "north east", "nw": "north west", "se": "south east", "sw": "south west"}
PROPER = 0.9  # share of a word's places in the papers where it has a capital, for it to count as a name
ABOUT = 4.0  # a paper that names a body in a quarter of its passages is about it


@dataclass(frozen=True)
class Entity:
    """A body or area in the papers. `forms` are the ways they write it: ('nel', 'north east london')."""

    forms: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        said = set(words(text))
        return any(said.issuperset(form.split()) for form in self.forms)


def named_in(text: str) -> tuple[str, ...]:
    """Names of two or more words with capitals, without a word that only begins a sentence."""
    found = []
    for match in CAPITALS.finditer(text):
        before = text[: match.start()].rstrip()
        found.append(match[0].split(maxsplit=1)[1] if not before or before[-1] in ".!?:" else match[0])
    return tuple(found)


def unknown_names(catalogue: Catalogue, names: Iterable[str]) -> tuple[str, ...]:
    """The names that no passage has. 'A and B' is known if the whole is, or if both parts are."""
    return tuple(
        name
        for name in names
        if not _is_known(catalogue, name) and not all(_is_known(catalogue, part) for part in JOINED.split(name))
    )


def _is_known(catalogue: Catalogue, name: str) -> bool:
    """Acronyms are ignored, as people add them to names freely. A single word is too little to judge by."""
    parts = [part for token in name.split() if not token.isupper() for part in words(token) if part not in STOP]
    form = " ".join(QUARTERS.get(part, part) for part in parts if not re.fullmatch(MONTH, part))
    return len(form.split()) < 2 or bool(catalogue.holding([form]))


def known_entities(text: str, passages: Iterable[str], acronyms: Mapping[str, list[str]]) -> list[Entity]:
    """The entities in a question's text; the `passages` show which words the papers write with a capital."""
    proper = _proper_words(passages)
    rest = " ".join(QUARTERS.get(word, word) for word in words(text))
    found: list[Entity] = []
    for short, longs in acronyms.items():
        stems = [short, *(long.removesuffix("s") for long in longs)]
        if short in STOP or not any(stem in rest for stem in stems):  # a pattern takes long to compile: 0.5 s for 600
            continue
        shapes = [f"{stem}s?" for stem in stems]
        rest, times = re.subn(rf"\b(?:{'|'.join(shapes)})\b", "?", rest)
        if times:
            found.append(Entity((short, *longs)))
    run: list[str] = []
    for word in [*rest.split(), "?"]:
        if word in proper:
            run.append(word)
        elif run and word not in LINKS:
            found.append(Entity((" ".join(run),)))
            run = []
    return list(dict.fromkeys(found))


def _proper_words(texts: Iterable[str]) -> set[str]:
    large: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text in texts:
        every.update(words(text))
        large.update(word for match in CAPITAL.findall(text) for word in words(match))
    return {word for word, count in large.items() if count >= PROPER * every[word] and word not in STOP}


def relevance(
    catalogue: Catalogue, entity: Entity, papers: Iterable[Paper], passages: Mapping[str, int]
) -> dict[str, float]:
    """How far each paper is about an entity, from 0 to 1: its title or body names it, or many of its passages do.

    `passages` is how many passages each paper has.
    """
    holding = catalogue.holding(entity.forms)
    found = {}
    for paper in papers:
        share = holding.get(paper.id, 0) / max(passages.get(paper.id, 0), 1)
        in_title = entity.is_in(f"{paper.title} {paper.organisation or ''}")
        found[paper.id] = 1.0 if in_title else min(1.0, ABOUT * share)
    return found
