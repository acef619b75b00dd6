"""What the screen needs: answers in progress, papers, and saved conversations.

Nothing heavy is imported until it is needed, so the screen appears at once and the models load behind it.
"""

import datetime
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations.events import Stopped, Tell
from assistant.conversations.store import Conversations, ReadPassage, Turn
from ingest.errors import LibraryError, PolicyError
from ingest.owned_files import CONVERSATIONS

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.ingest_process import IngestProcess
    from assistant.pipeline import Steps
    from assistant.query.question import Question
    from assistant.settings import Settings, Wording
    from ingest.catalogue import State
    from ingest.in_force import Correction, Standing
    from ingest.library import Library
    from ingest.paper import Block, Paper

LEAVING = 0.2  # seconds to wait for an answer in progress when the program ends


@dataclass(frozen=True)
class Shelved:
    """A paper of the library, without its text, how many passages it has, and its status where it has one."""

    paper: "Paper"
    passages: int
    standing: "Standing | None" = None


@dataclass(frozen=True)
class Answered:
    """An answer and the passages that were read for it, best first."""

    answer: "Answer"
    passages: tuple[ReadPassage, ...] = ()


class Session:
    """One library, and the pipeline that answers from it. `settings` is called the first time they are needed.

    All methods block and can be called from any thread. Answers and removals take turns; everything else runs at the
    same time. All raise PolicyError.
    """

    def __init__(self, settings: "Callable[[], Settings]"):
        self._load_settings = settings
        self._turn = threading.Lock()
        self._made = False
        self._library: Library | None = None
        self._pipelines: dict[Wording, Steps] = {}

    @cached_property
    def settings(self) -> "Settings":
        return self._load_settings()

    def switch_answer(self) -> "Settings":
        """Has the language model do the other thing from the next question on, quotes or prose; returns the settings.

        Raises PolicyError where there is no language model.
        """
        from assistant.settings import changed

        if not self.settings.has_model:
            raise PolicyError("answers are quotations, as no language model is named", "name one: policy --model NAME")
        self.settings = changed(self.settings, answer="prose" if self.settings.answer == "quotes" else "quotes")
        return self.settings

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.settings.library / CONVERSATIONS)

    # Answers

    def load(self) -> None:
        """Loads the models and the vectors, so that the first question does not wait for them."""
        from assistant.pipeline import load

        with self._opened() as library:
            self._answering(library)
            load(library, self.settings)

    def answer(self, question: "Question", tell: Tell, stop: threading.Event) -> Answered:
        """The answer to a question; `tell` is called at each step. `stop` ends the answer at the next step or word.

        An error becomes an answer too, with the status 'error', so that the conversation keeps it.
        """
        from assistant.answer import Answer
        from assistant.conversations.answer_watch import AnswerWatch

        watch = AnswerWatch(tell, stop)
        try:
            with self._opened() as library:
                watch.check()
                library.need_papers()
                answer = self._answering(library).invoke(question, watch)
        except Stopped:
            answer = Answer(question=question.text, status="stopped", statements=watch.statements())
        except PolicyError as error:
            answer = Answer.of_error(question, error)
        return Answered(answer, watch.passages)

    def _answering(self, library: "Library") -> "Steps":
        from assistant.pipeline import pipeline

        settings = self.settings
        if settings.answer not in self._pipelines:
            self._pipelines[settings.answer] = pipeline(library, settings)
        return self._pipelines[settings.answer]

    @contextmanager
    def _opened(self) -> Iterator["Library"]:
        """The library with its models, for one caller at a time; reopened after an error."""
        with self._turn:
            if self._library is None:
                self._library = self._open()
            try:
                with self._library.translated_errors():
                    yield self._library
            except LibraryError:
                self._close()
                raise

    def _open(self) -> "Library":
        """The library, created if there is none, but only once: if it is gone later, it was moved or deleted."""
        from assistant.opening import existing_library, open_library

        library = existing_library(self.settings) if self._made else open_library(self.settings)
        self._made = True
        return library

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
        self._library = None
        self._pipelines.clear()

    def close(self) -> None:
        """Closes the library, unless an answer is still in progress: then the end of the program does."""
        if self._turn.acquire(timeout=LEAVING):
            try:
                self._close()
            finally:
                self._turn.release()

    def need_owner(self) -> None:
        """Raises PolicyError where whoever is at the screen may only read. Here nobody is: it is the owner's own."""

    # Papers

    def library_state(self) -> "State":
        """Different after every change to the library, by this process or another."""
        with self._beside() as library:
            return library.catalogue.state

    def papers(self) -> list[Shelved]:
        """All papers, by title."""
        with self._beside() as library:
            counts, standings = library.catalogue.counts(), library.standings()
            papers = library.catalogue.papers()
            return [Shelved(paper, counts.get(paper.id, 0), standings.get(paper.id)) for paper in papers]

    def paper(self, id: str) -> "tuple[Paper, list[Block]]":
        """A paper with its text and its blocks. Raises LibraryError where it has been removed."""
        with self._beside() as library:
            paper = library.catalogue.paper(id)
            if paper is None:
                raise LibraryError("this paper is no longer in the library", "add it again, or ask the question again")
            return paper, library.catalogue.blocks(id)

    def remove(self, paper: str) -> None:
        """Removes a paper from the library; the file itself stays."""
        with self._opened() as library, library.writing():
            library.remove(paper)

    def correct(self, paper: str, correction: "Correction | None") -> None:
        """Keeps what a person says of a paper's status; None goes by its words again."""
        with self._opened() as library, library.writing():
            library.correct(paper, correction)

    def take_in(self, places: list[str]) -> "IngestProcess":
        """Starts adding files, folders and addresses, in a separate process; with none, the digests of `policy`."""
        from assistant.ingest_process import IngestProcess

        with self._beside():  # one that is gone would be made anew
            return IngestProcess(self.settings, places)

    def watch(self, folder: str, stop: threading.Event) -> Iterator[bool]:
        """Whether files in a folder have changed, about once a second, until `stop` is set."""
        from assistant.watching import changes

        return changes([folder], self.settings.library, stop)

    # Exports

    def export(self, title: str, turns: Sequence[Turn], out: Path) -> Path:
        """Writes a conversation as a document, in the format of the file name; returns `out`. Replies are left out."""
        from assistant.briefing.pack import Item, Pack, Section
        from assistant.briefing.write import write_pack

        items = tuple(Item(turn.question, turn.answer) for turn in turns if turn.answer.status != "replied")
        models = ", ".join(dict.fromkeys(item.answer.by for item in items))
        write_pack(Pack(title, datetime.date.today(), self._state(), models, (Section(None, items),)), out)
        return out

    def add_to_pack(self, turn: Turn, out: Path) -> int:
        """Adds an answer to the briefing pack at `out`, created if needed; returns how many answers it now has."""
        from assistant.briefing.append_answer import add_to_pack
        from assistant.briefing.pack import Item

        title = out.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        item, today = Item(turn.question, turn.answer), datetime.date.today()
        return len(add_to_pack(out, item, title=title, made=today, state=self._state()).items)

    def _state(self) -> str:
        from assistant.briefing.fingerprint import state

        with self._beside() as library:
            return state(library)

    @contextmanager
    def _beside(self) -> Iterator["Library"]:
        """A second view of the library, to read the catalogue while an answer is in progress."""
        with self._open() as library:
            yield library
