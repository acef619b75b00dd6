"""A question that is not in English is recognised by its letters or its small words; English ones never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.language import IN_NAMES, LANGUAGES, language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("German", "Wie viele Urlaubstage habe ich?"),
        ("German", "Wann tagt der Ausschuss?"),
        ("French", "Qui approuve le budget ?"),
        ("French", "Quelle est la date limite ?"),
        ("Spanish", "¿Quién aprueba el presupuesto?"),
        ("Spanish", "cuantos dias de vacaciones tengo"),
        ("Italian", "Chi approva il bilancio?"),
        ("Portuguese", "Quem aprova o orçamento?"),
        ("Dutch", "Wie heeft recht op verlof?"),
        ("Polish", "Kto zatwierdza budżet?"),
        ("Romanian", "Cine aprobă bugetul?"),
        ("Welsh", "Pwy sy'n cymeradwyo'r gyllideb?"),
        ("Cyrillic letters", "Кто утверждает бюджет?"),
        ("Greek", "Ποιος εγκρίνει τον προϋπολογισμό;"),
        ("Chinese characters", "谁批准预算？"),
        ("Japanese", "だれがよさんをしょうにんしますか"),
        ("Arabic letters", "من يوافق على الميزانية؟"),
    ],
)
def test_the_language_of_a_question_is_recognised(language: str, text: str):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Who approves the budget?",
        "De La Rue contract",
        "van der Valk fee",
        "What does the café on the quay pay?",
        "Who said 'c'est la vie'?",
        "die cut cards",
        "Las Palmas twinning",
        "per diem rates",
        "pro rata",
        "What is the force majeure clause?",
        "What does γ mean?",
        "budget 2021",
        "A",
        "§ 4",
        "",
        "?",
    ],
)
def test_english_and_what_can_t_be_told_is_asked_as_it_is(text: str):
    assert language_of(text) is None


@given(st.text())
def test_any_text_has_a_language_or_none(text: str):
    language_of(text)


def test_every_language_has_both_lists():
    assert set(LANGUAGES) == set(IN_NAMES)
