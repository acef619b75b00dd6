"""Of a table the rows are given that a question names, and no row that it names as well is left out."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.extractive.named_rows import coded, of_named_rows, rows_asked_for
from assistant.ranking.candidates import Candidate, PaperCache
from ingest.library import Library

APPLICANTS = ["Cleveley Brass Band", "Cleveley Youth Theatre", "Friends of the Mill", "Good Neighbours"]
GRANTS = """\
# Grants of the year

| Applicant | Asked for | Awarded |
| --- | --- | --- |
| Cleveley Brass Band | £1,200 | £800 |
| Cleveley Youth Theatre | £2,000 | £2,000 |
| Friends of the Mill | £5,000 | nil |
| Good Neighbours | £750 | £500 |
"""


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("what was the youth theatre awarded", ["Cleveley Youth Theatre"]),
        ("Compare what the brass band and Good Neighbours got", ["Cleveley Brass Band", "Good Neighbours"]),
        ("Did anybody get more than Good Neighbours?", APPLICANTS),
        ("Who was awarded what?", APPLICANTS),
        ("What did the youth theatre and the musicians get?", APPLICANTS),
        ("What did Good Neighbours and the mill get?", ["Friends of the Mill", "Good Neighbours"]),
    ],
    ids=["one", "two", "ranked", "none", "one in other words", "one in part"],
)
def test_of_a_table_the_rows_that_are_named_are_given(
    library: Library, tmp_path: Path, question: str, given: list[str]
):
    take_text(library, tmp_path / "grants.md", GRANTS)
    rows = rows_of(library, PaperCache(library))

    assert [row.text.split(":")[0] for row in of_named_rows(question, rows)] == given


ZONES = """\
# Permits

| Zone | Hours | Permits |
| --- | --- | --- |
| A – Harbour | every day | 1 |
| B – Old Town | Monday to Saturday | 2 |
| C – Station | Monday to Friday | 3 |

| Service | Fee |
| --- | --- |
| Burial of an adult | £900 |
| Burial of ashes | £210 |
| Permit for a headstone | £120 |

| Band | Fee |
| --- | --- |
| Band 1 | £10 |
| Band 2 | £20 |
"""


@pytest.mark.parametrize(
    ("question", "given", "asked_for"),
    [
        ("what are the hours in zone B?", ["A", "C"], ["B"]),
        ("what are the hours in Zone a?", ["A", "B", "C"], ["A"]),
        ("what are the hours in zones A and C?", ["A", "B"], ["A", "C"]),
        ("which zones have longer hours than zone B?", ["A", "B"], ["A", "B"]),
        ("what are the hours in zone F?", ["A", "B"], ["A", "B"]),
        ("what are the hours at the station?", ["C"], ["C"]),
        ("how much is a burial?", ["Burial of ashes"], ["Burial of an adult", "Burial of ashes"]),
        ("how much is the burial of an adult?", ["Burial of an adult"], ["Burial of an adult"]),
        ("what does a headstone cost?", ["Permit for a headstone"], ["Permit for a headstone"]),
        ("what is the fee for band 2", ["Band 1"], ["Band 2"]),
        ("what are the hours on Monday to Friday in zone B?", ["A"], ["B"]),
        ("what are the hours in zones A to C?", ["B"], ["B"]),
        ("what are the hours in zones A and B up to C?", ["C"], ["C"]),
        ("what are the hours in zone A–C?", ["B", "C"], ["B", "C"]),
        ("what are the hours from zone B?", ["A", "C"], ["A", "C"]),
        ("what are the hours outside zone B?", ["A", "C"], ["A", "C"]),
        ("what are the hours except in zone B?", ["A", "C"], ["A", "C"]),
        ("what are the hours if I don't live in zone B?", ["A", "C"], ["A", "C"]),
        ("what is the fee above band 1", ["Band 2"], ["Band 2"]),
    ],
)
def test_the_rows_asked_for_are_given(
    library: Library, tmp_path: Path, question: str, given: list[str], asked_for: list[str]
):
    take_text(library, tmp_path / "zones.md", ZONES)
    papers = PaperCache(library)
    rows = {label(row): row for row in rows_of(library, papers)}

    assert [label(row) for row in rows_asked_for(papers, question, [rows[name] for name in given])] == asked_for


def rows_of(library: Library, papers: PaperCache) -> list[Candidate]:
    (paper,) = library.catalogue.papers()
    return [papers.whole_block(paper.id, n) for n, block in enumerate(papers.blocks(paper.id)) if block.columns]


def label(row: Candidate) -> str:
    return row.text.split(":")[0].split(" –")[0]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("zones A and B", {("zone", "a"), ("zone", "b")}),
        ("priority 1, 2 or 3", {("prioriti", "1"), ("prioriti", "2"), ("prioriti", "3")}),
        ("in zone a", {("zone", "a")}),
        ("does my zone a permit last?", set()),
        ("since 2021, in section 3.2 of the B-list", set()),
    ],
)
def test_a_code_is_a_number_or_letter_after_what_it_numbers(text: str, codes: set[tuple[str, str]]):
    assert coded(text) == codes
