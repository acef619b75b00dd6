"""The conversations that are kept: on the disk when a call returns, whoever else writes, and whatever happens then."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Statement
from assistant.conversations.store import TITLE, Conversations, Rating, ReadPassage, Turn, history
from ingest.errors import LibraryError

ROOT = Path(__file__).parents[2]
QUOTE = "The parks board was set up in 2019."


def answer(question: str, text: str = QUOTE) -> Answer:
    citation = Citation(
        n=1,
        document="parks.md",
        paper="p1",
        title="Parks",
        organisation=None,
        date=None,
        headings=("Parks",),
        number="1.1",
        page=None,
        quote=text,
        start=0,
        end=len(text),
    )
    statement = Statement(text=text, citations=(1,), support="quoted")
    return Answer(question=question, status="answered", statements=(statement,), citations=(citation,), confidence=0.7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "conversations.db"


@pytest.fixture
def kept(path: Path) -> Conversations:
    return Conversations(path)


def talk(kept: Conversations, *questions: str) -> int:
    conversation = kept.start(questions[0])
    for question in questions:
        kept.keep(conversation, question, answer(question))
    return conversation


def titles(kept: Conversations, sought: str = "") -> list[str]:
    return [each.title for each in kept.find(sought)]


def test_what_was_kept_is_there_for_the_next_program(kept: Conversations, path: Path):
    conversation = kept.start("When was it set up?")
    first = kept.keep(conversation, "When was it set up?", answer("When?"), ("p1", "p2"), [ReadPassage("p1", 3, 9)])
    second = kept.keep(conversation, "And why?", answer("And why?", "Since “é’ – 漢👍"))
    kept.rate(first.id, Rating(False, "It was 2018"))

    assert Conversations(path).turns(conversation) == [
        Turn(
            first.id,
            "When was it set up?",
            answer("When?"),
            ("p1", "p2"),
            (ReadPassage("p1", 3, 9),),
            Rating(False, "It was 2018"),
        ),
        second,
    ]
    (listed,) = Conversations(path).find()
    assert (listed.id, listed.title, listed.turns) == (conversation, "When was it set up?", 2)
    assert listed.changed.tzinfo is not None


def test_before_anything_was_asked_there_is_nothing(kept: Conversations):
    assert (kept.find(), kept.turns(1), kept.rated(), kept.before(1)) == ([], [], [], [])


def test_a_conversation_is_named_after_its_first_question_on_one_line(kept: Conversations):
    talk(kept, "Who\n meets\tin May?")
    talk(kept, "word " * 100)
    talk(kept, "x" * 500)

    assert titles(kept)[2] == "Who meets in May?"
    assert all(len(title) <= TITLE + 2 and title.endswith(" …") for title in titles(kept)[:2])


def test_a_conversation_that_began_with_hello_is_named_after_its_first_question(kept: Conversations):
    hello = Answer(question="hello", status="replied", reply="Hello.")
    greeted, named = kept.start("hello"), kept.start("hello")
    for conversation in (greeted, named):
        kept.keep(conversation, "hello", hello)
    assert titles(kept) == ["hello", "hello"]
    kept.rename(named, "My talk")

    for conversation in (greeted, named):
        kept.keep(conversation, "Who  meets?", answer("Who meets?"))
        kept.keep(conversation, "thanks", hello)
        kept.keep(conversation, "And when?", answer("And when?"))
    assert titles(kept) == ["My talk", "Who meets?"]


def test_a_conversation_without_an_answer_is_not_listed(kept: Conversations):
    kept.start("Who?")

    assert kept.find() == []


def test_the_one_that_was_changed_last_comes_first(kept: Conversations):
    first, second = talk(kept, "One?"), talk(kept, "Two?")
    assert [each.id for each in kept.find()] == [second, first]


def test_a_clock_that_is_set_back_does_not_bury_the_last_one(kept: Conversations, monkeypatch: pytest.MonkeyPatch):
    talk(kept, "First?")
    monkeypatch.setattr("assistant.conversations.store._now", lambda: "2001-01-01T00:00:00+00:00")
    talk(kept, "Second?")

    assert titles(kept) == ["Second?", "First?"]


def test_titles_questions_and_answers_are_searched_for_all_words(kept: Conversations):
    talk(kept, "Who meets in May?", "And in June?")
    conversation = talk(kept, "What does the quay cost?")
    kept.rename(conversation, "Harbour")

    assert titles(kept, "june") == ["Who meets in May?"]
    assert titles(kept, "harbour QUAY") == ["Harbour"]
    assert titles(kept, "parks board 2019") == ["Harbour", "Who meets in May?"]
    assert titles(kept, "june quay") == []


def test_signs_of_the_search_language_are_letters(kept: Conversations):
    for question in ("Is it 100% sure?", "What is a_b?", "What is aXb?", "Wow! Really?", 'Who said "now"?', "It's off"):
        talk(kept, question)

    assert titles(kept, "%") == ["Is it 100% sure?"]
    assert titles(kept, "0%s") == []
    assert titles(kept, "0%") == ["Is it 100% sure?"]
    assert titles(kept, "a_b") == ["What is a_b?"]
    assert titles(kept, "w!") == ["Wow! Really?"]
    assert titles(kept, '"now"') == ['Who said "now"?']
    assert titles(kept, "it's") == ["It's off"]


def test_what_the_store_writes_around_an_answer_is_not_found(kept: Conversations):
    talk(kept, "Who?")

    assert titles(kept, "support") == []
    assert titles(kept, "confidence") == []


def test_a_conversation_is_renamed(kept: Conversations):
    conversation = talk(kept, "Who?")
    kept.rename(conversation, "[bold]Members")

    assert titles(kept) == ["[bold]Members"]


def test_what_is_deleted_comes_back_until_the_bin_is_emptied(kept: Conversations, path: Path):
    first, second = talk(kept, "Secret one?"), talk(kept, "Two?")
    (turn,) = kept.turns(first)
    kept.rate(turn.id, Rating(True, "hush"))
    kept.delete(first)
    assert titles(kept) == ["Two?"]
    assert kept.rated() == []
    kept.restore(first)
    assert titles(kept) == ["Two?", "Secret one?"]
    assert [each.id for each in kept.rated()] == [turn.id]

    kept.delete(first)
    kept.empty_bin()
    kept.restore(first)
    assert titles(kept) == ["Two?"]
    assert kept.turns(first) == []
    assert len(kept.turns(second)) == 1
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM judgments").fetchone() == (0,)


def test_no_word_of_what_was_deleted_stays_on_the_disk(kept: Conversations, path: Path):
    """SQLite's secure_delete alone leaves some in the unused room of pages, and in the log that another keeps open."""
    talks = {}
    for n in range(120):
        talks[f"question{n}secret?"] = conversation = talk(kept, f"question{n}secret?")
        for follow_up in range(n % 5):
            kept.keep(conversation, "And " + "why so? " * n, answer(f"question{n}secret? " * follow_up))
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT count(*) FROM turns").fetchone()
        for question in list(talks)[::2]:
            kept.delete(talks.pop(question))
        kept.empty_bin()
        held = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert [n for n in range(0, 120, 2) if f"question{n}secret".encode() in held] == []
    assert all(question.encode() in held for question in talks)


def test_a_judgment_takes_the_place_of_the_one_before_and_can_be_taken_back(kept: Conversations):
    (turn,) = kept.turns(talk(kept, "Who?"))
    kept.rate(turn.id, Rating(True))
    kept.rate(turn.id, Rating(False, "no"))
    assert kept.rated()[0].rating == Rating(False, "no")

    kept.rate(turn.id, None)
    assert kept.rated() == []


def test_what_was_asked_before_a_turn_is_that_of_its_own_conversation(kept: Conversations):
    first = kept.start("One?")
    kept.keep(first, "One?", answer("One?"))
    talk(kept, "Other?")
    turn = kept.keep(first, "Two?", answer("Two?"))

    assert [each.question for each in kept.before(turn.id)] == ["One?"]


def test_a_follow_up_goes_on_from_what_was_answered_or_refused():
    stopped = Answer(question="Three?", status="stopped")
    turns = [
        Turn(1, "One?", answer("One?")),
        Turn(2, "Two?", Answer(question="Two?", status="not_found")),
        Turn(3, "Three?", stopped),
        Turn(4, "Four?", Answer(question="Four?", status="error", error="No disk")),
    ]

    assert history(turns) == (("One?", f"{QUOTE} [1]"), ("Two?", ""))


def test_the_file_is_for_its_owner_alone(kept: Conversations, path: Path):
    before = os.umask(0)
    try:
        talk(kept, "Who?")
        with kept._open():
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_many_threads_write_at_once(kept: Conversations):
    conversation = kept.start("Who?")
    faults: list[Exception] = []

    def write(n: int) -> None:
        try:
            for k in range(10):
                kept.keep(conversation, f"{n}.{k}?", answer("Who?"))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(kept.turns(conversation)) == 40


WRITER = """
import sys, os, signal
from pathlib import Path
from assistant.answer import Answer
from assistant.conversations.store import Conversations

kept = Conversations(Path(sys.argv[1]))
conversation = kept.start(sys.argv[2])
for n in range(int(sys.argv[3])):
    kept.keep(conversation, f"{sys.argv[2]} {n}", Answer(question="Who?", status="not_found"))
print(conversation, flush=True)
if "kill" in sys.argv:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def writer(path: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(path), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_two_processes_that_begin_at_once_both_keep_everything(kept: Conversations, path: Path):
    running = [writer(path, name, "20") for name in ("one", "two")]
    told = [process.communicate(timeout=240) for process in running]

    assert [error for _, error in told] == ["", ""]
    assert sorted((each.title, each.turns) for each in kept.find()) == [("one", 20), ("two", 20)]


def test_a_kill_right_after_an_answer_was_kept_loses_nothing(kept: Conversations, path: Path):
    process = writer(path, "one", "3", "kill")
    out, _ = process.communicate(timeout=240)

    assert process.returncode == -signal.SIGKILL
    assert [turn.question for turn in kept.turns(int(out))] == ["one 0", "one 1", "one 2"]
    kept.keep(int(out), "and on", answer("and on"))
    assert kept.find()[0].turns == 4


@pytest.mark.parametrize("contents", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_with_the_cure(kept: Conversations, path: Path, contents: bytes):
    path.parent.mkdir()
    path.write_bytes(contents)

    for call in (kept.find, lambda: kept.start("Who?"), lambda: kept.turns(1), kept.empty_bin):
        with pytest.raises(LibraryError, match="can't be used") as told:
            call()
        assert "move it away" in told.value.cure
    path.unlink()
    assert talk(kept, "Who?") == 1


def test_a_file_of_a_newer_version_is_left_alone(kept: Conversations, path: Path):
    talk(kept, "Who?")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()

    with pytest.raises(LibraryError, match="newer version"):
        kept.find()


def test_a_place_where_nothing_can_be_kept_is_told(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(LibraryError, match="can't be used"):
        Conversations(tmp_path / "file" / "conversations.db").find()


def test_a_thousand_answers_are_read_in_a_moment(kept: Conversations):
    conversation = kept.start("Who?")
    kept.keep(conversation, "Who?", answer("Who?"))
    with kept._open() as db:
        db.executemany(
            "INSERT INTO turns (conversation, question, papers, answer, passages, asked)"
            " SELECT conversation, ?, papers, answer, passages, asked FROM turns WHERE id = 1",
            [(f"{n}?",) for n in range(1000)],
        )
    started = time.thread_time()

    assert len(kept.turns(conversation)) == 1001
    assert len(kept.find("parks")) == 1
    assert time.thread_time() - started < 2


def test_what_is_answered_in_a_conversation_that_another_screen_deleted_is_kept(kept: Conversations, path: Path):
    other = Conversations(path)
    conversation = talk(kept, "Who?")
    other.delete(conversation)
    kept.keep(conversation, "And when?", answer("And when?"))
    assert [each.question for each in kept.turns(conversation)] == ["Who?", "And when?"]
    assert [each.id for each in other.find()] == [conversation]

    other.delete(conversation)
    other.empty_bin()
    kept.keep(conversation, "And where?", answer("And where?"))
    assert [(each.id, each.title) for each in other.find()] == [(conversation, "And where?")]
