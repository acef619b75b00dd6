"""A library as LangChain has it: a retriever, and a runnable that answers."""

from collections.abc import Callable
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.utils import Input, Output
from pydantic import ConfigDict

from assistant.answer import Answer
from assistant.api.inputs import Asked, Filter, question_of
from assistant.api.results import FoundPassage
from assistant.query.question import Question
from assistant.steps import Given, Made, Watch
from assistant.tracing import by_choice_alone

Answering = Callable[[Question, Filter | None, Watch], Answer]


class PolicyRetriever(BaseRetriever):
    """The program's own retrieval, as `PolicyLibrary.search` has it. Any thread may call it at any time.

    A document holds the words of a passage; its metadata say where they stand: `paper` (id), `title`, `organisation`,
    `date` (ISO), `document`, `source`, `headings`, `place`, `page`, `page_label`, `recognised`, `start`, `end`, and
    `score`, `ranks`, `scores`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Callable[..., list[FoundPassage]]
    k: int | None = None
    filter: dict[str, Any] | None = None  # a Filter

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:
        with by_choice_alone(config):
            return super().invoke(input, config, **kwargs)

    async def ainvoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:
        with by_choice_alone(config):
            return await super().ainvoke(input, config, **kwargs)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filter: Filter | None = None,
    ) -> list[Document]:
        limit, wanted = self.k if k is None else k, self.filter if filter is None else filter
        found = self.search(query, limit=limit, filter=cast("Filter | None", wanted))
        return [_document(passage) for passage in found]


def _document(passage: FoundPassage) -> Document:
    facts = {
        "paper": passage.paper,
        "title": passage.title,
        "organisation": passage.organisation,
        "date": passage.date and passage.date.isoformat(),
        "document": passage.document,
        "source": passage.source,
        "headings": list(passage.headings),
        "place": passage.place,
        "page": passage.page,
        "page_label": passage.page_label,
        "recognised": passage.recognised,
        "start": passage.start,
        "end": passage.end,
        "score": passage.score,
        "ranks": passage.ranks,
        "scores": passage.scores,
    }
    return Document(passage.text, id=passage.id, metadata=facts)


def answering(answer: Answering, filter: Filter | None) -> Runnable[Asked, Answer]:
    """From what is asked, in any of its forms, to what `answer` makes of it."""

    def steps(asked: Asked, config: RunnableConfig) -> Answer:
        return answer(question_of(asked), filter, Runs(config))

    return TracedByChoice(RunnableLambda(steps, name="policy"))


class Runs(Watch):
    """Has each step of an answer be a run of LangChain's, under the run of `config`."""

    def __init__(self, config: RunnableConfig):
        self._config = config

    def step(self, name: str, run: Callable[[Given, Watch], Made], given: Given) -> Made:
        def step(given: Given, config: RunnableConfig) -> Made:
            return run(given, Runs(config))

        return RunnableLambda(step, name=name).invoke(given, self._config)

    @property
    def config(self) -> RunnableConfig:
        return self._config


class TracedByChoice(Runnable[Input, Output]):
    """A runnable as it is, but that the environment turns no tracer on for it."""

    def __init__(self, steps: Runnable[Input, Output]):
        self.steps = steps
        self.name = steps.name

    @property
    def InputType(self) -> Any:  # what it takes and gives, for schemas and graphs
        return self.steps.InputType

    @property
    def OutputType(self) -> Any:
        return self.steps.OutputType

    def invoke(self, input: Input, config: RunnableConfig | None = None, **kwargs: Any) -> Output:
        with by_choice_alone(config):
            return self.steps.invoke(input, config, **kwargs)
