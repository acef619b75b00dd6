"""A proposal is told from a decision by its words."""

import pytest

from assistant.text.proposals import is_proposed


@pytest.mark.parametrize(
    ("sentence", "lead_in", "heading"),
    [
        ("It is proposed that the fee rise to £4.", "", ""),
        ("The proposed fee is £4.", "", "Fees"),
        ("The fee will be £4, subject to the approval of the Council.", "", ""),
        ("The Board is asked to approve a fee of £4.", "", ""),
        ("The fee rises to £4.", "It is recommended that:", "Fees"),
        ("The fee rises to £4.", "", "Recommendations"),
        ("Fees are £4 an hour.", "", "Proposed fees"),
        ("A fee of £4 has not yet been approved.", "", ""),
    ],
)
def test_a_proposal_is_known(sentence: str, lead_in: str, heading: str):
    assert is_proposed(sentence, lead_in, heading)


@pytest.mark.parametrize(
    ("sentence", "lead_in", "heading"),
    [
        ("The fee is £4.", "", "Fees"),
        ("The Council resolved that the proposed fee of £4 be charged.", "", ""),
        ("The fee rises to £4.", "The Board agreed that:", "Recommendations"),
        ("The fee of £4 was approved.", "", "Recommendations"),
        ("Councils are public bodies.", "", "The council’s proposed members"),
        ("The recommended dose is 5 mg.", "", "Doses"),
    ],
)
def test_a_decision_or_a_fact_is_no_proposal(sentence: str, lead_in: str, heading: str):
    assert not is_proposed(sentence, lead_in, heading)
