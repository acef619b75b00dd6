"""Repairs the words of a PDF: ligatures, odd spaces, bullets from symbol fonts, hyphens at line ends."""

import re
from collections.abc import Iterable
from unicodedata import normalize

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# code points that Word's Symbol and Wingdings bullets come out as
SYMBOLS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→",
    "\uf02d": "-", "\uf071": "□", "\uf06f": "□", "\uf0a8": "□", "\uf0fe": "■", "\uf076": "•", "\uf0f0": "→", "∙": "•",
}  # fmt: skip
# a soft hyphen in a PDF is printed: Google's writer uses it for every hyphen
HYPHENS = {"\u00ad": "-", "\ufffe": "-", "\u0002": "-", "\u2010": "-", "\u2011": "-"}
TRANSLATION = str.maketrans(
    LIGATURES | SYMBOLS | HYPHENS | {"\u2028": " ", "\ufeff": None, "\u200b": None, "\u2060": None}
)
NOISE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffd\uffff\U000e0000-\U000e007f]+")
# what the font of Acrobat's round and square tick boxes comes out as
BOXES = ((re.compile(r"\bnmlkji?\b"), "○"), (re.compile(r"\bgfedcb?\b"), "□"))
SPLIT_WORD = re.compile(r"([^\W\d_]+)-$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ADDRESS = re.compile(r"(?:(?:https?://|www\.)\S*|\w@)$")
KEEPS_HYPHEN = {"self", "well", "ex", "non", "high", "low", "long", "short", "cross", "all", "half"}


def clean(text: str) -> str:
    """The characters as a person reads them, with single spaces."""
    text = NOISE.sub(" ", text.translate(TRANSLATION))
    for written, box in BOXES:
        text = written.sub(box, text)
    return " ".join(text.split())


# the positions of these marks in the order of glyphs that TrueType fonts share
MARKS = {"\x87": "•", "\u2021": "•", "ł": "•", "±": "–", "²": "—", "³": "“", "´": "”", "µ": "‘", "¶": "’"}
SHIFT = 29  # from the position of a glyph in that order to its character
SHIFTED = {chr(code): chr(code + SHIFT) for code in range(3, 127 - SHIFT) if chr(code) != " "} | MARKS


def is_shifted(text: str) -> bool:
    """Whether a font without a table of its characters gave the positions of its glyphs; the space has 3."""
    return text.count("\x03") > 0.05 * len(text)


def unshifted(text: str) -> str:
    return "".join(SHIFTED.get(char, char) for char in text)


# What words of any language in Latin letters have, and letters that stand for others have not
VOWELS = frozenset("aeiouy")
ODD = re.compile(r"[^\W\d_][^\w\s'’.,:;/&@()+-]+[^\W\d_]|[a-z][A-Z][a-z]*[A-Z]|[^\W\d_]\d+[^\W\d_]")
ENOUGH = 60  # letters; in fewer, chance decides


def are_words(text: str) -> bool:
    """Whether the letters of a page look like words, rather than those of a font that calls them by other names."""
    unreadable = sum(map(len, NOISE.findall(text)))
    if unreadable > 0.1 * len(text):
        return False
    plain = [char for char in normalize("NFD", text.casefold()) if "a" <= char <= "z"]
    if len(plain) < max(ENOUGH, 0.5 * sum(map(str.isalpha, text))):
        return True
    words = text.split()
    odd = sum(bool(ODD.search(word)) for word in words)
    return sum(char in VOWELS for char in plain) > 0.27 * len(plain) and odd < 0.3 * len(words)


class Vocabulary:
    """The words of one document, to tell a word that was cut at a line end from one written with a hyphen."""

    def __init__(self, lines: Iterable[str]):
        self.words: set[str] = set()
        for line in lines:
            found = [match[0].casefold() for match in WORD.finditer(line)]
            self.words.update(found[:-1] if line.endswith("-") else found)

    def join(self, before: str, after: str) -> str:
        """Two lines as one; both are clean and not empty."""
        if ADDRESS.search(before) and before[-1] in "/-_=&?@" and not after[0].isupper():
            return before + after
        if re.search(r"\w[-–/]$", before) and (after[0].isdigit() or after[0].isupper() or before[-1] != "-"):
            return before + after
        first, second = SPLIT_WORD.search(before), WORD.match(after)
        if first and second and self._was_cut(first[1], second[0]):
            return before[:-1] + after
        return before + after if first else f"{before} {after}"

    def _was_cut(self, first: str, second: str) -> bool:
        left, right = first.casefold(), second.casefold()
        if left + right in self.words:
            return True
        if f"{left}-{right}" in self.words or left in KEEPS_HYPHEN or "-" in right:
            return False
        return not (len(left) > 2 and left in self.words and len(right) > 2 and right in self.words)
