"""Decodes the bytes of a text file."""

from ingest.errors import PaperError

SIGNS = bytes(range(0x80, 0x100))
MOST_SIGNS = 0.1  # of the bytes; French has 5 in 100 outside ASCII, Russian 80


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 directly, other encodings by detection. Line ends stay as they are.

    Raises PaperError if it is not text.
    """
    for encoding in _likely(data):
        whole = len(data) - len(data) % 2 if encoding.startswith("utf-16") else len(data)
        try:
            return data[:whole].decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes  # a twentieth of what is imported before the screen's first picture

    best = None if b"\x00" in data else from_bytes(data).best()
    if best is None:
        raise PaperError("this is not text in any known encoding", "save it as UTF-8 and add it again")
    return str(best)


def _of_wide(data: bytes) -> list[str]:
    """UTF-16 without its mark, where every other byte of most letters is empty, and none of the others."""
    first, second = data[::2].count(0), data[1::2].count(0)
    if first and second:
        return []
    wide = 4 * max(first, second) > len(data)
    return ["utf-16-be" if first else "utf-16-le"] if wide else []


def _likely(data: bytes) -> list[str]:
    """Encodings to try before detection.

    What Windows writes in English is mostly plain letters, with a pound sign or a dash here and there. That is too
    little for detection, which takes 'fee,£5' for Japanese, and elsewhere reads '£' as 'Ł'.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x00" in data:
        return _of_wide(data)
    western = len(data) - len(data.translate(None, SIGNS)) <= len(data) * MOST_SIGNS
    return ["utf-8-sig", "cp1252"] if western else ["utf-8-sig"]
