"""How much a model's predictions depend on each input of a domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from askless.synthesis.domain.space import Space
    from askless.synthesis.models.model import PointModel

__all__ = ["columns_of", "relevance"]

POINTS = 512


def columns_of(domain: Space) -> list[tuple[str, list[int]]]:
    """Inputs of a domain by name, each with its columns of a point; columns themselves where there are no inputs."""
    at = {name: column for column, name in enumerate(domain.names)}
    inputs: Sequence[Any] = getattr(domain, "inputs", ())
    if not inputs:
        return [(name, [column]) for name, column in at.items()]
    return [(one.name, [at[name] for name in one.columns]) for one in inputs]


def relevance(model: PointModel, domain: Space, seed: int = 0) -> npt.NDArray[np.float64]:
    """Share of the variance of predictions that goes with each input, alone or together with others.

    Parameters
    ----------
    model : PointModel
    domain : Space
    seed : int, default 0

    Returns
    -------
    shares : float64 array of shape (n_inputs,)
        Total Sobol indices in the order of `columns_of`; they add up to more than 1 where inputs act together.

    Notes
    -----
    Jansen's estimator: half the mean squared change when one input is drawn anew. Points that constraints exclude
    may be among those that arise so; the model speaks of them as well.

    References
    ----------
    Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications 181
    (2010), 259-270.
    """
    rng = np.random.default_rng([seed, 11])
    base, other = domain.sample(POINTS, rng), domain.sample(POINTS, rng)[rng.permutation(POINTS)]
    said = _flat(model.predict(base))
    spread = max(float(said.var(axis=0).sum()), 1e-12)
    shares = []
    for _, columns in columns_of(domain):
        changed = base.copy()
        changed[:, columns] = other[:, columns]
        shares.append(float(((_flat(model.predict(changed)) - said) ** 2).mean(axis=0).sum()) / 2 / spread)
    return np.array(shares)


def _flat(said: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Predictions with one row a point."""
    return np.asarray(said, dtype=np.float64).reshape(len(said), -1)
