"""What an item tells about the model beside a batch of others, from draws of the model.

The answers of a batch are independent once the model is known, so all that a set of answers (a
configuration) does is weigh the draws anew. The information of one more item is then its plain
information under these weights, averaged over the configurations: no joint probability is ever
multiplied out, and nothing underflows.

Axes: m configurations, k draws, n items, c classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["Configurations", "joint_greedy", "plogp_sums"]

Float64s = npt.NDArray[np.float64]
_TILE = 1 << 18  # numbers; in double precision 2 MB, which a second-level cache holds
_DEVICE_TILE = 1 << 26
_ERRORS = 2.0  # standard errors by which a gain over drawn configurations may have risen
_ROUGH = 2e-5  # nats by which single precision may err: ten times the largest error seen


@dataclass(frozen=True)
class Configurations:
    """Possible answers of a batch, each as the weights that it gives to the draws.

    Parameters
    ----------
    weights_m : float64 array of shape (m,)
        How probable each is; their sum is 1.
    draws_mk : float64 array of shape (m, k)
        How probable each draw is when these are the answers; rows sum to 1.
    drawn : bool
        Whether they are a sample of all possible ones.

    Examples
    --------
    Once an item is known that tells the two draws apart, it tells nothing more:

    >>> item = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    >>> before = Configurations.none(2)
    >>> after = before.after(item[0], limit=100, start=0.5)
    >>> before.information(item)[0].round(4).tolist(), after.information(item)[0].tolist()
    ([0.6931], [0.0])
    """

    weights_m: Float64s
    draws_mk: Float64s
    drawn: bool = False

    @classmethod
    def none(cls, n_draws: int) -> Configurations:
        """Of an empty batch: every draw weighs the same."""
        return cls(np.ones(1), np.full((1, n_draws), 1.0 / n_draws))

    def after(self, proba_kc: Floats, *, limit: int, start: float) -> Configurations:
        """With one more item in the batch.

        Parameters
        ----------
        proba_kc : array of shape (k, c)
            Probabilities of its classes under each draw.
        limit : int
            Configurations up to which all are kept. Of more, this many are drawn, in proportion to
            their probabilities and at even steps (systematic resampling), so that the draw errs less
            than one by one.
        start : float
            In (0, 1), where the first step begins.

        Returns
        -------
        configurations : Configurations
            Time and memory O(m * k * c), with m at most `limit`.
        """
        p = np.asarray(proba_kc, dtype=np.float64)
        joint = (self.draws_mk[:, None, :] * p.T[None, :, :]).reshape(-1, p.shape[0])
        likely = joint.sum(axis=1)
        weights = np.repeat(self.weights_m, p.shape[1]) * likely
        possible = np.flatnonzero(weights > 0)
        if len(possible) <= limit:
            kept, share = possible, weights[possible] / weights.sum()
        else:
            ends = np.cumsum(weights[possible])
            steps = (np.arange(limit) + start) / limit * ends[-1]
            hit, times = np.unique(np.minimum(np.searchsorted(ends, steps), len(possible) - 1), return_counts=True)
            kept, share = possible[hit], times / limit
        return Configurations(share, joint[kept] / likely[kept, None], self.drawn or len(possible) > limit)

    def information(self, proba_nkc: Array) -> tuple[Float64s, Float64s]:
        """What each item tells about the draws beside the batch.

        Parameters
        ----------
        proba_nkc : array of shape (n, k, c)
            Probabilities under each draw, any library, any device.

        Returns
        -------
        nats : float64 array of shape (n,)
            Mutual information, not negative but for rounding.
        error : float64 array of shape (n,)
            Its standard error if the configurations were drawn.

        Notes
        -----
        A product of 2 * m * k * n * c operations and m * n * c logarithms, all in double precision;
        memory a few tiles of 2 MB, on another device 512 MB.
        """
        nats, error = np.empty(proba_nkc.shape[0]), np.empty(proba_nkc.shape[0])
        for span, told, weights in self._told(proba_nkc, "float64"):
            mean = weights @ told
            apart = told - mean[None, :]
            nats[span] = numpy_of(mean)
            error[span] = np.sqrt(np.maximum(numpy_of((weights * weights) @ (apart * apart)), 0.0))
        return nats, error

    def rough_information(self, proba_nkc: Array) -> Float64s:
        """What each item tells, in single precision: several times as quick, and off by 2e-5 nats at most.

        Parameters
        ----------
        proba_nkc : array of shape (n, k, c)
            As for `information`.

        Returns
        -------
        nats : float64 array of shape (n,)
        """
        nats = np.empty(proba_nkc.shape[0])
        for span, told, weights in self._told(proba_nkc, "float32"):
            nats[span] = numpy_of(weights @ told)
        return nats

    def _told(self, proba_nkc: Array, precision: str) -> Iterator[tuple[slice, Array, Array]]:
        """A tile of items at a time: what they tell in each configuration, (m, n), and how each weighs."""
        n, _, c = proba_nkc.shape
        xp, where = array_namespace(proba_nkc), device(proba_nkc)
        far = not isinstance(proba_nkc, np.ndarray) and "cpu" not in str(where).lower()
        dtype = getattr(xp, precision)
        draws = xp.astype(xp.asarray(self.draws_mk, device=where), dtype)
        weights = xp.astype(xp.asarray(self.weights_m, device=where), dtype)
        for span in spans(n, max(1, (_DEVICE_TILE if far else _TILE) // (len(self.weights_m) * c))):
            yield span, _told(xp, draws, xp.astype(proba_nkc[span, ...], dtype)), weights


def _told(xp: Array, draws_mk: Array, proba_nkc: Array) -> Array:
    """Information of each item in each configuration, (m, n): entropy of the mean less mean entropy."""
    n, k, c = proba_nkc.shape
    mean_mnc = xp.reshape(draws_mk @ xp.reshape(xp.permute_dims(proba_nkc, (1, 0, 2)), (k, n * c)), (-1, n, c))
    return draws_mk @ xp.matrix_transpose(plogp_sums(xp, proba_nkc)) - plogp_sums(xp, mean_mnc)


def plogp_sums(xp: Array, p: Array) -> Array:
    """Sums of p log p over the last axis; 0 log 0 is 0.

    Parameters
    ----------
    xp : module
        The array API of `p`.
    p : float array of shape (..., c)
        Any library.

    Returns
    -------
    sums : float array of shape (...)
        Minus entropies, in nats, in the precision of `p`.

    Examples
    --------
    >>> plogp_sums(np, np.array([[0.5, 0.5], [1.0, 0.0]])).round(4).tolist()
    [-0.6931, 0.0]
    """
    if not isinstance(p, np.ndarray):
        return xp.sum(p * xp.log(xp.where(p > 0, p, xp.ones_like(p))), axis=-1)
    logs = np.maximum(p, np.finfo(p.dtype).tiny)
    np.log(logs, out=logs)
    logs *= p
    return (logs.reshape(-1, p.shape[-1]) @ np.ones(p.shape[-1], dtype=p.dtype)).reshape(p.shape[:-1])


def joint_greedy(
    draws: Callable[[Rows], Array],
    bounds: Float64s,
    noise: Floats,
    start: Callable[[int], float],
    k: int,
    *,
    known: Configurations,
    limit: int,
    negligible: float = 1e-6,
) -> tuple[Rows, Float64s]:
    """Take `k` times the item that tells most beside those taken before.

    What an item tells only falls as the batch grows, so what it told earlier is an upper bound, and
    only items whose bound reaches the best are computed anew. Over configurations that were drawn
    this holds up to the error of the draw: two standard errors are allowed for.

    Parameters
    ----------
    draws : callable
        Probabilities of the items at some positions, (n, k, c), any library; classes in one order.
    bounds : float64 array of shape (n_items,)
        What each item tells by itself, or more.
    noise : array of shape (n_items,)
        Keyed noise, breaks ties.
    start : callable
        Keyed noise of the item at a position, for drawing configurations.
    k : int
        How many.
    known : Configurations
        Of what is asked already.
    limit : int
        Configurations kept, see `Configurations.after`.
    negligible : float, default 1e-6
        Information, in nats, at or below which nothing is told any more.

    Returns
    -------
    positions : int64 array of shape (n_picked,)
        Fewer than `k` if nothing that is left tells anything.
    nats : float64 array of shape (n_picked,)
        What each told at its pick.
    """
    bounds = bounds * (1.0 + 1e-5) + 1e-6  # they were summed in single precision
    picks: list[int] = []
    told: list[float] = []
    left = np.ones(len(bounds), dtype=bool)
    while len(picks) < min(k, len(bounds)):
        pick, nats = _settle(draws, bounds, left, noise, known)
        if nats <= negligible:
            break
        picks.append(pick)
        told.append(nats)
        left[pick] = False
        if len(picks) < k:
            known = known.after(numpy_of(draws(np.array([pick])))[0], limit=limit, start=start(pick))
    return np.array(picks, dtype=np.int64), np.array(told)


def _settle(
    draws: Callable[[Rows], Array],
    bounds: Float64s,
    left: npt.NDArray[np.bool_],
    noise: Floats,
    known: Configurations,
) -> tuple[int, float]:
    """Bring bounds down, in place, highest first, until the best item is certain.

    Single precision tells which items can be the best; only those are worked out in double precision.
    """
    looked_at = np.zeros(len(bounds), dtype=bool)
    best, slack, block = -np.inf, 0.0, 32
    while len(open_ := np.flatnonzero(left & ~looked_at & _reaches(bounds, best - slack))):
        if len(open_) > block:
            open_ = open_[np.argpartition(-bounds[open_], block)[:block]]
        rough = known.rough_information(draws(open_))
        bounds[open_] = rough + _ROUGH
        looked_at[open_] = True
        top = open_[np.argmax(rough)]
        if bounds[top] > best:
            (nats,), (error,) = known.information(draws(np.array([top])))
            if nats > best:
                best, slack = float(nats), _ERRORS * float(error) if known.drawn else 0.0
        block = min(2 * block, 4096)
    able = np.flatnonzero(looked_at & _reaches(bounds, best))
    nats = known.information(draws(able))[0]
    bounds[able] = nats
    grid = rounded(nats)
    ties = able[grid == grid.max()]
    pick = int(ties[np.argmax(noise[ties])])
    return pick, float(bounds[pick])


def _reaches(bounds: Float64s, best: float) -> npt.NDArray[np.bool_]:
    """Whether what is bounded can be as much as the best, or tie with it."""
    return bounds * (1.0 + 2e-6) >= best
