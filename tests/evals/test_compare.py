"""Two runs beside each other: what was won, what was lost, and what is only noise."""

import datetime

from rich.console import Console

from evals.aggregate import totals
from evals.compare import compare, compare_all
from evals.datasets.gold import Gold
from evals.reporting import table
from evals.results import LibraryFacts, Outcome, Run


def run_of(correct: dict[str, float], refused: dict[str, float] | None = None, model: str = "quotes") -> Run:
    """A run with those answerable questions correct or not, and those unanswerable ones refused or not."""
    outcomes = tuple(
        Outcome(gold=Gold(id=id, kind="list", question="?"), answer={}, figures={"correct": value})
        for id, value in correct.items()
    ) + tuple(
        Outcome(
            gold=Gold(id=id, kind="unanswerable", question="?", answerable=False),
            answer={},
            figures={"correct": None, "refusal recall": value, "refused": value, "unanswerable": 1.0},
        )
        for id, value in (refused or {}).items()
    )
    return Run(
        suite="made",
        title="Made",
        description="",
        model=model,
        version="0",
        made=datetime.date(2026, 1, 1),
        library=LibraryFacts(papers=1, passages=1, encoder="none"),
        outcomes=outcomes,
        figures=totals(outcomes),
    )


def questions(count: int, value: float, prefix: str = "q") -> dict[str, float]:
    return {f"{prefix}{n}": value for n in range(count)}


def test_questions_won_and_lost_are_named_whether_answered_or_refused():
    before = run_of({"a": 0, "b": 1, "c": 1}, {"x": 0, "y": 1})
    after = run_of({"a": 1, "b": 0, "c": 1}, {"x": 1, "y": 1})
    compared = compare(before, after)
    assert compared.won == ("a", "x")
    assert compared.lost == ("b",)
    assert compared.p == 1


def test_a_run_against_itself_has_not_changed():
    made = run_of(questions(5, 1) | questions(3, 0, "r"))
    compared = compare(made, made)
    assert (compared.won, compared.lost, compared.p) == ((), (), 1)
    assert not any(change.is_clear for change in compared.changes)


def test_ten_of_twenty_lost_is_clear_and_one_of_twenty_is_not():
    before = run_of(questions(20, 1))
    much = compare(before, run_of(questions(20, 1) | questions(10, 0)))
    little = compare(before, run_of(questions(20, 1) | questions(1, 0)))
    assert much.changes[0].is_clear
    assert (much.changes[0].before, much.changes[0].after) == (1, 0.5)
    assert much.p < 0.01
    assert not little.changes[0].is_clear
    assert little.p == 1


def test_questions_of_one_run_only_are_left_out_and_told():
    compared = compare(run_of({"a": 1, "b": 1}), run_of({"b": 0, "c": 0}))
    assert compared.alone == ("a", "c")
    assert compared.lost == ("b",)
    assert compared.changes[0].change.n == 1


def test_runs_are_matched_by_suite_and_answerer():
    before = [run_of({"a": 1}), run_of({"a": 0}, model="other")]
    (compared,) = compare_all(before, [run_of({"a": 1}, model="other"), run_of({"a": 1}, model="new")])
    assert (compared.before, compared.after, compared.won) == ("other", "other", ("a",))


def test_the_terminal_names_the_questions_lost():
    console = Console(width=100, record=True, markup=False)
    with console.capture() as shown:
        console.print(table.comparison(compare(run_of({"a[b]": 1}), run_of({"a[b]": 0}))))
    assert "0 won, 1 lost" in shown.get()
    assert "lost: a[b]" in shown.get()
