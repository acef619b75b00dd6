"""Scanned pages, made from words: pictures of printed lines, and PDFs that hold nothing else."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SIZE = (1240, 1754)  # A4 at 150 dpi
LETTERS = 26  # pixels

GATES = [
    "Gates and benches",
    "",
    "The keeper of the northern park opens its gates at seven",
    "in the morning, and locks them at dusk on every day of the",
    "year. The board pays 4,200 pounds a year for benches.",
]


def picture(
    *columns: Sequence[str],
    turn: float = 0,
    tall: int = SIZE[1],
    letters: int = LETTERS,
    x: int = 120,
    wide: int = 560,
) -> Image.Image:
    """A page with columns of lines that are so `wide`, turned by so many degrees."""
    page = Image.new("L", (SIZE[0], tall), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(letters)
    for n, lines in enumerate(columns):
        for at, line in enumerate(lines):
            draw.text((x + n * wide, 120 + at * 1.5 * letters), line, 0, font)
    return page.rotate(turn, expand=turn % 90 == 0, fillcolor=255, resample=Image.Resampling.BICUBIC)


def ruled_table(rows: Sequence[Sequence[str]], widths: Sequence[int], turn: float = 0) -> Image.Image:
    """A page with a table whose cells have lines around them."""
    page = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(LETTERS)
    y = 200
    for row in rows:
        x, height = 120, 20 + 40 * max(cell.count("\n") + 1 for cell in row)
        for cell, width in zip(row, widths, strict=True):
            draw.rectangle((x, y, x + width, y + height), outline=60, width=2)
            draw.multiline_text((x + 12, y + 8), cell, 0, font, spacing=12)
            x += width
        y += height
    return page.rotate(turn, expand=turn % 90 == 0, fillcolor=255)


def scanned(path: Path, *pages: Image.Image | Sequence[str], hidden: Sequence[str] = ()) -> Path:
    """A PDF with these pages: a picture is a scan, lines are text. `hidden` is the text layer of the scans."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        if isinstance(page, Image.Image):
            height = A4[0] * page.height / page.width
            canvas.drawImage(ImageReader(page), 0, A4[1] - height, A4[0], height)
            _put(canvas, hidden, invisible=True)
        else:
            _put(canvas, page, invisible=False)
        canvas.showPage()
    canvas.save()
    return path


def _put(canvas: Canvas, lines: Sequence[str], invisible: bool) -> None:
    text = canvas.beginText(72, 740)
    text.setFont("Helvetica", 11)
    text.setTextRenderMode(3 if invisible else 0)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
