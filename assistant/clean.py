"""Text from papers, file names, questions and models, made safe to show."""

import unicodedata

BIDI = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]))


def visible(text: str) -> str:
    """The text with control characters, bidirectional overrides and Unicode tags shown as marks; new line and tab stay.

    A terminal acts on such characters wherever they come from, so nothing is printed that has not been here.
    """
    if text.replace("\n", " ").replace("\t", " ").isprintable():  # at once what nearly every text is
        return text
    return "".join(_mark(c) for c in text)


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
