"""A small .msg file as Outlook saves them: a compound file whose storages and streams hold properties."""

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

SECTOR, MINI, FREE, END, FAT = 512, 64, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT, BYTES, NUMBER, TIME, OBJECT = 0x001F, 0x0102, 0x0003, 0x0040, 0x000D
SUBJECT, BODY, SENDER, ADDRESS, SENT = 0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x0039
NAME, TYPE, SMTP = 0x3001, 0x0C15, 0x39FE
FILE_NAME, FILE, METHOD = 0x3707, 0x3701, 0x3705


@dataclass
class Entry:
    name: str
    data: bytes | None = None  # None for a storage
    inside: list["Entry"] = field(default_factory=list)


def msg_file(attached: bytes | None = b"Park,Opens\nNorth,06:00\n", name: str = "gates.csv") -> bytes:
    """`attached` is None for another message, which Outlook keeps as storages and not as a file."""
    person = _storage("__recip_version1.0_#00000000", 8, {NAME: "The board", SMTP: "board@town.example", TYPE: 1})
    file = _storage("__attach_version1.0_#00000000", 8, {FILE_NAME: name, FILE: attached, METHOD: 1})
    words = {
        SUBJECT: "Gates of the parks",
        BODY: "The keeper opens the gates at dawn.\r\n\r\nGates close at dusk.\r\n",
        SENDER: "Ann Lee",
        ADDRESS: "ann@town.example",
        SENT: datetime(2020, 1, 31, 9, 30, tzinfo=UTC),
    }
    message = _storage("Root Entry", 32, words)
    message.inside += [person, file]
    return _compound(message)


def _storage(name: str, head: int, properties: dict[int, str | bytes | int | datetime | None]) -> Entry:
    counts = struct.pack("<8x4I8x", 1, 1, 1, 1) if head == 32 else bytes(8)
    made, table = Entry(name), [counts]
    for number, value in properties.items():
        if isinstance(value, int):
            kind, stored = NUMBER, struct.pack("<q", value)
        elif value is None:
            kind, stored = OBJECT, b"\xff" * 8
            made.inside.append(Entry(f"__substg1.0_{number:04X}{kind:04X}"))
        elif isinstance(value, datetime):
            since = value - datetime(1601, 1, 1, tzinfo=UTC)
            kind, stored = TIME, struct.pack("<Q", int(since.total_seconds()) * 10_000_000)
        else:
            kind, data = (TEXT, value.encode("utf-16-le")) if isinstance(value, str) else (BYTES, value)
            stored = struct.pack("<Q", len(data) + 2 * (kind == TEXT))
            made.inside.append(Entry(f"__substg1.0_{number:04X}{kind:04X}", data))
        table.append(struct.pack("<II", number << 16 | kind, 6) + stored)
    made.inside.append(Entry("__properties_version1.0", b"".join(table)))
    return made


def _compound(root: Entry) -> bytes:
    """All streams are short, and so in the stream of small sectors."""
    entries: list[Entry] = []
    children: dict[int, list[int]] = {}

    def number(entry: Entry) -> int:
        at = len(entries)
        entries.append(entry)
        children[at] = [number(child) for child in entry.inside]
        return at

    number(root)
    small, chains, starts = b"", [], {}
    for at, entry in enumerate(entries):
        if entry.data:
            starts[at], many = len(chains), -(-len(entry.data) // MINI)
            chains += [*range(len(chains) + 1, len(chains) + many), END]
            small += entry.data.ljust(many * MINI, b"\0")
    after = {child: right for kids in children.values() for child, right in pairwise(kids)}
    folder = b""
    for at, entry in enumerate(entries):
        name = entry.name.encode("utf-16-le")
        kind = 5 if at == 0 else 1 if entry.data is None else 2
        below = children[at][0] if children[at] else FREE
        start = starts.get(at, END if kind == 2 else 0)
        folder += struct.pack("<64sHBBIII", name, len(name) + 2, kind, 1, FREE, after.get(at, FREE), below)
        folder += struct.pack("<16s4x16xIQ", b"", start, len(entry.data or b""))
    parts = [_padded(folder), _padded(struct.pack(f"<{len(chains)}I", *chains), b"\xff"), _padded(small)]
    table, first = [FAT], []
    for part in parts:
        many = len(part) // SECTOR
        first.append(len(table))
        table += [*range(len(table) + 1, len(table) + many), END]
    stream = struct.pack("<IQ", first[2], len(small))
    parts[0] = parts[0][:116] + stream + parts[0][128:]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16xHHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, first[0], 0, 4096, first[1], len(parts[1]) // SECTOR, END, 0, 0)
    head += struct.pack("<108I", *[FREE] * 108)
    return head + _padded(struct.pack(f"<{len(table)}I", *table), b"\xff") + b"".join(parts)


def _padded(data: bytes, with_: bytes = b"\0") -> bytes:
    return data.ljust(-(-len(data) // SECTOR) * SECTOR, with_)
