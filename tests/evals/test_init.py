"""`policy eval init`: nothing that a person has decided is lost, and only what is accepted counts."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import cli
from assistant.settings import Settings
from evals.proposals.init import merge, read_lines, run_init, write_lines
from evals.proposals.review import Find, place_of, review
from evals.suites import from_folder
from ingest.errors import LibraryError, PolicyError
from ingest.library import Library
from tests.conftest import ROOT


@pytest.fixture
def settings(digests: Library, models: Path) -> Settings:
    return Settings(library=digests.folder, models=models)


@pytest.fixture
def suite(settings: Settings, tmp_path: Path) -> Path:
    """A folder with ten proposals."""
    run_init(settings, tmp_path / "own", count=10, every=True)
    return tmp_path / "own"


def line(id: str, **more) -> dict:
    return {"id": id, "kind": "factoid", "question": "Who?", "answer": "We.", "facts": ["we"], "evidence": [],
            "answerable": True} | more  # fmt: skip


def answering(keys: str, path: Path, find: Find = lambda words: None) -> str:
    """What is printed when a person presses these keys."""
    lines = read_lines(path)
    with CliRunner().isolation(input=keys) as (out, _, _):
        review(lines, lambda: write_lines(path, lines), find)
        return out.getvalue().decode()


def test_all_are_proposals_until_someone_accepts_them(suite):
    lines = read_lines(suite / "questions.jsonl")
    assert len(lines) == 10
    assert not any(each["accepted"] for each in lines)
    with pytest.raises(PolicyError, match="accepted"):
        from_folder(suite)


def test_the_suite_names_the_papers_of_the_library(suite):
    about = tomllib.loads((suite / "suite.toml").read_text("utf-8"))
    assert about["title"] == "own"
    assert {Path(paper).resolve() for paper in about["papers"]} == set((ROOT / "corpus").resolve().glob("*.md"))


@pytest.mark.parametrize("name", ["suite.toml", "questions.jsonl"])
def test_nothing_is_written_through_a_link(settings, tmp_path, name: str):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(PolicyError, match="it is a link"):
        run_init(settings, tmp_path / "own", count=10, every=True)
    assert not (tmp_path / "nowhere").exists()


def test_what_is_accepted_is_the_suite(suite):
    path = suite / "questions.jsonl"
    shown = answering("ynyq", path)
    decided = read_lines(path)
    assert [each["accepted"] for each in decided[:3]] == [True, False, True]
    assert decided[1]["rejected"]
    assert decided[0]["question"] in " ".join(shown.split())
    assert [gold.id for gold in from_folder(suite).gold] == [decided[0]["id"], decided[2]["id"]]


def test_a_stop_keeps_what_was_decided_and_the_next_time_goes_on(suite):
    path = suite / "questions.jsonl"
    answering("yq", path)
    first, second = read_lines(path)[:2]
    assert first["accepted"]
    assert not second["accepted"]
    shown = answering("yq", path)
    assert "1 of 9" in shown
    assert read_lines(path)[1]["accepted"]


def test_a_question_can_be_changed_before_it_is_accepted(suite):
    path = suite / "questions.jsonl"
    answering("eMy question?\n\none; two\nq", path)
    changed = read_lines(path)[0]
    assert (changed["question"], changed["facts"], changed["accepted"]) == ("My question?", ["one", "two"], True)


def test_proposing_again_changes_nothing_that_was_decided(suite, settings):
    path = suite / "questions.jsonl"
    answering("eMy question?\n\none\nnq", path)
    (suite / "suite.toml").write_text('title = "Mine"\n', "utf-8")
    before = read_lines(path)
    run_init(settings, suite, count=10, every=True)
    assert read_lines(path) == before
    assert (suite / "suite.toml").read_text("utf-8") == 'title = "Mine"\n'


def test_more_can_be_proposed_later(suite, settings):
    before = read_lines(suite / "questions.jsonl")
    run_init(settings, suite, count=20, every=True)
    after = read_lines(suite / "questions.jsonl")
    assert after[:10] == before
    assert len(after) > 10


def test_judged_answers_come_in_as_accepted_and_without_the_name_of_who_rated_them(suite, settings, tmp_path):
    write_lines(tmp_path / "judged.jsonl", [line("j1", note="from Tuesday", person="ann")])
    run_init(settings, suite, count=10, every=True, feedback=tmp_path / "judged.jsonl")
    taken = [each for each in read_lines(suite / "questions.jsonl") if each["id"] == "j1"]
    assert taken == [line("j1", note="from Tuesday", accepted=True)]


def rated_bad(tmp_path: Path) -> Path:
    told = {"judged": "bad", "note": "It is 2021", "given": "In 2019. [1]", "history": [["Who?", "We."]]}
    nothing = {"answer": "", "facts": [], "accepted": False}
    write_lines(tmp_path / "questions.jsonl", [line("j1", **told, **nothing)])
    return tmp_path / "questions.jsonl"


def test_an_answer_rated_bad_is_shown_with_what_was_said_of_it_and_can_not_be_accepted_as_it_is(tmp_path):
    path = rated_bad(tmp_path)
    shown = answering("yq", path)

    assert all(words in shown for words in ("after: Who?", "It said: In 2019.", "Rated bad: It is 2021"))
    assert not read_lines(path)[0]["accepted"]


def test_its_right_answer_is_written_with_the_place_where_a_paper_has_it(tmp_path, digests: Library):
    path, catalogue = rated_bad(tmp_path), digests.catalogue
    words = "a single   governing body"
    shown = answering(f"e\nno such words\n{words}\n\n\nq", path, lambda words: place_of(catalogue, words))

    (written,) = read_lines(path)
    (place,) = written["evidence"]
    assert "No paper has these words" in shown
    assert (written["accepted"], written["facts"]) == (True, ["a single governing body"])
    assert place["quote"] == "a single governing body"
    (paper,) = (paper for paper in catalogue.papers() if paper.document == place["doc"])
    assert catalogue.paper(paper.id).text[place["start"] : place["end"]] == place["quote"]


def test_without_words_it_waits_and_where_the_papers_do_not_say_it_is_a_refusal(tmp_path):
    path = rated_bad(tmp_path)
    answering("e\n\nq", path)
    assert not read_lines(path)[0]["accepted"]

    answering("u", path)
    assert (read_lines(path)[0]["accepted"], read_lines(path)[0]["answerable"]) == (True, False)


def test_a_line_that_is_no_question_is_named(suite, settings, tmp_path):
    (tmp_path / "judged.jsonl").write_text(json.dumps(line("j1")) + '\n{"id": "j2"}\n', "utf-8")
    before = (suite / "questions.jsonl").read_text("utf-8")
    with pytest.raises(PolicyError, match="line 2"):
        run_init(settings, suite, every=True, feedback=tmp_path / "judged.jsonl")
    assert (suite / "questions.jsonl").read_text("utf-8") == before


def test_merging_fills_in_what_is_missing():
    merged = merge([line("a", answer="", accepted=False)], [line("a", accepted=True, note="x")])
    assert merged == [line("a", accepted=True, note="x")]


def test_what_is_accepted_stays_accepted():
    assert merge([line("a", accepted=True)], [line("a", accepted=False)]) == [line("a", accepted=True)]


def test_two_that_differ_under_one_id_are_both_kept():
    other = line("a", question="Who else?")
    merged = merge([line("a")], [other])
    assert merged == [line("a"), other | {"id": "a-2"}]
    assert merge(merged, [other]) == merged


def test_nobody_to_ask_is_said_before_anything_is_written(settings, tmp_path):
    with CliRunner().isolation(), pytest.raises(PolicyError, match="needs a terminal"):
        run_init(settings, tmp_path / "own")
    assert not (tmp_path / "own").exists()


def test_an_empty_library_has_nothing_to_ask_about(models, tmp_path):
    with pytest.raises(LibraryError, match="has no files"):
        run_init(Settings(library=tmp_path / "none", models=models), tmp_path / "own", every=True)


def test_the_command_writes_proposals(settings, tmp_path):
    command = ["eval", "init", str(tmp_path / "own"), "--library", str(settings.library), "--count", "5", "--all"]
    said = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert said.exit_code == 0
    assert "0 questions accepted, 5 to read" in said.output


def test_control_characters_in_a_question_do_not_reach_the_terminal(tmp_path):
    write_lines(tmp_path / "questions.jsonl", [line("a", question="Who?\x1b[2J")])
    assert "\x1b[2J" not in answering("q", tmp_path / "questions.jsonl")
