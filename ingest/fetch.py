"""Fetches addresses: pages or files of the web, and only those that the user named."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.errors import PaperError
from ingest.load import READERS
from ingest.members import HOLDERS
from ingest.safe_read import too_large

if TYPE_CHECKING:
    import httpx

SILENCE = 30  # response timeout, in seconds
SECONDS = 900  # request timeout, in seconds: 100 MB at 1 Mbit/s
REDIRECTS = 5
PIECE = 1 << 20  # bytes unpacked at a time
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/msword": ".doc",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/epub+zip": ".epub",
}
FETCHED = READERS.keys() - HOLDERS.keys()  # papers inside others have a file as their place


@contextmanager
def fetched(address: str, limit: int, private: bool) -> Iterator[Path]:
    """The contents of an http(s) address as a file, for as long as the block lasts; at most `limit` bytes unpacked.

    `ingest.network` says which machines it may lead to; `private` allows all of them. If the environment names a proxy
    (HTTPS_PROXY and so on), the proxy makes the connection, and decides which machines it reaches.

    Raises PaperError if it can't be reached, is too large, takes too long, or is of a kind that no reader knows.
    """
    import httpx

    if address.split("://")[0].lower() not in ("http", "https"):
        raise PaperError("only http and https addresses can be fetched", "save it as a file and add the file")
    with TemporaryDirectory(prefix="policy-") as folder:
        try:
            with _client(address, private) as client, client.stream("GET", address) as response:
                if response.is_error:
                    reason = httpx.codes.get_reason_phrase(response.status_code)
                    raise PaperError(f"the server answered {response.status_code} {reason}", "check the address")
                path = Path(folder, "paper" + _suffix(response.headers.get("content-type", ""), address))
                _save(_unpacked(response), path, limit)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, ValueError):
            raise PaperError(
                "the server redirects to something that is not an http or https address",
                "save it as a file and add the file",
            ) from None
        except (httpx.HTTPError, zlib.error) as error:
            raise PaperError(
                f"could not be reached ({_message(error)})", "check the address and your connection"
            ) from error
        yield path


def _client(address: str, private: bool) -> "httpx.Client":
    import httpx

    from ingest.network import Network

    try:
        host = httpx.URL(address).raw_host.decode()
    except (httpx.InvalidURL, ValueError):
        host = ""
    if not host:
        raise PaperError("could not be reached (it is not an address)", "check the spelling")
    client = httpx.Client(
        follow_redirects=True,
        max_redirects=REDIRECTS,
        timeout=SILENCE,
        headers={"Accept-Encoding": "gzip"},
    )
    # httpx has no public way to set how it connects. The mounts are the proxies of the environment.
    client._transport._pool._network_backend = Network(SECONDS, None if private else host)  # type: ignore[attr-defined]
    for proxy in filter(None, client._mounts.values()):
        proxy._pool._network_backend = Network(SECONDS, None)  # type: ignore[attr-defined]
    return client


def _message(error: Exception) -> str:
    """An error's message, without any words of the server, which has seen the whole address."""
    import httpx

    if isinstance(error, httpx.ProtocolError):
        return "the server does not follow HTTP"
    return str(error) or type(error).__name__


def _unpacked(response: "httpx.Response") -> Iterator[bytes]:
    """The body in pieces of limited size; httpx would unpack all of it at once, to a thousand times the size."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip"):
        raise PaperError(
            f"the server sent it in an encoding that policy does not support, '{encoding}'",
            "save it as a file and add the file",
        )
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    for packed in response.iter_raw():
        while packed and not unpacking.eof:
            yield unpacking.decompress(packed, PIECE)
            packed = unpacking.unconsumed_tail
    yield unpacking.flush()
    if not unpacking.eof:
        raise zlib.error("it ended too early")


def _save(pieces: Iterator[bytes], path: Path, limit: int) -> None:
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise too_large(size, limit)
            file.write(piece)


def _suffix(content_type: str, address: str) -> str:
    kind = content_type.split(";")[0].strip().lower()
    named = Path(urlsplit(address).path).suffix.lower()
    suffix = SUFFIXES.get(kind) or (named if named in FETCHED else "")
    if kind == "text/plain" and named in (".md", ".csv"):
        return named
    if not suffix:
        raise PaperError(
            f"the server sent '{kind or 'no content type'}', which policy can't read",
            f"supported formats: {', '.join(sorted(FETCHED))}",
        )
    return suffix
