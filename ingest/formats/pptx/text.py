"""The paragraphs of a text on a slide: bullets and numbers come from the slide, its layout or its master."""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element
from pptx.oxml.ns import qn

from ingest.formats.characters import INVISIBLE, UNSEEN, raised
from ingest.formats.compose import Element
from ingest.formats.counting import letters, number, roman, typed
from ingest.formats.markers import depth, is_section

NOT_STRUCK = "noStrike"
RAISED = re.compile(r"[1-9]\d*%?$")  # a baseline above the line, in thousandths of a percent
BULLETS = tuple(qn(f"a:{name}") for name in ("buNone", "buChar", "buAutoNum", "buBlip"))


def elements(text: _Element, page: int, styles: Sequence[_Element]) -> Iterator[Element]:
    """Items where a bullet or number is printed, else paragraphs. `styles` are the list styles, nearest first."""
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in text.iterchildren(qn("a:p")):
        words = _words(paragraph)
        if not words.strip():
            continue
        properties = paragraph.find(qn("a:pPr"))
        level = int(properties.get("lvl", "0")) if properties is not None else 0
        marker = _marker(_bullet(properties, level, styles), level, counts)
        if marker:
            yield Element("item", _flat(words), level + 1, page, marker, number(marker))
            continue
        marker, stated, words = typed(words)
        numbered = stated is not None and is_section(stated) and depth(stated) > 1
        if marker and not numbered:
            yield Element("item", _flat(words), level + 1, page, marker, stated)
        else:
            yield Element("paragraph", _flat(words), page=page, marker=marker, number=stated)


def words_of(text: _Element) -> str:
    """All that a text says, on one line."""
    return " ".join(" ".join(map(_words, text.iterchildren(qn("a:p")))).split())


def _words(paragraph: _Element) -> str:
    """Text and results of fields, with line breaks, without what is struck, invisible or too small to see."""
    words: list[str] = []
    for part in paragraph.iter(qn("a:t"), qn("a:br")):
        run = part.getparent()
        properties = None if run is None else run.find(qn("a:rPr"))
        stated: dict[str, str] = {} if properties is None else {str(k): str(v) for k, v in properties.items()}
        size = stated.get("sz", "")  # hundredths of a point
        if (size.isdecimal() and int(size) <= 100 * UNSEEN) or stated.get("strike", NOT_STRUCK) != NOT_STRUCK:
            continue
        text = "\n" if part.tag == qn("a:br") else part.text or ""
        words.append(raised(text, "".join(words[-3:])) if RAISED.match(stated.get("baseline", "")) else text)
    return INVISIBLE.sub("", "".join(words))


def _flat(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.splitlines()).strip()


def _bullet(properties: _Element | None, level: int, styles: Sequence[_Element]) -> _Element | None:
    stated = [properties, *(style.find(qn(f"a:lvl{level + 1}pPr")) for style in styles)]
    return next((child for place in stated if place is not None for child in place if child.tag in BULLETS), None)


def _marker(bullet: _Element | None, level: int, counts: dict[int, tuple[str, int]]) -> str:
    """What is printed; `counts` has the scheme and the last count of each level, and is updated."""
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    if bullet is None or bullet.tag != qn("a:buAutoNum"):
        counts.pop(level, None)
        return "" if bullet is None or bullet.tag == qn("a:buNone") else "•"
    scheme = bullet.get("type", "arabicPeriod")
    before = counts.get(level)
    count = before[1] + 1 if before and before[0] == scheme else int(bullet.get("startAt", "1"))
    counts[level] = (scheme, count)
    return _printed(scheme, count)


def _printed(scheme: str, count: int) -> str:
    printed = {"alpha": letters, "roman": roman}.get(scheme[:5], str)
    sign = printed(count)
    sign = sign.upper() if "Uc" in scheme else sign
    if scheme.endswith("ParenBoth"):
        return f"({sign})"
    return sign + (")" if scheme.endswith("ParenR") else "." if scheme.endswith("Period") else "")
