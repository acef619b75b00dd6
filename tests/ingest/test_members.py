"""Papers inside a .zip or an e-mail are papers of their own that say where they came from, within bounds."""

import os
import random
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
import seeds
from conftest import take
from mutants import mutant

import ingest.members
from ingest.errors import PaperError
from ingest.library import Library
from ingest.load import READERS
from ingest.members import copied_out, plain_name
from ingest.places import again, file_name
from ingest.sync import Outcome, gone

PARKS = b"# Parks\n\nThe keeper of the northern park opens its gates at dawn.\n"
MONEY = b"The parks board pays three million pounds a year for its keepers.\n"


def zipped(path: Path, **files: bytes) -> Path:
    """A .zip whose names are written with '__' for '/' and '_' for '.'."""
    path.write_bytes(seeds.zipped({name.replace("__", "/").replace("_", "."): data for name, data in files.items()}))
    return path


def mail(*attached: tuple[str, bytes], subject: str = "Budget") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = (
        "ann@town.example",
        subject,
        "Fri, 31 Jan 2020 09:30:00 +0000",
    )
    message.set_content(f"The papers about the {subject.lower()} are attached to this message.\n")
    for name, data in attached:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message


def by_name(outcomes: list[Outcome]) -> dict[str, str]:
    return {file_name(outcome.location): outcome.status for outcome in outcomes}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "papers").mkdir()
    return folder


def names(library: Library) -> set[str]:
    return {paper.document for paper in library.catalogue.papers()}


def test_the_files_of_a_zip_are_papers_that_say_where_they_came_from(library: Library, folder: Path):
    zipped(folder / "pack.zip", minutes_md=PARKS, sub__money_txt=MONEY, _hidden_md=PARKS, photo_xyz=b"x")

    found = by_name(take(library, folder))

    assert found == {
        "minutes.md in pack.zip": "added",
        "sub/money.txt in pack.zip": "added",
        "photo.xyz in pack.zip": "skipped",
    }
    assert names(library) == {"minutes.md in pack.zip", "sub/money.txt in pack.zip"}
    (money,) = (paper for paper in library.catalogue.papers() if "money" in paper.document)
    assert (money.source, money.title) == (str(folder / "pack.zip" / "sub" / "money.txt"), "money")
    assert by_name(take(library, folder)) == {"pack.zip": "unchanged"}


def test_an_email_and_what_it_brings_are_papers(library: Library, folder: Path):
    (folder / "Re budget.eml").write_bytes(bytes(mail(("Minutes.md", PARKS), ("../../money.txt", MONEY))))

    assert set(by_name(take(library, folder)).values()) == {"added"}
    assert names(library) == {"Re budget.eml", "Minutes.md in Re budget.eml", "money.txt in Re budget.eml"}
    assert by_name(take(library, folder)) == {"Re budget.eml": "unchanged"}


def test_an_email_attached_to_an_email_in_a_zip_brings_its_own(library: Library, folder: Path):
    outer = mail(subject="Forwarded")
    outer.add_attachment(mail(("Minutes.md", PARKS)))
    zipped(folder / "post.zip", a_eml=bytes(outer))

    take(library, folder)

    assert names(library) == {
        "a.eml in post.zip",
        "a.eml/Budget.eml in post.zip",
        "a.eml/Budget.eml/Minutes.md in post.zip",
    }


def test_a_changed_zip_is_opened_again_and_nothing_goes_unasked(library: Library, folder: Path):
    pack = zipped(folder / "pack.zip", a_md=PARKS, b_txt=MONEY)
    take(library, folder)
    zipped(pack, a_md=PARKS + b"\nIt meets in May.\n")

    assert by_name(take(library, folder)) == {"a.md in pack.zip": "changed"}
    assert gone(library, [str(folder)]) == [f"{pack}/b.txt"]
    assert names(library) == {"a.md in pack.zip", "b.txt in pack.zip"}

    pack.write_bytes(b"no zip")
    assert by_name(take(library, folder)) == {"pack.zip": "skipped"}
    assert gone(library, [str(folder)]) == [f"{pack}/b.txt"]  # what can't be opened now is not gone

    pack.unlink()
    assert gone(library, [str(folder)]) == [f"{pack}/a.md", f"{pack}/b.txt"]


def test_what_was_missed_in_a_zip_is_tried_again(library: Library, folder: Path):
    zipped(folder / "pack.zip", a_md=PARKS, b_docx=b"broken")

    assert by_name(take(library, folder))["b.docx in pack.zip"] == "skipped"
    assert by_name(take(library, folder)) == {"a.md in pack.zip": "unchanged", "b.docx in pack.zip": "skipped"}


def test_the_same_paper_attached_twice_is_held_once(library: Library, folder: Path):
    (folder / "a.eml").write_bytes(bytes(mail(("Minutes.md", PARKS))))
    (folder / "b.eml").write_bytes(bytes(mail(("Minutes.md", PARKS), subject="Again")))

    assert by_name(take(library, folder))["Minutes.md in b.eml"] == "same"
    assert len(library.catalogue.papers()) == 3


def test_a_rebuild_names_the_file_and_not_the_papers_in_it(folder: Path):
    pack = zipped(folder / "pack.zip", a_md=PARKS)
    inside = folder / "folder.zip"
    inside.mkdir()

    found = [place.location for place in again([f"{pack}/a.md", f"{pack}/b.md", f"{inside}/c.md"])]

    assert found == [str(pack), f"{inside}/c.md"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/root/a.md", "root/a.md"),
        ("C:\\papers\\a.md", "C:/papers/a.md"),
        ("a\x1b[2J\u202e.md", "a [2J .md"),
        ("http://host/a.md", "http:/host/a.md"),
        ("...", "without a name"),
        ("x" * 500 + ".md", "x" * 117 + ".md"),
        ("a\udcff.md", "a?.md"),
    ],
)
def test_a_name_in_a_file_leads_nowhere(name: str, plain: str):
    assert plain_name(name) == plain


def test_a_zip_bomb_and_one_with_a_password_are_refused(library: Library, folder: Path):
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"0" * 50_000_000)
    locked = bytearray(zipped(folder / "locked.zip", a_md=PARKS).read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (folder / "locked.zip").write_bytes(locked)

    found = {file_name(outcome.location): outcome.reason for outcome in take(library, folder)}

    assert "a zip bomb" in found["bomb.zip"]
    assert "password" in found["locked.zip"]


def test_a_locked_file_in_a_zip_stops_no_others(tmp_path: Path):
    path = tmp_path / "pack.zip"
    data = bytearray(seeds.zipped({"open.md": PARKS, "locked.md": MONEY}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + place] |= 1
    path.write_bytes(data)

    assert copied(path) == {"open.md": PARKS.decode(), "locked.md": "it is protected by a password"}


@pytest.mark.parametrize(("written", "name"), [("é–".encode(), "é–.md"), (b"\x82\x9c", "é£.md")], ids=["mac", "dos"])
def test_names_in_a_zip_without_an_encoding_are_read(tmp_path: Path, written: bytes, name: str):
    path = tmp_path / "pack.zip"
    path.write_bytes(seeds.zipped({"x" * len(written) + ".md": PARKS}).replace(b"x" * len(written), written))

    assert list(copied(path)) == [name]


def test_what_programs_keep_beside_papers_is_no_paper(library: Library, folder: Path):
    (folder / "pack.zip").write_bytes(seeds.zipped({"__MACOSX/._a.md": PARKS, "~$a.md": MONEY, "a.md": PARKS}))
    (folder / "~$b.docx").write_bytes(b"\x05Ann")

    assert by_name(take(library, folder)) == {"a.md in pack.zip": "added"}


def copied(path: Path, limit: int = 1_000_000) -> dict[str, str]:
    """What came out of a file: its words, or why it was not copied."""
    found = copied_out(path, frozenset(READERS), limit)
    return {each.name: each.path.read_text("utf-8") if each.path else str(each.error) for each in found}


def test_files_inside_one_another_are_opened_only_so_deep(tmp_path: Path):
    data = PARKS
    for depth in range(4):
        data = seeds.zipped({f"{depth}.zip" if depth else "a.md": data})
    (tmp_path / "a.zip").write_bytes(data)

    assert copied(tmp_path / "a.zip") == {"3.zip/2.zip/1.zip": "it is more than 3 files deep"}


def test_too_many_files_and_too_large_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pack = zipped(tmp_path / "a.zip", a_md=PARKS, b_md=MONEY)
    assert "too large" in copied(pack, len(PARKS) - 1)["a.md"]

    monkeypatch.setattr(ingest.members, "LARGEST", len(PARKS) + 1)
    assert "more than" in copied(pack)["b.md"]

    monkeypatch.setattr(ingest.members, "MOST", 1)
    with pytest.raises(PaperError, match="more than 1 files"):
        copied(pack)


def test_two_files_of_one_name_are_told_apart(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes(bytes(mail(("a.md", PARKS), ("a.md", MONEY))))

    assert list(copied(tmp_path / "a.eml")) == ["a.md", "a (2).md"]


@pytest.mark.parametrize("suffix", [".zip", ".eml", ".msg"])
def test_odd_files_are_opened_or_refused(tmp_path: Path, suffix: str):
    sound = seeds.zipped({"a.md": PARKS, "b.zip": seeds.zipped({"c.txt": MONEY})})
    sound = sound if suffix == ".zip" else seeds.MADE[suffix]()
    path = tmp_path / f"a{suffix}"
    path.write_bytes(sound)
    assert copied(path)

    for seed in range(60):
        path.write_bytes(mutant(suffix, sound, random.Random(seed)))
        try:
            found = copied_out(path, frozenset(READERS), 1_000_000)
        except PaperError:
            continue
        assert all(each.path or each.error for each in found)
    assert {os.path.dirname(each) for each in map(str, tmp_path.iterdir())} == {str(tmp_path)}
