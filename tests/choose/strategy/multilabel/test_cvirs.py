"""Ranks of doubt, times unusual sets of labels."""

import numpy as np
import pytest

from askless.choose.strategy.multilabel.cvirs import Cvirs, inconsistency, rank_shares
from askless.errors import EvidenceError
from askless.testing.toy import table_of, toy_round


def entropy(*counts: int) -> float:
    shares = np.array([count for count in counts if count]) / sum(counts)
    return float(-(shares * np.log(shares)).sum())


def naive_distance(one: np.ndarray, other: np.ndarray) -> float:
    """Equations of the paper, with a contingency table of two sets."""
    a, b = int((one & other).sum()), int((one & ~other).sum())
    c, d = int((~one & other).sum()), int((~one & ~other).sum())
    if b + c in (0, len(one)):
        return float(b + c > 0)
    joint = entropy(a, b, c, d)
    return (2 * joint - entropy(a + b, c + d) - entropy(a + c, b + d)) / joint


def naive(proba: np.ndarray, given: np.ndarray) -> np.ndarray:
    n, n_labels = proba.shape
    margin = np.abs(2 * proba.astype(np.float64) - 1)
    borda = [sum(n - (1 + (margin[:, k] < margin[i, k]).sum()) for k in range(n_labels)) for i in range(n)]
    apart = [np.mean([naive_distance(row >= 0.5, labels) for labels in given]) for row in proba]
    return np.array(borda) / (n_labels * (n - 1)) * np.array(apart)


@pytest.mark.parametrize("n_labels", [2, 6, 11])
def test_it_is_the_definition(n_labels: int) -> None:
    round = toy_round(n_items=80, n_labels=n_labels, n_labelled=25, task="multilabel", seed=n_labels)
    proba = np.random.default_rng(n_labels).random((80, n_labels))
    table_of(round)["proba"][:] = proba
    choice = Cvirs().choose(round, 12)
    expected = naive(table_of(round)["proba"][round.candidates], round.labels.astype(bool))
    np.testing.assert_allclose(choice.scores, np.sort(expected)[::-1][:12], atol=1e-9)


def test_labels_with_small_and_large_doubts_weigh_the_same() -> None:
    proba = np.array([[0.5, 0.990], [0.6, 0.991], [0.7, 0.992]])
    np.testing.assert_allclose(rank_shares(proba), [1.0, 0.5, 0.0])
    assert rank_shares(proba[:1]).tolist() == [1.0]
    np.testing.assert_allclose(rank_shares(np.full((5, 2), 0.3)), 0.5)  # all tied: the mean rank


def test_a_set_that_nobody_has_is_farther_than_a_usual_one() -> None:
    given = np.array([[1, 1, 0, 0]] * 9 + [[0, 0, 1, 1]], dtype=bool)
    usual, odd, rare = inconsistency(np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]], dtype=bool), given)
    assert usual == pytest.approx(0.1)  # one answer is its opposite
    assert rare == pytest.approx(0.9)
    assert usual < rare < odd == pytest.approx(1.0)  # half of the labels agree: the sets tell nothing of each other


def test_equal_sets_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    predicted, given = rng.random((5000, 3)) < 0.5, rng.random((400, 3)) < 0.5
    whole = inconsistency(predicted, given)
    monkeypatch.setattr("askless.choose.strategy.multilabel.cvirs._CELLS", 8)
    np.testing.assert_allclose(inconsistency(predicted, given), whole)
    np.testing.assert_allclose(whole[:5], [np.mean([naive_distance(p, g) for g in given]) for p in predicted[:5]])


def test_answers_about_other_labels_are_refused() -> None:
    with pytest.raises(EvidenceError, match="3 labels and `labels` of 2"):
        inconsistency(np.zeros((1, 3), bool), np.zeros((1, 2), bool))
