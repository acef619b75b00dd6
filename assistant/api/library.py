"""The front door for other programs: a library that they ask, search and add papers to."""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.api.inputs import Asked, Filter, History, day_of, paper_filter, question_of
from assistant.api.paragraphs import Paragraph, paragraphs
from assistant.api.results import FoundPassage, PaperSummary, found_passage, paper_summary
from assistant.library_pool import LibraryPool, View
from assistant.opening import existing_library, for_that_library
from assistant.opening import open_library as opened
from assistant.query.paper_filter import chosen, filtered
from assistant.query.question import Question
from assistant.settings import Settings, load_settings
from assistant.steps import NOBODY, Watch
from assistant.text.counts import numbered
from ingest.errors import LibraryError, PolicyError
from ingest.library import Library
from ingest.paper import Paper
from ingest.sync import Outcome

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.api.langchain import PolicyRetriever


def open_library(library: str | os.PathLike[str] | None = None, **settings: Any) -> "PolicyLibrary":
    """The library in a folder, made where there is none; without a folder, the one that the settings name.

    `settings` are those of `policy.toml` by name, such as model="ollama:llama3.2" or passages=20. They win over the
    environment (POLICY_...) and `policy.toml`, which count as they do for the command. Raises SettingsError for a
    setting that there is not or a value that can't be, and LibraryError where the library can't be opened.
    """
    named = {"library": os.fspath(library) if library else None, "chroma": settings.get("chroma")}
    loaded = load_settings(library=library, **settings)
    return PolicyLibrary(loaded.model_copy(update={"library": loaded.library.absolute()}), named)


class PolicyLibrary:
    """A library of policy papers. Get one from `open_library`; close it at the end, or use it in a `with` block.

    Any thread may call any method at any time. All raise PolicyError: `str(error)` says what happened, and `error.cure`
    what to do next. Nothing that is asked or found goes to a tracer such as LangSmith, unless a program has put
    `as_retriever` or `as_runnable` into a chain that it traces.
    """

    def __init__(self, settings: Settings, named: dict[str, str | None]):
        self.settings = settings
        self._named = named
        self._library = opened(settings)
        self._views = LibraryPool(self._library, settings)

    @property
    def folder(self) -> Path:
        return self.settings.library

    def __repr__(self) -> str:
        return f"<PolicyLibrary {str(self.folder)!r}>"

    def __enter__(self) -> "PolicyLibrary":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Waits for answers that are under way, and closes the library. Doing so twice is no mistake."""
        self._views.close()
        self._library.close()

    # Answers and passages

    def load(self) -> None:
        """Loads the models, which the first question otherwise waits for. For programs that answer many."""
        from assistant.pipeline import load

        with self._lent() as view:
            load(view.library, self.settings)

    def ask(
        self,
        question: str | Question,
        *,
        history: History = (),
        filter: Filter | None = None,
        as_of: str | datetime.date | None = None,
    ) -> Answer:
        """The answer, with a citation for each statement; `answer.status` is 'not_found' where the papers do not say.

        `as_of` is a day, as in a filter: the answer is from what was in force then, without papers of a later date or
        of none.

        `history` is the conversation before: (question, answer) pairs, Answers, or messages of LangChain's. Raises
        LibraryError where there are no papers to ask, ModelError where a language model is to answer and can't.
        """
        asked = question_of(question, history)
        if as_of is not None:
            asked = replace(asked, as_of=day_of("as_of", as_of))
        return Context().run(self.follow, asked, filter)  # in none of the caller's, which may be traced

    def follow(self, question: Question, filter: Filter | None = None, watch: Watch = NOBODY) -> Answer:
        """As `ask`, with each step told to `watch` while the answer is made."""
        with self._lent() as view:
            question, left_out = self._filtered(view.library, question, filter)
            answer = view.answering.invoke(question, watch)
        note = f"{numbered(left_out, 'paper')} without a date left out." if left_out else ""
        return answer.model_copy(update={"note": f"{answer.note} {note}".strip()})

    def search(
        self,
        question: str | Question,
        *,
        limit: int | None = None,
        history: History = (),
        filter: Filter | None = None,
    ) -> list[FoundPassage]:
        """The passages that an answer would be made from, best first; at most `limit` of them."""
        return Context().run(self._search, question_of(question, history), limit, filter)

    def _search(self, question: Question, limit: int | None, filter: Filter | None) -> list[FoundPassage]:
        from assistant.pipeline import retrieve

        if limit is not None and limit < 1:
            raise PolicyError(f"{limit} passages can't be found", "ask for 1 or more")
        settings = self.settings
        if limit is not None and limit > settings.passages:
            settings = settings.model_copy(update={"passages": limit, "candidates": max(limit, settings.candidates)})
        with self._lent() as view:
            question, _ = self._filtered(view.library, question, filter)
            with view.library.as_it_is():
                found = retrieve(view.library, settings, question).passages
                standings = view.library.standings()
                return [found_passage(view.library, each, standings.get(each.passage.paper)) for each in found[:limit]]

    def as_retriever(self, *, k: int | None = None, filter: Filter | None = None) -> "PolicyRetriever":
        """LangChain's view of `search`: documents with the place of their words in the metadata.

        `k` bounds how many; both can be given anew with a question: `retriever.invoke(question, k=5)`.
        """
        from assistant.api.langchain import PolicyRetriever

        return PolicyRetriever(search=self.search, k=k, filter=_checked(filter))

    def as_runnable(self, *, filter: Filter | None = None) -> "Runnable[Asked, Answer]":
        """LangChain's view of `ask`, for use in chains: from text, a Question, or a dict, to an Answer.

        A dict has the text as `question` or `input` and, if need be, what was said before as `history` or
        `chat_history`, in the forms that `ask` takes.
        """
        from assistant.api.langchain import answering

        _checked(filter)
        return answering(self.follow, filter)

    # Papers

    def ingest(self, *places: str | os.PathLike[str]) -> list[Outcome]:
        """Adds and replaces what is new or changed at the places: files, folders and addresses.

        What became of each file, in order; one that can't be read never stops the others: its outcome has `failed`,
        with the reason and the cure. Works in a process of its own, so that answers go on meanwhile. Raises PolicyError
        where the whole of it failed, for instance since another process is adding papers.
        """
        from assistant.ingest_process import IngestProcess

        if not places:
            raise PolicyError("nothing was named to be added", 'name files, folders or addresses: ingest("papers/")')
        with self._told():
            intake = IngestProcess(self.settings, [os.fspath(place) for place in places])
            try:
                return [report for report in intake if isinstance(report, Outcome)]
            finally:
                intake.stop()

    def papers(self, *, filter: Filter | None = None) -> list[PaperSummary]:
        """The papers of the library, by title; all of them without a filter."""
        with self._beside() as library:
            counts, standings = library.catalogue.counts(), library.standings()
            papers, _ = chosen(library.catalogue.papers(), paper_filter(filter))
            return [paper_summary(paper, counts.get(paper.id, 0), standings.get(paper.id)) for paper in papers]

    def paper(self, id: str) -> PaperSummary:
        """The paper of this id. Raises LibraryError where the library does not hold it."""
        with self._beside() as library:
            counts, standings = library.catalogue.counts(), library.standings()
            return paper_summary(_held(library, id), counts.get(id, 0), standings.get(id))

    def text(self, paper: str) -> str:
        """The whole text of the paper of this id, which `start` and `end` of citations and passages point into.

        Raises LibraryError where the library does not hold it.
        """
        with self._beside() as library:
            return _held(library, paper).text

    def paragraphs(self, paper: str) -> list[Paragraph]:
        """The paper of this id as it is read: paragraph by paragraph, each with its place.

        Front matter and comments are left out. Raises LibraryError where the library does not hold it.
        """
        with self._beside() as library:
            return paragraphs(_held(library, paper), library.catalogue.blocks(paper))

    def remove(self, paper: str) -> None:
        """Takes the paper of this id out of the library, and its words from the disk; the file it came from stays.

        Raises LibraryError where the library does not hold it, or another process is writing to the library.
        """
        with self._lent() as view, view.library.writing():
            if not view.library.catalogue.holds(paper):
                raise _unknown(paper)
            view.library.remove(paper)

    # LibraryPool of the library

    @contextmanager
    def _lent(self) -> Iterator[View]:
        with self._told(), self._views.lent() as view:
            yield view

    @contextmanager
    def _beside(self) -> Iterator[Library]:
        """The catalogue alone, which is opened at once."""
        with self._told(), existing_library(self.settings) as library:
            yield library

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Cures for this library, also where nobody catches the error and Python prints it."""
        try:
            yield
        except PolicyError as error:
            error.cure = for_that_library(error.cure, self._named)
            if error.cure:
                error.add_note(error.cure)
            raise

    def _filtered(self, library: Library, question: Question, filter: Filter | None) -> tuple[Question, int]:
        """The question put to the papers that are wanted, and how many were left out as they state no date."""
        try:
            library.need_papers()
        except LibraryError as error:
            if library.catalogue.paper_count():
                raise
            raise LibraryError(str(error), 'add some: library.ingest("papers/")') from None
        wanted = paper_filter(filter)
        try:
            put = filtered(question, library.catalogue, wanted)
        except PolicyError as error:
            cure = "see library.papers(); papers without a date need 'undated': True in the filter"
            raise PolicyError(str(error), cure) from None
        return put.question, put.left_out


def _checked(filter: Filter | None) -> dict[str, Any] | None:
    """The filter, whose faults are told where it is given, and not with the first question."""
    paper_filter(filter)
    return None if filter is None else dict(filter)


def _held(library: Library, paper: str) -> Paper:
    found = library.catalogue.paper(paper)
    if found is None:
        raise _unknown(paper)
    return found


def _unknown(paper: str) -> LibraryError:
    return LibraryError(f"no paper of this library has the id {paper!r}", "library.papers() has the ids of all papers")
