"""The suites: papers, and questions about them with gold answers. Ours by name, anyone's by folder."""

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
    """`papers` are files or folders; `gold` asks about them. `published` are others' figures on the same data.

    `usual` is how many of the questions are put unless another number is asked for; None for all.
    """

    name: str
    title: str
    description: str
    papers: tuple[Path, ...]
    gold: tuple[Gold, ...] = field(repr=False)
    published: tuple[Published, ...] = ()
    usual: int | None = None


def find(names: Sequence[str], data: Path, work: Path) -> tuple[list[Suite], list[str]]:
    """The suites of those names or folders, or all of ours; and a line for each of ours whose data are not there.

    `data` is the folder that holds the papers and public sets, `work` where public sets are laid out as papers.
    Raises PolicyError for a name that is neither ours nor a folder, and for a suite that is named but not there.
    """
    if names:
        return [_named(name, data, work) for name in names], []
    suites, absent = [], []
    for name, load in OURS.items():
        try:
            suites.append(load(data, work))
        except FileNotFoundError as error:
            absent.append(f"{name} is left out: {error.filename} is not there")
    return suites, absent


def sampled(suite: Suite, count: int | None) -> Suite:
    """The suite with at most `count` of its questions (None: as many as usual), each kind in proportion.

    The same ones every time, and among those of any larger count.
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
                f"the suite '{name}' needs {error.filename}, which is not there", "say where its data are: --data"
            ) from error
    folder = Path(name)
    if not folder.is_dir():
        raise PolicyError(
            f"there is no suite and no folder called '{name}'",
            f"ours are {', '.join(OURS)}; make one of your own papers: policy eval init FOLDER",
        )
    return from_folder(folder)


def from_folder(folder: Path) -> Suite:
    """A folder with questions.jsonl, of which those that are accepted count, and its papers.

    Papers are those that suite.toml names, as paths from the folder; without one, all that lie in the folder. Raises
    PolicyError where there are no questions yet, or suite.toml is wrong, or names papers elsewhere unallowed.
    """
    name = shlex.quote(str(folder))
    if not (folder / QUESTIONS).is_file():
        raise PolicyError(f"{folder} has no {QUESTIONS}", f"propose some: policy eval init {name}")
    gold = tuple(each for each in load_gold(folder / QUESTIONS) if each.accepted)
    if not gold:
        raise PolicyError(f"no question of {folder} is accepted yet", f"read them: policy eval init {name}")
    about = allowed(folder)
    papers = tuple(place(folder, paper) for paper in about.papers)
    description = about.description or f"{numbered(len(gold), 'question')} of your own."
    called = folder.resolve().name
    return Suite(called, about.title or called, description, papers or (folder,), gold)


def _digests(data: Path, work: Path) -> Suite:
    return Suite(
        "digests",
        "Digests",
        "Five short digests of health service papers that come with the program; a quarter of the questions are near "
        "misses that the digests do not answer.",
        (ROOT / "corpus",),
        tuple(load_gold(DATASETS / "digests" / QUESTIONS)),
    )


def _papers(data: Path, work: Path) -> Suite:
    return Suite(
        "papers",
        "Papers, paraphrased",
        "Five board papers as they were published; the questions share few words with their evidence on purpose, and "
        "one in six is a near miss or has a false premise.",
        (_there(data / "papers"),),
        tuple(load_gold(_there(data / "evals" / "papers-dev.jsonl"))),
        published.REFUSING,
    )


def _papers_plain(data: Path, work: Path) -> Suite:
    return Suite(
        "papers-plain",
        "Papers, in their own terms",
        "The same five board papers; questions in their own words, all of which they answer.",
        (_there(data / "papers"),),
        tuple(load_gold(DATASETS / "papers-plain.jsonl")),
    )


def _retrieval_doc2dial(data: Path, work: Path) -> Suite:
    papers, gold = public.doc2dial(_there(data / "evals" / "public" / "doc2dial"), work / "doc2dial")
    return Suite(
        "retrieval-doc2dial",
        "Finding: Doc2Dial",
        "123 US government pages and the first turns of dialogues about them (Doc2Dial, CC BY 3.0): is the passage "
        "found that the reply rests on? Each question is put to all pages.",
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
        "The same first turns, each put to its own page: are the words quoted that the reply rests on?",
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
        "16 Wikipedia articles and questions that they answer (SQuAD 2.0, CC BY-SA 4.0), each put to its article.",
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
        "Refusing: SQuAD 2.0",
        "The same articles; half of the questions are near misses that people wrote so that the article seems to "
        "answer them and does not.",
        (papers,),
        (*random.Random(SEED).sample(answerable, half), *random.Random(SEED).sample(unanswerable, half)),
        published.REFUSING,
        usual=public.SAMPLE,
    )


def _there(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(2, "not there", str(path))
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
