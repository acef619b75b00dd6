"""Files that are almost sound: bytes of a sound one changed at random, with an eye to what the format is made of."""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count, takewhile

from lxml import etree
from seeds import MAIN, PACKAGES, unzipped, zipped

ODD_BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\r",
    b"\x0c",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x8c\xb3",
    b"\x1b[2J",
    b"\xc3\xa9",
)
ODD_VALUES = (b"", b"0", b"-1", b"9999999999", b"1e308", b"nan", b"true", b" ", b"%9%", b"\xc2\xb2", b"\xd9\xa3")
ODD_WORDS = (
    "",
    "0",
    "-1",
    "9999999999",
    "2147483648",
    "1e308",
    "nan",
    "true",
    " ",
    "x",
    "²",
    "٣",
    "16385",
    "\u202e",
    "3.2",
)
TAG = re.compile(rb"<[^<>]+>")
VALUE = re.compile(rb'"[^"<>]*"')
TOKEN = re.compile(rb"-?\d+(?:\.\d+)?|/\w+|\d+ 0 R")


def tries(few: int) -> Iterator[int]:
    """Numbers to begin chance with: `few`, always the same, or others for as long as FUZZ_SECONDS says."""
    seconds = float(os.environ.get("FUZZ_SECONDS", "0"))
    if not seconds:
        yield from range(few)
        return
    end, first = time.monotonic() + seconds, random.randrange(2**32)
    yield from takewhile(lambda _: time.monotonic() < end, count(first))


def mutant(suffix: str, sound: bytes, chance: random.Random) -> bytes:
    """A file that differs from a sound one of this format in one to four places."""
    if suffix in PACKAGES and chance.random() < 0.9:
        return _package(suffix, unzipped(sound), chance)
    for _ in range(chance.randint(1, 4)):
        change = chance.choice([*MARKED, *ANYWHERE] if suffix in (".html", ".pdf") else ANYWHERE)
        sound = change(sound, chance)
    return sound


def _package(suffix: str, parts: dict[str, bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        name = MAIN[suffix] if chance.random() < 0.6 else chance.choice(list(parts))
        kind = chance.random()
        if kind < 0.04:
            parts.pop(name, None)
        elif kind < 0.08:
            parts[name] = parts[chance.choice(list(parts))]
        elif name in parts:
            change = chance.choice([*MARKED, *ANYWHERE]) if chance.random() < 0.3 else _grown
            parts[name] = change(parts[name], chance)
    return zipped(parts)


def _grown(data: bytes, chance: random.Random) -> bytes:
    """XML that is still well formed, with elements taken out, put elsewhere or written again, and odd values."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return data
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(chance.randint(1, 6)):
        node, other, kind = chance.choice(nodes), chance.choice(nodes), chance.random()
        above = node.getparent()
        if kind < 0.2 and above is not None and len(nodes) > 20:
            above.remove(node)
        elif kind < 0.4:
            other.append(deepcopy(node))
        elif kind < 0.5:
            other.tag = node.tag
        elif kind < 0.9 and (names := sorted(map(str, node.attrib))):
            node.set(chance.choice(names), chance.choice(ODD_WORDS))
        elif kind < 0.95:
            node.text = chance.choice(ODD_WORDS)
        elif names := sorted(map(str, node.attrib)):
            del node.attrib[chance.choice(names)]
    return etree.tostring(root)


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(ODD_BYTES) * chance.choice((1, 1, 3, 300)) + data[at:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.1 else data[:at] + data[at + chance.randint(1, 40) :]


def _again(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    end = at + chance.randint(1, 200)
    return data[:end] + data[at:end] * chance.choice((1, 2, 50)) + data[end:]


def _swapped(pattern: re.Pattern[bytes]) -> Callable[[bytes, random.Random], bytes]:
    """A change that puts one match of a pattern in the place of another, or takes it out."""

    def change(data: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return data
        here, other = chance.choice(found), chance.choice(found)
        put = other[0] if chance.random() < 0.7 else b""
        return data[: here.start()] + put + data[here.end() :]

    return change


def _odd(pattern: re.Pattern[bytes]) -> Callable[[bytes, random.Random], bytes]:
    """A change that puts an odd value in the place of a match, within its quotation marks where it has some."""

    def change(data: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return data
        here, value = chance.choice(found), chance.choice(ODD_VALUES)
        put = b'"' + value + b'"' if here[0].startswith(b'"') else value
        return data[: here.start()] + put + data[here.end() :]

    return change


def _nested(data: bytes, chance: random.Random) -> bytes:
    """An element within itself, many times over."""
    found = [match for match in TAG.finditer(data) if not match[0].startswith((b"</", b"<?", b"<!"))]
    if not found:
        return data
    here = chance.choice(found)
    name = re.match(rb"<([\w:]+)", here[0])
    times = chance.choice((2, 20, 300))
    end = data.find(b">", here.end())
    closing = b"</" + name[1] + b">" if name else b""
    return data[: here.end()] + here[0] * times + data[here.end() : end + 1] + closing * times + data[end + 1 :]


ANYWHERE = (_flip, _insert, _cut, _again)
MARKED = (_swapped(TAG), _swapped(VALUE), _odd(VALUE), _swapped(TOKEN), _odd(TOKEN), _nested)
