"""Word, Excel and PowerPoint files from before 2007, and RTF: LibreOffice saves them in today's form, which we read."""

import os
import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import PaperError
from ingest.paper import Outline

TODAY = {".doc": "docx", ".rtf": "docx", ".xls": "xlsx", ".ppt": "pptx"}
PARTS = {"docx": "Writer", "xlsx": "Calc", "pptx": "Impress"}
ELSEWHERE = (  # where it is installed without being on the path
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")  # of the environment: the rest may hold keys
# No macros, nothing fetched for a document, and a proxy that is not there for what asks nevertheless. Without these
# LibreOffice 7.4 fetched a picture that an RTF file named by its address.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}</oor:items>
"""
SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def program() -> str | None:
    """Where LibreOffice is, or None."""
    found = [shutil.which(name) for name in ("soffice", "libreoffice")]
    return next((path for path in (*found, *ELSEWHERE) if path and os.path.isabs(path) and os.path.exists(path)), None)


def read(path: Path) -> Outline:
    """What is called .doc or .xls may be a web page or a file of today's form: many programs name those so."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"pk\x03\x04"):
        return _reader(TODAY[suffix])(path)
    if head.startswith((b"<!doctype html", b"<html")):
        return _reader("html")(path)
    office = program()
    if office is None:
        raise PaperError(
            f"{suffix} files are read with LibreOffice, which is not installed here",
            f"install LibreOffice, or save it as .{TODAY[suffix]}",
        )
    with TemporaryDirectory(prefix="office-", dir=path.parent) as folder:
        return _reader(TODAY[suffix])(_converted(office, path, Path(folder)))


def _reader(name: str) -> Callable[[Path], Outline]:
    read: Callable[[Path], Outline] = import_module(f"ingest.formats.{name}").read
    return read


def _converted(office: str, path: Path, folder: Path) -> Path:
    """The paper in today's form. Everything that LibreOffice writes is in `folder`; it has the limits of this process,
    and ends with it.
    """
    kind = TODAY[path.suffix.lower()]
    profile, paper, made = folder / "profile", folder / f"paper{path.suffix.lower()}", folder / f"paper.{kind}"
    (profile / "user").mkdir(parents=True)
    settings = PROFILE.format("".join(SETTING.format(*setting) for setting in SETTINGS))
    (profile / "user" / "registrymodifications.xcu").write_text(settings, "utf-8")
    shutil.copyfile(path, paper)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--convert-to", kind, "--outdir", str(folder), str(paper)),
        ],
        cwd=folder,
        env={name: os.environ[name] for name in KEPT if name in os.environ}
        | {"HOME": str(folder), "TMPDIR": str(folder), "TEMP": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if not made.is_file():  # it ends with 0 whatever happens
        raise PaperError(
            "LibreOffice could not open this file",
            f"check that its part {PARTS[kind]} is installed, and the file not damaged or with a password; "
            f"or save it as .{kind}",
        )
    return made
