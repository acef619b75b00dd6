"""What there is to add: the files below a folder, a single file, or an address."""

import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.members import HOLDERS
from ingest.safe_walk import Folder

INSIDE = re.compile(rf"(?:{'|'.join(map(re.escape, HOLDERS))})/(?=.)", re.IGNORECASE)
CUT = "?…"  # stands for the query of an address
# If no number follows the colon of the host, that may be the middle of a password with a slash in it.
WELL_FORMED = re.compile(r"[^/?#]*://(\[[^]/?#]*]|[^/?#:]*)(:\d*)?([/?#]|$)")


@dataclass(frozen=True)
class Place:
    """A file (absolute path) or an address.

    `location` is what the library keeps, to find it again; `address` is what is fetched, which may have a name and
    password. `folder` is the folder that the user named, if not the file itself: a link in it must not lead out of it.
    `closed`: it is a folder that could not be opened.
    """

    location: str
    folder: Folder | None = None
    address: str | None = None
    closed: bool = False

    @property
    def named(self) -> bool:
        return self.folder is None


def is_address(text: str) -> bool:
    return "://" in text


def is_cluster(text: str) -> bool:
    """Whether this is how a Ray cluster is named: auto, host:port or ray://host:port."""
    return re.fullmatch(r"auto|(ray://)?(\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}", text) is not None


def without_secrets(address: str) -> str:
    """An address without the name and password that may come before its host."""
    return re.sub(r"(?<=://)[^/?#]*@", "", address, count=1)


def shown(location: str) -> str:
    """A path or address as anyone may see it: an address without name, password and query, which may be a key."""
    if not is_address(location):
        return location
    address = without_secrets(location)
    if not WELL_FORMED.match(address):
        return f"{address.partition('://')[0]}://…"
    address, _, query = address.partition("#")[0].partition("?")
    return address + (CUT if query else "")


def is_cut(place: str) -> bool:
    """Whether a path or address, as shown, is an address whose query was left out."""
    return is_address(place) and place.endswith(CUT)


def listed(data: bytes) -> list[str]:
    """The paths and addresses in a list: one per line, or each followed by NUL (`find -print0`), for any name."""
    lines = data.split(b"\0") if b"\0" in data else data.removeprefix(BOM_UTF8).splitlines()
    return [os.fsdecode(line) for line in lines if line.strip()]


def again(sources: Iterable[str]) -> Iterator[Place]:
    """The recorded sources, each with the folder in which it was found, if any.

    Folders end with a slash. Nobody has named the files in them: one may have become a link that leads out.
    """
    folders: dict[str, Folder] = {}
    for source in sorted(filter(_is_folder, sources), key=len):
        with suppress(OSError):  # it is gone, and what was in it
            folders[source] = Folder(Path(source))
    for source in dict.fromkeys(map(_outermost, sources)):
        if not _is_folder(source):
            folder = next((folder for name, folder in folders.items() if source.startswith(name)), None)
            yield Place(source, folder, address=source if is_address(source) else None)


def named_folders(places: Iterable[str]) -> Iterator[str]:
    """Those that are folders."""
    for place in places:
        if not is_address(place) and os.path.isdir(full_path(place)):
            yield full_path(place)


def _outermost(source: str) -> str:
    """The file that holds a source; the source itself if none does."""
    holder, _ = parted(source)
    return source if os.path.isdir(holder) else holder


def _is_folder(source: str) -> bool:
    return source.endswith(os.sep) and not is_address(source)


def expand(arguments: Sequence[str | Place]) -> Iterator[Place]:
    """All paths and addresses in the order of the arguments and, below a folder, by name; each once.

    Hidden files and folders are skipped, and links to folders are not followed. Folders are opened one at a time: a
    system allows only a few to be open at once.
    """
    named = {full_path(each) for each in arguments if isinstance(each, str) and not is_address(each)}
    told: set[str] = set()
    for argument in arguments:
        for place in _places(argument):
            if place.location not in told and (place.named or place.location not in named):
                told.add(place.location)
                yield place


def _places(argument: str | Place) -> Iterator[Place]:
    if isinstance(argument, Place):
        yield argument
        return
    if is_address(argument):
        yield Place(without_secrets(argument), address=argument)
        return
    path = Path(full_path(argument))
    if path.is_dir():
        yield from _below(path)
    else:
        yield Place(str(path))


def full_path(argument: str) -> str:
    """An absolute path without '~', '.' and '..', so that a file has one name however it is reached."""
    return os.path.abspath(os.path.expanduser(argument))


def parted(location: str) -> tuple[str, str]:
    """A paper inside another file: that file, and its name there. For any other: its location, and no name."""
    inside = None if is_address(location) else INSIDE.search(location)
    return (location[: inside.end() - 1], location[inside.end() :]) if inside else (location, "")


def file_name(location: str) -> str:
    """The last part of a path, or of an address without its query; all of it where it ends with a slash.

    Of a paper inside another file: 'Minutes.docx in Re budget.eml'.
    """
    holder, name = parted(location)
    if name:
        return f"{name} in {file_name(holder)}"
    place = shown(location).removesuffix(CUT) if is_address(location) else location
    return place.rsplit("/", 1)[-1] or place


def _below(path: Path) -> Iterator[Place]:
    """The files below a folder, and the folders that could not be opened."""
    closed: list[Place] = []
    waiting = [PurePath()]
    try:
        folder = Folder(path)
    except OSError:
        yield Place(str(path), closed=True)
        return
    while waiting:
        here = waiting.pop()
        try:
            files, folders = folder.names(here)
        except OSError:
            closed.append(Place(str(path / here), closed=True))
            continue
        yield from (Place(str(path / here / name), folder) for name in files)
        waiting += (here / name for name in reversed(folders))
    yield from closed
