"""The journal beside a pack, and packs that grow by saving one answer after the other."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_packs import MADE, mixed, simple

from assistant.answer import Answer
from assistant.briefing.append_answer import add_to_pack
from assistant.briefing.journal import Journal, answer_from, journal_of, only_writer
from assistant.briefing.pack import Item
from ingest.errors import PolicyError


def save(out: Path, question: str, answer: Answer) -> None:
    add_to_pack(out, Item(question, answer), title="Saved", made=MADE, state="2 papers, 9 passages")


def test_what_was_kept_is_there_when_opened_again(tmp_path: Path):
    with Journal(tmp_path / "journal", {"model": "quotes"}) as journal:
        journal.add({"n": 1, "words": "a\u2028b\n"})
    with Journal(tmp_path / "journal", {"model": "another"}) as journal:
        assert journal.head["model"] == "quotes"
        assert journal.lines == [{"n": 1, "words": "a\u2028b\n"}]


@given(data=st.data())
def test_a_line_torn_anywhere_is_as_if_it_was_never_begun(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    path = tmp_path_factory.mktemp("torn") / "journal"
    with Journal(path, {"model": "quotes"}) as journal:
        journal.add({"n": 1})
        whole = path.stat().st_size
        journal.add({"n": 2, "words": "£" * 20})
    left = data.draw(st.integers(0, path.stat().st_size - 1))
    path.write_bytes(path.read_bytes()[:left])

    with Journal(path, {"model": "quotes"}) as journal:
        assert journal.lines == ([{"n": 1}] if left >= whole else [])
        journal.add({"n": 3})
    with Journal(path, {"model": "quotes"}) as journal:
        assert journal.lines[-1] == {"n": 3}


def test_a_journal_damaged_in_the_middle_is_told(tmp_path: Path):
    (tmp_path / "journal").write_text('{"form": 1}\nnonsense\n{"n": 1}\n')
    (tmp_path / "journal").chmod(0o600)
    with pytest.raises(PolicyError, match=r"line 2 of .* is damaged"):
        Journal(tmp_path / "journal", {})


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes elsewhere")
def test_a_journal_is_for_its_owner_alone(tmp_path: Path):
    before = os.umask(0)
    try:
        Journal(tmp_path / "journal", {}).close()
    finally:
        os.umask(before)
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o600


def test_an_answer_comes_back_from_what_was_kept_and_from_json():
    assert answer_from(mixed().model_dump(mode="json")) == mixed()
    assert answer_from(simple().as_json() | {"question": "?"}).citations == simple().citations
    with pytest.raises(PolicyError, match="this is not an answer: status"):
        answer_from({"question": "?", "status": "odd"})


def test_only_one_process_writes_a_pack(tmp_path: Path):
    with only_writer(tmp_path / "pack.md"), pytest.raises(PolicyError, match="another process"):
        save(tmp_path / "pack.md", "Who?", simple())


def test_saved_answers_gather_in_one_pack(tmp_path: Path):
    out = tmp_path / "pack.md"
    save(out, "Who?", simple())
    save(out, "What?", mixed())

    text = out.read_text("utf-8")
    assert "# Saved" in text
    assert text.index("Who?") < text.index("What?")
    assert "Answered by: quotes, made:model" in text
    assert journal_of(out).exists()
    out.unlink()
    save(out, "When?", simple())
    assert "Who?" in out.read_text("utf-8")


def test_a_file_that_somebody_else_made_is_never_overwritten(tmp_path: Path):
    out = tmp_path / "pack.md"
    out.write_text("mine")
    with pytest.raises(PolicyError, match="already exists"):
        save(out, "Who?", simple())
    assert out.read_text() == "mine"


def test_an_answer_is_not_saved_into_an_unfinished_batch(tmp_path: Path):
    Journal(journal_of(tmp_path / "pack.md"), {"kind": "batch"}).close()
    with pytest.raises(PolicyError, match="unfinished 'policy batch'"):
        save(tmp_path / "pack.md", "Who?", simple())
