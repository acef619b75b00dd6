"""The command line, from files to cited answers: what it prints, and with which exit code."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from conftest import take
from rich.console import Console

from assistant import pipeline
from assistant.cli import terminal
from assistant.cli.main import main
from assistant.extractive.selection import THRESHOLDS
from ingest.catalogue import Catalogue, recorded_sources
from ingest.library import Library, wipe
from ingest.pending import note
from ingest.weights import DEFAULT
from tui.app import PolicyApp

ASKED = "When did NHS England and Improvement publish the ICS Design Framework?"
UNASKED = "How many submarines did Portugal sell to Norway during the war?"
PARKS = "# Parks\n\nThe parks board was set up in 2019.\n"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Policy = Callable[..., Ran]


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Policy:
    """Runs the command as a person would, in a folder and a library of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("POLICY_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["policy", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        assert isinstance(code, int)
        return Ran(code, *capfd.readouterr())

    return run


@pytest.fixture
def asking(policy: Policy, copied: Path, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """The command with the library of the digests."""
    monkeypatch.setenv("POLICY_LIBRARY", str(copied))
    return policy


def test_an_answer_quotes_once_and_says_where_the_words_stand(asking: Policy):
    ran = asking("ask", ASKED)
    answer = json.loads(asking("ask", "--json", ASKED).out)

    assert (ran.code, ran.err) == (0, "")
    statement, citations = ran.out.split("\n\n", 1)
    assert "2021" in statement
    assert re.search(r"^“.+” \[1\]$", statement, re.MULTILINE)
    assert "  [1] " in citations
    assert "south-east-london-ics-update.md" in citations
    assert "July 2021" in citations
    assert all(ran.out.count(" ".join(citation["quote"].split())) == 1 for citation in answer["citations"])


def test_words_that_are_read_out_in_another_form_are_quoted_below_as_they_stand(policy: Policy, tmp_path: Path):
    rows = "| Boat | Fee of a day |\n| --- | --- |\n| Canoe | £3 |\n| Barge | £40 |\n"
    (tmp_path / "moorings.md").write_text(f"# Moorings\n\n{rows}", "utf-8")
    policy("ingest", "moorings.md")

    ran = policy("ask", "What is the fee of a canoe?")
    assert "Canoe: Fee of a day: £3 [1]" in ran.out
    assert "[1] “Canoe | £3”" in ran.out


def test_what_is_not_in_the_papers_is_not_answered(asking: Policy):
    ran = asking("ask", UNASKED)

    assert ran.code == 3
    assert ran.out.startswith("The papers do not say.")
    assert "Nearest passages, which do not answer it" in ran.out


@pytest.mark.parametrize("keen", [("ask", "--answering", "keen"), ("--answering", "keen", "ask")])
def test_how_readily_it_answers_is_chosen_before_or_after_the_command(
    asking: Policy, keen: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(THRESHOLDS, "keen", 0.0)
    unlikely = "Who composed the opera about lighthouse dragons?"

    assert asking("ask", unlikely).code == 3
    assert asking(*keen, unlikely).code == 0
    monkeypatch.setenv("POLICY_ANSWERING", "keen")
    assert asking("ask", unlikely).code == 0
    assert asking("ask", "--answering", "careful", unlikely).code == 3


def test_what_reads_and_how_readily_it_answers_are_chosen_for_the_screen(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
):
    opened: list[PolicyApp] = []
    monkeypatch.setattr(PolicyApp, "run", lambda app: opened.append(app))
    policy("--answering", "keen", "--reader", "careful")

    settings = opened[0]._session.settings
    assert (settings.answering, settings.reader) == ("keen", "careful")


@pytest.mark.parametrize("careful", [("ask", "--reader", "careful"), ("--reader", "careful", "ask")])
def test_what_reads_is_chosen_before_or_after_the_command(
    asking: Policy, careful: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    loaded: list[str] = []
    load = pipeline.load_reader
    monkeypatch.setattr(pipeline, "load_reader", lambda name, threads: loaded.append(name) or load(name, threads))

    assert asking(*careful, ASKED).code == 0
    assert set(loaded) == {"quick", "careful"}
    loaded.clear()
    assert asking("ask", ASKED).code == 0
    assert set(loaded) == {"quick"}


def test_what_is_no_question_is_replied_to_and_does_not_count_as_answered(asking: Policy):
    ran = asking("ask", "What papers do you have?")

    assert ran.code == 3
    assert ran.out.startswith("There are 5 papers in the library:\n- ")
    assert "The papers do not say" not in ran.out
    facts = json.loads(asking("ask", "--json", "thanks").out)
    assert (facts["status"], facts["answer"], facts["citations"]) == ("replied", "You’re welcome.", [])


def test_json_has_the_form_of_the_batch(asking: Policy, copied: Path):
    ran = asking("ask", "--json", ASKED)
    answer = json.loads(ran.out)

    assert ran.code == 0
    assert (answer["question"], answer["status"], answer["model"]) == (ASKED, "answered", "quotes")
    assert "[1]" in answer["answer"]
    assert answer["seconds"] > 0
    assert all(set(statement) == {"text", "citations", "support", "marked"} for statement in answer["statements"])
    said = answer["statements"][0]
    assert [said["text"][start:end][-4:] for start, end in said["marked"]] in (["2021"], ["2022"])
    catalogue = Catalogue(copied / "catalogue.db")
    for n, citation in enumerate(answer["citations"], 1):
        paper = catalogue.paper(citation["paper"])
        assert paper is not None
        assert citation["n"] == n
        assert paper.text[citation["start"] : citation["end"]] == citation["quote"] != ""
        assert {"document", "title", "organisation", "date", "headings", "number", "page"} <= set(citation)
    catalogue.close()

    ran = asking("ask", "--json", UNASKED)
    assert ran.code == 3
    assert {"status": "not_found", "statements": [], "citations": []}.items() <= json.loads(ran.out).items()


@pytest.mark.parametrize(
    "options",
    [
        ["--paper", "north-west"],
        ["--since", "July 2019", "--until", "2019"],
        ["--until", "July 2019"],
        ["--paper", "wirral", "--paper", "north west london", "--until", "2019-12-31"],
    ],
)
def test_only_the_papers_named_are_asked(asking: Policy, options: list[str]):
    answer = json.loads(asking("ask", "--json", *options, "What is the case for a single CCG?").out)

    cited = {citation["document"] for citation in answer["citations"] + answer.get("nearest", [])}
    assert cited == {"north-west-london-commissioning-reform.md"}


def test_papers_without_a_date_that_a_date_leaves_out_are_counted_and_can_be_asked(policy: Policy, tmp_path: Path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "parks.md").write_text(PARKS, "utf-8")
    (tmp_path / "papers" / "quay.md").write_text("# Quay\n\n31 January 2020\n\nThe quay is swept in May.\n", "utf-8")
    policy("ingest", "papers")
    question = "When was the parks board set up?"

    ran = policy("ask", question, "--since", "2000")
    assert "Parks" not in ran.out
    assert ran.err.strip() == "1 paper without a date was left out. To include it: --undated"
    assert json.loads(policy("ask", "--json", question, "--since", "2000").out)["undated_left_out"] == 1
    assert "undated_left_out" not in json.loads(policy("ask", "--json", question).out)

    ran = policy("ask", question, "--since", "2000", "--undated")
    assert ("2019" in ran.out, ran.err) == (True, "")
    assert json.loads(policy("ask", "--json", question, "--since", "2000", "--undated").out)["undated_left_out"] == 0

    ran = policy("ask", question, "--since", "2030")
    assert (ran.code, "1 states no date" in ran.err, "--undated" in ran.err) == (1, True, True)
    assert policy("ask", question, "--undated").code == 2


def test_passages_show_ranks_and_scores_of_each_part(asking: Policy):
    ran = asking("ask", "--passages", ASKED)

    head = ran.out.splitlines()[0]
    assert all(word in head for word in ("fused", "vectors", "words", "passage"))
    assert "1 (0." in ran.out


def test_timings_account_for_all_the_time_of_a_question(asking: Policy):
    ran = asking("ask", "--timings", ASKED)
    lines = [line.split(" s  ") for line in ran.err.splitlines() if " s  " in line]
    steps, total = {step: float(seconds) for seconds, step in lines[:-1]}, float(lines[-1][0])

    searched = {"open the models and the vectors", "encode the question", "search by vectors", "search by words"}
    assert searched | {"read", "choose and cite"} <= steps.keys()
    assert total == pytest.approx(sum(steps.values()), abs=0.001 * len(steps))
    assert asking("ask", ASKED).err == ""
    in_json = json.loads(asking("ask", "--timings", "--json", ASKED).out)
    assert in_json["timings"].keys() <= steps.keys()
    assert sum(in_json["timings"].values()) >= in_json["seconds"] * 0.99


def test_papers_are_listed_and_outlined(asking: Policy):
    listed = asking("papers")
    assert listed.code == 0
    rows = [line.split("\t") for line in listed.out.splitlines()]
    assert len(rows) == 5
    (row,) = [row for row in rows if row[-3].endswith("/corpus/hackney-north-east-london-ics.md")]
    id, date, title, body, pages, passages, path, not_read, status = row
    assert (date, pages, not_read, status) == ("2020-01-31", "", "", "")
    assert "City and Hackney" in title + body
    assert int(passages) > 5
    assert Path(path).is_file()

    outline = asking("papers", "show", id)
    assert outline.code == 0
    assert len(outline.out.splitlines()) > 5


def test_lists_are_data_for_other_programs(asking: Policy):
    listed = json.loads(asking("papers", "--json").out)
    assert len(listed) == 5
    (paper,) = [paper for paper in listed if paper["document"] == "hackney-north-east-london-ics.md"]
    assert (paper["date"], paper["pages"]) == ("2020-01-31", None)
    assert paper["passages"] > 5

    shown = json.loads(asking("papers", "show", paper["id"], "--json").out)
    assert shown | paper == shown
    assert json.loads(asking("papers", "--json", "show", paper["id"]).out) == shown
    assert all({"level", "number", "heading", "page", "page_label"} == set(heading) for heading in shown["headings"])
    assert len(shown["headings"]) > 3

    examined = json.loads(asking("doctor", "--json").out)
    assert {"library", "catalogue", "vectors"} & {finding["checked"] for finding in examined}
    needed = [finding for finding in examined if finding["checked"] != "LibreOffice"]  # a library is sound without it
    assert all(finding["sound"] == (not finding["cure"]) for finding in needed)

    suites = json.loads(asking("eval", "--list", "--json", "-").out)
    assert "digests" in {suite["name"] for suite in suites}
    assert all(suite["questions"] > 0 for suite in suites)


def test_a_library_without_papers_lists_none(policy: Policy):
    assert json.loads(policy("papers", "--json").out) == []
    ran = policy("papers")
    assert (ran.code, ran.out) == (0, "")
    assert "policy ingest FOLDER" in ran.err


def test_papers_versions_are_told_apart_and_corrected(policy: Policy, tmp_path: Path):
    text = "# Lamp Policy\n\n{}\n\nA broken lamp is mended within {} working days.\n\nLamps are lit from dusk.\n"
    (tmp_path / "lamps_v1.md").write_text(text.format("3 May 2019", "four"), "utf-8")
    (tmp_path / "lamps_v2.md").write_text(text.format("4 May 2024", "two"), "utf-8")
    policy("ingest", tmp_path / "lamps_v1.md", tmp_path / "lamps_v2.md")

    def statuses() -> dict[str, str]:
        return {paper["document"]: paper["status"] for paper in json.loads(policy("papers", "--json").out)}

    assert statuses() == {"lamps_v1.md": "superseded", "lamps_v2.md": "in_force"}
    ids = {paper["document"]: paper["id"] for paper in json.loads(policy("papers", "--json").out)}
    assert "superseded by Lamp Policy" in policy("papers", "show", ids["lamps_v1.md"]).out

    corrected = policy("papers", "status", ids["lamps_v2.md"][:8], "draft")
    assert (corrected.code, corrected.out) == (0, "Lamp Policy: draft beside Lamp Policy\n")
    policy("ingest", "--rebuild")
    assert statuses() == {"lamps_v1.md": "in_force", "lamps_v2.md": "draft"}
    assert policy("papers", "status", ids["lamps_v1.md"], "draft", "--by", ids["lamps_v2.md"]).code == 2


def test_papers_as_of_a_day_are_asked_as_of_then(policy: Policy, tmp_path: Path):
    text = "# Lamp Policy\n\n{}\n\nA broken lamp is mended within {} working days.\n\nLamps are lit from dusk.\n"
    (tmp_path / "lamps_v1.md").write_text(text.format("3 May 2019", "four"), "utf-8")
    (tmp_path / "lamps_v2.md").write_text(text.format("4 May 2024", "two"), "utf-8")
    policy("ingest", tmp_path / "lamps_v1.md", tmp_path / "lamps_v2.md")

    then = json.loads(policy("ask", "When is a broken lamp mended?", "--as-of", "2020", "--json").out)

    assert [each["document"] for each in then["citations"] + then.get("nearest", [])][:1] == ["lamps_v1.md"]
    assert then["note"] == "As of 31 December 2020; 1 paper of later dates left out."
    assert policy("ask", "When is a broken lamp mended?", "--as-of", "soon").code == 2


def test_a_line_is_one_paper_whatever_its_name(policy: Policy, tmp_path: Path):
    folder = tmp_path / ("a long way down é " * 8)
    folder.mkdir()
    (folder / "odd\tname\n.md").write_text(PARKS, "utf-8")
    policy("ingest", folder)

    (line,) = policy("papers").out.splitlines()
    assert len(line.split("\t")) == 9
    assert line.split("\t")[-3].startswith(str(folder))
    assert json.loads(policy("papers", "--json").out)[0]["source"] == f"{folder}/odd\tname\n.md"


def test_on_a_terminal_papers_are_a_table_that_cuts_no_id(digests: Library):
    console = Console(width=30, file=io.StringIO())
    held = digests.catalogue.papers()
    console.print(terminal.papers(held, digests.catalogue.counts(), {}))

    printed = console.file.getvalue().split()
    assert all(paper.id[:8] in printed for paper in held)


def test_the_library_may_be_named_before_or_after_the_command(policy: Policy, copied: Path):
    id = policy("papers", "--library", copied).out.split("\t")[0]

    assert (
        policy("papers", "--library", copied, "show", id).out == policy("papers", "show", id, "--library", copied).out
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message", "cure"),
    [
        (["ask", "Who?"], 1, "has no papers", "policy ingest FOLDER"),
        (["papers", "show", "nonsense"], 1, "no paper has an id that starts with 'nonsense'", "policy papers"),
        (["ask", "Who?", "--paper", "nonsense"], 1, "has no papers", ""),
        (["ask", "  "], 2, "The question is empty", ""),
        (["ask"], 2, "Missing argument", "--help"),
        (["ask", "Who?", "--since", "soon"], 2, "--since needs a date such as", ""),
        (["asks"], 2, "No such command", "--help"),
        (["ingest", "--prunes"], 2, "No such option", "--prune"),
        (["batch", "missing.jsonl", "-o", "out.jsonl"], 2, "missing.jsonl", ""),
    ],
)
def test_a_mistake_is_told_on_stderr_with_what_to_do(
    policy: Policy, arguments: list[str], code: int, message: str, cure: str
):
    ran = policy(*arguments)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert cure in ran.err
    assert "Traceback" not in ran.err


def test_what_to_do_names_the_library_that_was_named(policy: Policy, tmp_path: Path):
    other = tmp_path / "another library"
    cure = f"add some papers: policy ingest FOLDER (with --library '{other}')"
    assert policy("ask", "Who?", "--library", other).err.splitlines()[-1] == cure
    assert policy("--library", other, "ask", "Who?").err.splitlines()[-1] == cure
    assert policy("ask", "Who?").err.splitlines()[-1] == "add some papers: policy ingest FOLDER"


def test_a_wrong_setting_is_told(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_PASSAGES", "none")
    ran = policy("papers")

    assert ran.code == 1
    assert "passages" in ran.err


def test_a_question_of_broken_characters_is_answered_all_the_same(asking: Policy):
    assert asking("ask", "\udcff What is \x1b[31m\u202e?").code in (0, 3)


def test_questions_in_a_file_are_answered_in_order(asking: Policy, tmp_path: Path):
    questions = [
        {"id": "q1", "question": ASKED},
        {"id": 0, "question": "Why?", "history": [[ASKED, "By April 2021."]]},
        {"question": "Who pays\u2028for it?"},
        {"id": "q4", "question": UNASKED},
    ]
    lines = [json.dumps(question, ensure_ascii=False) for question in questions]
    (tmp_path / "questions.jsonl").write_text("\n\n".join(lines) + "\n", "utf-8")
    ran = asking("batch", "questions.jsonl", "-o", "answers.jsonl")

    answers = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text("utf-8").splitlines() if line]
    assert ran.code == 3
    assert "0 errors" in ran.err
    assert [answer.get("id") for answer in answers] == ["q1", "0", None, "q4"]
    assert [answer["question"] for answer in answers] == [question["question"] for question in questions]
    assert (answers[0]["status"], answers[3]["status"]) == ("answered", "not_found")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "it is not JSON"),
        ("[1]", "it has no 'question'"),
        ('{"id": "q"}', "it has no 'question'"),
        ('{"question": 3}', "its question is not text"),
        ('{"question": "Who?", "history": "none"}', "history"),
        ('{"question": "Who?", "history": [["one"]]}', "history"),
    ],
)
def test_a_wrong_line_is_named_before_anything_is_answered(asking: Policy, tmp_path: Path, line: str, reason: str):
    (tmp_path / "questions.jsonl").write_text('{"question": "Who?"}\n' + line + "\n", "utf-8")
    ran = asking("batch", "questions.jsonl", "-o", "answers.jsonl")

    assert ran.code == 1
    assert "line 2" in ran.err
    assert reason in " ".join(ran.err.split())
    assert not (tmp_path / "answers.jsonl").exists()


def test_a_cell_without_a_question_is_told_and_the_others_are_answered(asking: Policy, tmp_path: Path):
    (tmp_path / "questions.csv").write_text(f"question,owner\n{ASKED},Ann\n,Ben\n", "utf-8")
    ran = asking("batch", "questions.csv", "-o", "answers.jsonl")

    assert ran.code == 0
    assert ran.err.splitlines()[0] == "line 3 of the questions was skipped: the question is empty"
    assert "1 question in" in ran.err
    assert "1 entry skipped" in ran.err
    assert len((tmp_path / "answers.jsonl").read_text("utf-8").splitlines()) == 1


def test_questions_that_can_not_be_read_or_answers_written_are_told(asking: Policy, tmp_path: Path):
    (tmp_path / "latin.jsonl").write_bytes(b'{"question": "Caf\xe9?"}')
    assert "UTF-8" in asking("batch", "latin.jsonl", "-o", "answers.jsonl").err

    (tmp_path / "good.jsonl").write_text('{"question": "Who?"}')
    ran = asking("batch", "good.jsonl", "-o", "nowhere/answers.jsonl")
    assert ran.code == 1
    assert "can't be written" in ran.err


def test_a_folder_is_taken_in_told_line_by_line_asked_and_pruned(policy: Policy, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "parks.md").write_text(PARKS, "utf-8")
    (folder / "copy.md").write_text(PARKS, "utf-8")
    (folder / "odd\n\x1b[31m.txt").write_text("The board of the quay meets in May.\n", "utf-8")
    (folder / "film.mp4").write_bytes(b"film")

    ran = policy("ingest", folder)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert f"added {folder}/copy.md (1 passage)" in lines
    assert f"added {folder}/odd␊␛[31m.txt (1 passage)" in lines
    assert f"same {folder}/parks.md: the same contents as {folder}/copy.md" in lines
    assert f"skipped {folder}/film.mp4: unknown format '.mp4'" in lines
    assert "\x1b" not in ran.out
    assert [line.split() for line in lines if line.startswith("added  ")] == [["added", "same", "skipped", "passages"]]

    assert "2019" in policy("ask", "When was the parks board set up?").out
    (folder / "empty.md").touch()
    ran = policy("ingest", folder)
    assert ran.code == 1
    assert "the file is empty" in ran.out

    for name in ("parks.md", "copy.md", "empty.md"):
        (folder / name).unlink()
    ran = policy("ingest", folder)
    assert (ran.code, "--prune" in ran.out) == (0, True)
    assert "Parks" in policy("papers").out
    policy("ingest", folder, "--prune")
    assert "Parks" not in policy("papers").out


def test_a_removed_paper_is_not_quoted(policy: Policy, library: Library, tmp_path: Path):
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    (tmp_path / "quay.md").write_text("# Quay\n\nThe quay is swept in May.\n", "utf-8")
    take(library, tmp_path / "parks.md", tmp_path / "quay.md")
    library.close()
    id = next(line.split()[0] for line in policy("papers").out.splitlines() if "Parks" in line)

    assert policy("papers", "remove", id).out == "Removed: Parks\n"
    ran = policy("ask", "--json", "When was the parks board set up?")
    answer = json.loads(ran.out)
    assert {citation["document"] for citation in answer["citations"] + answer.get("nearest", [])} <= {"quay.md"}
    assert policy("papers", "remove", id).code == 1
    assert (tmp_path / "parks.md").exists()


def test_a_library_is_made_again_from_its_sources(policy: Policy, tmp_path: Path):
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    policy("ingest", "parks.md")
    catalogue = Catalogue(tmp_path / "library" / "catalogue.db")
    catalogue.set_meta("version", "0")
    catalogue.close()
    assert "policy ingest --rebuild" in policy("papers").err

    ran = policy("ingest", "--rebuild")
    assert ran.code == 0
    assert f"added {tmp_path}/parks.md (1 passage)" in ran.out
    assert "2019" in policy("ask", "When was the parks board set up?").out

    (tmp_path / "library" / "catalogue.db").write_bytes(b"no database" * 1000)
    ran = policy("ingest", "--rebuild")
    assert ran.code == 1
    assert "policy ingest --rebuild FOLDER" in " ".join(ran.err.split())
    assert policy("ingest", "--rebuild", "parks.md").code == 0


def test_the_digests_are_taken_in_where_they_are_named(asking: Policy):
    ran = asking("ingest", "--digests")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines() if "/corpus/" in line] == ["unchanged"] * 5


@pytest.mark.parametrize("options", [[], ["--prune"], ["--json"]])
def test_without_a_place_nothing_is_taken_in_and_it_is_said_how(policy: Policy, tmp_path: Path, options: list[str]):
    ran = policy("ingest", *options)

    assert (ran.code, ran.out) == (2, "")
    assert "policy ingest ~/papers" in ran.err
    assert "policy ingest --digests" in ran.err
    assert not (tmp_path / "library").exists()


def test_a_rebuild_that_was_stopped_loses_no_paper_however_often_it_is_begun_again(policy: Policy, tmp_path: Path):
    for name in ("parks", "quay", "money"):
        (tmp_path / f"{name}.md").write_text(f"# The {name}\n\nThe {name} board meets in May.\n", "utf-8")
    policy("ingest", "parks.md", "quay.md", "money.md")
    library = tmp_path / "library"
    for left in (1, 0):  # papers that were in again when it was stopped
        note(library, [str(tmp_path / f"{name}.md") for name in ("parks", "quay", "money")])
        wipe(library, None)
        if left:
            with Library(library, DEFAULT, Path(os.environ["POLICY_MODELS"])) as made:
                take(made, tmp_path / "parks.md")

        assert "being rebuilt" in policy("ask", "Who meets in May?").err
        assert "being rebuilt" in policy("doctor").out
        assert policy("ingest", "--rebuild").code == 0
        assert policy("doctor").code == 0
        held = json.loads(policy("papers", "--json").out)
        assert sorted(paper["title"] for paper in held) == ["The money", "The parks", "The quay"]


def test_what_is_taken_in_beside_a_stopped_rebuild_brings_back_the_other_papers(policy: Policy, tmp_path: Path):
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    (tmp_path / "quay.md").write_text(PARKS.replace("arks", "iers"), "utf-8")
    policy("ingest", "parks.md")
    note(tmp_path / "library", [str(tmp_path / "parks.md")])
    wipe(tmp_path / "library", None)

    assert policy("ingest", "quay.md").code == 0
    assert len(json.loads(policy("papers", "--json").out)) == 2


def test_a_rebuild_of_an_empty_library_takes_in_nothing(policy: Policy):
    assert policy("ingest", "--rebuild").code == 0
    assert json.loads(policy("papers", "--json").out) == []


HEAVY = ["torch", "chromadb", "langchain_core", "sentence_transformers", "onnxruntime", "numpy", "rich", "pydantic"]


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--help"], HEAVY),
        (["ask", "--help"], HEAVY),
        (["papers"], ["torch", "chromadb", "sentence_transformers", "onnxruntime", "numpy"]),
        (
            ["ask", ASKED],
            [
                "torch",
                "sentence_transformers",
                "transformers",
                "openai",
                "langchain_core",
                "langsmith",
                "pygments",
                "assistant.generation.llm_client",
            ],
        ),
    ],
)
def test_a_command_imports_only_what_it_needs(copied: Path, arguments: list[str], never: list[str]):
    code = (
        "import sys\nfrom assistant.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('imported:', sorted(set({never!r}) & set(sys.modules)))"
    )
    environment = os.environ | {"POLICY_LIBRARY": str(copied)}
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, timeout=240
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-1] == "imported: []"
    assert len(ran.stdout.splitlines()) > 5


@pytest.mark.parametrize(
    ("said", "ray", "places"),
    [
        (["--ray", "papers/"], "local", ("papers/",)),
        (["papers/", "--ray"], "local", ("papers/",)),
        (["--ray", "ray://node:10001", "papers/"], "ray://node:10001", ("papers/",)),
        (["--ray=node:6379", "--prune"], "node:6379", ()),
        (["--ray", "auto", "a.md"], "auto", ("a.md",)),
        (["--", "--ray"], None, ("--ray",)),
    ],
)
def test_ray_may_go_without_its_address(said: list[str], ray: str | None, places: tuple[str, ...]):
    from assistant.cli.main import ingest

    params = ingest.make_context("ingest", said).params
    assert (params["ray"], params["places"]) == (ray, places)


def test_a_folder_is_no_address_of_a_cluster():
    import click

    from assistant.cli.main import ingest

    with pytest.raises(click.BadParameter, match="not the address of a Ray cluster"):
        ingest.make_context("ingest", ["--ray=papers/"])


def test_a_library_that_somebody_else_made_does_not_say_what_is_read(policy: Policy, tmp_path: Path):
    """It came by way of a disk that others write to: a note of a rebuild, and rows of sources."""
    for name in ("mine", "secret"):
        (tmp_path / f"{name}.md").write_text(f"# {name.title()}\n\nThe gates of {name} open at dawn.\n", "utf-8")
    policy("ingest", tmp_path / "secret.md", "--library", tmp_path / "made")
    shutil.copytree(tmp_path / "made", tmp_path / "library")
    given = ("--library", tmp_path / "library")

    refused = policy("ingest", "--rebuild", *given)
    assert refused.code == 1
    assert "was not made by you here" in refused.err
    note(tmp_path / "library", [str(tmp_path / "secret.md")])
    assert "was not made by you here" in policy("ingest", tmp_path / "mine.md", *given).err

    assert "was not made by you here" in policy("ingest", "--rebuild", tmp_path / "mine.md", *given).err
    assert policy("allow", tmp_path / "library").code == 0
    assert policy("ingest", "--rebuild", *given).code == 0


@pytest.mark.parametrize("stopped", [False, True])
def test_a_file_that_became_a_link_out_of_its_folder_is_not_read_again(policy: Policy, tmp_path: Path, stopped: bool):
    (tmp_path / "papers").mkdir()
    for name in ("papers/parks.md", "papers/quay.md", "secret.md"):
        (tmp_path / name).write_text(PARKS.replace("parks", Path(name).stem), "utf-8")
    (tmp_path / "linked.md").symlink_to(tmp_path / "secret.md")
    policy("ingest", "papers", "linked.md")
    (tmp_path / "papers" / "quay.md").unlink()
    (tmp_path / "papers" / "quay.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "linked.md").unlink()
    if stopped:
        note(tmp_path / "library", recorded_sources(tmp_path / "library" / "catalogue.db") or [])
        wipe(tmp_path / "library", None)

    said = policy("ingest", "--rebuild")
    assert "a link to something outside its folder" in said.out + said.err
    held = json.loads(policy("papers", "--json").out)
    assert [Path(paper["document"]).name for paper in held] == ["parks.md"]
    assert "a link to something outside its folder" in policy("ingest", "--rebuild", "papers").out


def test_a_library_of_an_earlier_version_in_the_data_folder_is_made_again_without_a_word(
    policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("POLICY_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    policy("ingest", "parks.md")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another state"))  # in which nothing is noted

    assert policy("ingest", "--rebuild").code == 0
    assert len(json.loads(policy("papers", "--json").out)) == 1


def test_what_could_not_be_read_is_told_wherever_papers_are(policy: Policy, tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (["Pool", "Fee"], ["Lido", 3], ["Spa", "=B2+1"]):
        book.active.append(row)
    book.save(tmp_path / "pools.xlsx")
    told = "not read: formulas that were never calculated: B3 (page 1)"

    assert told in policy("ingest", tmp_path / "pools.xlsx").out
    id, *_, last = policy("papers").out.strip().split("\t")
    assert last == told
    assert [each["page"] for each in json.loads(policy("papers", "--json").out)[0]["warnings"]] == [1]
    assert "formulas that were never calculated" in policy("papers", "show", id).out
    assert "!\tnot read\tpools.xlsx: formulas that were never calculated" in policy("doctor").out


def test_a_reply_opens_no_model(asking: Policy, monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []
    monkeypatch.setattr(pipeline.OnnxReader, "ready", lambda self: opened.append("reader"))

    assert asking("ask", "thanks").out == "You’re welcome.\n"
    assert opened == []
    asking("ask", ASKED)
    assert opened == ["reader"]
