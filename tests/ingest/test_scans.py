"""Scanned pages are recognised, in their place and order, and said to be; where they can't be, that is said."""

import random
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path

import pytest
from mutants import tries
from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from scans import GATES, LETTERS, picture, ruled_table, scanned
from soundness import unsound

from ingest.errors import NoPaper, PaperError
from ingest.formats.pdf import read as read_pdf
from ingest.formats.pdf.words import are_words
from ingest.formats.picture import read as read_picture
from ingest.library import Library
from ingest.load import load
from ingest.paper import Outline
from ingest.recognition import recogniser
from ingest.recognition.remembered import Remembered
from ingest.recognition.ruling import ruled
from ingest.recognition.upright import upright
from ingest.recognition.written import Written
from ingest.sync import PageProgress, here, sync
from tests.conftest import LIMITS

# The engine is opened in one process, and needs it to itself.
pytestmark = pytest.mark.xdist_group("recognition")
engine = pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra 'ocr' is not installed")

FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans.ttf"
RULES = ["Visitors keep their dogs on a lead.", "Bicycles are left at the northern gate of the park."]
NOTICE = ["Notice of closing", "The park is closed in May."]
LIBRARY = replace(LIMITS, read_seconds=300, read_memory=2_000_000_000, recognition="rapidocr")


@pytest.fixture
def without_engine() -> Iterator[None]:
    recogniser.begin(recogniser.NONE, None, [0, 0])
    yield
    recogniser.begin(recogniser.USUAL, None, [0, 0])


def words(read: Outline) -> list[str]:
    return [read.text[block.words : block.end] for block in read.blocks]


@engine
def test_a_scan_among_pages_of_text_is_read_in_its_place(tmp_path: Path):
    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, picture(GATES), NOTICE))

    assert read.recognised == (2,)
    assert not read.warnings
    assert " ".join(GATES[2:]) in words(read)
    assert [block.page for block in read.blocks] == sorted(block.page or 0 for block in read.blocks)
    assert {block.page for block in read.blocks} == {1, 2, 3}


@engine
@pytest.mark.parametrize("line", ["The northern park is kept by the board.", "The gates open at seven in the morning."])
def test_a_single_line_of_small_print_on_a_scan_is_read(tmp_path: Path, line: str):
    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, picture([line], letters=14)))

    assert (read.recognised, words(read)[-1]) == ((2,), line)


@engine
def test_columns_of_a_scan_laid_askew_are_read_one_after_the_other(tmp_path: Path):
    left = ["The northern park is kept by", "the board, which meets in", "May and pays for benches", "and for lamps."]
    right = ["The southern park is kept by", "volunteers, who open the", "gates at seven and close", "them at dusk."]

    read = read_pdf(scanned(tmp_path / "a.pdf", picture(left, right, turn=2, tall=600)))

    assert words(read) == [" ".join(left), " ".join(right)]


@engine
def test_the_items_of_a_list_on_a_scan_stay_apart(tmp_path: Path):
    page = picture(["The board pays for:", "    benches and lamps", "    hedges in the park"], tall=500)
    for top in (120 + 1.5 * LETTERS * n for n in (1, 2)):
        ImageDraw.Draw(page).ellipse((110, top + 11, 121, top + 22), fill=0)
    page.save(tmp_path / "a.png")

    read = read_picture(tmp_path / "a.png")

    assert [block.kind for block in read.blocks][-2:] == ["item", "item"]
    assert words(read)[-2:] == ["benches and lamps", "hedges in the park"]


PLACES = [
    ["Place", "Who keeps it", "When it is open"],
    ["Lido", "Parks Service", "From May, and every\nday in the holidays"],
    ["Kiosk", "Town Traders", "Weekends"],
]


@engine
def test_the_lines_of_a_table_on_a_scan_make_its_cells(tmp_path: Path):
    read = read_pdf(scanned(tmp_path / "a.pdf", ruled_table(PLACES, [200, 320, 400])))
    rows = [(read.text[block.start : block.end], block.columns) for block in read.blocks if block.kind == "row"]

    assert rows[1] == ("Lido | Parks Service | From May, and every day in the holidays", tuple(PLACES[0]))


@engine
def test_a_table_of_words_without_lines_on_a_scan_has_rows_under_its_heads(tmp_path: Path):
    columns = (
        ["Garden", "Mill Lane", "Old Quay", "Long Road"],
        ["Warden", "Ada Smith", "Ben Jones", "Cleo Tarn"],
        ["Kept by", "Parks service", "Harbour board", "Parish council"],
    )
    read = read_pdf(scanned(tmp_path / "a.pdf", picture(*columns, wide=360)))

    assert words(read)[1:] == [
        "Mill Lane | Ada Smith | Parks service",
        "Old Quay | Ben Jones | Harbour board",
        "Long Road | Cleo Tarn | Parish council",
    ]
    assert read.blocks[-1].columns == ("Garden", "Warden", "Kept by")


def test_lines_are_found_across_and_down_and_letters_are_none():
    lines = ruled(ruled_table(PLACES, [200, 320, 400]))
    across = {(x0, x1) for x0, top, x1, bottom in lines if top == bottom}

    assert {x0 for x0, _, x1, _ in lines if x0 == x1} >= {120, 320, 640, 1040}
    assert (min(x0 for x0, _ in across), max(x1 for _, x1 in across)) == (120, 1041)
    assert ruled(picture(GATES)) == []


@engine
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_or_head_is_read(tmp_path: Path, turn: int):
    picture(GATES, turn=turn, tall=500).save(tmp_path / "a.png")

    assert " ".join(GATES[2:]) in words(read_picture(tmp_path / "a.png"))


@engine
def test_a_text_layer_that_is_no_words_is_replaced_by_what_the_page_shows(tmp_path: Path):
    shifted = ["".join(chr(ord(c) + 3) if c.isalpha() else c for c in line) for line in GATES]

    read = read_pdf(scanned(tmp_path / "a.pdf", picture(GATES, tall=600), hidden=shifted))

    assert (read.recognised, words(read)[-1]) == ((1,), " ".join(GATES[2:]))


def test_a_text_layer_that_is_words_is_kept(tmp_path: Path):
    read = read_pdf(scanned(tmp_path / "a.pdf", picture(GATES), hidden=[*GATES, *RULES, *NOTICE]))

    assert read.recognised == ()
    assert RULES[0] in read.text


@pytest.mark.parametrize(
    "text",
    [
        "The board shall approve the annual budget of the parks before the end of the financial year in March",
        "Der Rat beschließt den Haushalt der Stadt vor dem Ende des Jahres, und die Verwaltung führt ihn aus",
        "Mae'r Cyngor yn cymeradwyo cyllideb flynyddol y parciau cyn diwedd y flwyddyn ariannol ym mis Mawrth",
        "Rada miasta zatwierdza roczny budżet parków przed końcem roku budżetowego w marcu każdego roku",
        "يعتمد المجلس الميزانية السنوية للحدائق قبل نهاية السنة المالية في مارس من كل عام",
        "NHS 111 4.2% 31/03/2021 A12 B34 12,000 13,500 Q1 Q2 Q3 Q4",
    ],
)
def test_words_of_any_language_and_tables_are_words(text: str):
    assert are_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wkh erdug vkdoo dssuryh wkh dqqxdo exgjhw ri wkh sdunv ehiruh wkh hqg ri wkh ilqdqfldo bhdu",
        "\ue001\ue002\ue003 \ue004\ue005 \ue006\ue007\ue008\ue009 the \ue001\ue002\ue003\ue00a\ue00b",
        "T#e b%ard sh$ll ap!rove t*e an^ual b~dget o< the p@rks be=ore t#e e%d of t$e fin!ncial y*ar",
    ],
)
def test_letters_that_stand_for_others_are_no_words(text: str):
    assert not are_words(text)


def hidden_heading(path: Path) -> Path:
    """A page of text whose heading is in a font that tells none of its letters: they have codes of private use."""
    font = next(Path(name) for name in FONTS if Path(name).exists())
    pdfmetrics.registerFont(TTFont("Hidden", font))
    canvas = Canvas(str(path), pageCompression=0)
    canvas.setFont("Hidden", 16)
    canvas.drawString(72, 780, "Boats for hire: 45 pounds")
    canvas.setFont("Helvetica", 11)
    for at in range(20):
        canvas.drawString(72, 740 - 15 * at, RULES[at % 2])
    canvas.save()
    tables = re.compile(rb"beginbfchar.*?endbfchar", re.DOTALL)
    path.write_bytes(tables.sub(lambda table: re.sub(rb"<00(..)>(?=\n)", rb"<E0\1>", table[0]), path.read_bytes()))
    return path


def odd_table(chance: random.Random) -> Image.Image:
    """A scan of a table that is askew, cut, crossed out or blotted."""
    rows = [[chance.choice(("Park", "North\nside", "", "06:00", "1,200", "—")) for _ in range(3)] for _ in range(4)]
    page = ruled_table(rows, [chance.randint(20, 400) for _ in range(3)], turn=chance.choice((0, 0, 1.5, 90, -40)))
    draw = ImageDraw.Draw(page)
    for _ in range(chance.randint(0, 6)):
        corners = [chance.randrange(1200) for _ in range(4)]
        box = min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2])
        chance.choice((draw.line, draw.rectangle, draw.ellipse))(box, chance.choice((0, 120, 255)))
    return page.crop((chance.randint(0, 300), 0, chance.randint(600, 1240), chance.randint(500, 1754)))


@engine
@pytest.mark.timeout(0)
def test_odd_tables_on_scans_are_read_or_refused(tmp_path: Path):
    path = tmp_path / "a.png"
    for seed in tries(2):
        odd_table(random.Random(seed)).save(path)
        with suppress(PaperError):
            assert not unsound(load(path)), f"seed {seed}"


@engine
def test_words_whose_letters_a_font_hides_are_seen_in_the_picture(tmp_path: Path):
    read = read_pdf(hidden_heading(tmp_path / "a.pdf"))

    assert words(read)[0] == "Boats for hire: 45 pounds"
    assert read.recognised == (1,)
    assert all(rule in read.text for rule in RULES)
    assert not read.warnings


def test_letters_that_a_font_hides_are_told_with_a_cure(tmp_path: Path, without_engine):
    read = read_pdf(hidden_heading(tmp_path / "a.pdf"))

    assert [(warning.what, warning.page) for warning in read.warnings] == [("letters that can't be read", 1)]
    assert "recognition" in read.warnings[0].cure


@pytest.mark.usefixtures("without_engine")
def test_without_recognition_the_page_is_named_with_a_cure(tmp_path: Path):
    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, picture(GATES)))

    (warning,) = read.warnings
    assert (warning.page, read.recognised) == (2, ())
    assert "scan" in warning.what
    assert "rapidocr" in warning.cure
    assert RULES[0] in read.text


def test_without_the_package_the_cure_is_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr("ingest.recognition.rapid.version", missing)
    recogniser.begin(recogniser.USUAL, None, [0, 0])

    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, picture(GATES)))

    (warning,) = read.warnings
    assert (warning.page, read.recognised) == (2, ())
    assert "pip install 'policy-assistant[ocr]'" in warning.cure


@pytest.mark.usefixtures("without_engine")
def test_without_recognition_a_paper_that_is_all_scans_is_refused_with_a_cure(tmp_path: Path):
    with pytest.raises(PaperError, match="scan") as refusal:
        read_pdf(scanned(tmp_path / "a.pdf", picture(GATES)))
    assert "rapidocr" in refusal.value.cure


@engine
def test_a_picture_without_words_among_pages_of_text_is_named_with_a_cure(tmp_path: Path):
    drawing = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(drawing).ellipse((200, 300, 900, 1000), fill=90)

    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, drawing))

    (warning,) = read.warnings
    assert (warning.page, read.recognised) == (2, ())
    assert "no words" in warning.what
    assert warning.cure


def test_a_blank_page_of_a_scan_is_nothing_to_tell(tmp_path: Path):
    read = read_pdf(scanned(tmp_path / "a.pdf", RULES, picture([])))

    assert (read.warnings, read.recognised) == ((), ())


@engine
def test_a_scan_without_words_is_refused_with_a_cure(tmp_path: Path):
    with pytest.raises(PaperError, match="no words") as refusal:
        read_pdf(scanned(tmp_path / "a.pdf", picture([])))
    assert refusal.value.cure


def test_an_engine_that_is_named_and_not_installed_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    recogniser.begin("tesseract:eng", None, [0, 0])
    try:
        with pytest.raises(PaperError, match="Tesseract is not installed"):
            read_pdf(scanned(tmp_path / "a.pdf", picture(GATES)))
    finally:
        recogniser.begin(recogniser.USUAL, None, [0, 0])


@engine
@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_a_picture_of_a_page_is_a_paper(tmp_path: Path, name: str):
    picture(GATES, tall=500).save(tmp_path / name)

    paper = load(tmp_path / name).paper

    assert (paper.title, paper.recognised) == (GATES[0], (1,))
    assert "opens its gates at seven" in paper.text


@engine
def test_a_picture_with_several_pages_keeps_their_order(tmp_path: Path):
    pages = [picture(lines, tall=500) for lines in (GATES, NOTICE)]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])

    read = read_picture(tmp_path / "a.tiff")

    assert read.recognised == (1, 2)
    assert [block.page for block in read.blocks if NOTICE[1] in read.text[block.start : block.end]] == [2]


def test_an_icon_is_no_paper(tmp_path: Path):
    Image.new("RGB", (120, 80), "red").save(tmp_path / "logo.png")

    with pytest.raises(NoPaper, match="too small"):
        read_picture(tmp_path / "logo.png")


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path):
    Image.new("1", (20_000, 20_000)).save(tmp_path / "a.png")

    with pytest.raises(PaperError, match="too many pixels"):
        read_picture(tmp_path / "a.png")


def test_a_damaged_picture_is_refused_with_a_cure(tmp_path: Path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff no picture")

    with pytest.raises(PaperError, match="damaged") as refusal:
        read_picture(tmp_path / "a.jpg")
    assert refusal.value.cure


def test_a_page_of_thousands_of_short_lines_is_turned_upright_at_once():
    corners = [(x, y) for y in range(0, 3000, 20) for x in range(0, 1200, 30)]
    boxes = [[(x, y), (x + 20, y), (x + 20, y + 10), (x, y + 10)] for x, y in corners]
    began = time.process_time()

    assert [(line.x0, line.top) for line in upright(boxes, ["a"] * len(boxes))] == corners
    assert time.process_time() - began < 15  # seconds; comparing each with all others takes a minute


def test_lines_of_a_page_laid_askew_are_turned_upright():
    slope = [[[100, 100], [500, 114], [499, 134], [99, 120]], [[98, 150], [498, 164], [497, 184], [97, 170]]]

    first, second = upright(slope, ["one", "two"])

    assert abs(first.bottom - first.top - 20) < 1
    assert abs(first.x0 - second.x0) < 1


def test_short_lines_of_a_straight_page_whose_boxes_slope_by_chance_stay_side_by_side():
    boxes = [[[x, 100], [x + 120, 102], [x + 120, 142], [x, 140]] for x in (0, 400, 800)]

    first, second, third = upright(boxes, ["Mill Lane", "Ada Smith", "Parks"])

    assert abs(first.top - second.top) < 1
    assert abs(first.top - third.top) < 1


def test_a_page_is_kept_for_its_paper_and_found_from_another(tmp_path: Path):
    lines = [Written("Gates", 1.0, 2.0, 3.0, 4.0)]
    Remembered(tmp_path, "first").put("page", lines)

    assert Remembered(tmp_path, "second").get("page") == lines
    assert (tmp_path / "second" / "page").exists()


@pytest.mark.parametrize("content", ["", "no JSON", '[["Gates"]]', "[[1, 2, 3, 4, 5]]", '{"a": 1}', "[" * 100_000])
def test_a_damaged_page_counts_as_not_kept(tmp_path: Path, content: str):
    remembered = Remembered(tmp_path, "paper")
    remembered.put("page", [])
    (tmp_path / "paper" / "page").write_text(content)

    assert remembered.get("page") is None


@engine
def test_a_library_reads_scans_after_the_others_once_and_forgets_them_with_the_paper(library: Library, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    scanned(folder / "a.pdf", picture(GATES, tall=600))
    (folder / "b.md").write_text("# Rules\n\nVisitors keep their dogs on a lead.\n")
    progress: list[PageProgress] = []

    def take() -> list[str]:
        progress.clear()
        with library.writing():
            outcomes = sync(library, [str(folder)], LIBRARY, lambda outcome: None, here, progress.append)
        return [outcome.location.rpartition("/")[2] for outcome in outcomes]

    assert take() == ["b.md", "a.pdf"]
    assert [(each.page, each.pages) for each in progress] == [(1, 1)]
    (scan,) = [paper for paper in library.catalogue.papers() if paper.recognised]
    kept = list(library.recognised_folder.rglob("*"))
    assert len(kept) == 2

    (folder / "c.pdf").write_bytes((folder / "a.pdf").read_bytes() + b"\n% a later version\n")
    assert take()[-1] == "c.pdf"
    assert not progress

    with library.writing():
        for paper in library.catalogue.papers():
            if paper.recognised:
                library.remove(paper.id)
    assert scan.recognised == (1,)
    assert not list(library.recognised_folder.rglob("*"))


@engine
def test_a_line_of_a_scan_that_ends_within_a_phrase_goes_on_with_a_capital(tmp_path: Path):
    lines = [
        "The ranger of the common walks its paths each day",
        "and leads dogs that run about on a lead from",
        "March to July.",
    ]

    assert words(read_pdf(scanned(tmp_path / "a.pdf", picture(lines)))) == [" ".join(lines)]
