"""Bytes of a text file to its characters."""

from charset_normalizer import from_bytes

from ingest.errors import PaperError


def decode(data: bytes) -> str:
    """UTF-8 (with or without a mark) as it is; any other encoding by detection. Line ends stay as they are."""
    try:
        return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data).best()
    if best is None:
        raise PaperError("this is no text in any known encoding", "save it as UTF-8 and ingest it again")
    return str(best)
