"""Emphasis of the papers on the screen and in the shell: a style, while the words stay words."""

import io

import pytest
from rich.console import Console

from assistant.answer import Answer, Citation, Statement
from assistant.cli import terminal
from ingest.spans import Piece
from tui import prose

HOSTILE = "[bold]x[/] \x1b[31m\u202e"
WORDS = (Piece("The "), Piece("board", "strong"), Piece(" meets in "), Piece("May", "em"), Piece(f" {HOSTILE}", "code"))


@pytest.fixture
def cited() -> Citation:
    facts = {"document": "p.md", "paper": "p", "title": "P", "organisation": None, "date": None, "headings": ()}
    quote = f"The **board** meets in *May* ` {HOSTILE}`"
    return Citation(n=1, number=None, page=None, quote=quote, start=0, end=len(quote), drawn=WORDS, **facts)


def printed(text: object) -> str:
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system="truecolor", markup=False)
    console.print(text)
    return console.file.getvalue()


def test_a_quotation_in_the_shell_has_emphasis_and_nothing_in_it_acts(cited: Citation):
    shown = terminal.quoted(cited)

    assert shown.plain == "“The board meets in May [bold]x[/] ␛[31m⟨U+202E⟩”"
    text = printed(shown)
    assert "\x1b[1;3mboard" in text, "bold, within the italics of a quotation"
    assert "\x1b[31m" not in text
    assert "\x1b[3mMay" not in text, "emphasis within italics stands upright"


def test_a_long_quotation_is_cut_between_words(cited: Citation):
    assert terminal.quoted(cited, 12).plain == "“The board …”"


def test_words_on_the_screen_have_emphasis_and_nothing_in_them_acts():
    shown = prose.in_pieces(WORDS)

    assert shown.plain == "The board meets in May [bold]x[/] ␛[31m⟨U+202E⟩"
    assert {(shown.plain[span.start : span.end], str(span.style)) for span in shown.spans} >= {
        ("board", "bold"),
        ("May", "italic"),
    }


def test_a_quoted_statement_has_the_emphasis_of_its_words_and_others_have_none(cited: Citation):
    def statement(text: str, support: str) -> Statement:
        return Statement(text=text, citations=(1,), support=support)

    answer = Answer(question="?", status="answered", citations=(cited,))
    assert answer.words(statement(cited.plain, "quoted")) == WORDS
    assert answer.words(statement(cited.plain, "supported"))[0].style == ""
    assert answer.words(statement("It meets  in May", "quoted")) == (Piece("It meets in May"),)
