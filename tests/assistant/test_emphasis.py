"""Emphasis of the papers on the screen and in the shell: a style, while the words stay words."""

import io

import pytest
from pydantic import ValidationError
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


def dated(cited: Citation, *marked: tuple[int, int]) -> Answer:
    statement = Statement(text=cited.plain, citations=(1,), support="quoted", marked=marked)
    return Answer(question="?", status="answered", statements=(statement,), citations=(cited,))


def test_marked_words_take_the_place_of_the_papers_own_bold(cited: Citation):
    answer = dated(cited, (len("The board meets "), len("The board meets in May")))

    assert [piece for piece in answer.words(answer.statements[0]) if piece.style] == [
        Piece("in ", "strong"),
        Piece("May", "strong em"),
        Piece(f" {HOSTILE}", "code"),
    ]
    assert cited.words == WORDS, "the passage itself is shown as it is in the paper"


def test_in_an_answer_with_marked_words_no_other_statement_has_bold_ones(cited: Citation):
    marked = dated(cited, (0, 3)).statements[0]
    other = marked.model_copy(update={"marked": ()})
    answer = Answer(question="?", status="answered", statements=(marked, other), citations=(cited,))

    assert {piece.style for piece in answer.words(other)} == {"", "em", "code"}


def test_words_in_another_form_than_in_the_paper_are_marked_too(cited: Citation):
    statement = Statement(text="Canoe: fee: £3", citations=(1,), support="quoted", marked=((12, 14),))
    answer = Answer(question="?", status="answered", statements=(statement,), citations=(cited,))

    assert answer.words(statement) == (Piece("Canoe: fee: "), Piece("£3", "strong"))


def test_marked_words_are_bold_in_the_shell_and_the_rest_is_not(cited: Citation):
    text = printed(terminal.answer(dated(cited, (len("The board meets in "), len("The board meets in May")))))

    assert "\x1b[1;3mMay" in text
    assert "\x1b[1mboard" not in text


@pytest.mark.parametrize("marked", [((0, 99),), ((-1, 2),), ((2, 1),), ((1, 1),), ((3, 5), (0, 2)), ((0, 3), (2, 5))])
def test_marks_lie_within_the_text_in_order(marked: tuple[tuple[int, int], ...]):
    with pytest.raises(ValidationError, match="parts of the text, in order"):
        Statement(text="in May", citations=(1,), support="quoted", marked=marked)


def test_marks_are_in_the_json_and_not_in_the_text_of_the_answer(cited: Citation):
    answer = dated(cited, (19, 22))

    assert answer.as_json()["statements"][0]["marked"] == [[19, 22]]
    assert answer.text == f"{cited.plain} [1]"
    assert "marked" not in dated(cited).as_json()["statements"][0]
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
