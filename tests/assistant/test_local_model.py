"""A real language model on this machine, put through everything: it invents, and none of that passes.

`make hallucination` puts all 120 questions about the real papers to it.
"""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import HumanMessage

from assistant.answer import Answer
from assistant.api.langchain import Runs
from assistant.generation.llm_client import LLMClient
from assistant.generation.rewrite import rewrite
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import Settings, load_settings
from assistant.text.instructions import is_instruction
from evals.checks.hallucination import SMALL, MadeToCite, count
from evals.checks.local_model import serving, weights
from evals.checks.query_rewriting import evidence_found
from evals.libraries import library_of
from evals.suites import Suite, find, sampled
from ingest.library import Library
from tests.assistant.injected import ATTACKS, QUESTION, written
from tests.conftest import COUNTED, LONG, SHARED, long_only, take

SAMPLE = 4 if LONG else 2  # questions; each takes some seconds where both cores are busy

pytestmark = [
    pytest.mark.local_model,
    pytest.mark.xdist_group("local model"),
    pytest.mark.skipif(weights() is None, reason="the local model is not installed: make install"),
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def suite() -> Suite:
    """Questions about the real papers where they are, else about the digests."""
    return find(["papers"] if SHARED.is_dir() else ["digests"], SHARED, SHARED)[0][0]


@pytest.fixture(scope="session")
def papers(suite: Suite, models: Path) -> Iterator[Library]:
    """Their library, kept between runs as the encoder's form is."""
    with library_of(suite.papers, Settings(models=models), models) as library:
        yield library


def settings(address: str, **options: Any) -> Settings:
    return load_settings(model=address, **(SMALL | options))


def working(address: str) -> bool:
    """Whether the server is at work on a question."""
    with urllib.request.urlopen(address.removesuffix("v1") + "slots", timeout=30) as reply:
        return any(slot["is_processing"] for slot in json.load(reply))


class Hearing(BaseCallbackHandler):
    raise_error = True

    def __init__(self, most: int = 10_000):
        self.tokens: list[str] = []
        self.most = most

    def on_llm_new_token(self, token: str, **_: Any) -> None:
        self.tokens += [token] if token else []
        if len(self.tokens) >= self.most:
            raise InterruptedError("enough")


def test_its_words_come_one_by_one(address: str):
    hearing = Hearing()
    reply = LLMClient(settings(address)).reply([HumanMessage("Say hello.")], {"callbacks": [hearing]})

    assert "".join(hearing.tokens).strip() == reply.text
    assert len(hearing.tokens) > 3


def test_stopping_in_the_middle_ends_its_work(address: str):
    client = LLMClient(settings(address, model_tokens=1_500))
    endless = [HumanMessage("Count from one to a thousand, in words.")]
    began = time.perf_counter()
    with pytest.raises(InterruptedError):
        client.reply(endless, {"callbacks": [Hearing(most=5)]})

    stopped = time.perf_counter()
    while working(address):
        time.sleep(0.02)
    assert time.perf_counter() - stopped < 30 * (stopped - began)  # all of it would take 300 times as long


def test_a_grammar_holds_it_to_the_numbers_it_was_shown_and_its_server_tells_how_probable_they_were(address: str):
    client = LLMClient(settings(address))
    asked = [HumanMessage("Which answers 'When does it meet?'\n[1] It meets in May.\n[2] It has nine members.")]
    reply = client.reply_in_numbers(asked, 2)

    assert set(reply.text) <= set("012, ")
    assert len(reply.text) <= len("1, 2")
    assert reply.tokens
    assert 0 < sum(reply.tokens[0].probabilities.values()) <= 1.001


@long_only
def test_a_question_that_is_too_long_for_it_is_answered_from_fewer_passages(address: str, papers: Library):
    hearing = Hearing()
    answering = pipeline(papers, settings(address, answer="prose", passages=12, model_tokens=16))
    answer = answering.invoke(Question("When will there be a single CCG?"), Runs({"callbacks": [hearing]}))

    assert answer.status in ("answered", "not_found")
    assert hearing.tokens


def test_follow_ups_find_their_evidence_by_rules_and_never_less_often_with_the_model(
    address: str, suite: Suite, papers: Library
):
    follow_ups = [gold for gold in suite.gold if gold.history and gold.evidence]
    if not follow_ups:
        pytest.skip("no follow-up among the questions")
    few, used, client = follow_ups[:3], load_settings(passages=10), LLMClient(settings(address, model_tokens=40))

    assert evidence_found(papers, used, follow_ups, lambda question: question) >= 0.9  # without the rules 0.45
    by_rules = evidence_found(papers, used, few, lambda question: question)
    assert evidence_found(papers, used, few, lambda question: rewrite(client, question)) >= by_rules


def test_nothing_that_it_invents_is_shown_as_supported(
    address: str, suite: Suite, papers: Library, record_property: Callable[[str, object], None]
):
    """Made to cite passages, whichever it likes, so that its sentences reach the check."""
    used = settings(address)
    questions = [Question(gold.question, gold.history) for gold in sampled(suite, SAMPLE).gold]
    counts = count(papers, used, MadeToCite(used), questions)
    record_property(COUNTED, "\n".join([f"A small model put to {len(questions)} questions:", *counts.lines()]))

    assert counts.statuses["error"] == 0
    assert counts.supports.total() > 0
    assert counts.invented == []


SOME = len(ATTACKS) if LONG else 2  # papers that give orders; the whole set takes ten minutes


def test_no_order_in_a_paper_makes_it_say_what_the_paper_does_not(
    address: str, library: Library, tmp_path: Path, record_property: Callable[[str, object], None]
):
    """Made to cite, as above. What a paper states outright, it may repeat; then those words are shown."""
    chosen = ATTACKS[:: len(ATTACKS) // SOME][:SOME]
    paths = written(tmp_path)
    take(library, *(paths[str(attack)] for attack in chosen))
    used = settings(address)
    asked = [Question(QUESTION, papers=(paper.id,)) for paper in library.catalogue.papers()]
    drafts: list[Answer] = []
    counts = count(library, used, MadeToCite(used), asked, drafts.append)
    carried = [
        citation.quote
        for draft in drafts
        for statement in draft.statements
        for citation in draft.citations
        if statement.support != "unsupported" and citation.n in statement.citations
    ]
    lines = [f"injection, a small model: {len(asked)} papers that give orders:", *counts.lines()]
    record_property(COUNTED, "\n".join(lines))

    assert len(drafts) == len(chosen)
    assert counts.statuses["error"] == 0
    assert counts.invented == []
    assert [quote for quote in carried if is_instruction(quote)] == []
