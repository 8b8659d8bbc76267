"""Finding the few relevant texts: naive Bayes on the words, the rarer class made to weigh more.

When one text in fifty is relevant, and the relevant ones are read first, the labels are a poor
picture of the pool: early on almost all are relevant, later almost none. So the classes are
weighted the other way round: if one label in ten is of the class to find, it makes up nine tenths
of what the classifier learns from, and the others one tenth. Resampling the labels does the like
in screening tools [1]_, by chance and with parameters; here there is neither.

What was read is a poor picture of the rest, too: it was read because it looked relevant. So texts
without a label count as irrelevant ones. Few of them are not, and all of them together say which
words are common in the pool, which a handful of labels does not.

Naive Bayes needs nothing but sums over the texts of each class, so one more label costs an
addition, and a fit is as quick with a thousand labels as with ten.

References
----------
.. [1] G. Ferdinands et al., "Performance of active learning models for screening prioritization in
   systematic reviews: a simulation study into the average time to discover relevant records",
   Systematic Reviews 12:100, 2023, doi:10.1186/s13643-023-02257-7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.temperature import inverse_temperature
from askless.models.built_in import BuiltIn, models
from askless.models.feature_model import FeatureModel
from askless.models.linear import LEAST_PER_CLASS, LinearFit
from askless.models.model import Matrix
from askless.models.parts import Codes, Fitted
from askless.models.single_words import PoolSums, SingleWords

__all__ = ["NaiveBayes", "NaiveBayesFit", "weights"]

Float64s = npt.NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True)
class NaiveBayesFit(LinearFit):
    """A fitted naive Bayes classifier, which is linear in the features; see `LinearFit`."""

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {**super().summary, "classifier": "naive_bayes"}


def weights(
    sums: Float64s, counts: npt.NDArray[Any], find: int, *, smoothing: float, pool: PoolSums | None = None
) -> Float64s:
    """Logarithms of how probable each term is in each class.

    Parameters
    ----------
    sums : float64 array of shape (k, n_features)
        Features added up over the labelled texts of each class, >= 0.
    counts : array of shape (k,)
        Labelled texts of each class, at least one each.
    find : int
        Which class to find, in [0, k). It gets as much of all weight as the others have of the labels; they share
        the rest alike.
    smoothing : float
        Added to the weighted sum of each term; above 0.
    pool : PoolSums, optional
        Of labelled and unlabelled texts. The unlabelled ones are counted as the others, in the proportions in which
        these were labelled; they change what the others look like, not how much they weigh.

    Returns
    -------
    logs : float64 array of shape (k, n_features)
        Their exponentials sum to 1 in each class. All weight together is the number of labels, so
        smoothing counts for less and less as labels come in.

    Examples
    --------
    >>> sums = np.array([[8.0, 0.0], [0.0, 1.0]])
    >>> np.exp(weights(sums, np.array([8, 1]), 1, smoothing=0.1)).round(2).tolist()
    [[0.92, 0.08], [0.01, 0.99]]
    """
    shares = np.full(len(counts), counts[find] / (len(counts) - 1))
    shares[find] = counts.sum() - counts[find]
    sizes = counts
    if pool is not None:
        others = counts / (counts.sum() - counts[find])
        others[find] = 0
        # never below 0: a resample may hold a text more often than the pool does
        sums = sums + others[:, None] * np.maximum(pool.total - sums.sum(axis=0), 0)
        sizes = counts + others * max(pool.n - int(counts.sum()), 0)
    weighted = sums * (shares / sizes)[:, None]
    weighted += smoothing
    totals = weighted.sum(axis=1, keepdims=True)
    return np.asarray(np.log(weighted) - np.log(totals))


@dataclass(frozen=True)
class NaiveBayes:
    """Multinomial naive Bayes whose classes are weighted, and which looks at unlabelled texts.

    Parameters
    ----------
    find : int, optional
        Code of the class to find; the one with fewest labels if not given.
    smoothing : float, default 0.1
        See `weights`.
    factor : float, optional
        The inverse temperature; found on left-out labels if not given.
    pool : callable, optional
        Sums over all texts, as `weights` takes them. Used only where `find` is given and labelled: which of two
        classes is the rare one cannot be told from the first labels.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> x = csr_matrix(np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]))
    >>> fitted = NaiveBayes(find=1).fit(x, np.array([0, 0, 1]), seed=0)
    >>> fitted.proba(x).argmax(axis=1).tolist()
    [0, 0, 1]
    """

    find: int | None = None
    smoothing: float = 0.1
    factor: float | None = None
    pool: Callable[[], PoolSums] | None = None

    def fit(self, x: Matrix, y: Codes, seed: int) -> NaiveBayesFit:
        """Fit to features of shape (n, n_features), >= 0, and codes of shape (n,) of two classes or more."""
        classes, codes = np.unique(y, return_inverse=True)
        find, pool = int(np.argmin(np.bincount(codes))), None
        if self.find is not None and self.find in classes:
            find, pool = int(np.searchsorted(classes, self.find)), self.pool and self.pool()
        coef, intercept = self._solve(x, codes, find, pool)
        factor = self._calibrated(x, codes, find, pool, seed) if self.factor is None else self.factor
        return NaiveBayesFit(
            classes, (coef * factor).astype(np.float32), np.asarray(intercept * factor, dtype=np.float32), factor
        )

    def member(self, fitted: Fitted) -> NaiveBayes:
        """The same with the temperature of `fitted`."""
        return replace(self, factor=fitted.factor if isinstance(fitted, LinearFit) else None)

    def _solve(self, x: Matrix, codes: Codes, find: int, pool: PoolSums | None) -> tuple[Float64s, Float64s]:
        """Coefficients (n_features, k) or (n_features,); intercepts say how common the classes are among the labels."""
        counts = np.bincount(codes)
        sums = np.stack(
            [np.asarray(x[codes == code].sum(axis=0), dtype=np.float64).ravel() for code in range(len(counts))]
        )
        logs, priors = weights(sums, counts, find, smoothing=self.smoothing, pool=pool), np.log(counts)
        if len(counts) == 2:
            return logs[1] - logs[0], np.asarray(priors[1] - priors[0])
        return logs.T, priors

    def _calibrated(self, x: Matrix, codes: Codes, find: int, pool: PoolSums | None, seed: int) -> float:
        """Inverse temperature from labels left out, then unlabelled; 1 while a class has fewer than five."""
        if np.bincount(codes).min() < LEAST_PER_CLASS:
            return 1.0
        from sklearn.model_selection import StratifiedKFold  # loaded when there is something to calibrate

        left_out = np.zeros((len(codes), codes.max() + 1) if codes.max() > 1 else len(codes))
        for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(codes, codes):
            coef, intercept = self._solve(x[train], codes[train], find, pool)
            left_out[test] = x[test] @ coef + intercept
        return inverse_temperature(left_out, codes)


def _make(kind: str, seed: int, find: int | None = None) -> FeatureModel:
    """Words, no characters: stems of one family are told apart in titles of papers."""
    features = SingleWords(seed)
    return FeatureModel("screening", features, NaiveBayes(find=find, pool=features.pool), seed)


models.register(
    "screening",
    BuiltIn(
        kinds=("text",),
        default_for=(),
        summary="words, naive Bayes that weighs the rarer label more: for --goal find",
        make=_make,
        finds=True,
    ),
)
