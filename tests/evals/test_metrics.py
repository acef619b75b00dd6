"""The figures of one question and of many: worked by hand, compared with the score script, and as properties."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.aggregate import calibration_error, reliability, totals
from evals.datasets.gold import Evidence, Gold, load_gold
from evals.metrics import correctness, figures, has_fact, normal, numbers, plain, refusing, retrieval, support, token_f1
from evals.quote_status import PaperText, folded, quote_status
from evals.results import Outcome, Seen

ROOT = Path(__file__).parents[2]
TEXT = (
    "The board meets monthly.\nIt approved “£1.2 million” for the pro-\ngramme on 3 May 2020.\n"
    "The chair signs the minutes after every meeting of the board.\nStaff may appeal within ten working days."
)
SECOND_PAGE = TEXT.index("The chair")
PAPERS = {
    "a.txt": PaperText(TEXT, (0, SECOND_PAGE), ((0, 25), (25, SECOND_PAGE), (SECOND_PAGE, len(TEXT)))),
    "b.txt": PaperText("The committee meets in public twice a year."),
}


def gold(*quotes: str, facts: tuple[str, ...] = (), answerable: bool = True) -> Gold:
    spans = tuple(Evidence(doc="a.txt", start=TEXT.index(q), end=TEXT.index(q) + len(q)) for q in quotes)
    return Gold(id="q", kind="factoid", question="?", facts=facts, evidence=spans, answerable=answerable)


def quoting(*quotes: str, text: str | None = None, page: int | None = None) -> dict:
    cites = [
        {"n": n, "document": "a.txt", "quote": q, "start": TEXT.find(q), "end": TEXT.find(q) + len(q), "page": page}
        for n, q in enumerate(quotes, 1)
    ]
    statements = [{"text": text or cite["quote"], "citations": [cite["n"]], "support": "quoted"} for cite in cites]
    answer = " ".join(f"{statement['text']} [{n}]" for n, statement in enumerate(statements, 1))
    return {"status": "answered", "answer": answer, "statements": statements, "citations": cites, "seconds": 0.5}


REFUSED = {"status": "not_found", "answer": "", "statements": [], "citations": [], "seconds": 0.1}


def seen(*holds: bool) -> list[Seen]:
    """Passages that hold the chair's sentence or stand elsewhere."""
    places = [(SECOND_PAGE, len(TEXT)) if each else (0, 25) for each in holds]
    return [
        Seen(rank=n, document="a.txt", start=start, end=end, holds=each)
        for n, (each, (start, end)) in enumerate(zip(holds, places, strict=True), 1)
    ]


def test_an_answer_is_correct_with_all_facts_and_a_citation_on_the_evidence():
    question = gold("The chair signs", facts=("chair", "minutes"))
    assert correctness(question, quoting("The chair signs the minutes"))["correct"] == 1
    half = correctness(question, quoting("The chair signs", text="The chair does."))
    assert (half["correct"], half["facts"]) == (0, 0.5)
    elsewhere = quoting("Staff may appeal", text="The chair signs the minutes.")
    assert correctness(question, elsewhere) == {"correct": 0, "facts": 1, "right": 0}
    assert correctness(question, REFUSED) == {"correct": 0, "facts": 0, "right": None}


def test_facts_after_150_words_are_not_read():
    question = gold("The chair signs", facts=("minutes",))
    assert correctness(question, quoting("The chair signs", text="word " * 149 + "minutes"))["correct"] == 1
    assert correctness(question, quoting("The chair signs", text="word " * 150 + "minutes"))["correct"] == 0


@pytest.mark.parametrize(
    ("fact", "text", "held"),
    [
        ("5", "50 people", False),
        ("5", "5 people", True),
        ("rotat", "the chair rotates", True),
        ("rotat", "unrotated", False),
        ("May|June", "in june", True),
        ("the board’s view", "The **board's** view [1]", True),
    ],
)
def test_a_fact_may_go_on_where_it_is_a_word_and_not_where_it_is_a_figure(fact, text, held):
    assert has_fact(fact, plain(text)) is held


def test_retrieval_figures_are_those_worked_by_hand():
    question = gold("The chair signs", "Staff may appeal")
    row = retrieval(question, seen(False, False, True), PAPERS)
    assert (row["recall@1"], row["recall@5"], row["MRR"]) == (0, 1, pytest.approx(1 / 3))
    assert row["nDCG@10"] == pytest.approx(1 / np.log2(4))  # one relevant passage, found third
    assert retrieval(question, seen(True), PAPERS)["nDCG@10"] == 1
    assert retrieval(question, [], PAPERS)["MRR"] == 0
    assert set(retrieval(gold(answerable=False), seen(False), PAPERS).values()) == {None}


def test_half_of_the_evidence_found_is_a_recall_of_a_half():
    row = retrieval(gold("The chair signs", "board meets"), seen(True, False), PAPERS)
    assert (row["recall@1"], row["recall@5"]) == (0.5, 1)


def test_the_best_quote_counts_for_the_span():
    row = figures(
        gold("The chair signs the minutes"), quoting("Staff may appeal", "chair signs the minutes"), [], PAPERS
    )
    assert (row["span F1"], row["span EM"]) == (1, 1)  # articles do not count
    assert figures(gold("The chair signs"), REFUSED, [], PAPERS)["span F1"] == 0


words = st.lists(st.sampled_from("board chair minutes signs day".split()), max_size=6)


@given(words, words)
def test_token_f1_is_symmetric_and_one_only_for_the_same_words(one, other):
    value = token_f1(one, other)
    assert value == token_f1(other, one)
    assert 0 <= value <= 1
    assert (value == 1) is (sorted(one) == sorted(other))


def test_squad_normalisation_drops_case_punctuation_and_articles():
    assert normal("The Board's “£5m”, a year.") == normal("boards “£5m” year")


@pytest.mark.parametrize(
    ("document", "quote", "page", "status"),
    [
        ("a.txt", "The board meets monthly.", 1, "found"),
        ("a.txt", 'it approved "£1.2 million" for the programme', 1, "found"),
        ("a.txt", "The chair signs the minutes", 1, "wrong page"),
        ("a.txt", "The committee meets in public", None, "wrong paper"),
        ("a.txt", "The board meets monthly … within ten working days.", None, "stitched"),
        ("a.txt", "the minutes after every staff may appeal within", None, "stitched"),
        ("a.txt", "The board meets in secret on Mondays.", None, "invented"),
        ("a.txt", "board staff chair days", None, "invented"),
        ("c.txt", "There is no such paper at all.", None, "invented"),
        ("a.txt", "", None, "invented"),
    ],
)
def test_a_quote_is_told_by_what_is_wrong_with_it(document, quote, page, status):
    citation = {"document": document, "quote": quote, "page": page, "start": 0, "end": len(quote)}
    assert quote_status(citation, PAPERS) == status


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_any_words_of_a_paper_are_found_on_the_page_they_begin_on(one, other):
    start, end = sorted((one, other))
    page = 1 + (start >= SECOND_PAGE)
    citation = {"document": "a.txt", "quote": TEXT[start:end], "page": page, "start": start, "end": end}
    if folded(TEXT[start:end]):
        assert quote_status(citation, PAPERS) == "found"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200", "1200"),
        ("£1.2m", "£1,200,000"),
        ("£1.2 million", "1200000"),
        ("5 per cent", "5%"),
        ("31st May", "31 May"),
    ],
)
def test_figures_are_the_same_however_they_are_written(one, other):
    assert numbers(one) == numbers(other) != []


def test_a_figure_or_month_that_the_quote_has_not_is_unsupported():
    given_ = quoting("It approved “£1.2 million”", text="It approved £1.2m in 2020.")
    assert support(given_)["figure support"] == 0.5
    wrong_month = quoting("3 May 2020", text="On 3 June 2020.")
    assert support(wrong_month)["figure support"] == pytest.approx(2 / 3)
    assert support(quoting("The chair signs"))["figure support"] is None


def test_a_statement_without_a_citation_is_not_covered():
    given_ = quoting("The chair signs", "Staff may appeal")
    given_["statements"][1]["citations"] = []
    assert support(given_)["sentence coverage"] == 0.5


def test_refusing_is_read_from_the_status():
    assert refusing(gold(answerable=False), REFUSED)["refusal recall"] == 1
    assert refusing(gold(answerable=False), quoting("The chair", text="The papers do not say."))["refusal recall"] == 0
    assert refusing(gold("The chair"), REFUSED)["refusal precision"] == 0
    assert refusing(gold("The chair"), REFUSED)["kept"] == 0


def outcome(n: int, **row: float | None) -> Outcome:
    return Outcome(gold=Gold(id=str(n), kind="list", question="?", papers=("a.txt",)), answer={}, figures=row)


def test_totals_are_means_of_the_questions_that_a_figure_applies_to():
    some = [outcome(n, correct=value) for n, value in enumerate([1.0, 0.0, None, 1.0, 1.0])]
    row = totals(some)
    assert set(row) == {"all", "kind: list", "paper: a.txt"}
    assert (row["all"]["correct"].mean, row["all"]["correct"].n) == (0.75, 4)
    assert "facts" not in row["all"]


def test_refusal_f1_and_balanced_are_those_worked_by_hand():
    rows = [(1, 1), (1, 0), (0, 1), (0, 0)]  # refused, unanswerable
    some = [
        outcome(
            n,
            refused=refused,
            unanswerable=unanswerable,
            **{"refusal recall": refused if unanswerable else None, "correct": None if unanswerable else 1 - refused},
        )
        for n, (refused, unanswerable) in enumerate(rows)
    ]
    row = totals(some)["all"]
    assert (row["refusal F1"].mean, row["balanced"].mean) == (0.5, 0.5)


def test_confidence_that_matches_is_calibrated_and_overconfidence_is_not():
    right = np.array([1, 1, 1, 0] * 5, float)
    assert calibration_error(np.full(20, 0.75), right) == 0
    assert calibration_error(np.full(20, 0.95), right) == pytest.approx(0.2)
    both = [outcome(n, confidence=0.95, right=value) for n, value in enumerate(right)] + [
        outcome(99, confidence=1.0, right=1.0)
    ]
    (only,) = reliability(both)
    assert (only.low, only.high, only.n) == (0.9, 1.0, 21)
    assert only.right == pytest.approx(16 / 21)


def test_figures_agree_with_the_score_script(shared):
    """Each question is answered with the evidence of the one before it, or refused."""
    questions = load_gold(ROOT / "evals" / "datasets" / "digests" / "questions.jsonl")
    papers = {path.name: PaperText(path.read_text("utf-8")) for path in (ROOT / "corpus").glob("*.md")}
    answers = [made_answer(one, n) for n, one in enumerate(zip(questions, [*questions[1:], questions[0]], strict=True))]
    spec = importlib.util.spec_from_file_location("score", shared / "evals" / "score.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    theirs = script.score([q.model_dump() for q in questions], answers, ROOT / "corpus")
    ours = totals(
        [Outcome(gold=q, answer=a, figures=figures(q, a, [], papers)) for q, a in zip(questions, answers, strict=True)]
    )
    names = {
        "correct": "correct",
        "facts": "facts",
        "cite_recall": "citation recall",
        "cite_prec": "citation precision",
        "refusal": "refusal recall",
        "kept": "kept",
        "balanced": "balanced",
        "words": "words",
    }
    for kind, row in theirs.items():
        group = ours["all" if kind == "all" else f"kind: {kind}"]
        for name, value in row.items():
            if name in names and value is not None:
                assert group[names[name]].mean == pytest.approx(value, abs=6e-4), (kind, name)
    assert 0.1 < theirs["all"]["correct"] < 0.9


def made_answer(pair: tuple[Gold, Gold], n: int) -> dict:
    own, other = pair
    evidence = [*(own.evidence[:1] if n % 3 else ()), *other.evidence[:1]]
    if not evidence or n % 5 == 0:
        return {**REFUSED, "id": own.id}
    text = " ".join(item.quote for item in evidence)
    cites = [{"n": k, "document": item.doc, **item.model_dump(), "page": None} for k, item in enumerate(evidence, 1)]
    statements = [{"text": text, "citations": [1], "support": "quoted"}]
    return {
        "id": own.id,
        "status": "answered",
        "answer": f"{text} [1]",
        "statements": statements,
        "citations": cites,
        "seconds": 0.1,
    }
