"""Bullets that a font calls by another letter or sign: those that stand alone before words, and nowhere else."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from ingest.formats.characters import TICKED, UNTICKED
from ingest.formats.markers import BULLET

FEWEST = 3  # in a paper
FIRST_SIGN = "\u00a1"  # after those of ASCII
FIRST = "\u0180"  # the letters before it, of Western languages, may be words
FEW = 0.1  # of its times: so often letters of its kind may be elsewhere; else it is a letter of that script
MEANT = f"{TICKED}{UNTICKED}☑✗£€$§¶©®°†‡*#%&\"'“”‘’«»([{{–—-+=<>/\\|_~"


def bullet_signs(texts: Iterable[str]) -> frozenset[str]:
    """The signs that are bullets in a paper; `texts` are what stands on its lines without a wide gap.

    One in a cell of its own, such as an arrow, says something, unless it is a letter.
    """
    everywhere: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for text in texts:
        everywhere.update(text)
        sign, *words = text.split(maxsplit=1) or [""]
        if len(sign) == 1 and (words or sign.isalpha()):
            before[sign] += 1
    alone = (sign for sign, times in before.items() if times >= FEWEST and times == everywhere[sign])
    return frozenset(sign for sign in alone if _may_be_bullet(sign) and not _is_of_script(sign, everywhere))


def _may_be_bullet(sign: str) -> bool:
    """Codes of private use, which are not printable, are read by the tables of the fonts that have them."""
    known = sign in MEANT or sign.isnumeric() or BULLET.match(f"{sign} ")
    return sign >= FIRST_SIGN and sign.isprintable() and not known


def _is_of_script(sign: str, everywhere: Counter[str]) -> bool:
    """Whether a letter is one of those that the paper is written in."""
    if not sign.isalpha():
        return False
    script = unicodedata.name(sign, "").split(" ")[0]
    alike = (char for char in everywhere if char >= FIRST and char.isalpha() and char != sign)
    others = sum(everywhere[char] for char in alike if unicodedata.name(char, "").split(" ")[0] == script)
    return sign < FIRST or others > FEW * everywhere[sign]
