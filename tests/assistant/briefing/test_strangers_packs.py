"""Packs in a folder where others may write: nothing that they have put there is followed, cut, or believed."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from made_packs import MADE, pack, simple

from assistant.briefing.append_answer import add_to_pack
from assistant.briefing.journal import Journal, journal_of, only_writer
from assistant.briefing.pack import Item
from assistant.briefing.write import write_pack
from evals.proposals.init import write_lines
from ingest.errors import PolicyError

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes as elsewhere they are not"),
    pytest.mark.timeout(120),
]
WORDS = "what somebody has written\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared" / "pack.md"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A file that a link leads to."""
    (tmp_path / "theirs").write_text(WORDS)
    return tmp_path / "theirs"


def save(out: Path) -> None:
    add_to_pack(out, Item("Who?", simple()), title="Saved", made=MADE, state="2 papers, 9 passages")


def plant(kind: str, path: Path, theirs: Path) -> None:
    match kind:
        case "link":
            path.symlink_to(theirs)
        case "link to nowhere":
            path.symlink_to(theirs.with_name("nowhere"))
        case "hard link":
            path.hardlink_to(theirs)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()


KINDS = ["link", "link to nowhere", "hard link", "pipe", "folder"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_journal_that_is_no_file_of_ours_is_refused_and_stays(kind: str, out: Path, theirs: Path):
    theirs.chmod(0o600)
    plant(kind, journal_of(out), theirs)
    before = journal_of(out).lstat()

    with pytest.raises(PolicyError, match=r"pack\.md\.journal can't be used: ") as refusal:
        save(out)
    assert "move it away" in refusal.value.cure
    assert theirs.read_text() == WORDS
    assert os.path.samestat(journal_of(out).lstat(), before)
    assert not theirs.with_name("nowhere").exists()
    assert not out.exists()


@pytest.mark.parametrize("name", [".pack.md.draft", ".pack.md.lock", "pack.md.part"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_through_what_lies_beside_a_pack(kind: str, name: str, out: Path, theirs: Path):
    plant(kind, out.with_name(name), theirs)
    for writing in (lambda: save(out), lambda: write_pack(pack(Item("Who?", simple())), out)):
        with suppress(PolicyError):  # of a lock that is none
            writing()
    write_lines(out, [{"id": "1"}])
    assert theirs.read_text() == WORDS
    assert not theirs.with_name("nowhere").exists()


@pytest.mark.parametrize("kind", ["link", "link to nowhere", "pipe", "folder"])
def test_a_lock_that_is_none_is_told(kind: str, out: Path, theirs: Path):
    plant(kind, out.with_name(".pack.md.lock"), theirs)
    with pytest.raises(PolicyError, match=r"the lock .*\.pack\.md\.lock can't be used: it is a ") as refusal:
        save(out)
    assert "move it away" in refusal.value.cure


@pytest.mark.parametrize("kind", ["link", "link to nowhere", "pipe", "folder"])
def test_a_pack_takes_the_place_of_files_alone(kind: str, out: Path, theirs: Path):
    plant(kind, out, theirs)
    before = out.lstat()
    for writing in (lambda: save(out), lambda: write_pack(pack(Item("Who?", simple())), out)):
        with pytest.raises(PolicyError, match="can't be written: it is a ") as refusal:
            writing()
        assert kind.split()[0] in str(refusal.value)
    assert os.path.samestat(out.lstat(), before)
    assert theirs.read_text() == WORDS


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602])
def test_a_journal_that_others_can_open_is_refused_until_it_is_closed_to_them(mode: int, out: Path):
    save(out)
    journal_of(out).chmod(mode)
    with pytest.raises(PolicyError, match="others can read or write it") as refusal:
        save(out)
    assert f"chmod 600 {journal_of(out)}" in refusal.value.cure

    journal_of(out).chmod(0o600)
    save(out)
    assert out.read_text("utf-8").count("Who?") >= 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_a_journal_of_another_user_is_not_believed(out: Path):
    save(out)
    kept = journal_of(out).read_bytes()
    os.chown(journal_of(out), 65534, -1)
    with pytest.raises(PolicyError, match="it belongs to another user"):
        save(out)
    assert journal_of(out).read_bytes() == kept


@pytest.mark.parametrize("content", [WORDS, WORDS.strip(), '{"n": 1}\n', '{"n": 1', "\n", '{"form": 9}\n', "{}\n{"])
def test_a_file_that_is_no_journal_is_not_cut(content: str, out: Path):
    journal_of(out).write_text(content)
    journal_of(out).chmod(0o600)
    with pytest.raises(PolicyError, match=r"is not a policy journal|another version"):
        Journal(journal_of(out), {})
    assert journal_of(out).read_text() == content


def test_a_pack_follows_the_umask_and_its_journal_does_not(out: Path):
    before = os.umask(0o027)
    try:
        save(out)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out, journal_of(out))] == [0o640, 0o600]


def test_what_a_kill_has_left_of_a_draft_is_taken_away(out: Path):
    left, theirs = out.with_name(".pack.md.0a1b2c3d.draft"), out.with_name(".pack.md.of-mine.draft")
    left.touch()
    theirs.touch()
    with only_writer(out):
        assert not left.exists()
        assert theirs.exists()
