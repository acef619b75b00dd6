"""Makes pairs of a statement and the words it cites from papers: true ones, and ones made false by one change.

    python -m evals.checks.support_pairs ../shared/papers ../shared/documents -o build/pairs.jsonl

The pairs contain text from the papers, so they are made when needed and never kept in the project. The paraphrases in
`paraphrases.jsonl` are our own sentences, each with the place of the words it paraphrases. Those in the half 'kept
aside' were written after the rules and thresholds were fixed.
"""

import argparse
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from assistant.ranking.candidates import readable
from evals.checks.paraphrases import REWORDINGS, reword
from evals.checks.perturbations import NAME, PERTURBATIONS, perturb
from ingest.dates import written
from ingest.errors import PaperError
from ingest.load import Loaded, load
from ingest.sentences import block_sentences

PARAPHRASES = Path(__file__).with_name("paraphrases.jsonl")
SEED = 5
EACH = 120  # pairs of each kind in each half, at most
FROM_ONE = 6  # of one kind from one paper, at most, so that no long paper dominates
LARGEST = 400_000  # bytes of a file to read
SUFFIXES = (".txt", ".md", ".docx", ".html")
SENTENCE = re.compile(r"[A-Z][^|<>{}\[\]]{40,320}[.]")
Half = Literal["chosen on", "measured on"]
HALVES: tuple[Half, ...] = ("chosen on", "measured on")


@dataclass(frozen=True)
class Pair:
    """A statement, the words it cites with their context, and whether they support it.

    `kind` is how the statement was made; `half` is whether its paper was used to choose thresholds.
    """

    kind: str
    supported: bool
    statement: str
    quote: str
    context: str
    document: str
    half: Half


@dataclass(frozen=True)
class Source:
    """A sentence of a paper, the words to cite for it, and their context."""

    sentence: str
    quote: str
    context: str
    document: str


Maker = Callable[[Source], str | None]  # makes a statement from a sentence, or None


def pairs(folders: Sequence[Path], seed: int = SEED, each: int = EACH) -> list[Pair]:
    """All pairs from folders of papers; the same seed and papers give the same pairs."""
    rng = random.Random(seed)
    found = {half: list(_sources(_files(folders, half), rng)) for half in HALVES}
    made: list[Pair] = []
    for half, sources in found.items():
        rng.shuffle(sources)
        names = _names(source.sentence for source in sources)
        makers = {
            **{kind: _perturbed(kind, rng, names) for kind in PERTURBATIONS},
            **{f"reworded, {kind}": _reworded_perturbed(kind, rng, names) for kind in PERTURBATIONS},
            "elsewhere": _elsewhere(sources),
            "added clause": _added(_elsewhere(sources), rng),
            "verbatim": lambda source: source.sentence,
            **{kind: _reworder(kind, rng) for kind in REWORDINGS},
            "several at once": lambda source: _reworded(source, rng),
        }
        for kind, make in makers.items():
            supported = kind in (*REWORDINGS, "verbatim", "several at once")
            made += _of_kind(kind, supported, make, sources, half, each)
    made += _by_hand(folders, rng)
    return made


def _names(sentences: Iterable[str]) -> list[str]:
    """Names to use as replacements: of more than one word, or of one that is always capitalised."""
    texts = list(sentences)
    small = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    found = {match[0] for text in texts for match in NAME.finditer(text)}
    return sorted(name for name in found if " " in name or name.lower() not in small)


def half_of(document: str) -> Half:
    """The half a document is in, by a hash of its name, so that it does not depend on the other papers."""
    return "chosen on" if hashlib.sha256(document.encode()).digest()[0] % 2 else "measured on"


def _files(folders: Sequence[Path], half: str) -> list[Path]:
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES]
    return [path for path in files if half_of(path.name) == half and path.stat().st_size <= LARGEST and path.is_file()]


def _sources(files: Iterable[Path], rng: random.Random) -> Iterator[Source]:
    for path in files:
        try:
            loaded = load(path)
        except PaperError:
            continue
        yield from _sentences(loaded, path.name, rng)


def _sentences(loaded: Loaded, document: str, rng: random.Random) -> Iterator[Source]:
    """The full sentences of a paper; half of them cite their whole block, the others only themselves."""
    paper = loaded.paper
    for block in loaded.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        over = [paper.title, paper.organisation, paper.date and written(paper.date), *block.headings, block.number]
        context = " . ".join(str(each) for each in over if each)
        whole = paper.text[block.words : block.end]
        for start, end in block_sentences(paper.text, block):
            sentence = readable(paper, block, start, end)
            if SENTENCE.fullmatch(sentence):
                quote = whole if rng.random() < 0.5 and len(whole) < 1_500 else paper.text[start:end]
                yield Source(sentence, quote, context, document)


def _perturbed(kind: str, rng: random.Random, names: Sequence[str]) -> Maker:
    return lambda source: perturb(kind, source.sentence, rng, names)


def _reworder(kind: str, rng: random.Random) -> Maker:
    return lambda source: reword(kind, source.sentence, rng)


def _reworded(source: Source, rng: random.Random) -> str | None:
    """Applies two or more rewordings; leaves out 'the paper says', whose own words could then be spoiled."""
    said, times = source.sentence, 0
    kinds = sorted(REWORDINGS.keys() - {"reported"})
    for kind in rng.sample(kinds, len(kinds)):
        if changed := reword(kind, said, rng):
            said, times = changed, times + 1
    return said if times > 1 else None


def _reworded_perturbed(kind: str, rng: random.Random, names: Sequence[str]) -> Maker:
    def make(source: Source) -> str | None:
        said = _reworded(source, rng)
        return perturb(kind, said, rng, names) if said else None

    return make


def _elsewhere(sources: Sequence[Source]) -> Maker:
    """Another sentence of the same paper: true, but not supported by these words."""
    of_paper: dict[str, list[Source]] = {}
    for source in sources:
        of_paper.setdefault(source.document, []).append(source)

    def other(source: Source) -> str | None:
        beside = of_paper[source.document]
        at = beside.index(source)
        picked = beside[(at + 1 + at % 7) % len(beside)]
        return picked.sentence if picked.quote != source.quote and picked.sentence not in source.quote else None

    return other


def _added(other: Maker, rng: random.Random) -> Maker:
    """Adds the beginning of another sentence from the same paper, as a model adds things it does not know."""

    def make(source: Source) -> str | None:
        clause = re.split(r"[,;:(]", other(source) or "")[0].rstrip(". ").split()
        if not 6 <= len(clause) <= 24:
            return None
        first = (
            clause[0].lower()
            if clause[0] in ("The", "A", "An", "This", "These", "It", "There", "We", "You")
            else clause[0]
        )
        link = rng.choice([", and", ", while", "; in addition,", ", because"])
        return f"{source.sentence.rstrip('.')}{link} {' '.join([first, *clause[1:]])}."

    return make


def _of_kind(
    kind: str, supported: bool, make: Maker, sources: Sequence[Source], half: Half, each: int
) -> Iterator[Pair]:
    taken: dict[str, int] = {}
    count = 0
    for source in sources:
        if count == each:
            return
        if taken.get(source.document, 0) < FROM_ONE and (statement := make(source)):
            taken[source.document] = taken.get(source.document, 0) + 1
            count += 1
            yield Pair(kind, supported, statement, source.quote, source.context, source.document, half)


def _by_hand(folders: Sequence[Path], rng: random.Random) -> Iterator[Pair]:
    """The handwritten paraphrases of the papers available, and each of them spoiled in every possible way."""
    for line in PARAPHRASES.read_text("utf-8").splitlines():
        stated = json.loads(line)
        path = next(
            (
                folder.parent / stated["document"]
                for folder in folders
                if (folder.parent / stated["document"]).is_file()
            ),
            None,
        )
        if path is None:
            continue
        paper = load(path).paper
        quote = paper.text[stated["start"] : stated["end"]]
        context = " . ".join(str(e) for e in (paper.title, paper.organisation, paper.date and written(paper.date)) if e)
        half = "chosen on" if stated.get("half") == "chosen on" else half_of(path.name)
        hand = "by hand, kept aside" if stated.get("half") == "kept aside" else "by hand"
        yield Pair(hand, True, stated["says"], quote, context, path.name, half)
        for kind in PERTURBATIONS:
            if kind != "name" and (spoiled := perturb(kind, stated["says"], rng, ())):
                yield Pair(f"{hand}, {kind}", False, spoiled, quote, context, path.name, half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--each", type=int, default=EACH)
    options = parser.parse_args()
    made = pairs(options.folders, options.seed, options.each)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("".join(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in made), "utf-8")
    print(f"{len(made)} pairs in {options.out}")


if __name__ == "__main__":
    main()
