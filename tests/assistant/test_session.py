"""The session behind the screen: answers as they come about, papers beside them, and what can go wrong."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import onnxruntime
import pytest
from conftest import take

from assistant.conversations.events import Step, Wrote
from assistant.conversations.store import Turn
from assistant.query.question import Question
from assistant.ranking import reader
from assistant.session import Session
from assistant.settings import ReaderName, Settings
from ingest.encode import DEFAULT
from ingest.errors import LibraryError, PolicyError, SettingsError
from ingest.library import Library, make_library, only_writer
from ingest.pending import note, settle
from ingest.vectors import INDEX

ROOT = Path(__file__).parents[2]
ASKED = "When does North East London plan to become a single CCG?"
PARKS = "# Parks\n\nThe parks board was set up in 2019.\n"


def never() -> threading.Event:
    return threading.Event()


def quiet(progress: Step | Wrote) -> None:
    pass


@pytest.fixture
def folder(digests: Library, tmp_path: Path) -> Path:
    """The folder of a library of the digests that nobody else has open."""
    folder = tmp_path / "library"
    shutil.copytree(digests.folder, folder)
    return folder


@pytest.fixture
def session(folder: Path, models: Path) -> Iterator[Session]:
    session = Session(lambda: Settings(library=folder, models=models, reader="quick"))
    yield session
    session.close()


@pytest.fixture
def empty(tmp_path: Path, models: Path) -> Iterator[Session]:
    session = Session(lambda: Settings(library=tmp_path / "new", models=models, reader="quick"))
    yield session
    session.close()


def test_an_answer_comes_with_its_steps_and_the_passages_that_were_read(session: Session):
    steps: list[str] = []
    answered = session.answer(Question(ASKED), lambda progress: steps.append(progress.name), never())  # type: ignore[union-attr]

    assert answered.answer.status == "answered"
    assert [step for step in steps if step in ("search", "quotes", "check")] == ["search", "quotes", "check"]
    assert answered.passages
    for citation in answered.answer.citations:
        paper, _ = session.paper(citation.paper)
        assert paper.text[citation.start : citation.end] == citation.quote
        assert any(
            read.paper == citation.paper and read.start <= citation.start and citation.end <= read.end
            for read in answered.passages
        )


@pytest.mark.parametrize("step", ["", "search", "quotes", "check"])
def test_an_answer_that_is_stopped_says_so_and_the_next_one_comes(session: Session, step: str):
    stop = threading.Event()
    if not step:
        stop.set()

    def tell(progress: Step | Wrote) -> None:
        if isinstance(progress, Step) and progress.name == step:
            stop.set()

    answered = session.answer(Question(ASKED), tell, stop)
    assert (answered.answer.status, answered.answer.statements) == ("stopped", ())
    assert bool(answered.passages) == (step in ("quotes", "check"))
    assert session.answer(Question(ASKED), quiet, never()).answer.status == "answered"


def test_an_empty_library_tells_the_cure(empty: Session):
    answer = empty.answer(Question("Who?"), quiet, never()).answer

    assert answer.status == "error"
    assert answer.error is not None
    assert "has no papers" in answer.error
    assert empty.papers() == []
    empty.load()


def test_an_encoder_that_can_not_be_opened_is_told_while_the_models_load(folder: Path, models: Path, tmp_path: Path):
    damaged = tmp_path / "models" / DEFAULT
    damaged.mkdir(parents=True)
    for name in ("encoder.json", "tokenizer.json"):
        shutil.copy(models / DEFAULT / name, damaged)
    (damaged / "encoder.onnx").write_bytes(b"no model")

    session = Session(lambda: Settings(library=folder, models=damaged.parent))
    with pytest.raises(LibraryError, match="encoder in"):
        session.load()


def test_settings_that_can_not_be_used_are_told(tmp_path: Path):
    def settings() -> Settings:
        raise SettingsError("unknown setting 'libary'", "did you mean library?")

    session = Session(settings)
    answer = session.answer(Question("Who?"), quiet, never()).answer
    assert answer.error == "unknown setting 'libary'. did you mean library?"
    with pytest.raises(SettingsError):
        session.papers()


def test_a_damaged_library_is_told_and_once_it_is_mended_questions_are_answered(session: Session, folder: Path):
    session.load()
    session.close()
    sound = (folder / "catalogue.db").read_bytes()
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "catalogue.db").write_bytes(b"no database" * 1000)

    answer = session.answer(Question(ASKED), quiet, never()).answer
    assert answer.status == "error"
    assert answer.error is not None
    assert "policy ingest --rebuild" in answer.error
    with pytest.raises(LibraryError):
        session.papers()

    (folder / "catalogue.db").write_bytes(sound)
    assert session.answer(Question(ASKED), quiet, never()).answer.status == "answered"


def test_papers_are_listed_opened_and_removed(session: Session):
    papers = session.papers()
    assert len(papers) == 5
    assert [each.paper.title for each in papers] == sorted(each.paper.title for each in papers)
    assert all(each.passages > 0 for each in papers)

    paper, blocks = session.paper(papers[0].paper.id)
    assert paper.text
    assert blocks
    before = session.library_state()
    session.remove(paper.id)
    assert session.library_state() != before
    assert paper.id not in [each.paper.id for each in session.papers()]
    with pytest.raises(LibraryError, match="no longer in the library"):
        session.paper(paper.id)


def test_a_removed_paper_is_not_quoted(session: Session):
    cited = session.answer(Question(ASKED), quiet, never()).answer.citations[0].paper
    session.remove(cited)

    answer = session.answer(Question(ASKED), quiet, never()).answer
    assert cited not in {citation.paper for citation in (*answer.citations, *answer.nearest)}


def test_papers_can_be_read_while_an_answer_is_under_way(session: Session):
    under_way, go_on = threading.Event(), threading.Event()

    def tell(progress: Step | Wrote) -> None:
        under_way.set()
        go_on.wait(120)

    session.load()
    thread = threading.Thread(target=session.answer, args=(Question(ASKED), tell, never()))
    thread.start()
    try:
        assert under_way.wait(120)
        assert len(session.papers()) == 5
        assert session.paper(session.papers()[0].paper.id)[1]
    finally:
        go_on.set()
        thread.join()


def test_files_are_taken_in_by_a_process_of_its_own(empty: Session, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "parks.md").write_text(PARKS, "utf-8")
    (folder / "odd [bold]\x1b name.md").write_text("# Odd\n\nThe odd board meets.\n", "utf-8")
    (folder / "film.mp4").write_bytes(b"film")
    (folder / "empty.md").touch()
    intake = empty.take_in([str(folder)])
    outcomes = list(intake)

    assert intake.files == 4
    told = {Path(outcome.location).name: (outcome.status, outcome.failed) for outcome in outcomes}
    assert told == {
        "parks.md": ("added", False),
        "odd [bold]\x1b name.md": ("added", False),
        "film.mp4": ("skipped", False),
        "empty.md": ("skipped", True),
    }
    assert sorted(each.paper.title for each in empty.papers()) == ["Odd", "Parks"]
    assert "2019" in empty.answer(Question("When was the parks board set up?"), quiet, never()).answer.text


def test_a_library_that_has_lost_vectors_is_not_answered_from_by_an_engine_that_was_warm(
    session: Session, folder: Path, models: Path
):
    with Library(folder, DEFAULT, models) as library:
        library.vectors.remove(sorted(library.catalogue.passage_ids())[:3])
    session.load()
    answer = session.answer(Question("When does North East London plan to become a single CCG?"), quiet, never()).answer

    assert answer.status == "error"
    assert "has lost 3 of its vectors" in answer.error


def test_what_is_taken_in_is_answered_from_by_an_engine_that_was_open(session: Session, tmp_path: Path):
    session.load()
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    assert [outcome.status for outcome in session.take_in([str(tmp_path / "parks.md")])] == ["added"]

    answer = session.answer(Question("When was the parks board set up?"), quiet, never()).answer
    assert answer.citations[0].document == "parks.md"


def test_a_place_that_is_not_there_is_an_outcome_even_if_it_looks_like_an_option(empty: Session, tmp_path: Path):
    nowhere, option = empty.take_in([str(tmp_path / "nowhere"), "--prune"])

    assert (nowhere.status, nowhere.failed) == ("skipped", True)
    assert "could not be read" in nowhere.reason
    assert option.status == "skipped"
    assert option.location.endswith("--prune")


def test_a_library_that_another_process_writes_to_is_told(session: Session, folder: Path, tmp_path: Path):
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    held = (
        "import sys, time; from pathlib import Path; from ingest.library import only_writer\n"
        "with only_writer(Path(sys.argv[1])):\n print('held', flush=True); time.sleep(60)"
    )
    root = str(Path(__file__).parents[2])
    holder = subprocess.Popen(
        [sys.executable, "-c", held, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            with pytest.raises(PolicyError, match=f"process {holder.pid} is writing to this library") as told:
                list(session.take_in([str(tmp_path / "parks.md")]))
            assert "wait until it has finished" in told.value.cure
            with pytest.raises(LibraryError, match="is writing to this library"):
                session.remove(session.papers()[0].paper.id)
            assert session.answer(Question(ASKED), quiet, never()).answer.status == "answered"
        finally:
            holder.send_signal(signal.SIGKILL)
    assert len(session.papers()) == 5


def test_an_ingest_that_is_stopped_leaves_a_sound_library(session: Session, folder: Path, tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    for n in range(60):
        words = "\n\n".join(f"The board numbered {n} and {k} meets in May to hear of the parks." for k in range(40))
        (papers / f"{n:03}.md").write_text(f"# Paper {n}\n\n{words}\n", "utf-8")
    intake = session.take_in([str(papers)])
    taken = []
    for outcome in intake:
        taken.append(outcome)
        if len(taken) == 2:
            intake.stop()

    assert 2 <= len(taken) < 60
    held = {each.paper.title for each in session.papers()}
    assert {outcome.title for outcome in taken} <= held
    asked = "When is the single CCG for north east London planned?"
    assert session.answer(Question(asked), quiet, never()).answer.status == "answered"
    with only_writer(folder):
        pass
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    assert [outcome.status for outcome in session.take_in([str(tmp_path / "parks.md")])] == ["added"]
    with Library(folder, session.settings.encoder, session.settings.models) as library:
        assert library.catalogue.faults() == []
        assert library.vectors.ids() == library.catalogue.passage_ids()


def test_a_library_that_is_moved_away_is_told_and_never_made_empty(session: Session, folder: Path, tmp_path: Path):
    session.load()
    kept = session.conversations.start(ASKED)
    answered = session.answer(Question(ASKED), quiet, never()).answer
    folder.rename(tmp_path / "moved")

    answer = session.answer(Question(ASKED), quiet, never()).answer
    assert answer.status == "error"
    assert "moved or deleted" in (answer.error or "")
    for deed in (
        session.load,
        session.papers,
        lambda: session.remove("any"),
        lambda: session.take_in([str(tmp_path)]),
        lambda: session.conversations.keep(kept, ASKED, answered),
    ):
        with pytest.raises(LibraryError, match="moved or deleted"):
            deed()
    assert not folder.exists()

    (tmp_path / "moved").rename(folder)
    assert session.answer(Question(ASKED), quiet, never()).answer.status == "answered"
    assert session.conversations.keep(kept, ASKED, answered).id


def test_a_library_that_is_being_made_again_is_not_answered_from(session: Session, folder: Path):
    session.load()
    note(folder, ["/x/parks.md"])
    answer = session.answer(Question(ASKED), quiet, never()).answer

    assert answer.status == "error"
    assert "being rebuilt" in (answer.error or "")
    settle(folder)
    assert session.answer(Question(ASKED), quiet, never()).answer.status == "answered"


def test_a_library_that_was_made_again_is_removed_from_without_loss(empty: Session, tmp_path: Path):
    """What is removed goes from the library that stands there now, not from the one that was opened."""
    folder = empty.settings.library
    for name, words in {"parks.md": PARKS, "quay.md": PARKS.replace("arks", "iers")}.items():
        (tmp_path / name).write_text(words, "utf-8")
    with Library(make_library(folder), DEFAULT, empty.settings.models) as library:
        take(library, tmp_path / "parks.md", tmp_path / "quay.md")
    empty.load()
    assert policy("ingest", "--rebuild", "--library", str(folder)).returncode == 0

    parks = next(each.paper.id for each in empty.papers() if each.paper.title == "Parks")
    empty.remove(parks)
    answer = empty.answer(Question("When was the piers board set up?"), quiet, never()).answer
    assert [citation.document for citation in answer.citations] == ["quay.md"]
    with Library(folder, DEFAULT, empty.settings.models) as library:
        assert library.vectors.ids() == library.catalogue.passage_ids()
        assert library.vectors.unfindable() == set()


def test_what_others_take_in_survives_a_removal_on_an_open_screen(
    empty: Session, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
):
    """An open Chroma that is not opened anew would write its older index over theirs."""
    monkeypatch.setitem(INDEX["hnsw"], "batch_size", 4)  # as with thousands of passages, the index is written
    monkeypatch.setitem(INDEX["hnsw"], "sync_threshold", 8)
    folder, papers, more = empty.settings.library, tmp_path / "papers", tmp_path / "more"
    write_piers(papers, range(12))
    with Library(make_library(folder), DEFAULT, models) as library:
        take(library, papers)
    empty.load()
    write_piers(more, range(12, 40))
    assert policy("ingest", str(more), "--library", str(folder)).returncode == 0

    for n in range(10):
        empty.remove(next(each.paper.id for each in empty.papers() if each.paper.title == f"Pier {n}"))
    with Library(folder, DEFAULT, models) as library:
        assert len(library.catalogue.passage_ids()) == 30
        assert library.vectors.ids() == library.catalogue.passage_ids()
        assert library.vectors.unfindable() == set()


def write_piers(folder: Path, numbers: range) -> None:
    folder.mkdir()
    for n in numbers:
        (folder / f"{n}.md").write_text(f"# Pier {n}\n\nPier number {n} was built in {1900 + n}.\n", "utf-8")


def policy(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "assistant", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240)


def test_stopping_what_has_ended_does_nothing(empty: Session, tmp_path: Path):
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    intake = empty.take_in([str(tmp_path / "parks.md")])
    list(intake)
    intake.stop()

    assert len(empty.papers()) == 1


def test_the_session_is_made_before_anything_heavy_is_imported():
    code = (
        "import sys\nfrom assistant.session import Session\nSession(lambda: None)\n"
        "print(sorted({'torch', 'chromadb', 'langchain_core', 'onnxruntime', 'numpy', 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=240)

    assert (ran.stdout, ran.stderr) == ("[]\n", "")


@pytest.mark.parametrize(("reader_name", "models_read"), [("quick", 1), ("careful", 2)])
def test_the_first_question_opens_no_model_once_they_are_loaded(
    folder: Path,
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader_name: ReaderName,
    models_read: int,
):
    opened: list[Path] = []

    class Opened(onnxruntime.InferenceSession):  # type: ignore[misc]
        def __init__(self, model: Path, *given: object, **named: object):
            opened.append(model)
            super().__init__(model, *given, **named)

    monkeypatch.setattr(onnxruntime, "InferenceSession", Opened)
    reader.load_reader.cache_clear()
    monkeypatch.setattr("assistant.pipeline.load_reader", reader.load_reader)  # not one that reads nothing twice
    (tmp_path / "models").symlink_to(models)  # so that the encoder is not the one that all tests share
    session = Session(lambda: Settings(library=folder, models=tmp_path / "models", reader=reader_name))
    session.load()
    loaded = [path.name for path in opened]
    answered = session.answer(Question(ASKED), quiet, never()).answer
    session.close()

    assert sorted(loaded) == ["encoder.onnx", *["model_int8.onnx"] * models_read]
    assert answered.status == "answered"
    assert len(opened) == 1 + models_read


def test_an_exported_conversation_has_the_questions_about_the_papers_alone(session: Session, tmp_path: Path):
    turns = [
        Turn(n, text, session.answer(Question(text), quiet, never()).answer) for n, text in enumerate([ASKED, "thanks"])
    ]

    text = session.export("Talk", turns, tmp_path / "talk.md").read_text("utf-8")
    assert ASKED in text
    assert "thanks" not in text
