"""What formulas have in common, whichever format they come from: raised and lowered parts on one line."""

import re

RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
ONE_SIGN = re.compile(r"[\w.,]+|\([^()]*\)|\w*[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")  # needs no brackets


def fraction(above: str, below: str) -> str:
    return f"{grouped(above)}/{grouped(below)}"


def grouped(text: str) -> str:
    """In brackets, if it is more than one sign."""
    return text if ONE_SIGN.fullmatch(text) else f"({text})"


def raised(text: str) -> str:
    """'²' for '2', '^(a+b)' for what has no raised letters."""
    return text.translate(RAISED) if _has_all(text, RAISED) else f"^{grouped(text)}" if text else ""


def lowered(text: str) -> str:
    return text.translate(LOWERED) if _has_all(text, LOWERED) else f"_{grouped(text)}" if text else ""


def _has_all(text: str, table: dict[int, int]) -> bool:
    return all(ord(char) in table for char in text)
