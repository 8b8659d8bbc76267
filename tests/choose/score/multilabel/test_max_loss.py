"""The loss if only the surest label were there."""

import numpy as np

from askless.choose.score.multilabel.max_loss import max_loss


def naive(proba: np.ndarray) -> list[float]:
    found = []
    for row in proba.tolist():
        f = [2 * p - 1 for p in row]
        m = [1 if i == f.index(max(f)) else -1 for i in range(len(f))]
        found.append(sum(max(0.0, 1 - m_i * f_i) for m_i, f_i in zip(m, f, strict=True)))
    return found


def test_it_is_the_definition() -> None:
    proba = np.random.default_rng(0).random((50, 4))
    np.testing.assert_allclose(max_loss(proba), naive(proba), atol=1e-12)


def test_a_second_label_counts_whether_it_is_sure_or_not() -> None:
    one, two, three = max_loss(np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]))
    assert (one, two, three) == (0.0, 2.0, 4.0)
