"""Equations of a web page (MathML) on one line, as a person would type them."""

from lxml.html import HtmlElement

from ingest.formats.formulas import fraction, grouped, lowered, raised

DEEPEST = 40  # parts within parts
PARTS = {"mfrac": 2, "msup": 2, "mover": 2, "msub": 2, "munder": 2, "msubsup": 3, "munderover": 3, "mroot": 2}


def printed(node: HtmlElement, deep: int = 0) -> str:
    """The characters of an equation or of a part of one."""
    children = [child for child in node if isinstance(child.tag, str)]
    if not children or deep > DEEPEST:
        return " ".join(node.text_content().split())
    shown = [printed(child, deep + 1) for child in children if child.tag not in ("annotation", "annotation-xml")]
    if len(shown) != PARTS.get(node.tag, len(shown)):
        return "".join(shown)
    match node.tag:
        case "mfrac":
            return fraction(*shown)
        case "msup" | "mover":
            return grouped(shown[0]) + raised(shown[1])
        case "msub" | "munder":
            return shown[0] + lowered(shown[1])
        case "msubsup" | "munderover":
            return shown[0] + lowered(shown[1]) + raised(shown[2])
        case "msqrt":
            return f"√{grouped(''.join(shown))}"
        case "mroot":
            return f"{raised(shown[1])}√{grouped(shown[0])}"
    return "".join(shown)
