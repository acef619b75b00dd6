"""From a question to an answer: understand, search, quote or write, check."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.extractive.admissible import Admissible
from assistant.extractive.answerer import quote
from assistant.extractive.selection import Selector
from assistant.generation.errors import ModelError
from assistant.in_force.answering import answer_in_force
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.ranker import ReadingRanker
from assistant.ranking.reader import OnnxReader, load_reader
from assistant.replies import reply
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import Retrieved, search
from assistant.settings import ReaderName, Settings
from assistant.steps import Step, Watch, step
from assistant.text.tokens import words
from assistant.timings import timed
from assistant.verification.quotations import check
from ingest.errors import LibraryError
from ingest.library import Library

if TYPE_CHECKING:
    from assistant.generation.answerer import Draft
    from assistant.generation.llm_client import LLMClient
    from assistant.verification import SupportCheck
    from ingest.encode import Encoder

Steps = Step[Question, Answer]
TRIES = 3  # a paper that is changed twice while one question is answered is rare enough


def retriever(library: Library, settings: Settings) -> HybridRetriever:
    return HybridRetriever(library, settings.candidates, settings.passages)


def readers(library: Library, settings: Settings) -> list[OnnxReader]:
    """The readers of the ranker: the quick one, and the careful one if the settings choose it."""
    names: list[ReaderName] = ["quick"] if settings.reader == "quick" else ["quick", "careful"]
    return [load_reader(name, library.encoder.threads) for name in names]


def load(library: Library, settings: Settings) -> None:
    """Loads the models and the vectors, so that the first question does not wait for them."""
    with opening_models(library, settings):
        if library.catalogue.paper_count():
            library.vectors.count()


@contextmanager
def opening_models(library: Library, settings: Settings) -> Iterator[None]:
    """Opens the models in a thread while the block does the rest, such as importing Chroma and opening the vectors.

    onnxruntime does not hold up Python meanwhile. A library without papers needs no models.
    """
    if not library.catalogue.paper_count():
        yield
        return
    models: list[Encoder | OnnxReader] = [library.encoder, *readers(library, settings)]
    with ThreadPoolExecutor(1, "opening") as beside:
        opened = beside.submit(lambda: [each.ready() for each in models])
        yield
        opened.result()


def selector(library: Library, settings: Settings) -> Selector:
    ranker = Admissible(ReadingRanker(*readers(library, settings)))
    return Selector(retriever(library, settings), ranker, settings.answering)


def pipeline(library: Library, settings: Settings) -> Steps:
    """From a question to its checked answer: quoted, or written by the language model of the settings.

    That model may have a say in what is quoted. Raises ModelError if it can't be set up and there is no fallback;
    errors of its server show when a question is asked.
    """
    steps = quoting(library, settings)
    if settings.has_model:
        helped = writing(library, settings) if settings.answer == "prose" else choosing(library, settings)
        steps = Step("or quoted", partial(_or_quoted, helped, steps)) if settings.fall_back else helped
    return Step("answer", partial(_answered, library, steps))


def retrieve(library: Library, settings: Settings, question: Question) -> Retrieved:
    """The passages that a question is answered from."""
    return search(retriever(library, settings), understand(question))


def retrieving(library: Library, settings: Settings) -> Step[Question, Retrieved]:
    """From a question to the passages that it is answered from."""
    understood = step("understand", timed("understand the question")(understand))
    searched = step("search", timed("look up names and terms")(partial(search, retriever(library, settings))))
    return understood.then(searched)


def quoting(library: Library, settings: Settings) -> Steps:
    quotes = timed("choose and cite")(partial(quote, selector(library, settings)))
    checked = timed("check the quotations")(partial(check, library))
    quoted = retrieving(library, settings).then(step("quotes", quotes))
    return from_papers_in_force(library, quoted).then(step("check", checked))


def choosing(library: Library, settings: Settings) -> Steps:
    """Quotes as without a language model, which has a say in what is quoted."""
    from assistant.generation.choosing import choose

    client = opened_client(settings)
    chosen = Step("choose", partial(choose, selector(library, settings), client))
    steps = searching(library, settings, client).then(chosen)
    return from_papers_in_force(library, steps).then(step("check", partial(check, library)))


def writing(library: Library, settings: Settings) -> Steps:
    from assistant.generation.attribution import attribute

    checked = step("check", partial(attribute, library, support_check(library)))
    written = drafting(library, settings, opened_client(settings)).then(checked)
    return from_papers_in_force(library, written).then(step("check quotes", partial(check, library)))


def opened_client(settings: Settings) -> "LLMClient":
    """Raises ModelError where the model can't be set up, unless there is something to fall back on."""
    from assistant.generation.llm_client import LLMClient

    client = LLMClient(settings)
    if not settings.fall_back:
        client.prepare()
    return client


def from_papers_in_force(library: Library, steps: Steps) -> Steps:
    """The steps, put to the papers in force first."""

    def answered(question: Question, watch: Watch) -> Answer:
        return answer_in_force(library, lambda put: steps.invoke(put, watch), question)

    return Step("in force", answered)


def drafting(library: Library, settings: Settings, client: "LLMClient") -> "Step[Question, Draft]":
    """What a language model says to a question, not checked yet."""
    from assistant.generation.answerer import write

    written = Step("write", partial(write, selector(library, settings), client))
    return searching(library, settings, client).then(written)


def searching(library: Library, settings: Settings, client: "LLMClient") -> Step[Question, Retrieved]:
    """As `retrieving`, with follow-ups resolved by a language model."""
    from assistant.generation.rewrite import rewrite

    return Step("rewrite", partial(rewrite, client)).then(retrieving(library, settings))


def support_check(library: Library) -> "SupportCheck":
    from assistant.verification import SupportCheck

    return SupportCheck(library.encoder)


def _or_quoted(helped: Steps, quoted: Steps, question: Question, watch: Watch) -> Answer:
    """The answer with the model; if that fails, the one without, with a note."""
    try:
        return helped.invoke(question, watch)
    except ModelError as fault:
        note = f"The language model did not answer ({fault}); these are the papers' own words, chosen without it."
        return quoted.invoke(question, watch).model_copy(update={"note": note})


def _answered(library: Library, steps: Steps, question: Question, watch: Watch) -> Answer:
    started = time.perf_counter()
    answer = reply(library.catalogue, question) or _current(library, steps, question, watch)
    seconds = time.perf_counter() - started
    facts = {"question": question.text, "asked_as": _asked_as(answer, question), "id": question.id, "seconds": seconds}
    return answer.model_copy(update=facts)


def _asked_as(answer: Answer, question: Question) -> str:
    """The question as it was understood, where that has words that were not typed."""
    return answer.question if set(words(answer.question)) - set(words(question.text)) else ""


def _current(library: Library, steps: Steps, question: Question, watch: Watch) -> Answer:
    """An answer from the papers as they are when it begins, tried again if one of them was removed meanwhile.

    Raises LibraryError if that keeps happening.
    """
    for _ in range(TRIES):
        with library.as_it_is():
            answer = steps.invoke(question, watch)
        if all(library.catalogue.holds(citation.paper) for citation in answer.citations + answer.nearest):
            return answer
    raise LibraryError("papers that the answer rests on were removed while it was written", "ask again")
