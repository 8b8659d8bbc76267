"""When to stop asking besides a budget: how unsure the model is of its domain, how much answers still change it."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.errors import NotReadyError, UnknownNameError, UsageError
from askless.synthesis.domain.space import Points

if TYPE_CHECKING:
    from askless.synthesis.domain.space import Space
    from askless.synthesis.learner import SynthesisLearner
    from askless.synthesis.models.model import PointModel

__all__ = ["RULES", "Watch", "doubt", "probes", "rule"]

PROBES = 512
"""Points spread over the domain at which a model is looked at."""
FIRST = 20
"""Answers before which no rule speaks."""
SINCE = 10
"""Answers over which a model must have changed little."""

RULES = {
    "uncertainty": "the model's mean uncertainty over the domain is at most this: of labels the chance of a wrong "
    "prediction, of numbers the standard deviation as a share of the range of the answers",
    "change": f"none of the last {SINCE} answers changed the predictions over the domain by more than this: of labels "
    "the share of points whose label changed, of numbers the mean change as a share of the range of the answers",
}
"""Rules by name, with what they mean."""


def rule(text: str) -> tuple[str, float]:
    """A rule as it is written: its name, and the level from which it says that it is enough.

    Parameters
    ----------
    text : str
        "uncertainty:0.05" or "change:0.01".

    Returns
    -------
    name : str
    level : float

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    UsageError
        If the level is none.

    Examples
    --------
    >>> rule("uncertainty:0.05")
    ('uncertainty', 0.05)
    """
    name, _, level = text.partition(":")
    if name.strip() not in RULES:
        raise UnknownNameError.of("stopping rule", name.strip(), RULES)
    try:
        value = float(level)
    except ValueError:
        value = math.nan
    if not 0 < value < 1:
        raise UsageError(f"The stopping rule “{text}” has no level between 0 and 1.", f"Write {name.strip()}:0.05.")
    return name.strip(), value


def probes(domain: Space, seed: int = 0, n: int = PROBES) -> Points:
    """Points of a domain, spread evenly, the same ones each time."""
    return domain.sample(n, np.random.default_rng([seed, 7]))


def doubt(model: PointModel, points: Points, *, real: bool, span: float) -> npt.NDArray[np.float64]:
    """How unsure a model is at points, shape (n,).

    Parameters
    ----------
    model : PointModel
    points : float64 array of shape (n, width)
    real : bool
        Whether answers are numbers.
    span : float
        How far the answers reach, by which standard deviations of numbers are divided.

    Returns
    -------
    doubt : float64 array of shape (n,)
        Of labels the chance that the predicted one is wrong; of numbers the standard deviation in spans.

    Notes
    -----
    A Gaussian process of labels is asked by its draws: its own probabilities are those of a normal distribution around
    the mode, by which it is far less sure than it may be.
    """
    from askless.synthesis.models.gaussian_process_classes import GaussianProcessClasses

    if real:
        return np.asarray(model.std(points) / (span or 1.0), dtype=np.float64)
    proba = model.predict(points)
    if isinstance(model, GaussianProcessClasses):
        proba = model.evidence("draws", points).mean(axis=1)
    return np.asarray(1.0 - proba.max(axis=1), dtype=np.float64)


class Watch:
    """Looks at a learner's model after each answer, and tells when a rule says that it is enough.

    Parameters
    ----------
    learner : SynthesisLearner
    until : str, optional
        A rule, see `rule`; none stops nothing.

    Attributes
    ----------
    uncertainty : float or None
        Mean of `doubt` over the domain when it was looked last; None while there is no model.
    """

    def __init__(self, learner: SynthesisLearner, until: str | None = None) -> None:
        self._learner, self._rule = learner, None if until is None else rule(until)
        self._points = probes(learner.domain, learner.seed)
        self._said: npt.NDArray[Any] | None = None
        self._changes: deque[float] = deque(maxlen=SINCE)
        self.uncertainty: float | None = None

    def __call__(self) -> str:
        """Look; a sentence if it is enough, "" if not."""
        real = self._learner.space.kind == "real"
        try:
            model = self._learner.point_model
        except NotReadyError:
            return ""
        given = list(self._learner.labels.values())
        span = max(given) - min(given) if real and given else 1.0
        self.uncertainty = float(doubt(model, self._points, real=real, span=span).mean())
        said = model.predict(self._points)
        said = said if real else said.argmax(axis=1)
        if self._said is not None:
            changed = np.abs(said - self._said).mean() / (span or 1.0) if real else (said != self._said).mean()
            self._changes.append(float(changed))
        self._said = said
        if self._rule is None or len(given) < FIRST:
            return ""
        name, level = self._rule
        if name == "uncertainty":
            enough = self.uncertainty <= level
            return f"The mean uncertainty over the domain is {self.uncertainty:.3g}." if enough else ""
        enough = len(self._changes) == SINCE and max(self._changes) <= level
        return f"None of the last {SINCE} answers changed more than {max(self._changes):.2g}." if enough else ""
