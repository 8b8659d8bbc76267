"""The loss at the most confident answer."""

from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from askless.choose.strategy.multilabel.mmc import MMC
from askless.testing.toy import table_of, toy_round, with_evidence


def naive(proba: np.ndarray, labelled: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """With scikit-learn's regression, a loop over items, and f and y as in the paper."""
    ordered = -np.sort(-proba.astype(np.float64), axis=1)
    shares = ordered / ordered.sum(axis=1, keepdims=True)
    counter = LogisticRegression(tol=1e-8).fit(shares[labelled], labels.sum(axis=1))
    found = []
    for item, row in enumerate(proba.astype(np.float64)):
        f, y = 2 * row - 1, -np.ones(len(row))
        y[np.argsort(-row)[: counter.predict(shares[item : item + 1])[0]]] = 1
        found.append(((1 - y * f) / 2).sum())
    return np.array(found)


def test_it_is_the_definition() -> None:
    round = toy_round(n_items=120, n_labels=4, n_labelled=40, task="multilabel")
    expected = naive(table_of(round)["proba"], round.labelled, round.labels)
    choice = MMC().choose(round, 20)
    np.testing.assert_allclose(choice.scores, np.sort(expected[round.candidates])[::-1][:20], atol=1e-6)
    np.testing.assert_allclose(expected[choice.rows], choice.scores, atol=1e-6)


def test_the_number_of_labels_is_learnt() -> None:
    """Two labels at 0.9 are no loss where two labels are usual, and one is where a single label is."""
    round = toy_round(n_items=4, n_labels=3, n_labelled=2, n_pending=0, task="multilabel")
    proba = np.full((4, 3), 0.0)
    proba[:, 0] = 0.9
    both = round.candidates[0]
    proba[both, 1] = 0.9
    round = with_evidence(round, {"proba": proba})
    two = replace(round, labels=np.array([[1, 1, 0], [1, 1, 0]], dtype=np.uint8))
    one = replace(round, labels=np.array([[1, 0, 0], [1, 0, 0]], dtype=np.uint8))
    assert MMC().choose(two, 1).rows[0] != both
    assert MMC().choose(one, 1).rows[0] == both
    np.testing.assert_allclose(MMC().choose(two, 2).scores, [0.1 + 1.0, 0.1 + 0.1], atol=1e-6)


def test_before_the_first_answer_it_takes_the_labels_above_one_half() -> None:
    round = toy_round(task="multilabel", n_labelled=0)
    proba = table_of(round)["proba"][round.candidates].astype(np.float64)
    np.testing.assert_allclose(MMC().choose(round, 1).scores, np.minimum(proba, 1 - proba).sum(axis=1).max(), atol=1e-6)
