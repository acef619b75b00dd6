"""A suite that somebody else made: which papers it may name, and what lies in it instead of files."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import cli
from assistant.settings import load_settings
from evals.libraries import key, library_of
from evals.proposals.init import about
from evals.suites import from_folder
from ingest.errors import PolicyError
from ingest.weights import DEFAULT

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices as elsewhere they are not"),
    pytest.mark.timeout(120),
]
PAY = "# Payroll\n\nThe salary of the chair is 91,000 pounds.\n"
MINUTES = "# Minutes\n\nThe board meets every second Tuesday in Leeds.\n"
ASKED = {"id": "q1", "kind": "unanswerable", "question": "Who is the treasurer of Bath?", "answerable": False}


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite of one question and one paper, beside a home that holds what is nobody's business."""
    home, folder = tmp_path / "home", tmp_path / "suite"
    home.mkdir()
    folder.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (home / "payroll.txt").write_text(PAY)
    (folder / "minutes.md").write_text(MINUTES)
    (folder / "questions.jsonl").write_text(json.dumps(ASKED))
    return folder


def naming(folder: Path, *papers: str) -> None:
    (folder / "suite.toml").write_text(f"papers = {json.dumps(papers)}\n")


def held(folder: Path, work: Path) -> set[str]:
    """The names of the papers that the suite's library holds."""
    with library_of(from_folder(folder).papers, load_settings(), work) as library:
        return {paper.document for paper in library.catalogue.papers()}


@pytest.mark.parametrize("paper", ["~/payroll.txt", "{home}/payroll.txt", "../home/payroll.txt", "../home", "link.txt"])
def test_papers_elsewhere_are_read_only_once_the_suite_is_allowed(suite: Path, tmp_path: Path, paper: str, monkeypatch):
    (suite / "link.txt").symlink_to(tmp_path / "home" / "payroll.txt")
    naming(suite, "minutes.md", paper.format(home=tmp_path / "home"))

    with pytest.raises(
        PolicyError, match=r"names papers outside its folder, such as .*, which you have not"
    ) as refusal:
        from_folder(suite)
    assert f"cd {suite} && policy allow" in refusal.value.cure

    monkeypatch.chdir(suite)
    said = CliRunner().invoke(cli, ["allow"], catch_exceptions=False)
    assert paper.format(home=tmp_path / "home") in said.output
    assert len(held(suite, tmp_path / "work")) == 2
    naming(suite, paper.format(home=tmp_path / "home"))
    with pytest.raises(PolicyError, match="which you have not allowed"):
        from_folder(suite)


def test_what_was_allowed_counts_in_that_folder_alone(suite: Path, tmp_path: Path, monkeypatch):
    mine = tmp_path / "mine"
    mine.mkdir()
    naming(mine, "../payroll.txt")
    monkeypatch.chdir(mine)
    CliRunner().invoke(cli, ["allow"], catch_exceptions=False)
    (suite / "suite.toml").symlink_to(mine / "suite.toml")

    with pytest.raises(PolicyError, match="which you have not allowed"):
        from_folder(suite)


def test_links_out_of_a_suite_without_a_list_of_papers_are_passed_over(suite: Path, tmp_path: Path):
    (suite / "link.txt").symlink_to(tmp_path / "home" / "payroll.txt")
    (suite / "endless.txt").symlink_to("/dev/zero")
    os.mkfifo(suite / "pipe.txt")

    assert held(suite, tmp_path / "work") == {"minutes.md"}


@pytest.mark.parametrize("name", ["pipe.txt", "endless.txt"])
def test_what_is_no_file_is_not_read_however_it_is_named(suite: Path, tmp_path: Path, name: str, monkeypatch):
    os.mkfifo(suite / "pipe.txt")
    (suite / "endless.txt").symlink_to("/dev/zero")
    naming(suite, "minutes.md", name)
    monkeypatch.chdir(suite)
    CliRunner().invoke(cli, ["allow"], catch_exceptions=False)

    assert held(suite, tmp_path / "work") == {"minutes.md"}


@pytest.mark.parametrize("name", ["suite.toml", "questions.jsonl"])
def test_a_device_or_a_pipe_is_neither_a_suite_nor_its_questions(suite: Path, name: str):
    (suite / name).unlink(missing_ok=True)
    (suite / name).symlink_to("/dev/zero")
    with pytest.raises(PolicyError, match=rf"{name}"):
        from_folder(suite)
    (suite / name).unlink()
    os.mkfifo(suite / name)
    with pytest.raises(PolicyError, match=rf"{name}"):
        from_folder(suite)


@pytest.mark.parametrize("held", ['papers = ["a\\u0000b"]', f"papers = {'[' * 50_000}"])
def test_a_suite_that_can_not_be_read_says_so(suite: Path, held: str):
    (suite / "suite.toml").write_text(held)
    with pytest.raises(PolicyError, match=r"suite\.toml could not be read"):
        from_folder(suite)


def test_papers_that_are_named_may_lie_in_folders_of_the_suite(suite: Path, tmp_path: Path):
    (suite / "more").mkdir()
    (suite / "more" / "rules.md").write_text("# Rules\n\nVisitors sign in at the gate.\n")
    naming(suite, "minutes.md", "more", str(suite / "more" / "rules.md"))

    assert held(suite, tmp_path / "work") == {"minutes.md", "rules.md"}


def test_the_list_of_papers_that_we_write_ourselves_can_be_read(suite: Path):
    (suite / "suite.toml").write_text(about(suite, [str(suite / 'a "quoted" name.md')]))
    assert [path.name for path in from_folder(suite).papers] == ['a "quoted" name.md']


def test_no_file_name_passes_for_the_papers_of_another_suite(tmp_path: Path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "two" / name).write_text("The gates open at dawn.\n", "utf-8")
    held = hashlib.sha256(b"The gates open at dawn.\n").hexdigest()
    (tmp_path / "one" / f"a.txt\n{held}\nb.txt").write_text("The gates open at dawn.\n", "utf-8")

    assert key([str(tmp_path / "one")], DEFAULT, 1000) != key([str(tmp_path / "two")], DEFAULT, 1000)
