"""A page is called what is printed on it: where a citation shows it, and where a question names it."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.answer import Answer, Citation
from assistant.briefing.wording import short_place
from assistant.conversations.export import with_sources
from assistant.extractive.citations import cite
from assistant.query.places import places
from assistant.query.standing import standing_at
from assistant.ranking.candidates import PaperCache
from ingest.formats.pdf import read
from ingest.library import Library
from ingest.load import load
from ingest.paper import Source
from ingest.prepare import prepare

SAID = [
    "The board met in public in the town hall.",
    "The keeper opens the gates of every park at dawn.",
    "Benches are paid for by the board in the month of May.",
    "Dogs are kept on a lead beside the pond.",
    "Ponds are cleared of leaves before the first frost.",
    "Kiosks close when the gates of the park close.",
]


def made(path: Path, printed: list[str], labelled: bool = False) -> Path:
    """A page for each sentence, with its printed number at the foot, or as a label of the file."""
    canvas = Canvas(str(path))
    for n, (words, number) in enumerate(zip(SAID, printed, strict=True)):
        canvas.drawString(72, 700, words)
        if labelled and n in (0, 2):
            canvas.addPageLabel(n, *(("ROMAN_LOWER", 1, "") if n == 0 else ("ARABIC", 1, "A-")))
        elif not labelled:
            canvas.drawString(290, 30, number)
        canvas.showPage()
    canvas.save()
    return path


def test_labels_of_the_file_are_kept(tmp_path: Path):
    assert read(made(tmp_path / "a.pdf", [""] * 6, labelled=True)).labels == ("i", "ii", "A-1", "A-2", "A-3", "A-4")


def test_numbers_printed_in_the_margin_are_labels_where_there_are_none(tmp_path: Path):
    outline = read(made(tmp_path / "a.pdf", ["", "", "Page 1 of 4", "Page 2 of 4", "Page 3 of 4", "Page 4 of 4"]))

    assert outline.labels == ("", "", "1", "2", "3", "4")
    assert "Page" not in outline.text


@pytest.mark.parametrize(
    "printed",
    [["1", "2", "3", "4", "5", "6"], ["1", "2", "3", "1", "2", "3"], ["17", "4", "80", "6", "9", "2"], [""] * 6],
    ids=["as in the file", "each paper of a pack for itself", "figures that do not count", "none"],
)
def test_numbers_that_tell_nothing_are_no_labels(tmp_path: Path, printed: list[str]):
    assert read(made(tmp_path / "a.pdf", printed)).labels == ()


@pytest.fixture
def parks(library: Library, tmp_path: Path) -> str:
    """The id of a paper with labels."""
    loaded = load(made(tmp_path / "parks.pdf", [""] * 6, labelled=True))
    with library.writing():
        paper = loaded.paper
        library.add(prepare(loaded, library.encoder), Source("/a", 1, 1, paper.sha256, paper.id))
    return paper.id


@pytest.fixture
def cited(library: Library, parks: str) -> list[Citation]:
    cache = PaperCache(library)
    return [cite(cache, cache.of_block(parks, n)[0], n + 1) for n in range(len(SAID))]


def test_every_place_that_is_shown_has_both_numbers(cited: list[Citation]):
    for citation, label in ((cited[1], "ii"), (cited[4], "A-3")):
        said = f"page {label} (PDF page {citation.page})"
        assert said in citation.place
        assert said in short_place(citation)
        assert said in with_sources(Answer(question="?", status="answered", citations=(citation,)))
        assert citation.as_json()["page_label"] == label


def test_the_catalogue_keeps_labels(library: Library, parks: str):
    paper = library.catalogue.paper(parks)

    assert paper
    assert [paper.label(page) for page in (2, 5, 7, None)] == ["ii", "A-3", "", ""]


@pytest.mark.parametrize(
    ("question", "page"),
    [("What does page ii say?", 2), ("What is on page A-3?", 5), ("What is on p. A-1?", 3), ("What is on page 6?", 6)],
)
def test_a_question_means_the_printed_number_first(library: Library, parks: str, question: str, page: int):
    (place,) = places(question)
    (found,) = standing_at(library.catalogue, place, [parks])

    assert {block.page for block in library.catalogue.blocks(parks)[found.first : found.last + 1]} == {page}
