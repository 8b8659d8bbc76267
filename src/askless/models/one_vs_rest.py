"""Several labels at once: one classifier per label, on the same features.

A label that was always off (or always on) so far gets the same small (large) probability
everywhere, by Laplace's rule of succession: after `n` answers without it, 1 / (n + 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.linear import LinearFit
from askless.models.model import Floats, Matrix
from askless.models.parts import Classifier, Codes, Fitted

__all__ = ["fit_one_vs_rest", "multi_output"]


@dataclass(frozen=True)
class OneVsRest:
    """A fitted classifier per label, each with the codes 0 (off) and 1 (on)."""

    labels: tuple[Fitted, ...]

    @property
    def classes(self) -> Codes:
        """Codes of all declared labels."""
        return np.arange(len(self.labels))

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"classifier": "one_vs_rest"}

    def proba(self, x: Matrix) -> Floats:
        """Independent probabilities of shape (n, n_labels)."""
        return np.stack([label.proba(x)[:, 1] for label in self.labels], axis=1)

    def estimator(self, classes: npt.NDArray[Any]) -> Any:
        """The same for scikit-learn, which answers with an indicator matrix instead of `classes`."""
        return multi_output([label.estimator(np.array([0, 1])) for label in self.labels])


def multi_output(fitted: Sequence[Any]) -> Any:
    """Fitted classifiers of 0 and 1 as one `MultiOutputClassifier`.

    Parameters
    ----------
    fitted : sequence of scikit-learn classifiers
        One per label.

    Returns
    -------
    estimator : MultiOutputClassifier
        It predicts an indicator matrix of shape (n, n_labels), and probabilities as scikit-learn
        gives them for several outputs: a list with an array of shape (n, 2) per label.
    """
    from sklearn.multioutput import MultiOutputClassifier

    made = MultiOutputClassifier(fitted[0])
    made.estimators_ = list(fitted)
    made.classes_ = [estimator.classes_ for estimator in fitted]
    return made


def constant(share_on: float, n: int, n_features: int) -> LinearFit:
    """The classifier of a label that `n` answers had always on (1.0) or always off (0.0)."""
    on = (share_on * n + 1) / (n + 2)
    return LinearFit(
        np.array([0, 1]),
        np.zeros(n_features, dtype=np.float32),
        np.asarray(np.log(on / (1 - on)), dtype=np.float32),
        1.0,
    )


def fit_one_vs_rest(classifier: Classifier, x: Matrix, y: npt.NDArray[Any], seed: int) -> OneVsRest:
    """Fit a classifier to each column of an indicator matrix.

    Parameters
    ----------
    classifier : Classifier
        How to fit one.
    x : matrix of shape (n, n_features)
        Features of the labelled items.
    y : uint8 array of shape (n, n_labels)
        Their labels; a column may be all 0 or all 1.
    seed : int
        Handed to each classifier.

    Returns
    -------
    fitted : OneVsRest
        A fitted classifier of `n_labels` independent probabilities.

    Examples
    --------
    >>> from askless.models.linear import Linear
    >>> x = np.array([[-1.0], [1.0]])
    >>> proba = fit_one_vs_rest(Linear(), x, np.array([[0, 0], [1, 0]]), seed=0).proba(x)
    >>> (proba[:, 0] > 0.5).tolist(), proba[:, 1].tolist()
    ([False, True], [0.25, 0.25])
    """
    labels: list[Fitted] = []
    for on in y.astype(np.int64).T:
        if on.min() == on.max():
            labels.append(constant(float(on[0]), len(on), x.shape[1]))
        else:
            labels.append(classifier.fit(x, on, seed))
    return OneVsRest(tuple(labels))
