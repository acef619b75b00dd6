"""Repairs the words of a PDF: ligatures, odd spaces, bullets from symbol fonts."""

import re
import unicodedata

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# the forms that Arabic and Hebrew letters take in a word, which some fonts give in place of the letters
SHAPES = {
    shape: unicodedata.normalize("NFKC", shape)
    for shape in map(chr, (*range(0xFB1D, 0xFDFE), *range(0xFE70, 0xFEFD)))
    if unicodedata.name(shape, "")
}
# code points that Word's Symbol and Wingdings bullets come out as
SYMBOLS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→",
    "\uf02d": "-", "\uf071": "□", "\uf06f": "□", "\uf0a8": "□", "\uf0fe": "■", "\uf076": "•", "\uf0f0": "→", "∙": "•",
    "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0b4": "×", "\uf0b9": "≠",
}  # fmt: skip
# a soft hyphen in a PDF is printed: Google's writer uses it for every hyphen
HYPHENS = {"\u00ad": "-", "\ufffe": "-", "\u0002": "-", "\u2010": "-", "\u2011": "-"}
TRANSLATION = str.maketrans(
    LIGATURES | SHAPES | SYMBOLS | HYPHENS | {"\u2028": " ", "\ufeff": None, "\u200b": None, "\u2060": None}
)
NOISE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffd\uffff\U000e0000-\U000e007f]+")
HIDDEN = 3  # different letters in a row without a name that is known are a word; signs and bullets are fewer
# what the font of Acrobat's round and square tick boxes comes out as
BOXES = ((re.compile(r"\bnmlkji?\b"), "○"), (re.compile(r"\bgfedcb?\b"), "□"))
MARK_APART = re.compile(" (?=[\u0591-\u05bd\u064b-\u0652])")  # vowel signs, which belong to the letter before


def without_noise(text: str) -> str:
    return NOISE.sub(" ", text)


def hidden_letters(text: str) -> int:
    """How many letters of words are in codes that only the font knows."""
    runs = (found[0] for found in NOISE.finditer(text.translate(TRANSLATION)))
    return sum(len(run) for run in runs if len(set(run)) >= HIDDEN)


def clean(text: str) -> str:
    """The characters as a person reads them, with single spaces."""
    text = without_noise(text.translate(TRANSLATION))
    for written, box in BOXES:
        text = written.sub(box, text)
    return MARK_APART.sub("", " ".join(text.split()))


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
    plain = [char for char in unicodedata.normalize("NFD", text.casefold()) if "a" <= char <= "z"]
    if len(plain) < max(ENOUGH, 0.5 * sum(map(str.isalpha, text))):
        return True
    words = text.split()
    odd = sum(bool(ODD.search(word)) for word in words)
    return sum(char in VOWELS for char in plain) > 0.27 * len(plain) and odd < 0.3 * len(words)
