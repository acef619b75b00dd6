"""Who does something is found before an active verb and after 'by', whatever they are: a firm, a trade or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.agents import bodies, doers, people
from assistant.text.tokens import stem


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("The pension fund is audited by Grant and Partners. It meets.", "audits", ["Grant and Partners"]),
        ("KONE repairs the lifts.", "repairs", ["KONE"]),
        ("Nobody may waive the fee. The Treasurer sends the bill.", "waive", ["Nobody"]),
        ("The ferry pilots are paid by the shipping lines.", "pays", ["the shipping lines"]),
        ("The team is led by the Service Manager and covers it.", "leads", ["the Service Manager"]),
        ("The lifeguards are paid for by the district council.", "pays", ["the district council"]),
        ("The chair and the clerk sign the minutes.", "signs", ["The chair and the clerk"]),
        ("The council owns the hall and the trust runs it.", "runs", ["the trust"]),
        ("The budget is approved by 31 March.", "approves", []),
        ("The budget is approved by email.", "approves", []),
        ("It may be approved.", "approves", []),
    ],
)
def test_who_does_what_a_verb_says(text: str, verb: str, found: list[str]):
    assert [text[start:end] for start, end in doers(text, stem(verb))] == found


def test_bodies_are_known_by_capitals_and_by_what_they_are_called():
    text = "After that the full council tells Brightwell Ltd or your line manager, and nobody else."

    found = [text[start:end] for start, end in bodies(text)]
    assert found == ["the full council", "Brightwell Ltd", "your line manager", "nobody"]


def test_a_person_has_a_name_that_is_no_title():
    text = "Ines Okafor and the Chief Finance Officer met."

    assert [text[start:end] for start, end in people(text)] == ["Ines Okafor"]


@given(st.text(), st.sampled_from(["pay", "the", "by"]))
def test_spans_lie_in_the_text(text: str, word: str):
    text = f"{text} {word} {text}"
    for start, end in [*doers(text, stem(word)), *bodies(text), *people(text)]:
        assert 0 <= start < end <= len(text)
