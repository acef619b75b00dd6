"""A program asks, searches and fills a library, from as many threads as it likes."""

import datetime
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import (
    Filter,
    LibraryError,
    ModelError,
    PolicyError,
    PolicyLibrary,
    Question,
    SettingsError,
    open_library,
)
from assistant.pipeline import pipeline
from ingest.library import Library
from ingest.weights import DEFAULT
from tests.conftest import take

ASKED = "When does North East London plan to become a single CCG?"
FOLLOWING = "When was it set up?"
UNASKED = "How many submarines did Portugal sell to Norway during the war?"
NORTH_WEST = "north-west-london-commissioning-reform.md"


def write(folder: Path, name: str, words: str) -> Path:
    path = folder / name
    path.write_text(words, "utf-8")
    return path


def test_an_answer_cites_words_that_stand_in_the_papers(door: PolicyLibrary):
    answer = door.ask(ASKED)

    assert answer.status == "answered"
    assert "April 2021" in answer.text
    for citation in answer.citations:
        assert door.text(citation.paper)[citation.start : citation.end] == citation.quote


def test_what_the_papers_do_not_say_is_refused_with_a_reason(door: PolicyLibrary):
    answer = door.ask("When was the Harbour Guild of Elsewhere set up?")

    assert (answer.status, answer.text) == ("not_found", "")
    assert answer.refusal is not None
    assert answer.refusal.reason == "unknown_name"
    assert answer.refusal.about == ("Harbour Guild of Elsewhere",)


def test_a_program_gets_the_answer_that_a_person_gets(door: PolicyLibrary, digests: Library):
    for question in (ASKED, UNASKED, "What is the case for a single CCG?"):
        expected = pipeline(digests, door.settings).invoke(Question(question))
        assert door.ask(question).model_copy(update={"seconds": expected.seconds}) == expected


@pytest.mark.parametrize(("board", "answer"), [("parks", "2019"), ("harbour", "2021")])
def test_a_follow_up_is_understood_from_pairs_and_from_answers(
    library: Library, tmp_path: Path, board: str, answer: str
):
    write(tmp_path, "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n\nMr Park chairs the parks board.\n")
    write(tmp_path, "quay.md", "# Quay\n\nThe harbour board was set up in 2021.\n\nMs Quay chairs the harbour board.\n")
    take(library, tmp_path / "parks.md", tmp_path / "quay.md")
    with open_library(library.folder) as opened:
        first = opened.ask(f"Who chairs the {board} board?")

        for history in ([first], [(first.question, first.text)], [first, opened.ask("what papers do you have?")]):
            assert answer in opened.ask(FOLLOWING, history=history).statements[0].text


@pytest.mark.parametrize(
    "filter",
    [
        {"papers": "north-west"},
        {"papers": ["north west london"], "since": "2019", "until": datetime.date(2019, 12, 31)},
        {"since": "July 2019", "until": datetime.datetime(2019, 7, 31)},
    ],
)
def test_a_filter_chooses_the_papers_that_are_asked_and_searched(door: PolicyLibrary, filter: Filter):
    answer = door.ask("What is the case for a single CCG?", filter=filter)

    assert {citation.document for citation in answer.citations + answer.nearest} == {NORTH_WEST}
    assert {passage.document for passage in door.search(ASKED, filter=filter)} == {NORTH_WEST}


def test_papers_that_a_date_leaves_out_for_stating_none_are_told(library: Library, tmp_path: Path):
    write(tmp_path, "quay.md", "# Quay\n\n31 January 2020\n\nThe quay is swept in May.\n")
    write(tmp_path, "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n")
    take(library, tmp_path / "quay.md", tmp_path / "parks.md")
    with open_library(library.folder) as opened:
        assert opened.ask("When is the quay swept?", filter={"since": "2000"}).note == (
            "1 paper without a date left out."
        )
        assert opened.ask("When is the quay swept?", filter={"since": "2000", "undated": True}).note == ""


@pytest.mark.parametrize(
    ("filter", "said", "cure"),
    [
        ({"paper": "north-west"}, "no paper", "papers, since, until, undated"),
        ({"since": "some day"}, "'some day'", "2020-01-31"),
        ({"papers": []}, "names no papers", "leave the key out"),
        ({"papers": "no such paper"}, "no such paper", "library.papers()"),
        ({"since": "2050"}, "date in those bounds", "library.papers()"),
    ],
)
def test_a_filter_that_chooses_nothing_is_told(door: PolicyLibrary, filter: Filter, said: str, cure: str):
    for act in (door.ask, door.search):
        with pytest.raises(PolicyError, match=said) as raised:
            act(ASKED, filter=filter)  # type: ignore[operator]
        assert cure in raised.value.cure


@pytest.mark.parametrize("question", ["", " \n "])
def test_a_question_without_words_is_no_question(door: PolicyLibrary, question: str):
    with pytest.raises(PolicyError, match="no question"):
        door.ask(question)


def test_what_is_no_history_is_told(door: PolicyLibrary):
    with pytest.raises(PolicyError, match="the history holds a int"):
        door.ask(FOLLOWING, history=[4711])  # type: ignore[list-item]


def test_a_search_gives_the_passages_that_the_answer_is_made_from(door: PolicyLibrary):
    passages = door.search(ASKED)

    assert passages
    for passage in passages:
        assert door.text(passage.paper)[passage.start : passage.end] == passage.text
        assert set(passage.ranks) == set(passage.scores) <= {"vectors", "words"}
    for citation in door.ask(ASKED).citations:
        assert any(p.paper == citation.paper and p.start <= citation.start < p.end for p in passages)


@pytest.mark.parametrize("limit", [1, 3, 40])
def test_a_limit_bounds_what_is_found(door: PolicyLibrary, limit: int):
    some, usual = door.search(ASKED, limit=limit), door.search(ASKED)

    assert len(some) <= limit
    assert len(some) >= min(limit, len(usual))
    assert some[0].id == usual[0].id
    with pytest.raises(PolicyError):
        door.search(ASKED, limit=0)


def test_many_threads_ask_at_once_and_get_the_answers_of_one(door: PolicyLibrary):
    questions = [ASKED, UNASKED, "What is the case for a single CCG?", "Who chairs the board?"]
    expected = [door.ask(question).text for question in questions]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(door.ask, questions * 3))

    assert [answer.text for answer in answers] == expected * 3


def test_papers_come_and_go_while_the_library_is_open(tmp_path: Path):
    write(tmp_path, "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n")
    write(tmp_path, "damaged.pdf", "no pdf")
    with open_library(tmp_path / "library") as library:
        with pytest.raises(LibraryError, match="has no papers") as raised:
            library.ask("When was the parks board set up?")
        assert "library.ingest(" in raised.value.cure

        added = {Path(outcome.location).name: outcome for outcome in library.ingest(tmp_path)}
        assert added["parks.md"].status == "added"
        assert (added["damaged.pdf"].status, added["damaged.pdf"].failed) == ("skipped", True)
        assert added["damaged.pdf"].reason
        assert "2019" in library.ask("When was the parks board set up?").text

        (paper,) = library.papers()
        assert (paper.title, paper.document, paper.pages) == ("Parks", "parks.md", None)
        assert paper.passages >= 1
        library.remove(paper.id)
        assert library.papers() == []
        for deed in (library.text, library.remove):
            with pytest.raises(LibraryError, match=paper.id):
                deed(paper.id)
        with pytest.raises(LibraryError, match="has no papers"):
            library.search("When was the parks board set up?")


def test_nothing_named_is_not_the_digests(tmp_path: Path):
    with open_library(tmp_path / "library") as library:
        with pytest.raises(PolicyError, match="nothing was named"):
            library.ingest()
        assert library.papers() == []


def test_a_library_without_a_name_is_that_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_LIBRARY", str(tmp_path / "mine"))
    monkeypatch.setenv("POLICY_PASSAGES", "7")
    with open_library() as library:
        assert (library.folder, library.settings.passages) == (tmp_path / "mine", 7)
    with open_library(tmp_path / "other", passages=9) as library:
        assert (library.folder, library.settings.passages) == (tmp_path / "other", 9)


def test_a_library_stays_where_it_was_when_a_program_goes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with open_library("library") as library:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir("elsewhere")
        assert library.papers() == []
        assert library.folder == tmp_path / "library"


@pytest.mark.parametrize("settings", [{"pasages": 3}, {"passages": "many"}])
def test_a_wrong_setting_is_told(tmp_path: Path, settings: dict[str, object]):
    with pytest.raises(SettingsError, match=next(iter(settings))) as raised:
        open_library(tmp_path / "library", **settings)
    assert "passages" in raised.value.cure


def test_a_cure_names_the_library_and_is_printed_with_the_error(tmp_path: Path, models: Path):
    folder = tmp_path / "my library"
    with open_library(folder) as library:
        with Library(folder, DEFAULT, models) as made:
            take(made, write(tmp_path, "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n"))
        for file in folder.glob("chroma/*"):
            if file.is_file():
                file.write_text("damaged", "utf-8")
        with pytest.raises(LibraryError) as raised:
            library.ask("When was the parks board set up?")
    assert f"--library {shlex.quote(str(folder))}" in raised.value.cure
    assert raised.value.__notes__ == [raised.value.cure]


def test_a_model_that_can_not_be_had_is_told(library: Library, tmp_path: Path):
    take(library, write(tmp_path, "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n"))
    with (
        open_library(library.folder, model="http://127.0.0.1:9/v1#none", model_retries=0) as opened,
        pytest.raises(ModelError, match="can't be reached"),
    ):
        opened.ask("When was the parks board set up?")


def test_a_closed_library_says_so(tmp_path: Path):
    library = open_library(tmp_path / "library")
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="was closed"):
        library.ask(ASKED)
