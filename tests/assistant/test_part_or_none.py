"""What is said where the papers answer part of a question, or say otherwise than it takes for granted."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import take_text
from rich.console import Console

from assistant.answer import Answer, Citation, Statement
from assistant.cli import terminal
from assistant.conversations.export import with_sources, words_alone
from assistant.conversations.store import Conversations
from assistant.extractive.answerer import quote
from assistant.extractive.selection import Selection, Selector
from assistant.pipeline import retrieve, selector
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.refusal import NEAREST, Refusal
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from ingest.library import Library
from tui import exchange_text

DENIAL, ELSEWHERE = "The board has nine members.", "It meets in May."
PARTLY = "This answers part of the question: nothing was found about ‘Wirral’."


def cited(n: int, quote: str) -> Citation:
    facts = {"document": "p.md", "paper": "p", "title": "Parks", "organisation": None, "date": None, "page": None}
    return Citation(n=n, quote=quote, start=0, end=len(quote), headings=("The board",), number="1.2", **facts)


@pytest.fixture
def denied() -> Answer:
    near = (cited(1, DENIAL), cited(2, ELSEWHERE))
    return Answer(question="Why has it ten?", status="not_found", nearest=near, refusal=Refusal("premise"))


@pytest.fixture
def partial() -> Answer:
    said = Statement(text=ELSEWHERE, citations=(1,), support="quoted")
    return Answer(
        question="When do both meet?",
        status="answered",
        coverage="partial",
        missing=("Wirral",),
        statements=(said,),
        citations=(cited(1, ELSEWHERE),),
    )


def in_shell(answer: Answer) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(terminal.answer(answer))
    return console.file.getvalue()


def on_screen(answer: Answer) -> str:
    return "\n".join(paragraph.content.plain for paragraph in exchange_text.answer(answer, None, 0))


SHOWN = [in_shell, on_screen, with_sources]


@pytest.mark.parametrize("show", SHOWN)
def test_words_that_say_otherwise_come_first_and_apart_from_the_nearest_passages(denied: Answer, show):
    first, nearest = show(denied).split(NEAREST)

    assert "The papers say otherwise." in first
    assert "The papers do not say" not in first
    assert f"“{DENIAL}”" in first
    assert "The board · paragraph 1.2" in first
    assert DENIAL not in nearest
    assert ELSEWHERE in nearest
    assert ELSEWHERE not in first


def test_only_a_false_premise_sets_a_passage_apart(denied: Answer):
    other = denied.model_copy(update={"refusal": Refusal("low_confidence")})

    assert denied.otherwise == denied.nearest[:1]
    assert (other.otherwise, other.near) == ((), other.nearest)
    assert denied.as_json()["refusal"]["reason"] == "premise"
    assert denied.as_json()["nearest"][0]["quote"] == DENIAL
    assert (denied.text, denied.coverage) == ("", "none")


def test_the_words_alone_of_a_false_premise_are_those_that_say_otherwise(denied: Answer):
    assert words_alone(denied) == f"The papers say otherwise.\n“{DENIAL}”\n"


@pytest.mark.parametrize("show", SHOWN)
def test_what_a_partial_answer_leaves_out_is_told_before_it(partial: Answer, show):
    before, after = show(partial).split(PARTLY)

    assert ELSEWHERE not in before
    assert ELSEWHERE in after


def test_coverage_is_said_of_each_answer(partial: Answer, denied: Answer):
    whole = Answer(question="?", status="answered")

    assert [each.coverage for each in (whole, partial, denied)] == ["complete", "partial", "none"]
    assert (whole.shortfall, denied.shortfall) == ("", "")
    assert partial.model_copy(update={"missing": ()}).shortfall == "This answers part of the question."
    assert partial.as_json() | {"coverage": "partial", "missing": ["Wirral"]} == partial.as_json()
    assert "missing" not in whole.as_json()


def test_what_was_kept_before_there_was_coverage_is_opened(partial: Answer, denied: Answer, tmp_path: Path):
    kept = Conversations(tmp_path / "conversations.db")
    conversation = kept.start("?")
    for answer in (partial, denied):
        kept.keep(conversation, "?", answer)
    assert [turn.answer for turn in kept.turns(conversation)] == [partial, denied]

    old = partial.model_dump(mode="json", exclude={"coverage": True, "missing": True, "statements": {0: {"marked"}}})
    assert Answer.model_validate(old).coverage == "complete"
    assert Answer.model_validate(denied.model_dump(mode="json", exclude={"coverage"})).coverage == "none"


# How an answer is made from what was selected


@dataclass(frozen=True)
class Deciding(Selector):
    """Selects as the program does, and then says this of it."""

    refusal: Refusal | None = None
    missing: tuple[str, ...] = ()

    def select(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        selection = super().select(retrieved, papers)
        coverage = "partial" if self.missing else "complete"
        return replace(selection, refusal=self.refusal, coverage=coverage, missing=self.missing)


def answer_of(library: Library, folder: Path, **said) -> Answer:
    take_text(library, folder / "parks.md", f"# Parks\n\n{DENIAL} {ELSEWHERE}\n")
    settings = load_settings(library=library.folder)
    usual = selector(library, settings)
    retrieved = retrieve(library, settings, Question("When does the board meet?"))
    return quote(Deciding(usual.retriever, usual.ranker, **said), retrieved)


def test_a_false_premise_is_no_answer(library: Library, tmp_path: Path):
    answer = answer_of(library, tmp_path, refusal=Refusal("premise"))

    assert (answer.status, answer.coverage, answer.statements) == ("not_found", "none", ())
    assert answer.otherwise


def test_a_partial_answer_says_what_it_has_nothing_about(library: Library, tmp_path: Path):
    answer = answer_of(library, tmp_path, missing=("Wirral",))

    assert (answer.status, answer.coverage, answer.missing) == ("answered", "partial", ("Wirral",))
    assert answer.statements
