"""Title, organisation and date as a paper states them on its first page, and dates as papers write them."""

import datetime
from pathlib import Path

import docx
import pytest

from ingest.dates import order_of, read_date, read_days
from ingest.formats.office import said_of
from ingest.formats.text import outline
from ingest.load import load
from ingest.metadata import stated_date, stated_organisation
from ingest.titles import stated_title


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31st January 2020", (2020, 1, 31)),
        ("3 of March, 2021", (2021, 3, 3)),
        ("September 9th, 2021", (2021, 9, 9)),
        ("Sept 2021", (2021, 9, 1)),
        ("July 2021", (2021, 7, 1)),
        ("may 2019", (2019, 5, 1)),
        ("31/01/2020", (2020, 1, 31)),
        ("1.2.2020", (2020, 2, 1)),
        ("2020-01-31", (2020, 1, 31)),
        ("2020-01-31T09:30:00Z", (2020, 1, 31)),
        ("2020-01", (2020, 1, 1)),
        ("Version 3.2, agreed 4 May 2020, revised 6 May 2020", (2020, 5, 4)),
        ("31/31/2020 or 2 June 2020", (2020, 6, 2)),
    ],
)
def test_dates_are_read_as_papers_write_them(written: str, day: tuple[int, int, int]):
    assert read_date(written) == datetime.date(*day)


@pytest.mark.parametrize("written", ["", "2020", "31/31/2020", "maybe 2020 ones", "no. 12.2020.1", "2020/21"])
def test_what_is_no_date_is_not_read_as_one(written: str):
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("February 2020", "2020-02-01", "2020-02-29"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("4 May 2020", "2020-05-04", "2020-05-04"),
    ],
)
def test_a_year_and_a_month_span_their_days(written: str, first: str, last: str):
    assert read_days(written) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_labels_tell_title_and_date():
    paper = outline("Agenda item 4\n\nReport title: Parks and their keepers\n\nDate of meeting: 4 May 2020\n\nWords.\n")

    assert stated_title(paper) == "Parks and their keepers"
    assert stated_date(paper) == datetime.date(2020, 5, 4)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("Title:", "Use of the Upper Lake", "IA No: 7"), "Use of the Upper Lake"),
        (
            ("Boats on the Upper Lake", "Title:", "An order", "Type:", "Lakes Office", "Body:"),
            "Boats on the Upper Lake",
        ),
        (("Title:", "Lead department:", "Lakes Office"), None),
        (
            ("Note on the Lakes (Boats) Order 2020", "1. The order is about boats."),
            "Note on the Lakes (Boats) Order 2020",
        ),
        (("The boats are let by the day.", "They go out at dawn."), None),
        (("To the keeper:", "They go out at dawn."), None),
    ],
    ids=["below its label", "above its label", "a label alone", "first words", "a sentence", "an opening"],
)
def test_a_paper_without_headings_has_a_title_where_it_names_itself(
    tmp_path: Path, words: tuple[str, ...], title: str | None
):
    document = docx.Document()
    for line in words:
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))

    assert load(tmp_path / "a.docx").paper.title == (title or "a")


def test_the_name_of_a_body_is_the_organisation_and_not_the_title():
    paper = outline("Harbour Town Council\n\nA Strategy for Parks\n\n4 May 2020\n\nThe parks open at dawn.\n")

    assert stated_title(paper) == "A Strategy for Parks"
    assert stated_organisation(paper) == "Harbour Town Council"
    assert stated_date(paper) == datetime.date(2020, 5, 4)


def test_a_body_in_capitals_is_written_as_a_name():
    assert stated_organisation(outline("HARBOUR AND QUAY BOARD\n\nA Strategy\n\nWords.\n")) == "Harbour and Quay Board"


def test_a_date_in_running_text_is_not_the_papers_date():
    words = "The parks were opened to the public by the mayor of the town, on 4 May 1999, with a band and a parade."

    assert stated_date(outline(f"A Strategy for Parks\n\nIntroduction\n\nWords.\n\n{words}\n")) is None


def test_the_date_of_a_paper_goes_before_that_of_one_it_speaks_of():
    spoken = "The keeper of the parks sets out below what the new rules of the county mean for the gates of our parks."
    lines = ("# Gates of the parks", "July 2021", spoken, "Rules of the county", "Published 3 May 2020")

    assert stated_date(outline("\n\n".join(lines))) == datetime.date(2021, 7, 1)


def test_minutes_are_of_the_day_of_their_meeting_and_not_of_the_next():
    title = (
        "Minutes of the meeting of the Lakes and Gates Committee held on Tuesday 14 May 2024 at 7pm in the Town Hall"
    )
    minutes = outline(
        f"HARBOUR BOARD\n\n{title}\n\nDate of next meeting\n\nTuesday 11 June 2024\n\nThe meeting closed.\n"
    )
    agenda = outline(
        "Board meeting\n\nTuesday 14 May 2024\n\n1. Apologies\n\n2. Minutes of the meeting of 9 April 2024\n"
    )

    assert stated_date(minutes) == stated_date(agenda) == datetime.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        ("Opened 3/4/2019, closed 3/28/2019", "month first"),
        ("Opened 3/4/19, closed 3/28/19", "month first"),
        ("Opened 3/4/2019 and again on March 9, 2019", "month first"),
        ("Opened 3/4/2019, closed 28/3/2019", "day first"),
        ("Opened 3/28/2019, closed 28/3/2019", "day first"),
        ("Opened 3/4/2019 and again on March 9, 2019 and 11 March 2019", "day first"),
        ("Opened 3/28/2019 and again on 11 March 2019", "month first"),
        ("Opened 3/4/2019", "day first"),
        ("Opened on March 9, 2019", "day first"),
        ("Opened 3.28.2019, by rule 3/28", "day first"),
    ],
)
def test_the_order_of_the_dates_of_a_paper_is_told_by_what_it_holds(dates: str, order: str):
    assert order_of(f"{dates}.") == order


@pytest.mark.parametrize(
    ("other", "day"),
    [("Slides closed 8/21/2019", (2019, 3, 4)), ("Slides closed 21/8/2019", (2019, 4, 3)), ("", (2019, 4, 3))],
)
def test_the_date_of_a_paper_is_read_in_the_order_of_its_dates(other: str, day: tuple[int, int, int]):
    assert stated_date(outline(f"Slides in our parks\n\nUpdated: 3/4/2019\n\n{other}\n")) == datetime.date(*day)


def test_a_date_far_down_the_paper_is_not_the_papers_date():
    assert stated_date(outline("A Strategy\n\n" + "The parks open at dawn. " * 200 + "\n\nDate: 4 May 1999\n")) is None


def test_nothing_is_made_up():
    paper = outline("the parks open at dawn and close at dusk.\n")

    assert (stated_title(paper), stated_organisation(paper), stated_date(paper)) == (None, None, None)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("Next review due: 1 June 2027\n\nApproved: 3 May 2021", datetime.date(2021, 5, 3)),
        ("Review date: June 2027. Ratified by the Board on 3 May 2021", datetime.date(2021, 5, 3)),
        ("Approved: 3 May 2021. Next review: June 2027", datetime.date(2021, 5, 3)),
        ("Published 3 May 2021", datetime.date(2021, 5, 3)),
        ("Minutes of the meeting held on 3 May 2021", datetime.date(2021, 5, 3)),
        ("This plan expires on 31 December 2030.", None),
        ("Review date: June 2027", None),
        ("Comments are due by 3 May 2021", None),
        ("Pool\tOpened\tVisits\nLido\t3 May 2021\t10\nSpa\t4 May 2021\t20", None),
    ],
)
def test_a_date_of_review_or_expiry_or_in_a_table_is_not_the_papers_date(lines: str, day: datetime.date | None):
    assert stated_date(outline(f"Pools Plan\n\n{lines}\n\nThe pools are kept by the ranger.\n")) == day


@pytest.mark.parametrize("named", ["Minutes of the Cleveley Town Council", "Agenda for Cleveley Town Council"])
def test_minutes_of_a_body_are_a_paper_and_not_the_body(tmp_path: Path, named: str):
    text = f"# {named}\n\nHeld on 9 September 2025\n\n## 81/25 Declarations of interest\n\nNone.\n"
    (tmp_path / "m.md").write_text(text, "utf-8")
    paper = load(tmp_path / "m.md").paper

    assert (paper.title, paper.organisation) == (named, "Cleveley Town Council")


@pytest.mark.parametrize(
    ("below", "title"),
    [("# Open Data Strategy", "Open Data Strategy"), ("## Contents", "Ministry of Lamps"), ("", "Ministry of Lamps")],
    ids=["as large", "smaller", "nothing"],
)
def test_a_title_below_the_name_of_its_body_is_the_title(tmp_path: Path, below: str, title: str):
    (tmp_path / "a.md").write_text(f"---\ntitle: Ministry of Lamps\n---\n\n# Ministry of Lamps\n\n{below}\n\nLamps.\n")

    assert load(tmp_path / "a.md").paper.title == title


@pytest.mark.parametrize(
    ("company", "said"),
    [("Lamp Board", "Lamp Board"), ("Lamp", "Lamp"), ("LampSoft", None), ("ight", None), (None, None)],
)
def test_the_owner_of_the_program_is_the_body_only_if_the_paper_names_it(company: str | None, said: str | None):
    assert said_of(company, "The Lamp Board lights the lamps at night.") == said
