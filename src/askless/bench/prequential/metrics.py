"""Prequential measures: each item is predicted, then judged, all of them in the order of time.

Accuracy flatters on streams: where one class is common, or where the last label tends to come again, a model
that has learnt nothing scores high. So there are three kappas, each of which is 0 for a model that is no better
than its yardstick, 1 for one that is always right, and negative for one that is worse:

==============  ========================================================================
measure         yardstick
==============  ========================================================================
kappa           predictions of the same classes as often, drawn at random (Cohen 1960)
kappa_m         the commonest label so far, majority (Bifet 2015)
kappa_temporal  the label of the item before, no change (Žliobaitė 2015)
==============  ========================================================================

References
----------
.. [1] J. Gama, R. Sebastião, P. P. Rodrigues, "On evaluating stream learning algorithms", Machine Learning 90,
   2013, doi:10.1007/s10994-012-5320-9 (prequential error, windows).
.. [2] A. Bifet, G. de Francisci Morales, J. Read, G. Holmes, B. Pfahringer, "Efficient online evaluation of big
   data stream classifiers", KDD 2015, doi:10.1145/2783258.2783372.
.. [3] I. Žliobaitė, A. Bifet, J. Read, B. Pfahringer, G. Holmes, "Evaluation methods and decision theory for
   classification of streaming data with temporal dependence", Machine Learning 98, 2015,
   doi:10.1007/s10994-014-5441-0.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from askless.bench.prequential.baselines import majority_class, previous_class
from askless.models.online.online import Codes, Float64s

__all__ = ["MEASURES", "above", "curve_places", "measures", "windowed"]

MEASURES = ("accuracy", "kappa", "kappa_m", "kappa_temporal")


def above(accuracy: float, yardstick: float) -> float:
    """How far an accuracy goes from a yardstick's to 1: a kappa. NaN if the yardstick is always right.

    Examples
    --------
    >>> above(0.9, 0.8), above(0.7, 0.8)
    (0.5, -0.5)
    """
    return math.nan if yardstick >= 1.0 else round((accuracy - yardstick) / (1.0 - yardstick), 12)


def measures(y: Codes, predicted: Codes) -> dict[str, float]:
    """All measures of predictions over a whole stream.

    Parameters
    ----------
    y, predicted : int64 array of shape (n_items,)
        In the order of time; each prediction was made before its label was known. A negative code is wrong.

    Returns
    -------
    measured : dict of str to float
        By the names in `MEASURES`; at most 1, NaN for a kappa whose yardstick makes no mistake.

    Examples
    --------
    >>> y = np.array([0, 0, 1, 1, 0, 0])
    >>> {name: round(value, 2) for name, value in measures(y, np.array([0, 0, 1, 1, 0, 1])).items()}
    {'accuracy': 0.83, 'kappa': 0.67, 'kappa_m': 0.67, 'kappa_temporal': 0.67}
    """
    accuracy = float((y == predicted).mean())
    n_labels = int(max(y.max(initial=0), predicted.max(initial=0))) + 1
    shares = [np.bincount(codes[codes >= 0], minlength=n_labels) / len(y) for codes in (y, predicted)]
    return {
        "accuracy": accuracy,
        "kappa": above(accuracy, float(shares[0] @ shares[1])),
        "kappa_m": above(accuracy, float((y == majority_class(y)).mean())),
        "kappa_temporal": above(accuracy, float((y == previous_class(y)).mean())),
    }


def curve_places(n_items: int, most: int = 200) -> Codes:
    """Numbers of items after which a curve has a point: at most so many, evenly apart, the last item among them.

    Examples
    --------
    >>> curve_places(10, most=4).tolist(), curve_places(3).tolist()
    ([2, 5, 8, 10], [1, 2, 3])
    """
    n = min(n_items, most)
    return np.array([round((at + 1) * n_items / n) for at in range(n)], dtype=np.int64)


def windowed(values: npt.NDArray[np.generic], places: Codes, width: int) -> Float64s:
    """Means of the latest values at some places.

    Parameters
    ----------
    values : array of shape (n_items,)
        Zeros and ones, for instance whether predictions were right.
    places : int64 array of shape (n_places,)
        Numbers of items so far, each from 1 to n_items.
    width : int
        How many of the latest values count, 1 or more; fewer at the beginning.

    Returns
    -------
    means : float64 array of shape (n_places,)
        Exact, in O(n_items + n_places).

    Examples
    --------
    >>> windowed(np.array([1, 0, 1, 1]), np.array([1, 2, 4]), 2).tolist()
    [1.0, 0.5, 1.0]
    """
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    starts = np.maximum(places - width, 0)
    means: Float64s = (total[places] - total[starts]) / (places - starts)
    return means
