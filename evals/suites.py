"""Suites: papers, and questions about them with gold answers. Ours have names, others are folders."""

import random
import shlex
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.text.counts import numbered
from evals.datasets import public, published
from evals.datasets.gold import Gold, load_gold
from evals.results import Published
from evals.suite_file import allowed, place
from ingest.errors import PolicyError

ROOT = Path(__file__).parents[1]
DATASETS = Path(__file__).with_name("datasets")
QUESTIONS = "questions.jsonl"
SEED = 2020


@dataclass(frozen=True)
class Suite:
    """`papers` are files or folders, `gold` the questions, `published` other people's figures on the same data.

    `usual` is how many questions to ask by default; None for all.
    """

    name: str
    title: str
    description: str
    papers: tuple[Path, ...]
    gold: tuple[Gold, ...] = field(repr=False)
    published: tuple[Published, ...] = ()
    usual: int | None = None


def find(names: Sequence[str], data: Path, work: Path) -> tuple[list[Suite], list[str]]:
    """The suites with these names or in these folders, or all of ours with a line for each whose data are missing.

    `data` is the folder with the papers and public sets, `work` the folder to lay out public sets as papers. Raises
    PolicyError for a name that is neither ours nor a folder, and for a named suite whose data are missing.
    """
    if names:
        return [_named(name, data, work) for name in names], []
    suites, absent = [], []
    for name, load in OURS.items():
        try:
            suites.append(load(data, work))
        except FileNotFoundError as error:
            absent.append(f"{name} was skipped: {error.filename} does not exist")
    return suites, absent


def sampled(suite: Suite, count: int | None) -> Suite:
    """The suite with at most `count` of its questions (None: the usual number), each kind in proportion.

    Picks the same ones every time, and a larger count includes those of a smaller one.
    """
    count = count or suite.usual
    if count is None or count >= len(suite.gold):
        return suite
    kinds: dict[str, list[Gold]] = defaultdict(list)
    for gold in suite.gold:
        kinds[gold.kind].append(gold)
    place: dict[str, float] = {}
    for kind in kinds.values():
        random.Random(SEED).shuffle(kind)
        place |= {gold.id: (n + 0.5) / len(kind) for n, gold in enumerate(kind)}
    kept = {gold.id for gold in sorted(suite.gold, key=lambda gold: (place[gold.id], gold.id))[:count]}
    return replace(suite, gold=tuple(gold for gold in suite.gold if gold.id in kept))


def _named(name: str, data: Path, work: Path) -> Suite:
    if name in OURS:
        try:
            return OURS[name](data, work)
        except FileNotFoundError as error:
            raise PolicyError(
                f"the suite '{name}' needs {error.filename}, which does not exist", "say where its data are: --data"
            ) from error
    folder = Path(name)
    if not folder.is_dir():
        raise PolicyError(
            f"there is no suite and no folder called '{name}'",
            f"the suites are {', '.join(OURS)}; to make one from your own papers: policy eval init FOLDER",
        )
    return from_folder(folder)


def from_folder(folder: Path) -> Suite:
    """The suite in a folder: the accepted questions in questions.jsonl, and the papers.

    The papers are those named in suite.toml, with paths relative to the folder, or else all in the folder. Raises
    PolicyError if there are no accepted questions, or suite.toml is wrong or has not been allowed.
    """
    name = shlex.quote(str(folder))
    if not (folder / QUESTIONS).is_file():
        raise PolicyError(f"{folder} has no {QUESTIONS}", f"make one: policy eval init {name}")
    gold = tuple(each for each in load_gold(folder / QUESTIONS) if each.accepted)
    if not gold:
        raise PolicyError(f"no question in {folder} has been accepted yet", f"read them: policy eval init {name}")
    about = allowed(folder)
    papers = tuple(place(folder, paper) for paper in about.papers)
    description = about.description or f"{numbered(len(gold), 'question')} of your own."
    called = folder.resolve().name
    return Suite(called, about.title or called, description, papers or (folder,), gold)


def _digests(data: Path, work: Path) -> Suite:
    return Suite(
        "digests",
        "Digests",
        "Five short digests of health service papers that come with policy. A quarter of the questions are near misses "
        "that the digests do not answer.",
        (ROOT / "corpus",),
        tuple(load_gold(DATASETS / "digests" / QUESTIONS)),
    )


def _papers(data: Path, work: Path) -> Suite:
    return Suite(
        "papers",
        "Papers, paraphrased",
        "Five board papers as published. The questions deliberately share few words with their evidence, and one in "
        "six is a near miss or has a false premise.",
        (_there(data / "papers"),),
        tuple(load_gold(_there(data / "evals" / "papers-dev.jsonl"))),
        published.REFUSING,
    )


def _papers_plain(data: Path, work: Path) -> Suite:
    return Suite(
        "papers-plain",
        "Papers, in their own terms",
        "The same five board papers. The questions use their own words, and they answer all of them.",
        (_there(data / "papers"),),
        tuple(load_gold(DATASETS / "papers-plain.jsonl")),
    )


def _retrieval_doc2dial(data: Path, work: Path) -> Suite:
    papers, gold = public.doc2dial(_there(data / "evals" / "public" / "doc2dial"), work / "doc2dial")
    return Suite(
        "retrieval-doc2dial",
        "Retrieval: Doc2Dial",
        "123 US government pages and the first turns of dialogues about them (Doc2Dial, CC BY 3.0). Measures "
        "whether the search finds the passage behind the reply, in all pages.",
        (papers,),
        tuple(each.model_copy(update={"papers": ()}) for each in gold),
        published.FINDING,
        usual=public.SAMPLE,
    )


def _reading_doc2dial(data: Path, work: Path) -> Suite:
    papers, gold = public.doc2dial(_there(data / "evals" / "public" / "doc2dial"), work / "doc2dial")
    return Suite(
        "reading-doc2dial",
        "Reading: Doc2Dial",
        "The same first turns, each asked about its own page. Measures whether the answer quotes the words behind the "
        "reply.",
        (papers,),
        tuple(gold),
        published.GROUNDING,
        usual=public.SAMPLE,
    )


def _reading_squad2(data: Path, work: Path) -> Suite:
    papers, gold = public.squad2(_there(data / "evals" / "public" / "squad2"), work / "squad2")
    return Suite(
        "reading-squad2",
        "Reading: SQuAD 2.0",
        "16 Wikipedia articles and questions that they answer (SQuAD 2.0, CC BY-SA 4.0), each asked about its article.",
        (papers,),
        tuple(each for each in gold if each.answerable),
        usual=public.SAMPLE,
    )


def _refusal_squad2(data: Path, work: Path) -> Suite:
    papers, gold = public.squad2(_there(data / "evals" / "public" / "squad2"), work / "squad2")
    answerable = [each for each in gold if each.answerable]
    unanswerable = [each for each in gold if not each.answerable]
    half = min(len(answerable), len(unanswerable))
    return Suite(
        "refusal-squad2",
        "Refusal: SQuAD 2.0",
        "The same articles. Half of the questions are near misses, written by people so that the article seems to "
        "answer them but does not.",
        (papers,),
        (*random.Random(SEED).sample(answerable, half), *random.Random(SEED).sample(unanswerable, half)),
        published.REFUSING,
        usual=public.SAMPLE,
    )


def _there(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(2, "does not exist", str(path))
    return path


OURS: dict[str, Callable[[Path, Path], Suite]] = {
    "digests": _digests,
    "papers": _papers,
    "papers-plain": _papers_plain,
    "retrieval-doc2dial": _retrieval_doc2dial,
    "reading-doc2dial": _reading_doc2dial,
    "reading-squad2": _reading_squad2,
    "refusal-squad2": _refusal_squad2,
}
