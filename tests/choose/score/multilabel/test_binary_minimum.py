"""The one label that the model knows least about."""

import numpy as np

from askless.choose.score.multilabel.binary_minimum import binary_minimum


def naive(proba: np.ndarray) -> list[float]:
    return [-min(abs(p - (1 - p)) for p in row) for row in proba.tolist()]


def test_it_is_the_definition() -> None:
    proba = np.random.default_rng(0).random((50, 4))
    np.testing.assert_allclose(binary_minimum(proba), naive(proba), atol=1e-12)


def test_one_doubtful_label_is_enough() -> None:
    clear = np.array([[0.1, 0.9, 0.2], [0.3, 0.7, 0.7], [0.0, 0.52, 1.0]])
    assert int(np.argmax(binary_minimum(clear))) == 2
