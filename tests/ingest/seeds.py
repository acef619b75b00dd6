"""A small sound file of every format that is read, as bytes: fuzzing mutates them, attacks are built from them."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import odfdo
import openpyxl
import pptx
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

TEXT = """\
Parks Strategy

Published: 31 January 2020

1. Gates
The keeper of the northern park opens its gates at dawn. Gates close at dusk (see 3.2).

1.1 The board pays £3,000,000 a year.
- benches
- lamps

Name\tOpens\tCloses
North\t06:00\t20:00
"""
MARKDOWN = """\
---
title: Parks
date: 2020-01-31
---
# Gates

> The keeper opens *them* at dawn.

1. benches
   - lamps

| Park | Opens |
| --- | --- |
| North | 06:00 |

<!-- a comment -->
```
code
```
"""
HTML = """\
<!DOCTYPE html><html><head><meta charset="utf-8"><title>Parks | Town</title>
<meta name="dc.date" content="2020-01-31"></head>
<body><nav>Home</nav><main><h1>Parks</h1><p><b>1.</b> The keeper opens the gates at dawn<sup>2</sup>.</p>
<ol start="3" type="i"><li>benches<ul><li>lamps</li></ul></li></ol>
<table><thead><tr><th>Park</th><th colspan="2">Opens</th></tr></thead>
<tr><td rowspan="2">North</td><td>06:00</td><td>20:00</td></tr><tr><td>South</td></tr></table>
<q>Gates</q> close at dusk.<br><br>The board meets in May.</main></body></html>
"""
CSV = 'Park,Opens,Closes\nNorth,06:00,20:00\nSouth,07:00,"20:00, or dusk"\n'


def docx_file() -> bytes:
    document = docx.Document()
    document.add_heading("Parks", 0)
    document.add_heading("Gates", 1)
    document.add_paragraph("The keeper opens the gates at dawn.").add_run(" Gates close at dusk.").bold = True
    document.add_paragraph("benches", style="List Bullet")
    document.add_paragraph("lamps", style="List Number")
    table = document.add_table(2, 2)
    for at, words in enumerate(("Park", "Opens", "North", "06:00")):
        table.cell(at // 2, at % 2).text = words
    return _saved(document.save)


def pptx_file() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Parks"
    slide.placeholders[1].text_frame.text = "The keeper opens the gates at dawn."
    slide.placeholders[1].text_frame.add_paragraph().text = "lamps"
    grid = slide.shapes.add_table(2, 2, 0, 0, 5_000_000, 2_000_000).table
    for at, words in enumerate(("Park", "Opens", "North", "06:00")):
        grid.cell(at // 2, at % 2).text = words
    slide.notes_slide.notes_text_frame.text = "Gates close at dusk."
    return _saved(deck.save)


def odt_file() -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "Gates"))
    document.body.append(odfdo.Paragraph("The keeper opens the gates at dawn."))
    document.body.append(odfdo.List(["benches", "lamps"]))
    table = odfdo.Table("Parks", width=2, height=2)
    for at, words in enumerate(("Park", "Opens", "North", "06:00")):
        table.set_value((at % 2, at // 2), words)
    document.body.append(table)
    return _saved(document.save)


def xlsx_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Park", "Opens", "Cost"), ("North", "06:00", 1234.5), ("South", "07:00", "=SUM(C2:C2)")):
        sheet.append(row)
    sheet["C2"].number_format = "£#,##0.00"
    return _saved(book.save)


def pdf_file() -> bytes:
    def draw(stream: BytesIO) -> None:
        canvas = Canvas(stream, pageCompression=0)
        canvas.setTitle("Parks of the town")
        for page in (1, 2):
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(72, 760, f"{page} Gates")
            canvas.setFont("Helvetica", 11)
            for line in range(6):
                canvas.drawString(72, 720 - 14 * line, "The keeper opens the gates of the northern park at dawn.")
            canvas.grid([72, 200, 330], [400, 430, 460])
            canvas.drawString(80, 440, "Park")
            canvas.drawString(210, 410, "06:00")
            canvas.showPage()
        canvas.save()

    return _saved(draw)


def tiff_file() -> bytes:
    pages = [Image.effect_noise((600, 600), 40), Image.new("L", (600, 600), 200)]
    return _saved(lambda stream: pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:]))


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    stream = BytesIO()
    save(stream)
    return stream.getvalue()


MADE: dict[str, Callable[[], bytes]] = {
    ".txt": TEXT.encode,
    ".md": MARKDOWN.encode,
    ".html": HTML.encode,
    ".csv": CSV.encode,
    ".docx": docx_file,
    ".pptx": pptx_file,
    ".odt": odt_file,
    ".xlsx": xlsx_file,
    ".pdf": pdf_file,
    ".png": lambda: _saved(lambda stream: Image.effect_noise((600, 600), 40).save(stream, "PNG")),
    ".jpg": lambda: _saved(lambda stream: Image.effect_noise((600, 600), 40).save(stream, "JPEG")),
    ".tif": tiff_file,
}
PACKAGES = (".docx", ".pptx", ".odt", ".xlsx")
MAIN = {  # the member of a package that holds its words
    ".docx": "word/document.xml",
    ".pptx": "ppt/slides/slide1.xml",
    ".odt": "content.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
}


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
