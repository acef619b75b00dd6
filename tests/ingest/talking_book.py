"""Workbooks whose own words openpyxl warns with."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl

TYPES = '"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def talking_book(path: Path, words: str, *cells: str) -> Path:
    """A workbook with a property of no known type, which openpyxl names in a warning, and these cells in a column."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    for cell in cells or ["The keeper opens the gates at dawn."]:
        book.active.append([cell])
    book.save(made)
    name = quoteattr(words, {chr(c): f"&#{c};" for c in (9, 10, 13, *range(0x80, 0xA0))})
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(path, "w") as file:
        for part in plain.namelist():
            data = plain.read(part)
            if part == "[Content_Types].xml":
                named = f'<Override PartName="/docProps/custom.xml" ContentType="{CONTENT}"/></Types>'
                data = data.replace(b"</Types>", named.encode())
            file.writestr(part, data)
        file.writestr(
            "docProps/custom.xml",
            f'<Properties xmlns="{PROPERTIES}" xmlns:vt={TYPES}><property name={name} pid="2" '
            'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"><vt:cy>1</vt:cy></property></Properties>',
        )
    return path
