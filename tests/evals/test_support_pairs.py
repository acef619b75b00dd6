"""The pairs by which the check of a statement is measured are what they say they are."""

import json
import random
import re
from pathlib import Path

import pytest
from conftest import ROOT

from assistant.verification import SupportCheck
from evals.checks.paraphrases import REWORDINGS, reword
from evals.checks.perturbations import PERTURBATIONS, perturb
from evals.checks.support_pairs import PARAPHRASES, half_of, pairs
from evals.checks.support_score import judged, rows
from ingest.encode import Encoder

CHANGED = {
    "figure": "The board has 12 members and meets in public.",
    "money": "The budget of the parks is £1,200 in all.",
    "percentage": "In all, 40% of the visitors came by bus.",
    "date": "The board met on 31 January 2020 in the hall.",
    "year": "The board was set up in 2018 by the town.",
    "name": "It was set up by the Harbour Trust last spring.",
    "body": "It is approved by the Board every spring.",
    "exchanged": "In 12 of the parks the keepers have 30 days of leave.",
    "unit": "The consultation lasts 12 weeks from today.",
    "bound": "The notice must be at least 28 days long.",
    "opposite": "Keepers must wear a badge at all times.",
    "not added": "The gates are painted every spring.",
    "not removed": "The gates are not painted every spring.",
}
SAID_OTHERWISE = {
    "figures rewritten": "There were 1,200 answers.",
    "dates rewritten": "The board met on 31 January 2020.",
    "synonyms": "Members must have sufficient notice.",
    "reported": "The gates are green.",
    "a clause less": "The trust (set up long ago) runs all of the parks.",
    "order changed": "If the gates are shut, keepers open them for visitors.",
    "active voice": "The strategy was published by the Harbour Trust.",
}


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_a_spoiled_sentence_differs_in_one_place(kind: str):
    before = CHANGED[kind]
    after = perturb(kind, before, random.Random(1), ["Park Forum"])

    assert after is not None
    assert after != before
    assert len(set(re.findall(r"\w+", before)) ^ set(re.findall(r"\w+", after))) <= 6
    assert perturb(kind, "green", random.Random(1), []) is None


@pytest.mark.parametrize("kind", REWORDINGS)
def test_a_sentence_can_be_said_otherwise(kind: str):
    after = reword(kind, SAID_OTHERWISE[kind], random.Random(1))

    assert after
    assert after != SAID_OTHERWISE[kind]


@pytest.fixture(scope="module")
def digest_pairs() -> list:
    return pairs([ROOT / "corpus"], each=5)


def test_pairs_are_the_same_each_time_and_a_paper_stands_in_one_half(digest_pairs: list):
    assert pairs([ROOT / "corpus"], each=5) == digest_pairs
    assert all(pair.half == half_of(pair.document) for pair in digest_pairs)


def test_the_check_tells_true_from_spoiled_on_the_digests(digest_pairs: list, encoder: Encoder):
    found = judged(SupportCheck(encoder), digest_pairs)
    flagged = {(row.kind, row.supported): row.flagged.mean for row in rows(found)}

    assert flagged["verbatim", True] == 0
    assert flagged["all", True] <= 0.1
    assert all(flagged.get((kind, False), 1.0) == 1.0 for kind in ("figure", "date", "year", "money", "percentage"))
    assert flagged["all", False] >= 0.9


def test_a_paraphrase_by_hand_names_words_of_its_paper(shared: Path):
    stated = [json.loads(line) for line in PARAPHRASES.read_text("utf-8").splitlines()]

    assert len(stated) >= 60
    for each in stated:
        text = (shared / each["document"]).read_text("utf-8")
        quote = text[each["start"] : each["end"]]
        assert quote
        assert each["says"] not in text
