"""Addresses: a page or file of the web, fetched only because the user named it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from ingest.errors import PaperError
from ingest.load import READERS

SECONDS = 30
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
def fetched(address: str, limit: int) -> Iterator[Path]:
    """The contents of an http(s) address as a file, for as long as the block lasts; at most `limit` bytes.

    Raises PaperError where it can't be reached, is too large, or is of a kind that no reader knows.
    """
    import httpx

    if address.split("://")[0].lower() not in ("http", "https"):
        raise PaperError("only http and https addresses can be fetched", "save it as a file and ingest that")
    with TemporaryDirectory(prefix="policy-") as folder:
        try:
            with httpx.stream("GET", address, follow_redirects=True, timeout=SECONDS) as response:
                if response.is_error:
                    raise PaperError(
                        f"the server answered {response.status_code} {response.reason_phrase}", "check the address"
                    )
                path = Path(folder, "paper" + _suffix(response.headers.get("content-type", ""), address))
                _save(response.iter_bytes(), path, limit)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise PaperError(
                f"can't be reached ({str(error) or type(error).__name__})", "check the address and your connection"
            ) from error
        yield path


def _save(chunks: Iterator[bytes], path: Path, limit: int) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise too_large(size, limit)
            file.write(chunk)


def too_large(size: int, limit: int) -> PaperError:
    return PaperError(
        f"too large ({size / 1e6:.0f} MB or more, the limit is {limit / 1e6:.0f} MB)",
        "raise max_file_mb in the settings",
    )


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
