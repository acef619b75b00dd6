"""The cascade keeps the likeliest candidates, and spends the expensive features on few of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.ranking.candidates import Candidate
from assistant.ranking.feature_table import FeatureTable, LogisticRegression
from assistant.ranking.features import ALL, BI_ENCODER, CROSS_ENCODER, LEXICAL, SIMILARITY
from assistant.ranking.ranker import ENCODED, READ, Stages, cascade


def weighing(names: tuple[str, ...], only: str) -> LogisticRegression:
    return LogisticRegression({name: float(name == only) for name in names}, 0.0)


STAGES = Stages(weighing(LEXICAL, "overlap"), weighing(BI_ENCODER, SIMILARITY), weighing(ALL, CROSS_ENCODER))


class Given:
    """Candidates with the features that a test gives them; notes which were encoded and which were read."""

    def __init__(self, overlap: list[float], similarity: list[float], odds: list[float]):
        self.candidates = [Candidate("p", n, n, n + 1, str(n), "Title", (), "") for n in range(len(overlap))]
        rows = ({name: value * (name == "overlap") for name in LEXICAL} for value in overlap)
        self.lexical = FeatureTable.of(LEXICAL, rows)
        self._similarity, self._odds = np.array(similarity), np.array(odds)
        self.encoded, self.read = list[int](), list[int]()

    def similarity(self, rows: np.ndarray) -> np.ndarray:
        self.encoded += map(int, rows)
        return self._similarity[rows]

    def cross_encoder(self, rows: np.ndarray) -> np.ndarray:
        self.read += map(int, rows)
        return self._odds[rows]


values = st.lists(st.tuples(*[st.integers(-5, 5)] * 3), min_size=1, max_size=60)


@given(values)
def test_each_stage_sees_the_best_of_the_one_before(made: list[tuple[int, int, int]]):
    features = Given(*(list(column) for column in zip(*made, strict=True)))

    ranked = cascade(features, STAGES)
    best = np.argsort(-features.lexical.values[:, LEXICAL.index("overlap")], kind="stable")[:ENCODED]
    assert features.encoded == best.tolist()
    near = best[np.argsort(-features._similarity[best], kind="stable")]
    assert features.read == near[:READ].tolist()
    assert sorted(each.candidate.n for each in ranked) == sorted(best.tolist())


@given(values)
def test_what_was_read_comes_first_and_likeliest_first(made: list[tuple[int, int, int]]):
    ranked = cascade(Given(*(list(column) for column in zip(*made, strict=True))), STAGES)

    read = [each for each in ranked if each.untyped is not None]
    assert ranked[: len(read)] == read
    assert [each.likelihood for each in read] == sorted((each.likelihood for each in read), reverse=True)
    assert all(set(each.features) == set(ALL) for each in read)
    assert all(set(each.features) == set(BI_ENCODER) for each in ranked[len(read) :])


def test_without_candidates_nothing_is_ranked():
    features = Given([], [], [])

    assert cascade(features, STAGES) == []
    assert features.read == []
