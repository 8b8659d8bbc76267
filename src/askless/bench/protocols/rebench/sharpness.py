"""Decision values are no probabilities: the slope of the curve that makes them so.

A support vector machine tells on which side of the border a row lies and how far, but not how sure
it is. The probability of class 1 is taken as ``1 / (1 + exp(-a f))``, which leaves the order of the
rows as it is, and matters to strategies that weigh rows by their uncertainty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.rebench.machine import Float64s, solved
from askless.bench.protocols.rebench.split import Split
from askless.choose.kernels.calibration import cross_fitted_temperature
from askless.core.ids import Rows
from askless.core.noise import uniform

__all__ = ["Sharpness"]

_USUAL = 2.0  # of the machine's values, at which the prior is centred
_GROWTH = 1.2
_MOST = 1_000  # labelled rows that it is told from; more would take fits as long as the benchmark itself


class Sharpness:
    """The slope `a`, found anew each time the labels have grown by a fifth.

    Parameters
    ----------
    split : Split
    kernel : array of shape (n_train, n)
        Of the machine.
    """

    def __init__(self, split: Split, kernel: npt.NDArray[Any]) -> None:
        self._split = split
        self._kernel = kernel
        self._told = 0
        self._slope = _USUAL

    def after(self, labelled: Rows) -> float:
        """The slope to be used after these labels, in [0.2, 20].

        The likeliest on five-fold predictions, under a log-normal prior around 2; until the rarer
        class has five labels it is 2.
        """
        if len(labelled) >= _GROWTH * self._told:
            self._told = len(labelled)
            self._slope = self._found(labelled)
        return self._slope

    def _found(self, labelled: Rows) -> float:
        noise = uniform(self._split.seed, 0, self._split.keys[labelled], "sharpness")
        order = np.argsort(noise, kind="stable")[:_MOST]
        rows, noise = labelled[order], noise[order]
        codes = self._split.codes[rows]
        kernel = self._kernel[np.ix_(rows, rows)].astype(np.float64, copy=False)

        def logits(train: Rows, test: Rows) -> Float64s:
            coefficients, offset = solved(kernel[np.ix_(train, train)], codes[train])
            values: Float64s = _USUAL * (kernel[np.ix_(test, train)] @ coefficients + offset)
            return values

        return _USUAL / cross_fitted_temperature(logits, codes, noise)
