"""The loss to be expected on some rows after one more label, without a refit.

Axes: c classes, e evaluation rows, m candidates, l labelled rows, d features. One Newton step of a
linear model of the logits, from the label y of a candidate with features φ and probabilities p, moves
the logits of an evaluation row with features ψ by s ψᵀAφ (e_y - p): A is the inverse of the curvature
at what is labelled, one matrix for all classes, and s shortens the step by what the candidate adds to
the curvature itself. So a few inner products for each pair give the loss after every answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.kernels.fisher import curvature
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["LONGEST", "Loss", "Part", "cost_loss", "expected_loss", "log_loss", "zero_one_loss"]

LONGEST = 30.0  # nats that a logit may move: further, the answer is certain and the powers overflow
_TILE = 1 << 16  # numbers in one array of one tile, so that a handful of them stay in cache
_WIDE = 1024  # evaluation rows in a tile
_LEAST = 1e-12  # probability below which a logit does not go

Loss = Callable[[Array, Array, Array], Array]
"""Loss after each answer.

Takes the logits that every class has if it is not the answer, of shape (c, m, e); the powers of e to
them; and by how much more the logit of the answer moves, of shape (m, e). Returns the loss after each
answer, of shape (c, m, e).
"""


def log_loss(logits: Array, powers: Array, steps: Array) -> Array:
    """Expected logarithmic loss, the entropy, after each answer.

    Parameters
    ----------
    logits, powers, steps : array
        See `Loss`.

    Returns
    -------
    loss : array of shape (c, m, e)
        In nats, not negative but for the last digits.
    """
    xp = array_namespace(logits)
    total = xp.sum(powers, axis=0)
    mean = xp.sum(powers * logits, axis=0)
    more = powers * (xp.exp(steps) - 1.0)
    total = total + more
    mean = mean + more * (logits + steps) + powers * steps
    return xp.log(total) - mean / total


def zero_one_loss(logits: Array, powers: Array, steps: Array) -> Array:
    """Chance that the most probable class is wrong, after each answer.

    Parameters
    ----------
    logits, powers, steps : array
        See `Loss`.

    Returns
    -------
    loss : array of shape (c, m, e)
        In [0, 1] but for the last digits.
    """
    xp = array_namespace(logits)
    factor = xp.exp(steps)
    total = xp.sum(powers, axis=0) + powers * (factor - 1.0)
    first, second = powers[0, ...], xp.zeros_like(powers[0, ...])
    for c in range(1, powers.shape[0]):
        second = xp.maximum(second, xp.minimum(first, powers[c, ...]))
        first = xp.maximum(first, powers[c, ...])
    others = xp.where(powers == first, second, first)  # the most probable of the other classes
    return 1.0 - xp.maximum(powers * factor, others) / total


def cost_loss(costs: npt.NDArray[np.float64]) -> Loss:
    """Expected cost when classes are named as often as they are probable.

    Parameters
    ----------
    costs : float64 array of shape (c, c)
        What it costs to name the class of the column where that of the row is true.

    Returns
    -------
    loss : Loss
        Σ p_i costs_ij p_j after each answer.
    """
    both = costs + costs.T

    def loss(logits: Array, powers: Array, steps: Array) -> Array:
        xp = array_namespace(logits)
        c, on = powers.shape[0], device(powers)
        # Σ_ij u_i costs_ij u_j grows by a first and a second order term where one u grows.
        slope = xp.reshape(xp.matmul(xp.asarray(both, device=on), xp.reshape(powers, (c, -1))), tuple(powers.shape))
        more = powers * (xp.exp(steps) - 1.0)
        own = xp.asarray(np.diag(costs).copy(), device=on)[:, None, None]
        cost = xp.sum(powers * slope, axis=0) / 2.0 + more * slope + own * more * more
        total = xp.sum(powers, axis=0) + more
        return cost / (total * total)

    return loss


class Part(NamedTuple):
    """Some rows: what the model says of them, and where they lie.

    Parameters
    ----------
    proba : float64 array of shape (n_rows, c)
        Probabilities.
    features : float64 array of shape (n_rows, d)
        Features times a square root of A, so that their inner products are those under A.
    """

    proba: Array
    features: Array


def expected_loss(
    evaluation: Part, candidates: Part, labelled: Part | None, loss: Loss, *, tile: int = _TILE
) -> npt.NDArray[np.float64]:
    """Mean loss on the evaluation rows after the label of each candidate, over its possible answers.

    Parameters
    ----------
    evaluation : Part
        e rows on which the loss is looked at.
    candidates : Part
        m rows, any of which may be labelled.
    labelled : Part or None
        l rows that are labelled, by which the curvature changes along the step; if None, no account
        is taken of that.
    loss : Loss
        `log_loss`, `zero_one_loss`, or one made by `cost_loss`.
    tile : int, default 65536
        Numbers in one array of a tile. Any size gives the same result but for the last digits.

    Returns
    -------
    expected : float64 array of shape (m,)
        NumPy. Moves of a logit of more than 30 nats are cut there.

    Notes
    -----
    Time O(m * e * c * d) in matrix products, one exponential and one logarithm for each candidate,
    evaluation row and class, and O(m * l * c * d). Memory 8 * max(tile, e * c) bytes for each of about
    ten arrays, and 8 * c * l for a few more.

    The steps of the answers cancel on average, so what is left of the loss is of second order. There a
    second effect is as large: the curvature changes along the step, which moves all logits by the
    same amount whatever the answer is, -1/2 A Σ_i φ_i T_i (φ_iᵀAφ)² with T_i the third cumulant of
    the classes of a labelled row [3]_. From about five labels for each class on, the order of the
    candidates has little to do with that of true refits without it; below, steps are so long that
    the plain step does better.

    References
    ----------
    .. [1] N. Roy, A. McCallum, "Toward optimal active learning through sampling estimation of error
       reduction", ICML 2001.
    .. [2] D. Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of
       Statistical Mathematics, 1992, doi:10.1007/BF00048682.
    .. [3] D. R. Cox, E. J. Snell, "A general definition of residuals", Journal of the Royal Statistical
       Society B, 1968: the same term is the bias of the estimate.

    Examples
    --------
    >>> half = Part(np.array([[0.5, 0.5]]), np.ones((1, 1)))
    >>> expected_loss(half, half, None, zero_one_loss).round(3)
    array([0.339])
    """
    xp = array_namespace(evaluation.proba)
    e, c = evaluation.proba.shape
    m = candidates.proba.shape[0]
    logits_ce = xp.matrix_transpose(xp.log(xp.clip(evaluation.proba, _LEAST, 1.0)))
    wide = min(e, _WIDE)
    total = np.zeros(m)
    for rows in spans(m, max(tile // (wide * c), 1)):
        here = Part(candidates.proba[rows, :], candidates.features[rows, :])
        own, moves = _directions(here, labelled)
        proba = xp.matrix_transpose(here.proba)
        for there in spans(e, wide):
            around = xp.matrix_transpose(evaluation.features[there, :])
            steps = _cut(xp.matmul(own, around))
            moved = _cut(xp.matmul(moves, around))
            logits = xp.reshape(moved, (c, own.shape[0], -1)) + logits_ce[:, there][:, None, :]
            after = xp.sum(loss(logits, xp.exp(logits), steps), axis=2)
            total[rows] += numpy_of(xp.sum(proba * after, axis=0))
    expected: npt.NDArray[np.float64] = total / e
    return expected


def _cut(steps: Array) -> Array:
    return array_namespace(steps).clip(steps, -LONGEST, LONGEST)


def _directions(here: Part, labelled: Part | None) -> tuple[Array, Array]:
    """What an evaluation row is multiplied with: for the answer's own logit (m, d), for all (c * m, d)."""
    xp = array_namespace(here.proba)
    weights = curvature(here.proba)[:, None]
    variance = xp.sum(here.features * here.features, axis=1, keepdims=True)
    shrink = 1.0 / (1.0 + weights * variance)
    own = shrink * here.features
    moves = -xp.matrix_transpose(here.proba)[:, :, None] * own[None, :, :]
    if labelled is not None:
        moves = moves - _bend(here, labelled, own, weights, variance * shrink) / 2.0
    return own, xp.reshape(moves, (-1, own.shape[1]))


def _bend(here: Part, labelled: Part, own: Array, weights: Array, leverage: Array) -> Array:
    """Twice the move against the change of curvature, (c, m, d); the candidate counts as labelled too."""
    xp = array_namespace(here.proba)
    cross = xp.matmul(own, xp.matrix_transpose(labelled.features))
    third = (cross * cross)[None, :, :] * _third(here.proba, labelled.proba)
    c, m, n_labelled = third.shape
    bend = xp.reshape(xp.matmul(xp.reshape(third, (c * m, n_labelled)), labelled.features), (c, m, -1))
    bend = bend - xp.sum(cross[None, :, :] * third, axis=2)[:, :, None] * (weights * here.features)[None, :, :]
    own_third = xp.matrix_transpose(_own_third(here.proba) * leverage * leverage)
    return bend + own_third[:, :, None] * own[None, :, :]


def _third(here: Array, labelled: Array) -> Array:
    """Third cumulant of the classes of each labelled row along the answers of each candidate, (c, m, l)."""
    xp = array_namespace(here)
    overlap = xp.matmul(here, xp.matrix_transpose(labelled))
    p, q = xp.matrix_transpose(here)[:, :, None], xp.matrix_transpose(labelled)[:, None, :]
    spread = p * (1.0 - p) - 2.0 * p * (q - overlap[None, :, :])
    return q * (spread - xp.sum(q * spread, axis=0)[None, :, :])


def _own_third(p: Array) -> Array:
    """The same of each candidate along its own answers, (m, c)."""
    xp = array_namespace(p)
    spread = p * (1.0 - p) - 2.0 * p * (p - xp.sum(p * p, axis=1, keepdims=True))
    return p * (spread - xp.sum(p * spread, axis=1, keepdims=True))
