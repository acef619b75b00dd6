"""A small sound file of every format that is read, as bytes: fuzzing mutates them, attacks are built from them."""

import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO

import docx
import odfdo
import openpyxl
import pptx
from outlook import msg_file
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
DAWN = "The keeper opens the gates at dawn."
FRAME = '<draw:frame presentation:class="{}"><draw:text-box>{}</draw:text-box></draw:frame>'
ITEMS = ["Boats", "Gates", "Lamps", "Money", "Any other business"]
PACK_PAGES = 20  # fewer are not looked at for an agenda
EPUB_CONTAINER = """\
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
EPUB_BOOK = """\
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Parks of the town</dc:title><dc:publisher>Parks Board</dc:publisher><dc:date>2020-01-31</dc:date></metadata>
<manifest><item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>
"""


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


def pack_file() -> bytes:
    """A PDF with what only some have: an agenda, page labels, drawn bullets and tick boxes, heads of two rows, rows
    without lines below ruled heads, letters that stand for ligatures, and notes.
    """

    def draw(stream: BytesIO) -> None:
        canvas = Canvas(stream, pageCompression=0)
        canvas.addPageLabel(0, style="ROMAN_LOWER")
        canvas.addPageLabel(2, style="ARABIC", start=1)
        for page in range(PACK_PAGES):
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(72, 780, "Agenda" if page == 0 else f"Agenda item {page // 4 + 1}: {ITEMS[page // 4]}")
            canvas.setFont("Helvetica", 10)
            for at, item in enumerate(ITEMS if page == 0 else ["The oﬃce 4nds 7 boats.1", DAWN, "1 Counted in May."]):
                canvas.drawString(72, 740 - 16 * at, f"{at + 1}. {item} {4 * at + 1}" if page == 0 else item)
            canvas.drawString(290, 20, str(page - 1))
            _draw_rows(canvas) if page % 4 == 1 else None
            canvas.showPage()
        canvas.save()

    return _saved(draw)


def _draw_rows(canvas: Canvas) -> None:
    for y in (660, 644):
        canvas.circle(76, y + 3, 2, stroke=0, fill=1)
        canvas.drawString(90, y, "benches")
        canvas.rect(200, y, 8, 8)
        canvas.drawString(214, y, "lamps")
    canvas.line(200, 660, 208, 668)
    canvas.grid([72, 200, 330, 420], [580, 600])
    canvas.rect(72, 500, 348, 80)
    for row, cells in enumerate((("Park", "Fees", "Paid"), ("North", "£20", "2019"), ("South", "£30", "2020"))):
        for column, words in enumerate(cells):
            canvas.drawString((76, 204, 334)[column], 586 - 24 * row, words)
    for row, cells in enumerate((("", "2022", "", "2023"), ("Gate", "In", "Out", "In"), ("Ash", "1", "2", "3"))):
        for column, words in enumerate(cells):
            canvas.drawString(72 + 90 * column, 460 - 14 * row, words)


def tiff_file() -> bytes:
    pages = [Image.effect_noise((600, 600), 40), Image.new("L", (600, 600), 200)]
    return _saved(lambda stream: pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:]))


def ods_file() -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    sheet = odfdo.Table("Parks", width=2, height=3)
    for at, words in enumerate(("Park", "Cost", "North", 1234.5, "South", 7)):
        sheet.set_value((at % 2, at // 2), words)
    document.body.append(sheet)
    return _saved(document.save)


def odp_file() -> bytes:
    document = odfdo.Document("presentation")
    document.body.clear()
    slide = odfdo.DrawPage("page1", name="One")
    slide.append(odfdo.Element.from_tag(FRAME.format("title", "<text:p>North gates</text:p>")))
    slide.append(odfdo.Element.from_tag(FRAME.format("outline", f"<text:p>{DAWN}</text:p>")))
    notes = FRAME.format("notes", "<text:p>Gates close at dusk.</text:p>")
    slide.append(odfdo.Element.from_tag(f"<presentation:notes>{notes}</presentation:notes>"))
    document.body.append(slide)
    return _saved(document.save)


def eml_file() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Ann Lee <ann@town.example>", "The board <board@town.example>"
    message["Subject"], message["Date"] = "Gates of the parks", "Fri, 31 Jan 2020 09:30:00 +0000"
    message.set_content(f"{DAWN}\n\n> Gates close at dusk.\n")
    message.add_alternative(f"<p>{DAWN}</p><p>Gates close at dusk.</p>", "html")
    message.add_attachment(CSV.encode(), "text", "csv", filename="gates.csv")
    return bytes(message)


def epub_file() -> bytes:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": EPUB_CONTAINER.encode(),
            "OEBPS/book.opf": EPUB_BOOK.encode(),
            "OEBPS/text/two.xhtml": page.format(f"<h1>North gates</h1><p>{DAWN}</p>").encode(),
            "OEBPS/text/one.xhtml": page.format("<h1>Lamps</h1><p>Lamps are lit at dusk.</p>").encode(),
            "OEBPS/nav.xhtml": page.format("<nav><ol><li>Contents</li></ol></nav>").encode(),
        }
    )


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
    ".ods": ods_file,
    ".odp": odp_file,
    ".epub": epub_file,
    ".eml": eml_file,
    ".msg": msg_file,
    ".pdf": pdf_file,
    ".png": lambda: _saved(lambda stream: Image.effect_noise((600, 600), 40).save(stream, "PNG")),
    ".jpg": lambda: _saved(lambda stream: Image.effect_noise((600, 600), 40).save(stream, "JPEG")),
    ".tif": tiff_file,
}
PACKAGES = (".docx", ".pptx", ".odt", ".xlsx", ".ods", ".odp", ".epub")
MAIN = {  # the member of a package that holds its words
    ".docx": "word/document.xml",
    ".pptx": "ppt/slides/slide1.xml",
    ".odt": "content.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
    ".epub": "OEBPS/text/two.xhtml",
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
