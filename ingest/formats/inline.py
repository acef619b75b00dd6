"""The marks within a line of Markdown: what is drawn for it, and where in the line each character comes from.

markdown-it-py reads the marks. Its inline tokens have no offsets, so the parser here records, for each of them, which
part of the line its rule has read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ingest.formats.html_words import HTML_STYLES
from ingest.spans import Run, Style

Rule = Callable[[StateInline, bool], bool]
PLACE = "place"
TAG = re.compile(r"<(/?)(\w+)")


def inline(line: str, references: Mapping[str, Any]) -> list[Run]:
    """The runs of one or more lines; `references` are the link definitions of the text, as markdown-it has them."""
    return _parsed(_parser(), line, references)


def emphasis(line: str) -> list[Run]:
    """The same, with marks of emphasis only."""
    return _parsed(_emphasis_parser(), line, {})


def _parsed(parser: MarkdownIt, line: str, references: Mapping[str, Any]) -> list[Run]:
    return list(_runs(parser.inline.parse(line, parser, {"references": references}, []), 0))


class _State(StateInline):
    """Also records where literal text is."""

    at = 0  # where the current rule began

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if self.pending:
            self._push_text(self.at)
        return super().push(ttype, tag, nesting)

    def pushPending(self) -> Token:
        return self._push_text(self.pos)

    def _push_text(self, end: int) -> Token:
        start = self.src.rfind(self.pending, 0, end)  # spaces before a line end are no longer part of it
        token = super().pushPending()
        token.meta[PLACE] = start, start + len(token.content)
        return token


class _Parser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    names, rules = parser.inline.ruler.get_active_rules(), parser.inline.ruler.getRules("")
    parser.inline = _Parser()
    parser.configure("commonmark")
    for name, rule in zip(names, rules, strict=True):
        parser.inline.ruler.at(name, _placing(rule))
    parser.inline.ruler2.disable("fragments_join")  # it would join text from different places
    return parser


@cache
def _emphasis_parser() -> MarkdownIt:
    parser = _parser.__wrapped__()
    parser.inline.ruler.enableOnly(["text", "newline", "emphasis"])
    return parser


def _placing(rule: Rule) -> Rule:
    """The rule, which also records what part of the line each of its tokens comes from."""

    def placing(state: Any, silent: bool) -> bool:
        if silent:
            return rule(state, True)
        state.at = start = state.pos
        first = len(state.tokens)
        if not rule(state, False):
            return False
        made = [token for token in state.tokens[first:] if PLACE not in token.meta]
        each = len(made) == state.pos - start and all(token.type == "text" for token in made)  # marks of emphasis
        for n, token in enumerate(made):
            token.meta[PLACE] = (start + n, start + n + 1) if each else (start, state.pos)
        return True

    return placing


def _runs(tokens: Sequence[Token], base: int) -> Iterator[Run]:
    open_styles: list[str] = []
    for token in tokens:
        start, end = (base + at for at in token.meta[PLACE])
        style = _style(open_styles)
        match token.type:
            case "strong_open" | "em_open" | "strong_close" | "em_close":
                _turn(open_styles, token.tag, token.nesting == 1)
            case "html_inline":
                if tag := TAG.match(token.content):
                    if tag[2].lower() == "br":
                        yield Run(start, end, " ", style)
                    elif named := HTML_STYLES.get(tag[2].lower()):
                        _turn(open_styles, named, not tag[1])
            case "softbreak" | "hardbreak":
                yield Run(start, end, " ", style)
            case "image":
                for run in _runs(token.children or (), start + len("![")):
                    yield run._replace(style=run.style or style)
            case "code_inline":
                pad = (end - start - len(token.content)) // 2  # the backticks, and the space that may be inside
                yield Run(start + pad, start + pad + len(token.content), token.content, "code")
            case _ if token.content:
                angled = token.type == "text" and end - start == len(token.content) + 2  # <https://...>
                yield Run(start + angled, end - angled, token.content, style)


def _turn(open_styles: list[str], style: str, on: bool) -> None:
    if on:
        open_styles.append(style)
    elif style in open_styles:
        open_styles.remove(style)


def _style(open_styles: Sequence[str]) -> Style:
    if "code" in open_styles:
        return "code"
    strong, em = "strong" in open_styles, "em" in open_styles
    return "strong em" if strong and em else "strong" if strong else "em" if em else ""
