"""Questions in Markdown: headings are sections, list items are questions; a heading above all is the title."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.briefing.questions import Asked, Questions, text_of, wrong
from assistant.question import Question

CURE = "headings become sections and list items become questions; there can be nothing else"
AROUND = {"bullet_list", "ordered_list", "list_item", "heading", "paragraph"}


def read(data: bytes) -> Questions:
    tokens = MarkdownIt("commonmark").parse(text_of(data))
    title = _title(tokens)
    asked: list[Asked] = []
    headings: dict[int, str] = {}
    lists = 0
    for at, token in enumerate(tokens):
        line = _line(token)
        lists += token.nesting * token.type.startswith(("bullet_list", "ordered_list"))
        if token.type == "inline":
            words = _words(token)
            if tokens[at - 1].type == "heading_open":
                if lists:
                    raise wrong(line, "a heading stands within a list", CURE)
                level = int(tokens[at - 1].tag[1])
                headings = {above: name for above, name in headings.items() if above < level} | {level: words}
            elif not lists:
                raise wrong(line, "it is neither a heading nor a list item", CURE)
            elif not words:
                raise wrong(line, "the question is empty", CURE)
            else:
                asked.append(Asked(Question(words), _section(headings, title)))
        elif token.type.removesuffix("_open").removesuffix("_close") not in AROUND:
            raise wrong(line, "it is neither a heading nor a list item", CURE)
        elif token.type == "list_item_close" and tokens[at - 1].type == "list_item_open":
            raise wrong(_line(tokens[at - 1]), "the question is empty", CURE)
    return Questions(tuple(asked), title)


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


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0
