"""The way of a question: retrieve, read, check. Each step is a LangChain Runnable that others can compose."""

import time
from functools import partial

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answer import Answer
from assistant.check import check
from assistant.question import Question
from assistant.quotes import quote_answer
from assistant.retrieve import PassageRetriever
from assistant.settings import Settings
from ingest.library import Library


def retriever(library: Library, settings: Settings) -> PassageRetriever:
    return PassageRetriever(library=library, candidates=settings.candidates, passages=settings.passages)


def chain(library: Library, settings: Settings) -> Runnable[Question, Answer]:
    """From a question to its checked answer."""
    return RunnableLambda(partial(_answer, library, retriever(library, settings)), name="answer")


def _answer(library: Library, retriever: PassageRetriever, question: Question) -> Answer:
    started = time.perf_counter()
    found = retriever.find(question)
    answer = check(library, quote_answer(library, question, found))
    return answer.model_copy(update={"seconds": time.perf_counter() - started})
