"""Answers many questions at once within a bound; each answer is handed over as soon as it is there."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager

from assistant.answer import Answer
from assistant.library_pool import LibraryPool
from assistant.pipeline import Steps
from assistant.query.question import Question
from assistant.settings import Settings
from ingest.errors import PolicyError
from ingest.library import Library

Numbered = tuple[int, Answer]


@contextmanager
def answering(
    library: Library, settings: Settings, at_once: int
) -> Iterator[Callable[[Iterable[tuple[int, Question]]], Iterator[Numbered]]]:
    """A function that answers numbered questions, as they come, `at_once` at a time.

    When the block is left, no further question is begun.
    """
    with closing(LibraryPool(library, settings)) as views, ThreadPoolExecutor(at_once, "answering") as workers:

        def answer(numbered: tuple[int, Question]) -> Numbered:
            with views.lent() as view:
                return numbered[0], one_answer(view.answering, numbered[1])

        def all_answers(questions: Iterable[tuple[int, Question]]) -> Iterator[Numbered]:
            under_way: set[Future[Numbered]] = set()
            for numbered in questions:
                under_way.add(workers.submit(answer, numbered))
                if len(under_way) > at_once:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    yield from _results(done)
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from _results(done)

        try:
            yield all_answers
        finally:
            workers.shutdown(wait=True, cancel_futures=True)


def _results(done: Iterable[Future[Numbered]]) -> Iterator[Numbered]:
    """The answers that are there; only then what ended a question otherwise is raised, so that none is lost with it."""
    for future in sorted(done, key=lambda future: future.exception() is not None):
        yield future.result()


def one_answer(steps: Steps, question: Question) -> Answer:
    """The answer, or what went wrong in the form of one, so that the other questions go on."""
    try:
        return steps.invoke(question)
    except PolicyError as error:
        return Answer.of_error(question, error)
