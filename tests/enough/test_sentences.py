"""How good a tagger is, from random sentences."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from askless.core.ragged import ragged
from askless.enough.sentences import counts, cross_fit_counts, estimate_counts
from askless.errors import NotReadyError


@dataclass
class Said:
    starts: Any
    codes: Any
    spans: Any


def test_tokens_and_spans_are_counted() -> None:
    said = Said(np.array([0, 2, 5]), np.array([1, 0, 2, 2, 2]), np.array([[0, 0, 4, 1], [1, 2, 5, 0], [1, 7, 9, 1]]))
    truth = [np.array([1, 1]), np.array([2, 2, 0])]
    assert counts(said, truth, spans=False).tolist() == [[1, 2, 2], [2, 3, 3]]
    true = [np.array([[0, 4, 1]]), np.array([[2, 5, 1], [7, 9, 1], [11, 12, 0]])]
    assert counts(said, true, spans=True).tolist() == [[1, 1, 1], [1, 2, 3]]


class Majority:
    """Says the commonest tag that it was fitted to; needs three sentences."""

    def clone(self) -> "Majority":
        return Majority()

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        if len(rows) < 3:
            raise NotReadyError("Too few.", "More.")
        self.code = int(np.bincount(np.concatenate(list(y)), minlength=n_labels).argmax())
        self.rows = set(rows.tolist())
        return {}

    def predicted(self, rows: Any) -> Said:
        assert not self.rows & set(rows.tolist()), "it is judged by what it has not seen"
        return Said(np.arange(len(rows) + 1) * 2, np.full(2 * len(rows), self.code), np.zeros((0, 4), np.int64))


def test_each_sentence_is_judged_by_a_model_that_had_not_seen_it() -> None:
    rows = np.arange(40)
    y = ragged([np.array([1, int(row % 4 == 0)]) for row in rows])
    found = cross_fit_counts(Majority(), rows, y, rows[::2], n_labels=2, spans=False, seed=3)
    assert found[:, 2].tolist() == [2] * 20
    assert found[:, 0].sum() == 20 + 10
    few = cross_fit_counts(Majority(), rows[:2], y[:2], rows[:2], n_labels=2, spans=False)
    assert (few == -1).all()
    assert not estimate_counts(few, spans=False).ready


@pytest.mark.parametrize("spans", [False, True])
def test_the_interval_holds_as_often_as_it_says(spans: bool) -> None:
    rng = np.random.default_rng(0)
    inside, runs = 0, 400
    for _ in range(runs):
        skill = rng.beta(8, 2, 60)  # sentences differ, and their tokens go together
        tokens = rng.integers(1, 30, 60)
        right = rng.binomial(tokens, skill)
        found = np.stack([right, tokens, tokens], axis=1)
        estimate = estimate_counts(found, spans=spans)
        assert estimate.low is not None
        assert estimate.high is not None
        inside += estimate.low <= 0.8 <= estimate.high
    assert 0.85 <= inside / runs <= 0.96


def test_nothing_wrong_is_not_certainty() -> None:
    made = estimate_counts(np.array([[9, 9, 9]] * 40), spans=True)
    assert made.value == 1.0
    assert made.low is not None
    assert 0.9 < made.low < 0.97
    assert made.sentence.startswith("Estimated F1 100 %")


def test_no_span_at_all_is_too_early() -> None:
    made = estimate_counts(np.zeros((40, 3), dtype=np.int64), spans=True)
    assert not made.ready
    assert "none of the 40 sentences has a span" in made.sentence
