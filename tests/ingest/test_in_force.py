"""Which papers are versions of one paper, and which of those is in force. A false alarm is worse than a miss."""

import datetime
import json
from pathlib import Path

import pytest
from conftest import take, take_text

from ingest.corrections import STATUSES
from ingest.errors import LibraryError
from ingest.in_force import Correction
from ingest.library import Library
from ingest.on_day import on_day

BODY = """
Lamps are lit from dusk until eleven in the evening.

A broken lamp is mended within {} working days.

The clerk keeps a list of all lamps and their keepers.

Anyone may report a broken lamp to the clerk by post.
"""


def paper(title: str, head: str, days: str = "four") -> str:
    return f"# {title}\n\n{head}\n{BODY.format(days)}"


@pytest.fixture
def statuses(library: Library, tmp_path: Path):
    """Adds papers, a file each, and says the status of each by its file name."""

    def made(**papers: str) -> dict[str, str]:
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        for name, text in papers.items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        take(library, folder)
        return shown(library)

    return made


def shown(library: Library) -> dict[str, str]:
    names = {each.id: each.document.removesuffix(".md") for each in library.catalogue.papers()}
    return {
        names[id]: " ".join(filter(None, [each.status, names.get(each.other, "")]))
        for id, each in library.catalogue.standings().items()
    }


def id_of(library: Library, name: str) -> str:
    return next(each.id for each in library.catalogue.papers() if each.document == f"{name}.md")


def test_a_paper_that_says_what_it_replaces_is_in_force(statuses):
    found = statuses(
        old=paper("Lamp Policy", "Version 1.0 · 1 May 2019"),
        new=paper("Lamp Policy", "Version 2.0 · 3 June 2024 · This version replaces version 1.0 of 2019", "two"),
    )

    assert found == {"old": "superseded new", "new": "in_force"}


def test_versions_in_file_names_tell_which_is_later(statuses):
    found = statuses(lamps_v1=paper("Lamp Policy", "Town clerk"), lamps_v2=paper("Lamp Policy", "Town clerk", "two"))

    assert found == {"lamps_v1": "superseded lamps_v2", "lamps_v2": "in_force"}


def test_a_policy_of_one_title_with_a_later_date_takes_the_place_of_the_earlier(statuses):
    found = statuses(
        first=paper("Lamp Policy", "Approved: 4 March 2019"), then=paper("Lamp Policy", "Approved: 9 March 2023", "two")
    )

    assert found == {"first": "superseded then", "then": "in_force"}


def test_the_order_of_its_dates_tells_which_of_two_is_later_and_since_when_it_holds(statuses, library: Library):
    lit = "The first lamp was lit on 8/21/1999."
    found = statuses(
        first=paper("Lamp Policy", f"Effective date: 2/11/2024\n\n{lit}"),
        then=paper("Lamp Policy", f"Effective date: 10/3/2024\n\n{lit}", "two"),
    )

    assert found == {"first": "superseded then", "then": "in_force"}
    assert {held.stated.since for held in library.catalogue.stated_papers()} == {"2024-02-11", "2024-10-03"}


def test_each_of_three_versions_is_followed_by_the_next(statuses):
    found = statuses(
        a=paper("Lamp Policy v1", "3 May 2018"),
        b=paper("Lamp Policy v2", "3 May 2020", "two"),
        c=paper("Lamp Policy v3", "3 May 2022", "nine"),
    )

    assert found == {"a": "superseded b", "b": "superseded c", "c": "in_force"}


def test_a_draft_stands_beside_the_version_in_force(statuses):
    found = statuses(
        now=paper("Lamp Policy", "Approved: 4 March 2019"), next=paper("Lamp Policy", "DRAFT for consultation", "one")
    )

    assert found == {"now": "in_force", "next": "draft now"}


def test_charges_of_a_year_put_out_again_do_not_take_the_place_of_those_of_the_next(statuses):
    council = "Lampford Town Council\n\n"
    found = statuses(
        last=paper("Lamp Charges 2024/25", f"{council}1 June 2025"),
        this=paper("Lamp Charges 2025/26", f"{council}1 February 2025", "two"),
    )

    assert found == {"last": "superseded this", "this": "in_force"}


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")], ids=["the earlier first", "the later first"])
def test_of_charges_of_one_year_those_of_the_later_date_hold(statuses, names: tuple[str, str]):
    earlier, later = names
    found = statuses(
        **{
            earlier: paper("Lamp Charges 2024/25", "1 February 2024"),
            later: paper("Lamp Charges 2024/25", "1 June 2024", "two"),
        }
    )

    assert found == {earlier: f"superseded {later}", later: "in_force"}


@pytest.mark.parametrize("form", ["{} Lamp fees and charges", "Lamp fees and charges from 1 April {} (final)"])
def test_the_year_of_charges_stands_anywhere_in_their_title(statuses, form: str):
    found = statuses(old=paper(form.format("2023/24"), ""), new=paper(form.format("2024/25"), "", "nine"))

    assert found == {"old": "superseded new", "new": "in_force"}


def test_guidance_on_charges_of_a_year_is_no_list_of_charges(statuses):
    assert not statuses(
        old=paper("Criminal charges 2023 guidance", ""), new=paper("Criminal charges 2024 guidance", "", "nine")
    )


def test_a_year_that_a_paper_says_it_replaces_is_superseded(statuses):
    council = "Lampford Town Council\n\n"
    found = statuses(
        last=paper("Lamp Charges 2025/26", f"{council}Agreed on 3 March 2025"),
        this=paper("Lamp Charges Policy 2026/27", f"{council}Replaces the policy for 2025/26.", "two"),
    )

    assert found == {"last": "superseded this", "this": "in_force"}


@pytest.mark.parametrize(
    "pair",
    [
        {
            "a": paper("Annual Lamp Report 2019", "3 May 2019"),
            "b": paper("Annual Lamp Report 2020", "4 May 2020", "two"),
        },
        {
            "a": paper("Lamp Committee: minutes", "3 May 2019"),
            "b": paper("Lamp Committee: minutes", "4 June 2019", "two"),
        },
        {
            "a": paper("Lamp Policy", "Oakfield Town Council\n\nVersion 1, 3 May 2019"),
            "b": paper("Lamp Policy", "Elmstead Town Council\n\nVersion 2, 3 May 2021", "two"),
        },
        {
            "a": paper("Lamp Policy", "3 May 2019") + "\nHere Oakfield pays. All of Oakfield is lit.\n",
            "b": paper("Lamp Policy", "3 May 2021", "two") + "\nHere Elmstead pays. All of Elmstead is lit.\n",
        },
        {"a": paper("Lamp Policy", "3 May 2019"), "b": "# Lamp Policy\n\n3 May 2021\n\nNobody lights any lamp here.\n"},
        {
            "a": paper("Lamp Policy", "3 May 2019"),
            "b": paper("Harbour Policy", "4 May 2020\n\nThis policy replaces the policy of May 2019", "two"),
        },
        {"a": paper("Lamp Policy", "3 May 2019"), "b": paper("Note on lamps", "The draft lamp policy was discussed.")},
    ],
    ids=["years of a report", "minutes", "two bodies", "a model policy", "other words", "other subject", "of a draft"],
)
def test_papers_that_are_no_versions_have_no_status(statuses, pair):
    assert statuses(**pair) == {}


def test_a_table_of_versions_says_nothing_of_the_paper(statuses):
    table = "| Version | Date | Status |\n|---|---|---|\n| 1 | 3 May 2019 | Superseded |\n| 2 | 3 May 2021 | Draft |"

    assert statuses(lamps=paper("Lamp Policy", table)) == {}


def test_a_paper_that_calls_itself_superseded_is_so_without_its_successor(statuses, library: Library):
    assert statuses(old=paper("Lamp Policy", "SUPERSEDED. Kept for reference.")) == {"old": "superseded"}
    (standing,) = library.catalogue.standings().values()
    assert standing.words == "SUPERSEDED. Kept for reference."


HISTORY = "| Version | Date | Author | Changes |\n|---|---|---|---|\n| 1.0 | 3 May 2018 | Ann | Approved |\n"
REVISED = "| 2.0 | 9 June 2022 | Bo | Days changed |\n| 2.1 | 1 July 2022 | Bo | Draft for the board |\n"


def test_the_table_of_the_versions_of_a_paper_tells_which_it_is(statuses, library: Library):
    found = statuses(
        lamps=paper("Lamp Policy", "Town clerk") + f"\n{HISTORY}",
        lit=paper("Lamp Policy", "Town clerk", "two") + f"\n{HISTORY}{REVISED}",
    )

    assert found == {"lamps": "superseded lit", "lit": "in_force"}
    assert {held.stated.version for held in library.catalogue.stated_papers()} == {(1,), (2,)}


PROGRAMS = "| Program | Version | Date installed |\n|---|---|---|\n| Lamp desk | {} | 3 May 2019 |\n"
FORMS = "| Version | Date | Form |\n|---|---|---|\n| {} | 3 May 2019 | Lamp report |\n"
DESCENDING = "| Version | Date | Author |\n|---|---|---|\n| {} | 3 May 2019 | Ann |\n| 1.0 | 9 June 2022 | Bo |\n"


@pytest.mark.parametrize("table", [PROGRAMS, FORMS, DESCENDING], ids=["programs", "forms", "descending"])
def test_a_table_of_the_versions_of_other_things_tells_nothing_of_a_paper(statuses, library: Library, table: str):
    found = statuses(
        old=paper("Lamp Policy", "1 May 2019") + f"\n{table.format('12.1')}",
        new=paper("Lamp Policy", "1 May 2024", "two") + f"\n{table.format('3.0')}",
    )

    assert found == {"old": "superseded new", "new": "in_force"}
    assert {held.stated.version for held in library.catalogue.stated_papers()} == {()}


def test_a_version_does_not_make_an_older_paper_the_later_one(statuses):
    found = statuses(
        old=paper("Lamp Policy", "Version 12.1 · 1 May 2019"), new=paper("Lamp Policy", "Version 3.0 · 1 May 2024")
    )

    assert found == {}


@pytest.mark.parametrize(
    ("names", "heads"),
    [
        (("Lamps - July 2022", "Lamps_Aug 2024"), ("", "")),
        (("lamps", "lamps (1)"), ("Last reviewed: 3 March 2021", "Last reviewed: 5 April 2024")),
    ],
    ids=["in file names", "of the last review"],
)
def test_days_that_are_no_dates_of_a_paper_tell_which_version_is_later(
    statuses, names: tuple[str, str], heads: tuple[str, str]
):
    first, last = names
    found = statuses(**{first: paper("Lamp Policy", heads[0]), last: paper("Lamp Policy", heads[1], "two")})

    assert found == {first: f"superseded {last}", last: "in_force"}


def test_the_day_from_which_a_paper_holds_is_read(statuses, library: Library):
    statuses(lamps=paper("Lamp Policy", "DRAFT\n\nAgreed 3 May 2026. In force from 1 July 2026."))

    (standing,) = library.catalogue.standings().values()
    assert str(standing.since) == "2026-07-01"


def test_fees_of_a_later_year_take_the_place_of_the_earlier(statuses):
    found = statuses(
        old=paper("Lamp fees 2023/24", ""),
        new=paper("Lamp fees 2024/25", "", "nine"),
        guide=paper("Lamp lists 2023", ""),
        other=paper("Lamp lists 2024", "", "nine"),
        review=paper("Review of lamp fees 2023", ""),
        again=paper("Review of lamp fees 2024", "", "nine"),
    )

    assert found == {"old": "superseded new", "new": "in_force"}


@pytest.mark.parametrize(
    "name",
    [
        "Lamps - SUPERSEDED",
        "Lamp rules (withdrawn)",
        "superseded_lamps",
        "Lamp permits (obsolete)",
        "Lamp notes - withdrawn",
    ],
)
def test_a_file_name_tells_that_a_paper_is_superseded(statuses, name: str):
    found = statuses(**{name: paper("Lamp Policy", "", "nine"), "lamps": paper("Lamp Policy", "")})

    assert found == {name: "superseded lamps", "lamps": "in_force"}


@pytest.mark.parametrize("name", ["Withdrawn lamps", "Applications - withdrawn", "withdrawn_lamps", "Bids WITHDRAWN"])
def test_a_name_that_is_about_what_is_withdrawn_tells_nothing(statuses, name: str):
    assert not statuses(**{name: paper("Lamps that were taken in", "")})


def test_the_copy_in_a_folder_of_old_papers_does_not_hold(library: Library, tmp_path: Path):
    for place, days in (("Archive/2019/a.md", "nine"), ("b.md", "four"), ("Archive/c.md", "two")):
        (tmp_path / "papers" / place).parent.mkdir(parents=True, exist_ok=True)
        title = "Bench Policy" if place.endswith("c.md") else "Lamp Policy"
        (tmp_path / "papers" / place).write_text(paper(title, "", days), "utf-8")
    take(library, tmp_path / "papers")

    assert shown(library) == {"a": "superseded b", "b": "in_force"}


@pytest.mark.parametrize("words", ["With effect from 1 June 2026", "This policy comes into force on 1 June 2026."])
def test_the_day_on_which_a_paper_comes_into_force_is_read(statuses, library: Library, words: str):
    statuses(lamps=paper("Lamp Policy", f"Approved: 4 May 2026\n\n{words}"))

    assert [held.stated.since for held in library.catalogue.stated_papers()] == ["2026-06-01"]


def test_a_removed_version_changes_the_status_of_the_others(statuses, library: Library):
    statuses(lamps_v1=paper("Lamp Policy", "Town clerk"), lamps_v2=paper("Lamp Policy", "Town clerk", "two"))

    with library.writing():
        library.remove(id_of(library, "lamps_v2"))

    assert shown(library) == {}


def test_a_persons_word_wins_and_is_kept_when_papers_are_added(statuses, library: Library):
    statuses(lamps_v1=paper("Lamp Policy", "Town clerk"), lamps_v2=paper("Lamp Policy", "Town clerk", "two"))
    with library.writing():
        library.correct(id_of(library, "lamps_v2"), Correction("draft"))
    assert shown(library) == {"lamps_v1": "in_force", "lamps_v2": "draft lamps_v1"}

    found = statuses(other="# Harbour Plan\n\nThe harbour opens at six.\n")

    assert found == {"lamps_v1": "in_force", "lamps_v2": "draft lamps_v1"}
    with library.writing():
        library.correct(id_of(library, "lamps_v2"), None)
    assert shown(library) == {"lamps_v1": "superseded lamps_v2", "lamps_v2": "in_force"}


def test_a_person_names_the_successor(statuses, library: Library):
    statuses(a=paper("Lamps", "Town clerk"), b="# Light in the streets\n\nEvery street is lit all night.\n")

    with library.writing():
        library.correct(id_of(library, "a"), Correction("superseded", id_of(library, "b")))

    assert shown(library) == {"a": "superseded b", "b": "in_force"}


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"a": {"status": "mine"}}', '{"a": {"status": "draft", "by": 3}}'])
def test_a_spoilt_file_of_corrections_is_an_error_with_a_cure(library: Library, tmp_path: Path, text: str):
    take_text(library, tmp_path / "lamps.md", paper("Lamp Policy", "Town clerk"))
    (library.folder / STATUSES).write_text(text)

    with pytest.raises(LibraryError, match="could not be read") as error, library.writing():
        pass
    assert "policy papers status" in error.value.cure


def test_corrections_are_kept_by_the_contents_of_a_paper(statuses, library: Library):
    statuses(lamps=paper("Lamp Policy", "Town clerk"))
    id = id_of(library, "lamps")
    with library.writing():
        library.correct(id, Correction("draft"))
        library.remove(id)

    assert statuses(lamps=paper("Lamp Policy", "Town clerk") + " ") == {}
    assert statuses(lamps=paper("Lamp Policy", "Town clerk")) == {"lamps": "draft"}
    assert json.loads((library.folder / STATUSES).read_text("utf-8")) == {id: {"status": "draft", "by": ""}}


def test_a_version_that_starts_later_is_coming_and_the_one_before_holds_until_then(statuses, library: Library):
    statuses(
        old=paper("Lamp Policy", "Version 1.0 · 1 May 2019"),
        mid=paper("Lamp Policy", "Version 2.0 · 1 June 2021", "three"),
        new=paper("Lamp Policy", "Version 3.0 · 3 June 2024\n\nEffective from 1 April 2090", "two"),
    )
    kept = library.catalogue.standings()

    def on(year: int) -> list[str]:
        found = on_day(kept, datetime.date(year, 12, 31))
        return [found[id_of(library, name)].status for name in ("old", "mid", "new")]

    assert on(2020) == ["in_force", "coming", "coming"]
    assert on(2025) == ["superseded", "in_force", "coming"]
    assert on(2090) == ["superseded", "superseded", "in_force"]
    assert [library.standings()[id_of(library, name)].status for name in ("old", "mid", "new")] == on(2025)


def test_a_paper_that_a_person_calls_in_force_is_so_whatever_day_it_names(statuses, library: Library):
    statuses(
        old=paper("Lamp Policy", "Version 1.0 · 1 May 2019"),
        new=paper("Lamp Policy", "Version 2.0 · 3 June 2024\n\nEffective from 1 April 2090", "two"),
    )
    with library.writing():
        library.correct(id_of(library, "new"), Correction("in_force"))

    assert [library.standings()[id_of(library, name)].status for name in ("old", "new")] == ["superseded", "in_force"]
