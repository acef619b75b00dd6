"""Nothing that a terminal would act on is ever printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sanitize import visible, whole


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\u202eb\u2066c", "a⟨U+202E⟩b⟨U+2066⟩c"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("\x9b2J\x7f", "⟨U+009B⟩2J⟨U+007F⟩"),
        ("half\udcff", "half⟨U+DCFF⟩"),
        ("line\r\nnext\tcell", "line␍\nnext\tcell"),
        ("fixed\u00a0space\u2028", "fixed space "),
        ("[bold]£5 – “Café” 😀[/bold]", "[bold]£5 – “Café” 😀[/bold]"),
    ],
)
def test_what_a_terminal_would_act_on_is_shown_as_a_mark(text: str, shown: str):
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_printed(text: str):
    shown = visible(text)

    assert all(c in "\n\t" or c.isprintable() for c in shown)
    shown.encode()


def test_half_characters_are_replaced():
    assert whole("gr\udcfcn") == "gr?n"
