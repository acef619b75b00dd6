"""Text from papers, file names, questions and models, made safe to show."""

import json
import re
import unicodedata
from typing import Any

BIDI = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]))
# They count as printable and show nothing, so that any message can be hidden behind a letter; FE0F makes an emoji of a
# sign, and stays.
VARIANTS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0e\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """The text with control characters, bidirectional overrides and Unicode tags shown as marks; new line and tab stay.

    A terminal acts on such characters wherever they come from, so nothing is printed that has not been here.
    """
    text = VARIANTS.sub("", text)
    if text.replace("\n", " ").replace("\t", " ").isprintable():  # at once what nearly every text is
        return text
    return "".join(_mark(c) for c in text)


def as_json(facts: dict[str, Any] | list[Any]) -> str:
    """Facts as one line of JSON: the same values, with what would be a mark in `visible`, or gone, as escapes."""
    return json_text(json.dumps(facts, ensure_ascii=False))


def json_text(text: str) -> str:
    """JSON with the same values, in which what would be a mark in `visible`, or gone, is written as escapes."""
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in set(text) if visible(c) != c})


def whole(text: str) -> str:
    """The text with halves of characters, which a terminal or JSON may hand over, replaced by a question mark."""
    return text.encode("utf-8", "replace").decode()


def _mark(c: str) -> str:
    if c in "\n\t" or (c.isprintable() and c not in BIDI and not 0xE0000 <= ord(c) <= 0xE007F):
        return c
    if ord(c) < 0x20:
        return chr(0x2400 + ord(c))
    if c in BIDI or unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or 0xE0000 <= ord(c) <= 0xE007F:
        return f"⟨U+{ord(c):04X}⟩"
    return " " if unicodedata.category(c).startswith("Z") else ""
