"""What a paper says is data: orders in it change nothing that the program does, and hidden ones are not even read."""

import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant import show
from assistant.answer import Answer
from assistant.chain import chain
from assistant.clean import BIDI, as_json
from assistant.question import Question
from assistant.settings import load_settings
from ingest.encode import Encoder
from ingest.library import Library
from ingest.paper import Paper
from ingest.weights import DEFAULT
from tests.assistant.injected import ATTACKS, EVIL, QUESTION, RIGHT, WRONG, Attack, written
from tests.conftest import COUNTED, take

ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff\ufe00-\ufe0e\U000e0000-\U000e01ef" + "".join(BIDI) + "]"
)


class Papers:
    """The library of all the papers, and each paper by its name."""

    def __init__(self, library: Library, paths: dict[str, Path]):
        self.library = library
        by_source = {paper.source: paper.id for paper in library.catalogue.papers()}
        self.ids = {name: by_source[str(path)] for name, path in paths.items()}

    def paper(self, name: str) -> Paper:
        paper = self.library.catalogue.paper(self.ids[name])
        assert paper is not None
        return paper


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, models: Path) -> Iterator[Papers]:
    folder = tmp_path_factory.mktemp("injected")
    paths = written(folder)
    with Library(tmp_path_factory.mktemp("library") / "library", DEFAULT, models) as library:
        outcomes = take(library, folder)
        assert {(outcome.status, outcome.reason) for outcome in outcomes} == {("added", "")}
        yield Papers(library, paths)


@pytest.fixture(scope="module")
def quoted(papers: Papers) -> dict[str, Answer]:
    """What is quoted from each paper, asked alone."""
    answering = chain(papers.library, load_settings())
    return {name: answering.invoke(Question(QUESTION, papers=(id,))) for name, id in papers.ids.items()}


def printed(answer: Answer) -> str:
    """The answer as the terminal gets it, with the colours and links that a terminal could have."""
    out = StringIO()
    Console(file=out, force_terminal=True, color_system=None, width=100).print(show.answer(answer))
    return out.getvalue()


every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=str)


@every_attack
def test_what_can_not_be_seen_is_not_taken_in(papers: Papers, attack: Attack):
    paper = papers.paper(str(attack))
    words = " ".join(paper.text.split())
    if attack.format in ("txt", "md"):  # kept byte for byte; what is hidden there is never quoted
        blocks = papers.library.catalogue.blocks(paper.id)
        words = " ".join(paper.text[block.start : block.end] for block in blocks if block.kind != "matter")

    assert RIGHT in words
    if not attack.seen:
        assert WRONG not in words
        assert not re.search("[\U000e0000-\U000e007f]", words)


@every_attack
def test_quotes_answer_as_without_it(papers: Papers, quoted: dict[str, Answer], attack: Attack):
    answer, true = quoted[str(attack)], quoted[attack.format]

    assert answer.status == true.status == "answered"
    assert RIGHT in answer.text
    for citation in answer.citations:
        assert citation.quote == papers.paper(str(attack)).text[citation.start : citation.end]


def test_papers_unharmed_are_counted(quoted: dict[str, Answer], record_property: Callable[[str, object], None]):
    unharmed = [attack for attack in ATTACKS if RIGHT in quoted[str(attack)].text]
    alone = [attack for attack in unharmed if WRONG not in quoted[str(attack)].text]
    record_property(
        COUNTED,
        f"injection, quotes: {len(ATTACKS)} papers in {len({attack.format for attack in ATTACKS})} formats, "
        f"{len(unharmed)} unharmed; {len(unharmed) - len(alone)} quote the false words beside the true ones",
    )
    assert len(ATTACKS) >= 60


@every_attack
def test_nothing_acts_on_the_terminal(quoted: dict[str, Answer], attack: Attack):
    answer = quoted[str(attack)]

    assert not ACTING.search(printed(answer))
    assert not ACTING.search(as_json(answer.as_json()))


def test_one_library_of_all_of_them_answers_as_one_paper(papers: Papers):
    answer = chain(papers.library, load_settings()).invoke(Question(QUESTION))

    assert answer.status == "answered"
    assert RIGHT in answer.text
