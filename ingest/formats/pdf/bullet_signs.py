"""Bullets that a font calls by another letter or sign: those that stand alone before words, and nowhere else."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.formats.characters import TICKED, UNTICKED
from ingest.formats.markers import BULLET
from ingest.formats.pdf.alignment import lines_of
from ingest.formats.pdf.span import Span

FEWEST = 3  # in a paper
FIRST_SIGN = "\u00a1"  # after those of ASCII
FIRST = "\u0180"  # the letters before it, of Western languages, may be words
FEW = 0.1  # of its times: so often letters of its kind may be elsewhere; else it is a letter of that script
MEANT = f"{TICKED}{UNTICKED}☑✗£€$§¶©®°†‡*#%&\"'“”‘’«»([{{–—-+=<>/\\|_~"
MEANT_KINDS = ("Sm", "Sc")  # categories of signs: of mathematics, such as '≤', and of currency
MEANT_NAMES = ("ARROW", "TRIANGLE", "CHECK MARK", "BALLOT")
LAST_SIGN = "\uffff"  # before the coloured pictures, such as red and green discs


def bullet_signs(pages: Iterable[Sequence[Span]]) -> frozenset[str]:
    """The signs that are bullets in a paper, by what is on the lines of its pages.

    One with words to its left says something, as in a cell, and so does one before a figure.
    """
    everywhere: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for first, *others in (row for spans in pages for row in lines_of(spans)):
        for span in (first, *others):
            everywhere.update(span.text)
        sign, *words = first.text.split(maxsplit=1) or [""]
        said = words[0] if words else " ".join(span.text for span in others).strip()
        if len(sign) == 1 and (words or sign.isalpha()) and not said[:1].isdecimal():
            before[sign] += 1
    alone = (sign for sign, times in before.items() if times >= FEWEST and times == everywhere[sign])
    return frozenset(sign for sign in alone if _may_be_bullet(sign) and not _is_of_script(sign, everywhere))


def _may_be_bullet(sign: str) -> bool:
    """Codes of private use, which are not printable, are read by the tables of the fonts that have them."""
    if not FIRST_SIGN <= sign <= LAST_SIGN or not sign.isprintable() or BULLET.match(f"{sign} "):
        return False
    name = unicodedata.name(sign, "")
    meant = sign in MEANT or sign.isnumeric() or unicodedata.category(sign) in MEANT_KINDS
    return "BULLET" in name or not (meant or any(each in name for each in MEANT_NAMES))


def _is_of_script(sign: str, everywhere: Counter[str]) -> bool:
    """Whether a letter is one of those that the paper is written in."""
    if not sign.isalpha():
        return False
    script = unicodedata.name(sign, "").split(" ")[0]
    alike = (char for char in everywhere if char >= FIRST and char.isalpha() and char != sign)
    others = sum(everywhere[char] for char in alike if unicodedata.name(char, "").split(" ")[0] == script)
    return sign < FIRST or others > FEW * everywhere[sign]
