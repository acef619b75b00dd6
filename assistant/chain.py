"""The way of a question: retrieve, read, check. Each step is a LangChain Runnable that others can compose."""

import time
from functools import partial

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answer import Answer
from assistant.check import check
from assistant.question import Question
from assistant.quotes import quote_answer
from assistant.reader import load_reader
from assistant.retrieve import PassageRetriever
from assistant.search import search
from assistant.settings import Settings
from ingest.library import Library


def retriever(library: Library, settings: Settings) -> PassageRetriever:
    return PassageRetriever(library=library, candidates=settings.candidates, passages=settings.passages)


def chain(library: Library, settings: Settings) -> Runnable[Question, Answer]:
    """From a question to its checked answer."""
    finder, reader = retriever(library, settings), load_reader(settings.reader, library.encoder.threads)
    steps = (
        RunnableLambda(partial(search, finder), name="search")
        | RunnableLambda(partial(quote_answer, finder, reader), name="quotes")
        | RunnableLambda(partial(check, library), name="check")
    )
    return RunnableLambda(partial(_timed, steps), name="answer")


def _timed(steps: Runnable[Question, Answer], question: Question) -> Answer:
    started = time.perf_counter()
    answer = steps.invoke(question)
    return answer.model_copy(update={"question": question.text, "seconds": time.perf_counter() - started})
