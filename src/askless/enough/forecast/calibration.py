"""How far the confidence of a model is to be trusted, told from answers that it had not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Calibration", "expit", "logit"]

Float64s = npt.NDArray[np.float64]
NARROW = 1e-4  # confidences nearer to 0 or 1 are not told apart
SD_SHIFT, SD_SLOPE = 2.0, 1.0  # of the normal prior around 0 and 1, which decides while answers are few
STEPS = 25


def logit(share: Any) -> Any:
    """Log odds of shares in [0, 1], kept finite.

    Examples
    --------
    >>> logit(0.5)
    0.0
    """
    kept = np.clip(share, NARROW, 1.0 - NARROW)
    found = np.log(kept) - np.log1p(-kept)
    return float(found) if np.ndim(share) == 0 else found


def expit(odds: Any) -> Any:
    """Inverse of `logit`.

    Examples
    --------
    >>> expit(0.0)
    0.5
    """
    found = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(odds, dtype=np.float64)))
    return float(found) if np.ndim(odds) == 0 else found


@dataclass(frozen=True)
class Calibration:
    """Chance of being right: a logistic curve over the log odds of the confidence.

    Parameters
    ----------
    shift, slope : float
        0 and 1 for a model that is right as often as it says.

    Examples
    --------
    >>> confident = np.repeat([0.6, 0.9], 50)
    >>> right = np.r_[np.arange(50) % 2 == 0, np.arange(50) % 2 == 0].astype(float)
    >>> boaster = Calibration.of(confident, right)
    >>> boaster.slope < 0.2, float(boaster.chance(np.array([0.9]))[0].round(1))
    (True, 0.5)
    """

    shift: float
    slope: float

    @classmethod
    def of(cls, confident: Float64s, right: Float64s) -> Calibration:
        """The most probable curve under a normal prior around a model that is right as often as it says.

        Parameters
        ----------
        confident, right : float64 arrays of shape (n,)
            Probabilities in [0, 1], and 0 or 1.

        Returns
        -------
        calibration : Calibration
        """
        design = np.stack([np.ones(len(confident)), logit(confident)], axis=1)
        prior = np.diag([SD_SHIFT**-2, SD_SLOPE**-2])
        mean = np.array([0.0, 1.0])
        at = mean.copy()
        for _ in range(STEPS):
            chance = expit(design @ at)
            gradient = design.T @ (right - chance) - prior @ (at - mean)
            curvature = (design * (chance * (1.0 - chance))[:, None]).T @ design + prior
            step = np.linalg.solve(curvature, gradient)
            at = at + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))  # far steps may overshoot
            if np.abs(step).max() < 1e-9:
                break
        return cls(float(at[0]), float(at[1]))

    def chance(self, confident: Float64s) -> Float64s:
        """Chance of being right at these confidences."""
        return np.asarray(expit(self.shift + self.slope * logit(confident)))
