"""Makes text from papers, file names, questions and models safe to show."""

import json
import re
import unicodedata
from typing import Any

BIDI = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]))
# These count as printable but show nothing, so any message can be hidden behind a letter. FE0F, which turns a sign into
# an emoji, is kept.
VARIANTS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0e\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """The text with control characters (not newline and tab), bidirectional overrides and Unicode tags as symbols.

    A terminal obeys such characters wherever they come from, so everything printed must go through this.
    """
    text = VARIANTS.sub("", text)
    if text.replace("\n", " ").replace("\t", " ").isprintable():  # the quick way out for nearly every text
        return text
    return "".join(_symbol(c) for c in text)


def as_json(facts: dict[str, Any] | list[Any]) -> str:
    """One line of JSON, in which characters that `visible` would change are escaped."""
    return json_text(json.dumps(facts, ensure_ascii=False))


def json_text(text: str) -> str:
    """The same JSON with the characters that `visible` would change escaped."""
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in set(text) if visible(c) != c})


def whole(text: str) -> str:
    """The text with lone surrogates, which a terminal or JSON may pass on, replaced by question marks."""
    return text.encode("utf-8", "replace").decode()


def _symbol(c: str) -> str:
    if c in "\n\t" or (c.isprintable() and c not in BIDI and not 0xE0000 <= ord(c) <= 0xE007F):
        return c
    if ord(c) < 0x20:
        return chr(0x2400 + ord(c))
    if c in BIDI or unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or 0xE0000 <= ord(c) <= 0xE007F:
        return f"⟨U+{ord(c):04X}⟩"
    return " " if unicodedata.category(c).startswith("Z") else ""
