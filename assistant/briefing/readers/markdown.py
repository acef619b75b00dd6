"""Questions in Markdown: headings are sections, list items are questions; a heading above all is the title.

Whatever else stands there, a line of introduction for instance, is passed over.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.briefing.questions import Asked, PassedOver, Questions, at_line, text_of
from assistant.query.question import Question

CURE = "headings become sections and list items become questions: - Who pays?"
OTHER = {"fence", "code_block", "html_block"}
SHOWN = 40  # characters of what is passed over


def read(data: bytes) -> Questions:
    tokens = MarkdownIt("commonmark").parse(text_of(data))
    title = _title(tokens)
    return Questions.of(_all(tokens, title), title)


def _all(tokens: list[Token], title: str | None) -> Iterator[Asked | PassedOver]:
    headings: dict[int, str] = {}
    for at, token in enumerate(tokens):
        opened = [each.type for each in tokens[max(at - 2, 0) : at]]
        if token.type == "inline" and opened[-1] == "heading_open" and tokens[at - 1].level == 0:
            level = int(tokens[at - 1].tag[1])
            headings = {above: name for above, name in headings.items() if above < level} | {level: _words(token)}
        elif token.type == "inline" and opened == ["list_item_open", "paragraph_open"]:
            yield _question(token, _section(headings, title))
        elif token.type == "inline" or token.type in OTHER:
            yield PassedOver(_at(token), f"it is neither a heading nor a list item: “{_beginning(token)}”")
        elif token.type == "list_item_close" and opened[-1] == "list_item_open":
            yield PassedOver(_at(tokens[at - 1]), "the question is empty")


def _question(token: Token, section: str | None) -> Asked | PassedOver:
    words = _words(token)
    return Asked(Question(words), section) if words else PassedOver(_at(token), "the question is empty")


def _title(tokens: list[Token]) -> str | None:
    """The first heading, where it opens the file, alone has its level, and others stand below it."""
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    opens = bool(tokens) and tokens[0].type == "heading_open"
    return _words(tokens[1]) if opens and len(levels) > 1 and levels[0] < min(levels[1:]) else None


def _section(headings: dict[int, str], title: str | None) -> str | None:
    names = [name for _, name in sorted(headings.items())]
    return " › ".join(names[1:] if title is not None and names[:1] == [title] else names) or None


def _words(inline: Token) -> str:
    """The words of a line, without emphasis, links and the like."""
    parts = (" " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or ())
    return " ".join("".join(parts).split())


def _beginning(token: Token) -> str:
    words = " ".join(token.content.split())
    return words if len(words) <= SHOWN else words[:SHOWN].rsplit(" ", 1)[0] + " …"


def _at(token: Token) -> str:
    return at_line(token.map[0] + 1 if token.map else 1)
