"""Addresses: a page or file of the web, fetched only because the user named it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.contents import too_large
from ingest.errors import PaperError
from ingest.load import READERS

if TYPE_CHECKING:
    import httpx

SILENCE = 30  # seconds that a server may say nothing
SECONDS = 900  # that all of it may take: 100 MB at 1 Mbit/s
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
}


@contextmanager
def fetched(address: str, limit: int, private: bool) -> Iterator[Path]:
    """The contents of an http(s) address as a file, for as long as the block lasts; at most `limit` bytes unpacked.

    Which machines it may lead to is told in `ingest.network`; with `private`, to all. Where the environment names a
    proxy (HTTPS_PROXY and so on), that one connects, and which machines it reaches is its affair.

    Raises PaperError where it can't be reached, is too large, takes too long, or is of a kind that no reader knows.
    """
    import httpx

    if address.split("://")[0].lower() not in ("http", "https"):
        raise PaperError("only http and https addresses can be fetched", "save it as a file and ingest that")
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
                "the server sends on to what is no http or https address", "save it as a file and ingest that"
            ) from None
        except (httpx.HTTPError, zlib.error) as error:
            raise PaperError(f"can't be reached ({_said(error)})", "check the address and your connection") from error
        yield path


def _client(address: str, private: bool) -> "httpx.Client":
    import httpx

    from ingest.network import Network

    try:
        host = httpx.URL(address).raw_host.decode()
    except (httpx.InvalidURL, ValueError):
        host = ""
    if not host:
        raise PaperError("can't be reached (it is no address)", "check how it is written")
    client = httpx.Client(
        follow_redirects=True,
        max_redirects=REDIRECTS,
        timeout=SILENCE,
        headers={"Accept-Encoding": "gzip"},
    )
    # httpx has no public way to say how its connections are made. What is mounted are the proxies of the environment.
    client._transport._pool._network_backend = Network(SECONDS, None if private else host)  # type: ignore[attr-defined]
    for proxy in filter(None, client._mounts.values()):
        proxy._pool._network_backend = Network(SECONDS, None)  # type: ignore[attr-defined]
    return client


def _said(error: Exception) -> str:
    """What an error says, but for words of the server, who has been told the whole address."""
    import httpx

    if isinstance(error, httpx.ProtocolError):
        return "the server does not keep to HTTP"
    return str(error) or type(error).__name__


def _unpacked(response: "httpx.Response") -> Iterator[bytes]:
    """The body in pieces of bounded size; httpx would unpack whatever came at once, a thousandfold and more."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip"):
        raise PaperError(
            f"the server sent it packed as '{encoding}', which was not asked for", "save it as a file and ingest that"
        )
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    for packed in response.iter_raw():
        while packed and not unpacking.eof:
            yield unpacking.decompress(packed, PIECE)
            packed = unpacking.unconsumed_tail
    yield unpacking.flush()
    if not unpacking.eof:
        raise zlib.error("it ended in the middle")


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
    suffix = SUFFIXES.get(kind) or (named if named in READERS else "")
    if kind == "text/plain" and named in (".md", ".csv"):
        return named
    if not suffix:
        raise PaperError(
            f"the server sent '{kind or 'no content type'}', which no reader knows", f"known are {', '.join(READERS)}"
        )
    return suffix
