"""What was recognised from a scan says so wherever a citation of it is shown."""

from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.answer import Answer, Citation
from assistant.briefing.wording import short_place
from assistant.conversations.export import with_sources
from assistant.extractive.citations import cite
from assistant.ranking.candidates import PaperCache
from ingest.library import Library
from ingest.load import load
from ingest.paper import Source
from ingest.prepare import prepare

SAID = "recognised from a scan, page 2"


@pytest.fixture
def cited(library: Library, tmp_path: Path) -> list[Citation]:
    """Citations of two pages, the second of which was recognised."""
    canvas = Canvas(str(tmp_path / "parks.pdf"))
    for line in ("The keeper opens the gates at dawn.", "The board pays for the benches in May."):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    loaded = load(tmp_path / "parks.pdf")
    paper = replace(loaded.paper, recognised=(2,))
    with library.writing():
        library.add(prepare(replace(loaded, paper=paper), library.encoder), Source("/a", 1, 1, paper.sha256, paper.id))
    cache = PaperCache(library)
    return [cite(cache, cache.of_block(paper.id, n)[0], n + 1) for n in (0, 1)]


def test_a_citation_knows_whether_its_page_was_recognised(cited: list[Citation]):
    assert [(each.page, each.recognised) for each in cited] == [(1, False), (2, True)]
    assert [each.as_json()["recognised"] for each in cited] == [False, True]


def test_every_place_that_is_shown_says_so(cited: list[Citation]):
    text, scan = cited

    assert SAID in scan.place
    assert SAID in short_place(scan)
    assert SAID in with_sources(Answer(question="?", status="answered", citations=(scan,)))
    assert "recognised" not in text.place + short_place(text)


def test_a_citation_kept_by_an_earlier_version_is_not_marked(cited: list[Citation]):
    kept = cited[0].model_dump(mode="json")
    del kept["recognised"]

    assert Citation.model_validate(kept) == cited[0]
