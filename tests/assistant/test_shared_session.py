"""The screen of one of several people: conversations of their own, all logged, and nothing changed but by an owner."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.query.question import Question
from assistant.service.people import People
from assistant.service.record import Record
from assistant.session import Session
from assistant.settings import Settings
from assistant.shared_session import SharedSession
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.permissions import make_private, open_to_others

ASKED = Question("When does North East London plan to become a single CCG?")


@pytest.fixture
def folder(library: Library) -> Path:
    return library.folder


@pytest.fixture
def enter(folder: Path, models: Path) -> Callable[..., SharedSession]:
    """Makes somebody a token and opens a screen for them."""

    def entered(name: str, owner: bool = False) -> SharedSession:
        person = People(folder).known(People(folder).add(name, owner))
        assert person
        return SharedSession(lambda: Settings(library=folder, models=models, reader="quick"), person.id)

    return entered


def test_nobody_sees_the_conversations_of_another(enter: Callable[..., SharedSession], folder: Path, models: Path):
    ann, ben = enter("ann"), enter("ben")
    own = Session(lambda: Settings(library=folder, models=models, reader="quick"))
    for session in (ann, own):
        kept = session.conversations
        kept.keep(kept.start("Who?"), "Who?", Answer(question="Who?", status="not_found"))

    assert len(ann.conversations.find()) == len(own.conversations.find()) == 1
    assert ben.conversations.find() == []
    People(folder).revoke("ann")
    assert enter("ann").conversations.find() == []  # somebody else of that name


def test_the_files_of_conversations_belong_to_the_library_and_are_private(enter: Callable, folder: Path):
    enter("ann").conversations.start("Who?")
    (folder / "conversations-1.db").chmod(0o644)
    (folder / "conversations-of-mine.txt").write_text("mine")
    (folder / "conversations-of-mine.txt").chmod(0o644)

    assert folder / "conversations-1.db" in open_to_others(folder)
    make_private(folder)
    assert not open_to_others(folder)
    assert (folder / "conversations-of-mine.txt").stat().st_mode & 0o044


def test_only_an_owner_changes_the_library_or_writes_files(enter: Callable[..., SharedSession], tmp_path: Path):
    ben = enter("ben")
    for change in (
        lambda: ben.remove("x"),
        lambda: ben.correct("x", None),
        lambda: ben.take_in([str(tmp_path)]),
        lambda: ben.export("Talk", [], tmp_path / "talk.md"),
        lambda: ben.add_to_pack(None, tmp_path / "pack.md"),  # type: ignore[arg-type]
        ben.need_owner,
    ):
        with pytest.raises(PolicyError, match="only an owner"):
            change()
    assert not list(tmp_path.glob("*.md"))

    ann = enter("ann", owner=True)
    assert ann.export("Talk", [], tmp_path / "talk.md").exists()


def test_what_is_asked_is_logged_by_name(enter: Callable[..., SharedSession], folder: Path):
    ann = enter("ann")
    answered = ann.answer(ASKED, lambda event: None, threading.Event())

    assert answered.answer.status == "error"  # there are no papers
    (entry,) = Record(folder, 30).entries()
    assert (entry.person, entry.through, entry.question, entry.status) == ("ann", "serve", ASKED.text, "error")


def test_whose_token_is_revoked_is_told(enter: Callable[..., SharedSession], folder: Path):
    ann = enter("ann")
    People(folder).revoke("ann")
    with pytest.raises(PolicyError, match="has been revoked"):
        ann.conversations.find()
