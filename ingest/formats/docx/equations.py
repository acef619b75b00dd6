"""Equations in Word on one line, as a person would type them: S/4, r², √(x+1), ∑_(k=0)^n."""

from collections.abc import Callable
from typing import Protocol

from lxml.etree import QName, _Element

from ingest.formats.formulas import fraction, grouped, lowered, raised

DEEPEST = 40  # parts within parts; real equations have ten


def printed(equation: _Element, deep: int = 0) -> str:
    """The characters of an equation or of a part of one."""
    if deep > DEEPEST:
        return "".join(map(str, equation.itertext()))
    return "".join(_part(child, deep) for child in equation if isinstance(child.tag, str))


def _part(element: _Element, deep: int) -> str:
    name = QName(element).localname
    if name.endswith("Pr"):
        return ""
    if name == "r":
        return "".join(text.text or "" for text in element.iterchildren("{*}t"))

    def child(name: str, between: str = "") -> str:
        return between.join(printed(found, deep + 1) for found in element.iterchildren(f"{{*}}{name}"))

    return PARTS[name](element, child) if name in PARTS else printed(element, deep + 1)


def _stated(element: _Element, path: str, usual: str) -> str:
    """A sign that the properties of a part state."""
    found = element.find(path)
    return usual if found is None else str(next(iter(found.attrib.values()), usual))


class Child(Protocol):
    """The characters of the children of a part with this name, with something between them."""

    def __call__(self, name: str, between: str = "") -> str: ...


def _fraction(_: _Element, child: Child) -> str:
    return fraction(child("num"), child("den"))


def _root(_: _Element, child: Child) -> str:
    return f"{raised(child('deg'))}√{grouped(child('e'))}"


def _power(_: _Element, child: Child) -> str:
    return grouped(child("e")) + raised(child("sup"))


def _index(_: _Element, child: Child) -> str:
    return child("e") + lowered(child("sub"))


def _both(_: _Element, child: Child) -> str:
    return child("e") + lowered(child("sub")) + raised(child("sup"))


def _large(element: _Element, child: Child) -> str:
    """A sum or integral with its limits; the integral is the sign if none is stated."""
    sign = _stated(element, "{*}naryPr/{*}chr", "∫")
    return f"{sign}{lowered(child('sub'))}{raised(child('sup'))} {child('e')}"


def _brackets(element: _Element, child: Child) -> str:
    left, between, right = (
        _stated(element, f"{{*}}dPr/{{*}}{name}", usual)
        for name, usual in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    )
    return left + child("e", between) + right


def _function(_: _Element, child: Child) -> str:
    return f"{child('fName')} {child('e')}"


def _under(_: _Element, child: Child) -> str:
    return child("e") + lowered(child("lim"))


PARTS: dict[str, Callable[[_Element, Child], str]] = {
    "f": _fraction,
    "rad": _root,
    "sSup": _power,
    "sSub": _index,
    "sSubSup": _both,
    "nary": _large,
    "d": _brackets,
    "func": _function,
    "limLow": _under,
}
