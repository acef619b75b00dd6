"""Questions in Markdown: headings are sections and list items are questions. A single top heading is the title.

Anything else, such as an introduction, is skipped.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.briefing.questions import QuestionRow, Questions, Skipped, at_line, text_of
from assistant.query.question import Question

CURE = "write each question as a list item: - Who pays? Headings become sections"
OTHER = {"fence", "code_block", "html_block"}
SHOWN = 40  # characters of skipped text


def read(data: bytes) -> Questions:
    tokens = MarkdownIt("commonmark").parse(text_of(data))
    title = _title(tokens)
    return Questions.of(_all(tokens, title), title)


def _all(tokens: list[Token], title: str | None) -> Iterator[QuestionRow | Skipped]:
    headings: dict[int, str] = {}
    for at, token in enumerate(tokens):
        opened = [each.type for each in tokens[max(at - 2, 0) : at]]
        if token.type == "inline" and opened[-1] == "heading_open" and tokens[at - 1].level == 0:
            level = int(tokens[at - 1].tag[1])
            headings = {above: name for above, name in headings.items() if above < level} | {level: _words(token)}
        elif token.type == "inline" and opened == ["list_item_open", "paragraph_open"]:
            yield _question(token, _section(headings, title))
        elif token.type == "inline" or token.type in OTHER:
            yield Skipped(_at(token), f"it is neither a heading nor a list item: “{_beginning(token)}”")
        elif token.type == "list_item_close" and opened[-1] == "list_item_open":
            yield Skipped(_at(tokens[at - 1]), "the question is empty")


def _question(token: Token, section: str | None) -> QuestionRow | Skipped:
    words = _words(token)
    return QuestionRow(Question(words), section) if words else Skipped(_at(token), "the question is empty")


def _title(tokens: list[Token]) -> str | None:
    """The first heading, if it starts the file and every other heading is at a lower level."""
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    opens = bool(tokens) and tokens[0].type == "heading_open"
    return _words(tokens[1]) if opens and len(levels) > 1 and levels[0] < min(levels[1:]) else None


def _section(headings: dict[int, str], title: str | None) -> str | None:
    names = [name for _, name in sorted(headings.items())]
    return " › ".join(names[1:] if title is not None and names[:1] == [title] else names) or None


def _words(inline: Token) -> str:
    """The words of a line, without emphasis or links."""
    parts = (" " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or ())
    return " ".join("".join(parts).split())


def _beginning(token: Token) -> str:
    words = " ".join(token.content.split())
    return words if len(words) <= SHOWN else words[:SHOWN].rsplit(" ", 1)[0] + " …"


def _at(token: Token) -> str:
    return at_line(token.map[0] + 1 if token.map else 1)
