"""Suites: which there are, what a sample of one is, and that a folder of one's own papers is one."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.main import cli
from assistant.settings import load_settings
from evals.datasets import public
from evals.datasets.gold import Gold, load_gold
from evals.libraries import key, library_of
from evals.results import load_runs
from evals.runner import run
from evals.suite_file import allow_suite
from evals.suites import OURS, Suite, find, from_folder, sampled
from ingest.errors import PolicyError

MINUTES = "# Minutes\n\nThe board meets every second Tuesday in Leeds.\n\nThe chair is Dr Ada Brown.\n"
ADDRESS = "# Address\n\nVisitors sign in at the north gate. The gate closes at nine o’clock.\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with two papers and three questions."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "minutes.md").write_text(MINUTES, "utf-8")
    (folder / "address.md").write_text(ADDRESS, "utf-8")
    asked = [
        question("q1", "Who is the chair?", "minutes.md", MINUTES, "The chair is Dr Ada Brown.", "Ada Brown"),
        question("q2", "When does the gate close?", "address.md", ADDRESS, "The gate closes at nine", "nine"),
        {"id": "q3", "kind": "unanswerable", "question": "Who is the treasurer of Bath?", "answerable": False},
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    return folder


def question(id: str, text: str, doc: str, paper: str, quote: str, fact: str) -> dict:
    start = paper.index(quote)
    evidence = {"doc": doc, "start": start, "end": start + len(quote), "quote": quote}
    return {"id": id, "kind": "factoid", "question": text, "facts": [fact], "evidence": [evidence]}


def test_the_digests_need_no_other_data(tmp_path):
    found, absent = find([], tmp_path / "nowhere", tmp_path)
    assert [suite.name for suite in found] == ["digests"]
    assert len(absent) == len(OURS) - 1
    assert all("does not exist" in line for line in absent)


def test_a_suite_that_is_named_but_not_there_is_an_error_with_a_cure(tmp_path):
    with pytest.raises(PolicyError, match="which does not exist") as error:
        find(["papers"], tmp_path, tmp_path)
    assert "--data" in error.value.cure
    with pytest.raises(PolicyError, match="no suite and no folder called 'digest'") as error:
        find(["digest"], tmp_path, tmp_path)
    assert "digests" in error.value.cure


def test_what_the_shared_suites_ask_stands_in_their_papers(shared, tmp_path):
    found, absent = find([], shared, tmp_path)
    assert (len(found), absent) == (len(OURS), [])
    for suite in found:
        texts = {path.name: path.read_bytes().decode() for folder in suite.papers for path in folder.iterdir()}
        for gold in suite.gold:
            assert set(gold.papers) | {item.doc for item in gold.evidence} <= set(texts)
            for item in gold.evidence:
                assert texts[item.doc][item.start : item.end].startswith(item.quote), gold.id
        if suite.name.startswith("refusal"):
            put = sampled(suite, None).gold
            assert (len(put), sum(gold.answerable for gold in put)) == (public.SAMPLE, public.SAMPLE // 2)


KINDS = ["list"] * 40 + ["table"] * 10 + ["unanswerable"] * 50
MANY = Suite("many", "", "", (), tuple(Gold(id=str(n), kind=kind, question="?") for n, kind in enumerate(KINDS)))


@given(st.integers(1, 100), st.integers(1, 100))
def test_a_sample_is_the_same_every_time_and_part_of_any_larger_one(one, other):
    few, many = sorted((one, other))
    smaller, larger = (sampled(MANY, count).gold for count in (few, many))
    assert (len(smaller), len(larger)) == (few, many)
    assert set(smaller) <= set(larger)


def test_a_sample_has_each_kind_in_proportion():
    kinds = [gold.kind for gold in sampled(MANY, 20).gold]
    assert [kinds.count(kind) for kind in ("list", "table", "unanswerable")] == [8, 2, 10]


def test_public_documents_keep_their_text_and_offsets_in_the_library(tmp_path):
    folder = tmp_path / "squad2"
    folder.mkdir()
    text = "  Café owners – some 40 – met.\n\nThey chose Zoë. \r\nShe “accepted” in 1999."
    start = text.index("Zoë")
    docs = [{"id": "Café/Owners", "title": "Café/Owners", "text": text}]
    rows = [
        {
            "id": "1",
            "question": "Who was chosen?",
            "answers": ["Zoë"],
            "doc_id": "Café/Owners",
            "evidence": [{"start": start, "end": start + 3, "text": "Zoë"}],
            "answerable": True,
        },
        {"id": "2", "question": "?", "answers": [], "doc_id": "Café/Owners", "evidence": [], "answerable": False},
    ]
    for name, lines in (("docs", docs), ("questions", rows)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    papers, gold = public.squad2(folder, tmp_path / "laid-out")
    assert [each.answerable for each in gold] == [True, False]
    with library_of([papers], load_settings(), tmp_path / "work") as library:
        (paper,) = library.catalogue.papers()
        assert paper.document == gold[0].papers[0] == gold[1].about()[0]
        held = library.catalogue.paper(paper.id).text
    assert held == text
    assert held[gold[0].evidence[0].start : gold[0].evidence[0].end] == "Zoë"


def test_a_library_is_built_again_for_other_papers_and_not_for_other_questions(own):
    before = key([str(own)], "encoder", 1_000_000)
    (own / "questions.jsonl").write_text("", "utf-8")
    assert key([str(own)], "encoder", 1_000_000) == before
    assert key([str(own)], "another", 1_000_000) != before
    (own / "minutes.md").write_text(MINUTES + "\nMore.", "utf-8")
    assert key([str(own)], "encoder", 1_000_000) != before


def test_a_folder_of_papers_and_questions_is_a_suite(own, tmp_path):
    suite, settings = from_folder(own), load_settings()
    with library_of(suite.papers, settings, tmp_path) as library:
        made = run(suite, "quotes", library, settings)
        plain = run(suite, "best-passage", library, settings)
        assert (made.library.papers, len(made.outcomes)) == (2, 3)
        assert made.figures["all"]["verbatim"].mean == 1
        assert [outcome.figures["correct"] for outcome in plain.outcomes] == [1, 1, None]
        assert plain.figures["all"]["refusal recall"].mean == 0
        moved = suite.gold[0].model_copy(update={"papers": ("gone.md",)})
        with pytest.raises(PolicyError, match=r"q1 of 'own' is about gone\.md"):
            run(Suite("own", "", "", suite.papers, (moved,)), "quotes", library, settings)


def test_questions_are_put_to_their_papers_alone(own, tmp_path):
    suite, settings = from_folder(own), load_settings()
    elsewhere = suite.gold[0].model_copy(update={"papers": ("address.md",)})
    with library_of(suite.papers, settings, tmp_path) as library:
        made = run(Suite("own", "", "", suite.papers, (elsewhere,)), "best-sentences", library, settings)
    (outcome,) = made.outcomes
    assert {seen.document for seen in outcome.found} == {"address.md"}
    assert {cited["document"] for cited in outcome.answer["citations"]} == {"address.md"}


def test_a_line_that_is_no_question_is_named(own):
    with (own / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"id": "q4", "kind": "list"}')
    with pytest.raises(PolicyError, match=r"line 4 of .* question: Field required"):
        load_gold(own / "questions.jsonl")


def test_eval_writes_figures_and_compares_them(own, tmp_path):
    def policy(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["eval", *arguments, "--work", str(tmp_path)], catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    assert "123" in policy("--list", "digests")
    out = tmp_path / "new" / "eval.json"
    said = policy(str(own), "--model", "quotes", "--model", "best-passage", "--json", str(out))
    assert "best-passage, by kind and paper" in said
    assert [(each.suite, each.model) for each in load_runs(out).runs] == [("own", "quotes"), ("own", "best-passage")]
    assert "0 won, 0 lost (McNemar p = 1.000)" in policy(str(own), "--against", str(out))
    with pytest.raises(PolicyError, match="no answerer called 'best'"):
        policy(str(own), "--model", "best")


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_figures_are_not_written_through_a_link(own, tmp_path, option: str):
    (tmp_path / "theirs").write_text("what somebody has written")
    (tmp_path / "figures").symlink_to(tmp_path / "theirs")
    with pytest.raises(PolicyError, match=r"figures can't be written: it is a link, to .*theirs"):
        CliRunner().invoke(cli, ["eval", str(own), option, str(tmp_path / "figures")], catch_exceptions=False)
    assert (tmp_path / "theirs").read_text() == "what somebody has written"


def test_questions_that_nobody_has_accepted_are_not_asked(own, tmp_path):
    lines = [json.loads(line) for line in (own / "questions.jsonl").read_text("utf-8").splitlines()]
    kept = tmp_path / "kept"
    kept.mkdir()
    proposed = [line | {"accepted": n == 0} for n, line in enumerate(lines)]
    (kept / "questions.jsonl").write_text("\n".join(map(json.dumps, proposed)), "utf-8")
    (kept / "suite.toml").write_text('title = "Kept"\npapers = ["../own/minutes.md"]\n', "utf-8")
    allow_suite(kept)
    suite = from_folder(kept)
    assert (suite.title, [gold.id for gold in suite.gold]) == ("Kept", ["q1"])
    assert [path.read_text("utf-8") for path in suite.papers] == [MINUTES]
    (kept / "suite.toml").write_text("papers = minutes", "utf-8")
    with pytest.raises(PolicyError, match=r"suite\.toml could not be read"):
        from_folder(kept)
